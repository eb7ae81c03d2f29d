package corpus

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"evenkeel/corpus/pg"

	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"
)

// BenchOptions says what BenchRetrieval measures.
type BenchOptions struct {
	// Mode is "vector", "words" or "hybrid".
	Mode string
	// Limit is how many documents of the corpus are loaded; 0: all.
	Limit int
	// Clock times the queries.
	Clock func() time.Time
	// Progress, if set, is told the documents loaded so far.
	Progress func(done int64)
}

// Bench is what BenchRetrieval measured. Shares are 0 to 1, over the queries that have a relevant document loaded.
type Bench struct {
	Embedder     string  `json:"embedder"`
	Mode         string  `json:"mode"`
	Documents    int     `json:"documents"`
	Queries      int     `json:"queries"`
	Hit1         float64 `json:"hit_at_1"` // share of queries with a relevant document first
	Hit3         float64 `json:"hit_at_3"`
	Hit10        float64 `json:"hit_at_10"`
	Recall10     float64 `json:"r_at_10"` // mean share of the relevant ones that are among the first ten
	Precision5   float64 `json:"p_at_5"`
	MRR10        float64 `json:"mrr_at_10"`
	NDCG10       float64 `json:"ndcg_at_10"`
	IndexSeconds float64 `json:"index_seconds"`
	// IndexRecall is the share of the exact scan's first ten that the index finds too.
	IndexRecall float64     `json:"index_recall"`
	QueryMS     Percentiles `json:"query_ms"`
	BareSQLMS   Percentiles `json:"bare_sql_ms"` // the same statement with its vector ready, rows thrown away
}

// Percentiles are of milliseconds.
type Percentiles struct {
	P50 float64 `json:"p50"`
	P95 float64 `json:"p95"`
	P99 float64 `json:"p99"`
}

// BenchRetrieval loads a corpus of {"id","text"} lines, asks each query, and judges the ten nearest, before folding, by
// the judgements: query id, document id and, if there, a score above 0, apart by tabs. A document with the query's own
// id is left out. The store must be on an empty database of its own: texts go in as they are, without redaction.
func (s *Store) BenchRetrieval(ctx context.Context, corpus, queries, qrels io.Reader, opt BenchOptions) (Bench, error) {
	b := bench{store: s, opt: opt, out: Bench{Mode: opt.Mode}}
	steps := []func(context.Context) error{
		func(ctx context.Context) error { return b.load(ctx, corpus) },
		func(context.Context) error { return b.judgements(qrels) },
		func(ctx context.Context) error { return b.ask(ctx, queries) },
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return Bench{}, fmt.Errorf("corpus: bench: %w", err)
		}
	}
	return b.out, nil
}

type bench struct {
	store    *Store
	opt      BenchOptions
	out      Bench
	ids      map[string]bool
	relevant map[string]map[string]bool
	took     []float64
	bare     []float64
	same, of int
}

// benchLine is one line of a corpus or of queries.
type benchLine struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

func eachLine(r io.Reader, fn func(benchLine) error) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 64<<20)
	for n := 1; lines.Scan(); n++ {
		var l benchLine
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		if err := fn(l); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
	return lines.Err()
}

func (b *bench) load(ctx context.Context, r io.Reader) error {
	begin := b.opt.Clock()
	b.ids = map[string]bool{}
	var batch []Document
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		err := pg.InTx(ctx, b.store.pool, func(tx pgx.Tx) error {
			_, err := b.store.put(ctx, tx, batch, begin)
			return err
		})
		batch = batch[:0]
		if b.opt.Progress != nil {
			b.opt.Progress(int64(len(b.ids)))
		}
		return err
	}
	err := eachLine(r, func(l benchLine) error {
		if b.opt.Limit > 0 && len(b.ids) >= b.opt.Limit || !hasWord(l.Text) {
			return nil
		}
		b.ids[l.ID] = true
		batch = append(batch, Document{Kind: Case, Ref: l.ID, Lang: Language(l.Text), Text: l.Text, Facets: Facets{}})
		if len(batch) == importSize {
			return flush()
		}
		return nil
	})
	if err == nil {
		err = flush()
	}
	if err == nil {
		err = b.store.Refit(ctx, begin)
	}
	if err == nil {
		_, err = b.store.Fill(ctx, nil, begin)
	}
	b.out.Documents, b.out.IndexSeconds = len(b.ids), b.opt.Clock().Sub(begin).Seconds()
	return err
}

