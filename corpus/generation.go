package corpus

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"evenkeel/corpus/embed"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/pgvector/pgvector-go"
)

// hasWord tells whether a text holds anything to search for.
func hasWord(text string) bool { return embed.HasWord(text) }

// querier is a pool or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

var (
	_ querier = (*pgxpool.Pool)(nil)
	_ querier = (pgx.Tx)(nil)
)

// serving is the name of the embedder of a family that serves; "" where none does.
func serving(ctx context.Context, q querier, family string) (string, error) {
	var name string
	err := q.QueryRow(ctx, `SELECT name FROM corpus.embedder WHERE family = $1 AND state = 'serving'`, family).Scan(&name)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("corpus: which embedder serves: %w", err)
	}
	return name, nil
}

// builtIn returns the built-in embedder of the generation that serves, as the transaction sees it. Another process may
// have learnt a new one, so the name is asked for each time; the frequencies are read once a generation.
func (s *Store) builtIn(ctx context.Context, q querier) (*embed.Hash, error) {
	name, err := serving(ctx, q, familyHash)
	if err != nil {
		return nil, err
	}
	if name == "" {
		return nil, errNoGeneration
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.hash != nil && s.hash.Name() == name {
		return s.hash, nil
	}
	h, err := loadHash(ctx, q, name)
	if err != nil {
		return nil, err
	}
	s.hash = h
	return h, nil
}

// centres returns what is taken from the serving model's vectors, read once while its name stays.
func (s *Store) centres(ctx context.Context) (centres, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.taken != nil {
		return s.taken, nil
	}
	mean, err := centresOf(ctx, s.pool, s.outer.Name())
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, errMoved
	}
	if err != nil {
		return nil, err
	}
	s.taken = mean
	return mean, nil
}

// lastBuiltIn is builtIn by what this process last saw; a search checks in its transaction that it still serves.
func (s *Store) lastBuiltIn(ctx context.Context) (*embed.Hash, error) {
	s.mu.Lock()
	h := s.hash
	s.mu.Unlock()
	if h != nil {
		return h, nil
	}
	return s.builtIn(ctx, s.pool)
}

// forget lets the next search look again which embedder serves.
func (s *Store) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hash, s.taken, s.large = nil, nil, nil
}

// isLarge tells whether a team was seen to have more documents than are scanned one by one. That is not counted before
// every search: where it has shrunk since, the index answers, which is right as well.
func (s *Store) isLarge(team string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.large[team]
}

func (s *Store) setLarge(team string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.large == nil {
		s.large = map[string]bool{}
	}
	s.large[team] = true
}

const (
	familyHash  = "hash"
	familyOuter = "outer"
)

var errNoGeneration = errors.New("corpus: no embedder serves yet")

func loadHash(ctx context.Context, q querier, name string) (*embed.Hash, error) {
	var packed []byte
	err := q.QueryRow(ctx, `SELECT frequencies FROM corpus.embedder WHERE name = $1`, name).Scan(&packed)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, errMoved
	}
	if err != nil {
		return nil, fmt.Errorf("corpus: load embedder %s: %w", name, err)
	}
	freq, err := embed.DecodeFrequencies(packed)
	if err != nil {
		return nil, fmt.Errorf("corpus: load embedder %s: %w", name, err)
	}
	return embed.NewHash(name, freq), nil
}

// firstGeneration makes the built-in embedder of an empty corpus, with the frequencies of the words that come with the
// product, so that the first few cases are not weighed by themselves alone. It does nothing where one serves.
func (s *Store) firstGeneration(ctx context.Context, tx pgx.Tx, now time.Time) error {
	if name, err := serving(ctx, tx, familyHash); err != nil || name != "" {
		return err
	}
	seed, err := Seed()
	if err != nil {
		return err
	}
	var freq embed.Frequencies
	for i := range seed {
		freq.Learn(seed[i].embedText())
	}
	packed, err := freq.Encode()
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO corpus.embedder (name, family, dims, state, documents, frequencies, made_at)
		VALUES ($1, 'hash', $2, 'serving', 0, $3, $4) ON CONFLICT DO NOTHING`, hashName(1), embed.Dims, packed, now)
	if err != nil {
		return fmt.Errorf("corpus: make the first embedder: %w", err)
	}
	return nil
}

const hashPattern = "hash-v2-%d"

// hashName carries the recipe's version and the generation of its frequencies.
func hashName(generation int) string { return fmt.Sprintf(hashPattern, generation) }

// putBuiltIn writes the words and the built-in vector of documents.
func putBuiltIn(ctx context.Context, tx pgx.Tx, h *embed.Hash, ids []int64, texts []string) error {
	batch := &pgx.Batch{}
	for i, id := range ids {
		v, terms, err := h.Analyse(texts[i])
		if err != nil {
			return fmt.Errorf("corpus: embed document %d: %w", id, err)
		}
		batch.Queue(`INSERT INTO corpus.embedding (document_id, embedder, dims, embedding) VALUES ($1, $2, $3, $4)
			ON CONFLICT (embedder, document_id) DO UPDATE SET embedding = excluded.embedding`,
			id, h.Name(), embed.Dims, pgvector.NewVector(v))
		batch.Queue(`INSERT INTO corpus.words (document_id, embedder, terms, weights) VALUES ($1, $2, array_to_tsvector($3), $4)
			ON CONFLICT (embedder, document_id) DO UPDATE SET terms = excluded.terms, weights = excluded.weights`,
			id, h.Name(), lexemes(terms), sparse(terms, weight))
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("corpus: store embeddings: %w", err)
	}
	return nil
}

// lexemes writes word ids as a tsvector's words. Hexadecimal, so that nothing has to be quoted.
func lexemes(terms []embed.Term) []string {
	out := make([]string, len(terms))
	for i, t := range terms {
		out[i] = lexeme(t.ID)
	}
	return out
}

func lexeme(id uint32) string { return fmt.Sprintf("w%x", id) }

func weight(t embed.Term) float32 { return t.Weight }
func rarity(t embed.Term) float32 { return t.Rarity }

// sparse is what terms weigh as a document's, or as a query's.
func sparse(terms []embed.Term, value func(embed.Term) float32) pgvector.SparseVector {
	m := make(map[int32]float32, len(terms))
	for _, t := range terms {
		m[int32(t.ID)] = value(t)
	}
	return pgvector.NewSparseVectorFromMap(m, embed.WordDims)
}

// anyOf is a tsquery that matches a document with any of the terms.
func anyOf(terms []embed.Term) string { return strings.Join(lexemes(terms), " | ") }
