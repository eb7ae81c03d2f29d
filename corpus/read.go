package corpus

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// columns are the fields of a document in the order that scan reads them.
const columns = `d.id, d.kind, d.ref, d.team, d.lang, d.title, d.body, d.said, d.agreed, d.ended, d.facets, d.good, d.bad,
	d.bad_rules, d.demo, d.created_at, d.updated_at`

// scan reads one row of columns, with more after them.
func (d *Document) scan(row pgx.Row, more ...any) error {
	fields := []any{&d.ID, &d.Kind, &d.Ref, &d.Team, &d.Lang, &d.Title, &d.Text, &d.Said, &d.Agreed, &d.Ended, &d.Facets,
		&d.Good, &d.Bad, &d.BadRules, &d.Demo, &d.Created, &d.Updated}
	return row.Scan(append(fields, more...)...)
}

// Get returns one document. The error is ErrNotFound where there is none, or none of this viewer's.
func (s *Store) Get(ctx context.Context, v Viewer, id int64) (Document, error) {
	var d Document
	err := d.scan(s.pool.QueryRow(ctx, `SELECT `+columns+` FROM corpus.document d
		WHERE d.id = $1 AND d.team IN ('', $2)`, id, v.Team))
	if errors.Is(err, pgx.ErrNoRows) {
		return Document{}, ErrNotFound
	}
	if err != nil {
		return Document{}, fmt.Errorf("corpus: get document: %w", err)
	}
	return d, nil
}

// List returns a viewer's documents of a kind ("": all) that contain text in title or body as it was typed ("": all),
// newest first, at most limit (1 to 500).
func (s *Store) List(ctx context.Context, v Viewer, kind Kind, text string, limit int) ([]Document, error) {
	rows, err := s.pool.Query(ctx, `SELECT `+columns+` FROM corpus.document d
		WHERE ($1 = '' OR d.kind = $1) AND d.team IN ('', $2)
			AND ($3 = '' OR (d.title || ' ' || d.body) ILIKE '%' || $3 || '%')
		ORDER BY d.id DESC LIMIT $4`, string(kind), v.Team, likeQuoted(strings.TrimSpace(text)), min(max(limit, 1), 500))
	if err != nil {
		return nil, fmt.Errorf("corpus: list: %w", err)
	}
	docs, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Document, error) {
		var d Document
		return d, d.scan(row)
	})
	if err != nil {
		return nil, fmt.Errorf("corpus: list: %w", err)
	}
	return docs, nil
}

// likeQuoted takes the meaning out of LIKE's signs.
func likeQuoted(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)
}

// Delete removes a document of the viewer's team; only a lead may, and a document of all teams stays. The error is
// ErrNotFound where there is none such.
func (s *Store) Delete(ctx context.Context, v Viewer, id int64) error {
	tag, err := s.pool.Exec(ctx, `DELETE FROM corpus.document WHERE id = $1 AND team = $2 AND team <> '' AND $3`, id, v.Team, v.Lead)
	if err != nil {
		return fmt.Errorf("corpus: delete: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return ErrNotFound
	}
	return nil
}

// Feedback records whether a viewer found a document useful where it was shown (place: "account", "library",
// "scenario"); the last word of the same person at the same place counts. It moves nothing in any order.
func (s *Store) Feedback(ctx context.Context, v Viewer, id int64, useful bool, place string, now time.Time) error {
	if v.Staff == "" {
		return fmt.Errorf("%w: feedback of nobody", ErrInvalid)
	}
	tag, err := s.pool.Exec(ctx, `INSERT INTO corpus.feedback (document_id, staff, useful, place, at)
		SELECT d.id, $2, $3, $4, $5 FROM corpus.document d WHERE d.id = $1 AND d.team IN ('', $6)
		ON CONFLICT (document_id, staff, place) DO UPDATE SET useful = excluded.useful, at = excluded.at`,
		id, v.Staff, useful, place, now, v.Team)
	if err != nil {
		return fmt.Errorf("corpus: feedback: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return ErrNotFound
	}
	return nil
}

// ClearDemo removes the demonstration's documents, with their embeddings and feedback.
func (s *Store) ClearDemo(ctx context.Context) error {
	if _, err := s.pool.Exec(ctx, `DELETE FROM corpus.document WHERE demo`); err != nil {
		return fmt.Errorf("corpus: clear the demonstration: %w", err)
	}
	return nil
}

// Stats is what the store holds.
type Stats struct {
	Documents map[Kind]int64
	Demo      int64
	// Embedder is the one that answers searches; Waiting counts the documents that it has no vector of yet.
	Embedder string
	Waiting  int64
	// Useful and Useless count the verdicts of Feedback.
	Useful, Useless int64
}

// Stats counts documents, embeddings and verdicts, of all teams.
func (s *Store) Stats(ctx context.Context) (Stats, error) {
	out := Stats{Documents: map[Kind]int64{}}
	rows, err := s.pool.Query(ctx, `SELECT kind, count(*), count(*) FILTER (WHERE demo) FROM corpus.document GROUP BY kind`)
	if err != nil {
		return Stats{}, fmt.Errorf("corpus: stats: %w", err)
	}
	var kind Kind
	var n, demo int64
	if _, err := pgx.ForEachRow(rows, []any{&kind, &n, &demo}, func() error {
		out.Documents[kind], out.Demo = n, out.Demo+demo
		return nil
	}); err != nil {
		return Stats{}, fmt.Errorf("corpus: stats: %w", err)
	}
	if out.Embedder, err = s.answering(ctx, s.pool); err != nil {
		return Stats{}, err
	}
	err = s.pool.QueryRow(ctx, `SELECT
		(SELECT count(*) FROM corpus.document d WHERE NOT EXISTS (
			SELECT FROM corpus.embedding e WHERE e.embedder = $1 AND e.document_id = d.id)),
		(SELECT count(*) FROM corpus.feedback WHERE useful), (SELECT count(*) FROM corpus.feedback WHERE NOT useful)`,
		out.Embedder).Scan(&out.Waiting, &out.Useful, &out.Useless)
	if err != nil {
		return Stats{}, fmt.Errorf("corpus: stats: %w", err)
	}
	return out, nil
}

// answering is the embedder that answers searches: the configured one where it serves, else the built-in one, "" in an
// empty store.
func (s *Store) answering(ctx context.Context, q querier) (string, error) {
	if s.outer != nil {
		name, err := serving(ctx, q, familyOuter)
		if err != nil || name == s.outer.Name() {
			return name, err
		}
	}
	return serving(ctx, q, familyHash)
}