func (b *bench) judgements(r io.Reader) error {
	b.relevant = map[string]map[string]bool{}
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		f := strings.Fields(lines.Text())
		if len(f) < 2 || len(f) > 2 && f[2] == "0" || !b.ids[f[1]] || f[0] == f[1] {
			continue
		}
		if b.relevant[f[0]] == nil {
			b.relevant[f[0]] = map[string]bool{}
		}
		b.relevant[f[0]][f[1]] = true
	}
	return lines.Err()
}

// measured is for how many queries the bare statement and the exact scan are run as well.
const measured = 300

func (b *bench) ask(ctx context.Context, r io.Reader) error {
	err := eachLine(r, func(l benchLine) error {
		relevant := b.relevant[l.ID]
		if len(relevant) == 0 || !hasWord(l.Text) {
			return nil
		}
		begin := b.opt.Clock()
		a, found, err := b.store.find(ctx, Viewer{}, Query{Text: l.Text, mode: b.opt.Mode, K: 10})
		if err != nil {
			return err
		}
		b.took = append(b.took, b.since(begin))
		b.out.Embedder = a.embedder
		b.judge(l.ID, found, relevant)
		if b.out.Queries <= measured {
			return b.compare(ctx, a)
		}
		return nil
	})
	if err != nil || b.out.Queries == 0 {
		return err
	}
	n := float64(b.out.Queries)
	for _, x := range []*float64{&b.out.Hit1, &b.out.Hit3, &b.out.Hit10, &b.out.Recall10, &b.out.Precision5, &b.out.MRR10, &b.out.NDCG10} {
		*x /= n
	}
	b.out.QueryMS, b.out.BareSQLMS = percentiles(b.took), percentiles(b.bare)
	b.out.IndexRecall = float64(b.same) / float64(max(b.of, 1))
	return nil
}

func (b *bench) since(begin time.Time) float64 {
	return float64(b.opt.Clock().Sub(begin).Microseconds()) / 1000
}

// judge adds one query's first ten to the sums.
func (b *bench) judge(query string, found []found, relevant map[string]bool) {
	rank, dcg, hits := 0, 0.0, 0
	for _, f := range found {
		if f.doc.Ref == query {
			continue
		}
		if rank++; rank > 10 {
			break
		}
		if !relevant[f.doc.Ref] {
			continue
		}
		if hits++; hits == 1 {
			b.out.MRR10 += 1 / float64(rank)
			b.out.Hit10++
			if rank <= 3 {
				b.out.Hit3++
			}
			if rank == 1 {
				b.out.Hit1++
			}
		}
		if rank <= 5 {
			b.out.Precision5 += .2
		}
		dcg += 1 / math.Log2(float64(rank+1))
	}
	ideal := 0.0
	for i := range min(10, len(relevant)) {
		ideal += 1 / math.Log2(float64(i+2))
	}
	b.out.Queries++
	b.out.Recall10 += float64(hits) / float64(len(relevant))
	b.out.NDCG10 += dcg / ideal
}

// compare runs the bare statement of a query, and its vector part with the index and without.
func (b *bench) compare(ctx context.Context, a asked) error {
	return pgx.BeginTxFunc(ctx, b.store.pool, searchTx, func(tx pgx.Tx) error {
		args := a.args(Viewer{}, Query{}, "{}")
		sql, err := b.store.nearest(ctx, tx, a, args)
		if err != nil {
			return err
		}
		begin := b.opt.Clock()
		if _, err := tx.Exec(ctx, sql, args); err != nil {
			return err
		}
		b.bare = append(b.bare, b.since(begin))
		return b.recall(ctx, tx, a)
	})
}

// recall counts how many of the exact ten nearest the index brings.
func (b *bench) recall(ctx context.Context, tx pgx.Tx, a asked) error {
	var sets [2][]int64
	for i, zero := range []string{"", "0 + "} {
		rows, err := tx.Query(ctx, fmt.Sprintf(`SELECT document_id FROM corpus.embedding WHERE embedder = %s
			ORDER BY %s((embedding::vector(%d)) <=> $1::vector(%d)) LIMIT 10`, quoted(a.embedder), zero, a.dims, a.dims), pgvector.NewVector(a.vector))
		if err != nil {
			return err
		}
		if sets[i], err = pgx.CollectRows(rows, pgx.RowTo[int64]); err != nil {
			return err
		}
	}
	for _, id := range sets[1] {
		b.of++
		if slices.Contains(sets[0], id) {
			b.same++
		}
	}
	return nil
}

func percentiles(ms []float64) Percentiles {
	if len(ms) == 0 {
		return Percentiles{}
	}
	slices.SortFunc(ms, cmp.Compare[float64])
	at := func(p float64) float64 { return ms[min(len(ms)-1, int(p*float64(len(ms))))] }
	return Percentiles{at(.50), at(.95), at(.99)}
}
