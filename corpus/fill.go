package corpus

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"time"

	"evenkeel/corpus/embed"
	"evenkeel/corpus/pg"

	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"
)

// FillReport is what one pass of Fill did.
type FillReport struct {
	Embedder string
	Filled   int64 // documents that got a vector
	Switched bool  // the embedder began to serve in this pass
}

// Fill gives every document its vector of the configured embedder and lets it serve when none lacks one; until then the
// one before it serves. It refits the built-in embedder where the corpus has outgrown its frequencies. It is one
// idempotent pass that takes up where the last one stopped. progress, if set, is told of documents done and in all.
func (s *Store) Fill(ctx context.Context, progress func(done, all int64), now time.Time) (FillReport, error) {
	if progress == nil {
		progress = func(int64, int64) {}
	}
	if err := s.renew(ctx, now); err != nil {
		return FillReport{}, err
	}
	if err := s.refitIfGrown(ctx, now); err != nil {
		return FillReport{}, err
	}
	if s.outer == nil {
		return s.fillBuiltIn(ctx)
	}
	return s.fillOuter(ctx, progress, now)
}

// renew gives documents that an upgrade has left without words and built-in vectors theirs.
func (s *Store) renew(ctx context.Context, now time.Time) error {
	return pg.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		var docs bool
		if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM corpus.document)`).Scan(&docs); err != nil || !docs {
			return err
		}
		if err := s.firstGeneration(ctx, tx, now); err != nil {
			return err
		}
		h, err := s.builtIn(ctx, tx)
		for n := 1; err == nil && n > 0; {
			n, err = s.embedLacking(ctx, h, tx)
		}
		return err
	})
}

// fillBuiltIn has nothing to embed, for Add does that, but sees to the index.
func (s *Store) fillBuiltIn(ctx context.Context) (FillReport, error) {
	name, err := serving(ctx, s.pool, familyHash)
	if err != nil || name == "" {
		return FillReport{}, err
	}
	return FillReport{Embedder: name}, s.ensureIndex(ctx, name, embed.Dims)
}

func (s *Store) fillOuter(ctx context.Context, progress func(done, all int64), now time.Time) (FillReport, error) {
	report := FillReport{Embedder: s.outer.Name()}
	if s.outer.Dims() == 0 {
		if _, err := s.outer.Embed(ctx, []string{"hello"}, false); err != nil {
			return report, fmt.Errorf("corpus: fill: %w", err)
		}
	}
	_, err := s.pool.Exec(ctx, `INSERT INTO corpus.embedder (name, family, dims, state, made_at)
		VALUES ($1, 'outer', $2, 'filling', $3) ON CONFLICT DO NOTHING`, report.Embedder, s.outer.Dims(), now)
	if err != nil {
		return report, fmt.Errorf("corpus: fill: %w", err)
	}
	mean, err := s.ensureCentres(ctx)
	if err != nil {
		return report, fmt.Errorf("corpus: fill: %w", err)
	}
	for {
		n, err := s.fillBatch(ctx, s.pool, mean, progress)
		report.Filled += int64(n)
		if err != nil {
			return report, err
		}
		if n == 0 {
			break
		}
	}
	if err := s.ensureIndex(ctx, report.Embedder, s.outer.Dims()); err != nil {
		return report, err
	}
	report.Switched, err = s.switchOuter(ctx)
	return report, err
}

// fillSize is how many documents are read and stored at a time; the embedder cuts its own requests.
const fillSize = 64

// ensureCentres returns what is taken from the configured embedder's vectors, learnt now where that has not been done.
// They stay what they are for as long as the embedder's name does, or old and new vectors would not go together.
func (s *Store) ensureCentres(ctx context.Context) (centres, error) {
	mean, err := centresOf(ctx, s.pool, s.outer.Name())
	if err != nil || !s.needsCentres() || len(mean) > 0 {
		return mean, err
	}
	if mean, err = s.learnCentres(ctx); err != nil {
		return nil, err
	}
	raw, err := json.Marshal(mean)
	if err != nil {
		return nil, err
	}
	if _, err = s.pool.Exec(ctx, `UPDATE corpus.embedder SET centres = $2 WHERE name = $1 AND centres IS NULL`, s.outer.Name(), raw); err != nil {
		return nil, err
	}
	// Another process may have been first.
	return centresOf(ctx, s.pool, s.outer.Name())
}

// fillBatch embeds the next documents that lack a vector, and returns how many there were.
func (s *Store) fillBatch(ctx context.Context, q querier, mean centres, progress func(done, all int64)) (int, error) {
	docs, err := lacking(ctx, q, s.outer.Name(), fillSize)
	if err != nil || len(docs) == 0 {
		return 0, err
	}
	texts := make([]string, len(docs))
	for i := range docs {
		texts[i] = docs[i].embedText()
	}
	vectors, err := s.outer.Embed(ctx, texts, false)
	if err != nil {
		return 0, fmt.Errorf("corpus: fill: %w", err)
	}
	batch := &pgx.Batch{}
	for i, v := range vectors {
		v = without(v, mean[docs[i].Lang].Passage)
		// A document may have changed or gone while the embedder worked: then this vector is not its.
		batch.Queue(`INSERT INTO corpus.embedding (document_id, embedder, dims, embedding)
			SELECT d.id, $2, $3, $4 FROM corpus.document d WHERE d.id = $1 AND d.updated_at = $5 ON CONFLICT DO NOTHING`,
			docs[i].ID, s.outer.Name(), len(v), pgvector.NewVector(v), docs[i].Updated)
	}
	batch.Queue(`SELECT (SELECT count(*) FROM corpus.embedding WHERE embedder = $1), (SELECT count(*) FROM corpus.document)`, s.outer.Name()).
		QueryRow(func(row pgx.Row) error {
			var done, all int64
			if err := row.Scan(&done, &all); err != nil {
				return err
			}
			progress(done, all)
			return nil
		})
	if err := s.pool.SendBatch(ctx, batch).Close(); err != nil {
		return 0, fmt.Errorf("corpus: fill: %w", err)
	}
	return len(docs), nil
}

// lacking returns documents without a vector of an embedder, oldest first.
func lacking(ctx context.Context, q querier, embedder string, limit int) ([]Document, error) {
	rows, err := q.Query(ctx, `SELECT `+columns+` FROM corpus.document d
		WHERE NOT EXISTS (SELECT FROM corpus.embedding e WHERE e.embedder = $1 AND e.document_id = d.id)
		ORDER BY d.id LIMIT $2`, embedder, limit)
	if err != nil {
		return nil, fmt.Errorf("corpus: documents to embed: %w", err)
	}
	docs, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Document, error) {
		var d Document
		return d, d.scan(row)
	})
	if err != nil {
		return nil, fmt.Errorf("corpus: documents to embed: %w", err)
	}
	return docs, nil
}

// switchOuter lets the configured embedder serve, and drops the vectors of the one before it.
func (s *Store) switchOuter(ctx context.Context) (bool, error) {
	name, switched := s.outer.Name(), false
	err := pg.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		now, err := serving(ctx, tx, familyOuter)
		if err != nil || now == name {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM corpus.embedder WHERE family = 'outer' AND name <> $1`, name); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE corpus.embedder SET state = 'serving' WHERE name = $1`, name)
		switched = err == nil
		return err
	})
	if err != nil {
		return false, fmt.Errorf("corpus: switch embedder: %w", err)
	}
	return switched, nil
}

// Refitting starts at this many documents; the frequencies of fewer say little that the seeded words do not.
const refitFrom = 200

// refitIfGrown learns new frequencies when the corpus is twice what the last ones were learnt from.
func (s *Store) refitIfGrown(ctx context.Context, now time.Time) error {
	var docs, learnt int64
	err := s.pool.QueryRow(ctx, `SELECT (SELECT count(*) FROM corpus.document),
		coalesce((SELECT documents FROM corpus.embedder WHERE family = 'hash' AND state = 'serving'), 0)`).Scan(&docs, &learnt)
	if err != nil {
		return fmt.Errorf("corpus: refit: %w", err)
	}
	if docs < refitFrom || docs < 2*learnt {
		return nil
	}
	return s.Refit(ctx, now)
}

// Refit learns the built-in embedder's frequencies from all documents, embeds them anew beside the old vectors, and lets
// the new ones serve in one transaction: searches never mix the two. A second Refit at the same time does nothing.
func (s *Store) Refit(ctx context.Context, now time.Time) error {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("corpus: refit: %w", err)
	}
	defer conn.Release()
	var mine bool
	if err := conn.QueryRow(ctx, `SELECT pg_try_advisory_lock($1)`, refitLock).Scan(&mine); err != nil {
		return fmt.Errorf("corpus: refit: %w", err)
	}
	if !mine {
		return nil
	}
	err = s.refit(ctx, now)
	_, unlockErr := conn.Exec(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, refitLock)
	if err = errors.Join(err, unlockErr); err != nil {
		return fmt.Errorf("corpus: refit: %w", err)
	}
	return nil
}

// refitLock is the key of the advisory lock of one refit at a time.
const refitLock = int64(0x65766b72656674) // "evkreft"

func (s *Store) refit(ctx context.Context, now time.Time) error {
	if _, err := s.pool.Exec(ctx, `DELETE FROM corpus.embedder WHERE family = 'hash' AND state = 'filling'`); err != nil {
		return err
	}
	old, err := serving(ctx, s.pool, familyHash)
	if err != nil || old == "" {
		return err
	}
	freq, err := s.learn(ctx)
	if err != nil {
		return err
	}
	packed, err := freq.Encode()
	if err != nil {
		return err
	}
	var generation int
	if _, err := fmt.Sscanf(old, hashPattern, &generation); err != nil {
		return fmt.Errorf("embedder %s: %w", old, err)
	}
	h := embed.NewHash(hashName(generation+1), freq)
	_, err = s.pool.Exec(ctx, `INSERT INTO corpus.embedder (name, family, dims, state, documents, frequencies, made_at)
		VALUES ($1, 'hash', $2, 'filling', $3, $4, $5)`, h.Name(), embed.Dims, freq.Docs(), packed, now)
	if err != nil {
		return err
	}
	for {
		n, err := s.embedLacking(ctx, h, nil)
		if err != nil {
			return err
		}
		if n == 0 {
			break
		}
	}
	if err := s.ensureIndex(ctx, h.Name(), embed.Dims); err != nil {
		return err
	}
	return s.switchBuiltIn(ctx, h, old)
}

// learn counts over all documents, read in pages so that a million of them need no more memory than a thousand.
func (s *Store) learn(ctx context.Context) (*embed.Frequencies, error) {
	freq := &embed.Frequencies{}
	for last, more := int64(0), true; more; {
		rows, err := s.pool.Query(ctx, `SELECT `+columns+` FROM corpus.document d WHERE d.id > $1 ORDER BY d.id LIMIT 1000`, last)
		if err != nil {
			return nil, err
		}
		more = false
		for rows.Next() {
			var d Document
			if err := d.scan(rows); err != nil {
				rows.Close()
				return nil, err
			}
			freq.Learn(d.embedText())
			last, more = d.ID, true
		}
		if err := rows.Err(); err != nil {
			return nil, err
		}
	}
	return freq, nil
}

// embedLacking gives the next documents their built-in vectors; in tx where one is given.
func (s *Store) embedLacking(ctx context.Context, h *embed.Hash, tx pgx.Tx) (int, error) {
	if tx == nil {
		n := 0
		err := pg.InTx(ctx, s.pool, func(tx pgx.Tx) (err error) {
			n, err = s.embedLacking(ctx, h, tx)
			return err
		})
		return n, err
	}
	docs, err := lacking(ctx, tx, h.Name(), 500)
	if err != nil {
		return 0, err
	}
	ids, texts := make([]int64, len(docs)), make([]string, len(docs))
	for i := range docs {
		ids[i], texts[i] = docs[i].ID, docs[i].embedText()
	}
	return len(docs), putBuiltIn(ctx, tx, h, ids, texts)
}

// switchBuiltIn waits for adds under way, embeds what they brought, and puts the new generation in the old one's place.
func (s *Store) switchBuiltIn(ctx context.Context, h *embed.Hash, old string) error {
	err := pg.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		// SHARE lets searches read and keeps adds out until the new generation serves.
		if _, err := tx.Exec(ctx, `LOCK TABLE corpus.document IN SHARE MODE`); err != nil {
			return err
		}
		for {
			n, err := s.embedLacking(ctx, h, tx)
			if err != nil {
				return err
			}
			if n == 0 {
				break
			}
		}
		if _, err := tx.Exec(ctx, `DELETE FROM corpus.embedder WHERE name = $1`, old); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE corpus.embedder SET state = 'serving' WHERE name = $1`, h.Name())
		return err
	})
	if err != nil {
		return err
	}
	_, err = s.pool.Exec(ctx, `DROP INDEX IF EXISTS corpus.`+indexName(old))
	return err
}

