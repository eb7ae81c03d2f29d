package corpus

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"evenkeel/corpus/pg"
	"evenkeel/corpus/pg/pgtest"

	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"
)

// The vectors' ten nearest through the service against the exact ten, and the time it takes against the bare statement,
// among 100,000 documents (EVENKEEL_BENCH_DOCS) under filters that keep all, a tenth, a hundredth and a thousandth.
func TestBenchFilters(t *testing.T) {
	if os.Getenv("EVENKEEL_BENCH") == "" {
		t.Skip("set EVENKEEL_BENCH=1 to measure filters among 100,000 documents")
	}
	docs := 100_000
	if n, err := strconv.Atoi(os.Getenv("EVENKEEL_BENCH_DOCS")); err == nil {
		docs = n
	}
	s := New(pgtest.New(t, Line()), nil, nil)
	r := rand.New(rand.NewPCG(1, 2))
	sentences := seedSentences(t)
	began := time.Now()
	fillMany(t, s, r, sentences, docs)
	t.Logf("%d documents embedded and indexed in %v", docs, time.Since(began).Round(time.Second))
	for _, filter := range []Facets{nil, {"stage": "a"}, {"product": "p7"}, {"reason": "r77"}} {
		same, of := 0, 0
		var took, bare []float64
		for range 100 {
			q := Query{Text: someSentences(r, sentences, 1), Facets: filter, K: 10, mode: "vector"}
			begin := time.Now()
			a, near, err := s.find(t.Context(), Viewer{}, q)
			if err != nil {
				t.Fatal(err)
			}
			took = append(took, float64(time.Since(begin).Microseconds())/1000)
			exact, ms := exactTen(t, s, a, q)
			bare = append(bare, ms)
			for _, id := range exact {
				of++
				if slices.ContainsFunc(near[:min(10, len(near))], func(f found) bool { return f.doc.ID == id }) {
					same++
				}
			}
		}
		t.Logf("filter %v: recall@10 %.4f, service %.1f, bare %.1f (p50, p95, p99 in ms)", filter, float64(same)/float64(of), percentiles(took), percentiles(bare))
		if float64(same) < .97*float64(of) {
			t.Errorf("filter %v: recall %d of %d", filter, same, of)
		}
	}
}

// seedSentences are the sentences of the words that come with the product.
func seedSentences(t *testing.T) []string {
	docs, err := Seed()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, d := range docs {
		out = append(out, strings.FieldsFunc(d.Text, func(c rune) bool { return strings.ContainsRune("。.！？!?", c) })...)
	}
	return slices.DeleteFunc(out, func(s string) bool { return len(s) < 20 })
}

func someSentences(r *rand.Rand, from []string, n int) string {
	out := make([]string, n)
	for i := range out {
		out[i] = from[r.IntN(len(from))]
	}
	return strings.Join(out, ". ")
}

func fillMany(t *testing.T, s *Store, r *rand.Rand, sentences []string, docs int) {
	var batch []Document
	for i := range docs {
		facets := Facets{"stage": string(rune('a' + i%10)), "product": fmt.Sprint("p", i%100), "reason": fmt.Sprint("r", i%1000)}
		text := someSentences(r, sentences, 3)
		batch = append(batch, Document{Kind: Case, Ref: fmt.Sprint(i), Lang: Language(text), Text: text, Facets: facets})
		if len(batch) == importSize || i == docs-1 {
			err := pg.InTx(t.Context(), s.pool, func(tx pgx.Tx) error { _, err := s.put(t.Context(), tx, batch, noon); return err })
			if err != nil {
				t.Fatal(err)
			}
			batch = batch[:0]
		}
	}
	if _, err := s.Fill(t.Context(), nil, noon); err != nil {
		t.Fatal(err)
	}
}

// exactTen are the ids of the ten nearest by a scan of every row that passes, and how long the bare statement of the
// search took.
func exactTen(t *testing.T, s *Store, a asked, q Query) (ids []int64, ms float64) {
	facets := "{}"
	for name, value := range q.Facets {
		facets = fmt.Sprintf(`{%q: %q}`, name, value)
	}
	args := a.args(Viewer{}, q, facets)
	err := pgx.BeginTxFunc(context.Background(), s.pool, searchTx, func(tx pgx.Tx) error {
		sql, err := s.nearest(t.Context(), tx, a, args)
		if err != nil {
			return err
		}
		begin := time.Now()
		if _, err := tx.Exec(t.Context(), sql, args); err != nil {
			return err
		}
		ms = float64(time.Since(begin).Microseconds()) / 1000
		rows, err := tx.Query(t.Context(), `SELECT d.id FROM corpus.embedding e JOIN corpus.document d ON d.id = e.document_id
			WHERE e.embedder = $1 AND d.facets @> $2::jsonb ORDER BY 0 + (e.embedding::vector(384) <=> $3::vector(384)), d.id LIMIT 10`,
			a.embedder, facets, pgvector.NewVector(a.vector))
		if err != nil {
			return err
		}
		ids, err = pgx.CollectRows(rows, pgx.RowTo[int64])
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids, ms
}
