package corpus

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"evenkeel/corpus/pg"

	"github.com/jackc/pgx/v5"
)

// Add redacts documents, stores them and gives each its words and its built-in vector; the configured embedder's follow
// by Fill. A document whose kind, team and ref are there already is replaced, and one that says the same as before
// changes nothing. It returns how many were new or changed. All are stored or none. The error wraps ErrEmpty or
// ErrInvalid, with the document's number from 0.
func (s *Store) Add(ctx context.Context, docs []Document, now time.Time) (int, error) {
	return s.AddNamed(ctx, docs, nil, now)
}

// AddNamed is Add where the names that may occur are known, as those of an account's people are.
func (s *Store) AddNamed(ctx context.Context, docs []Document, known []string, now time.Time) (int, error) {
	ready := make([]Document, len(docs))
	for i := range docs {
		ready[i] = docs[i].redacted(known)
		if err := ready[i].check(); err != nil {
			return 0, fmt.Errorf("corpus: add document %d: %w", i, err)
		}
	}
	added := 0
	err := pg.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		changed, err := s.put(ctx, tx, ready, now)
		added = changed
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("corpus: add: %w", err)
	}
	return added, nil
}

// redacted is the document as it may be stored: every text redacted, with the same marks in all of them, and the labels
// in one spelling.
func (d Document) redacted(known []string) Document {
	if len(d.Text) > MaxText {
		return d // check refuses it; redacting five megabytes first would take minutes
	}
	r := &redactor{seen: map[string]string{}, count: map[SpanKind]int{}}
	for _, field := range []*string{&d.Title, &d.Text, &d.Said, &d.Agreed, &d.Ended, &d.Good, &d.Bad} {
		clean, _ := r.redact(strings.ToValidUTF8(strings.ReplaceAll(*field, "\x00", ""), "\uFFFD"), known)
		*field = strings.TrimSpace(clean)
	}
	facets := make(Facets, len(d.Facets))
	for name, value := range d.Facets {
		if value = strings.TrimSpace(value); value != "" {
			facets[name] = value
		}
	}
	d.Facets = facets
	if d.Lang == "" {
		d.Lang = Language(d.Text)
	}
	if d.Ref == "" {
		d.Ref = "text-" + digest(d.Lang, d.Title, d.Text)[:32]
	}
	return d
}

// Language is "zh" where at least a tenth of a text's letters are Han, else "en".
func Language(text string) string {
	han, letters := 0, 0
	for _, r := range text {
		switch {
		case r >= 0x3400 && r <= 0x9fff || r >= 0x20000:
			han++
			letters++
		case r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z':
			letters++
		}
	}
	if han > 0 && han*10 >= letters {
		return "zh"
	}
	return "en"
}

// digest is a hash of redacted fields. The hash of an original would let a guess at a phone number be checked.
func digest(fields ...string) string {
	h := sha256.New()
	for _, f := range fields {
		fmt.Fprintf(h, "%d:%s", len(f), f)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// digest covers everything that an import can change.
func (d *Document) digest() string {
	fields := []string{d.Lang, d.Title, d.Text, d.Said, d.Agreed, d.Ended, d.Good, d.Bad, strings.Join(d.BadRules, ","), fmt.Sprint(d.Demo)}
	for _, name := range slices.Sorted(maps.Keys(d.Facets)) {
		fields = append(fields, name, d.Facets[name])
	}
	return digest(fields...)
}

// put stores documents and the built-in embeddings of those that are new or changed, and counts them.
func (s *Store) put(ctx context.Context, tx pgx.Tx, docs []Document, now time.Time) (int, error) {
	if err := s.firstGeneration(ctx, tx, now); err != nil {
		return 0, err
	}
	ids, texts := []int64{}, []string{}
	for i := range docs {
		id, changed, err := upsert(ctx, tx, &docs[i], now)
		if err != nil {
			return 0, err
		}
		if !changed {
			continue
		}
		// A text twice in one call keeps the last one's vector.
		if at := slices.Index(ids, id); at >= 0 {
			texts[at] = docs[i].embedText()
			continue
		}
		ids, texts = append(ids, id), append(texts, docs[i].embedText())
	}
	h, err := s.builtIn(ctx, tx)
	if err != nil {
		return 0, err
	}
	if err := dropOuter(ctx, tx, ids); err != nil {
		return 0, err
	}
	return len(ids), putBuiltIn(ctx, tx, h, ids, texts)
}

// dropOuter takes away other embedders' vectors of documents whose text has changed; Fill makes them anew.
func dropOuter(ctx context.Context, tx pgx.Tx, ids []int64) error {
	_, err := tx.Exec(ctx, `DELETE FROM corpus.embedding e USING corpus.embedder m
		WHERE e.document_id = ANY($1) AND m.name = e.embedder`, ids)
	if err != nil {
		return fmt.Errorf("corpus: drop old embeddings: %w", err)
	}
	return nil
}

// upsert stores one document; changed is false where it said the same already.
func upsert(ctx context.Context, tx pgx.Tx, d *Document, now time.Time) (id int64, changed bool, err error) {
	facets, err := json.Marshal(d.Facets)
	if err != nil {
		return 0, false, fmt.Errorf("corpus: facets: %w", err)
	}
	rules := d.BadRules
	if rules == nil {
		rules = []string{}
	}
	err = tx.QueryRow(ctx, `
		INSERT INTO corpus.document AS d (kind, ref, team, lang, title, body, said, agreed, ended, facets, good, bad, bad_rules,
			demo, hash, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, coalesce($16::timestamptz, $17), $17)
		ON CONFLICT ON CONSTRAINT document_ref_once DO UPDATE SET lang = excluded.lang, title = excluded.title,
			body = excluded.body, said = excluded.said, agreed = excluded.agreed, ended = excluded.ended,
			facets = excluded.facets, good = excluded.good, bad = excluded.bad, bad_rules = excluded.bad_rules,
			demo = excluded.demo, hash = excluded.hash, updated_at = excluded.updated_at
		WHERE d.hash <> excluded.hash
		RETURNING id`,
		d.Kind, d.Ref, d.Team, d.Lang, d.Title, d.Text, d.Said, d.Agreed, d.Ended, facets, d.Good, d.Bad, rules,
		d.Demo, d.digest(), created(d.Created), now).Scan(&id)
	if err == pgx.ErrNoRows {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, fmt.Errorf("corpus: store document: %w", err)
	}
	return id, true, nil
}

// created is null where nobody said when.
func created(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}