// maxVectorIndex is the most dimensions pgvector indexes as vector; halfvec takes twice as many.
const maxVectorIndex = 2000

// ensureIndex makes an embedder's partial HNSW index once its rows pass exactRows; the migration says why these
// parameters. An index that a crash left unfinished is made anew.
func (s *Store) ensureIndex(ctx context.Context, embedder string, dims int) error {
	var rows int64
	var valid *bool
	err := s.pool.QueryRow(ctx, `SELECT (SELECT count(*) FROM (SELECT FROM corpus.embedding WHERE embedder = $1 LIMIT $2) x),
		(SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('corpus.' || $3))`,
		embedder, exactRows+1, indexName(embedder)).Scan(&rows, &valid)
	if err != nil {
		return fmt.Errorf("corpus: index: %w", err)
	}
	if rows <= exactRows || valid != nil && *valid || dims > 2*maxVectorIndex {
		return nil
	}
	kind := "vector"
	if dims > maxVectorIndex {
		kind = "halfvec"
	}
	name := indexName(embedder)
	for _, sql := range []string{
		`DROP INDEX IF EXISTS corpus.` + name,
		fmt.Sprintf(`CREATE INDEX CONCURRENTLY %s ON corpus.embedding USING hnsw ((embedding::%s(%d)) %s_cosine_ops)
			WITH (m = 16, ef_construction = 64) WHERE embedder = %s`, name, kind, dims, kind, quoted(embedder)),
		`ANALYZE corpus.document, corpus.embedding, corpus.words`,
	} {
		if _, err := s.pool.Exec(ctx, sql); err != nil {
			return fmt.Errorf("corpus: index: %w", err)
		}
	}
	return nil
}

// indexName is the name of an embedder's index: a hash, for a model's name may hold anything.
func indexName(embedder string) string {
	h := fnv.New64a()
	fmt.Fprint(h, embedder)
	return fmt.Sprintf("embedding_hnsw_%016x", h.Sum64())
}
