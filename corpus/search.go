package corpus

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"evenkeel/corpus/embed"

	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"
)

// Query asks for documents like a text.
type Query struct {
	Text string
	// Kind, Lang and Facets are conditions; empty ones are none. Names of facets must be FacetNames.
	Kind   Kind
	Lang   string
	Facets map[string]string
	// Near are facets that a hit had better share, such as an account's stage; they order, and exclude nothing.
	Near map[string]string
	// K is how many hits are wanted, 1 to 50; 0: 3.
	K int
	// Known are names that may stand in Text, which is redacted before it goes to any embedder.
	Known []string

	mode string // "" or "hybrid", or a part that BenchRetrieval measures alone: "vector", "words"
}

// Hit is a document with its likeness to the query and why it was found.
type Hit struct {
	Document
	// Score is the mean of the cosine of the embeddings and the share of the query's words, as fusion weighs them, plus
	// 0.1 for each facet in common: 0 to about 1.4, higher is nearer, to be compared within one search only.
	Score float64
	// Why holds codes for SayWhy: "facet:stage", "words:裁员,房租", "meaning", "ended_badly".
	Why []string
}

// Result is what Search found.
type Result struct {
	Hits []Hit
	// Embedder that served; "" where no document is stored.
	Embedder string
	// Notice is "" or why less was done than is usual: NoticeEndpoint.
	Notice string
	// Outcomes counts how all near cases ended, as Near of them went; see Outcome.
	Outcomes []Outcome
}

// NoticeEndpoint: the configured embedder did not answer; the built-in one and words were used.
const NoticeEndpoint = "embedder_unavailable"

// How many candidates each part brings, and how much of an exact scan is cheaper than the index: at 0.5 ms per 1,000
// rows (measured) 5,000 rows cost 2.5 ms and miss nothing, while the index loses rows under a narrow filter.
const (
	candidates = 100
	exactRows  = 5000
)

// Similar returns the K documents most like a text that the viewer may see, near-duplicates folded into one and the
// rest made to differ; of three or more, one that ended badly where one is close. The error wraps ErrEmpty or
// ErrInvalid.
func (s *Store) Similar(ctx context.Context, v Viewer, q Query) ([]Hit, error) {
	r, err := s.Search(ctx, v, q)
	return r.Hits, err
}

// Search is Similar with how the near cases ended and what could not be done.
func (s *Store) Search(ctx context.Context, v Viewer, q Query) (Result, error) {
	if q.K == 0 {
		q.K = 3
	}
	if err := q.check(); err != nil {
		return Result{}, err
	}
	q.Text, _ = Redact(q.Text, q.Known)
	if !hasWord(q.Text) {
		return Result{}, ErrEmpty
	}
	a, found, err := s.find(ctx, v, q)
	if err != nil || a.hash == nil {
		return Result{}, err
	}
	found = fold(found)
	near := closest(found)
	hits := choose(near, q.K)
	return Result{Hits: finish(hits, q, a), Embedder: a.embedder, Notice: a.notice, Outcomes: outcomes(near)}, nil
}

// errMoved: another embedder took over between the question and the answer.
var errMoved = errors.New("corpus: the embedder has been replaced")

// find asks, and once more where another embedder took over meanwhile, so that no search fails or mixes two by that.
func (s *Store) find(ctx context.Context, v Viewer, q Query) (asked, []found, error) {
	for {
		a, err := s.ask(ctx, q.Text)
		if errors.Is(err, errMoved) {
			continue
		}
		if err != nil || a.hash == nil {
			return a, nil, err
		}
		out, err := s.candidates(ctx, v, q, a)
		if errors.Is(err, errMoved) {
			s.forget()
			continue
		}
		if err != nil {
			return a, nil, fmt.Errorf("corpus: search: %w", err)
		}
		return a, out, nil
	}
}

func (q *Query) check() error {
	if q.K < 1 || q.K > 50 {
		return fmt.Errorf("%w: k %d is not 1 to 50", ErrInvalid, q.K)
	}
	if q.Kind != "" && !slices.Contains(Kinds, q.Kind) {
		return fmt.Errorf("%w: kind %q is none of %v", ErrInvalid, q.Kind, Kinds)
	}
	for name := range q.Facets {
		if !slices.Contains(FacetNames, name) {
			return fmt.Errorf("%w: facet %q is none of %v", ErrInvalid, name, FacetNames)
		}
	}
	return nil
}

// asked is a query turned into what the database is asked with.
type asked struct {
	hash     *embed.Hash
	embedder string
	dims     int
	vector   []float32
	builtIn  []float32 // the same as vector where the built-in embedder answers
	terms    []embed.Term
	words    float64 // what words weigh against the cosine
	notice   string
}

// queryWait bounds the wait for the configured embedder: a person is looking at the page.
const queryWait = 3 * time.Second

// ask embeds a query by the embedder that serves, or by the built-in one where that does not answer. In an empty store
// the hash is nil.
func (s *Store) ask(ctx context.Context, text string) (asked, error) {
	h, err := s.lastBuiltIn(ctx)
	if errors.Is(err, errNoGeneration) {
		return asked{}, nil
	}
	if err != nil {
		return asked{}, err
	}
	a := asked{hash: h, embedder: h.Name(), dims: embed.Dims, words: fusion[Language(text)]}
	if a.builtIn, a.terms, err = h.Analyse(text); err != nil {
		return asked{}, ErrEmpty
	}
	a.vector = a.builtIn
	if s.outer == nil {
		return a, nil
	}
	name, err := serving(ctx, s.pool, familyOuter)
	if err != nil || name != s.outer.Name() {
		return a, err
	}
	return s.askOuter(ctx, text, a)
}

func (s *Store) askOuter(ctx context.Context, text string, a asked) (asked, error) {
	short, cancel := context.WithTimeout(ctx, queryWait)
	defer cancel()
	vectors, err := s.outer.Embed(short, []string{text}, true)
	if err == nil && len(vectors) == 1 {
		mean, err := s.centres(ctx)
		if err != nil {
			return asked{}, err
		}
		v := without(vectors[0], mean[Language(text)].Query)
		a.embedder, a.dims, a.vector, a.words = s.outer.Name(), len(v), v, outerFusion
		return a, nil
	}
	if ctx.Err() != nil {
		return asked{}, ctx.Err()
	}
	s.log.Warn("the embedder did not answer; searching by words and the built-in one", "embedder", s.outer.Name(), "error", err)
	a.notice = NoticeEndpoint
	return a, nil
}

// found is a candidate with its parts' scores.
type found struct {
	doc    Document
	vector []float32 // built-in, for telling near-duplicates
	cosine float64
	words  float64
	near   []string // facets of Query.Near it shares
	score  float64
}

// filter is the condition on corpus.document d that every search carries: what the viewer may see, and the query's own.
const filter = `d.team IN ('', @team) AND (@kind = '' OR d.kind = @kind) AND (@lang = '' OR d.lang = @lang)
	AND (@facets::jsonb = '{}' OR d.facets @> @facets::jsonb)`

// args are the parameters of filter and candidateSQL; facets is a JSON object.
func (a *asked) args(v Viewer, q Query, facets string) pgx.NamedArgs {
	return pgx.NamedArgs{"team": v.Team, "kind": string(q.Kind), "lang": q.Lang, "facets": facets,
		"embedder": a.embedder, "hash": a.hash.Name(), "query": pgvector.NewVector(a.vector),
		"builtin": pgvector.NewVector(a.builtIn), "weights": sparse(a.terms, rarity), "terms": anyOf(rare(a.terms, a.hash.Learnt())),
		"n": candidates}
}

// candidates brings the nearest by vector and the best by words together, each scored by both.
func (s *Store) candidates(ctx context.Context, v Viewer, q Query, a asked) ([]found, error) {
	facets, err := json.Marshal(q.Facets)
	if err != nil || q.Facets == nil {
		facets = []byte("{}")
	}
	args := a.args(v, q, string(facets))
	var out []found
	err = pgx.BeginTxFunc(ctx, s.pool, searchTx, func(tx pgx.Tx) error {
		sql, err := s.nearest(ctx, tx, a, args)
		if err != nil {
			return err
		}
		rows, err := tx.Query(ctx, sql, args)
		if err != nil {
			return err
		}
		out, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (found, error) { return readFound(row, q, a.words) })
		return err
	})
	if err != nil {
		return nil, err
	}
	a.levelWords(q, out)
	order(out)
	a.exactly(q, out[:min(len(out), exactHits)])
	order(out)
	return out, nil
}

// searchSettings hold for one search. pgx caches prepared statements and PostgreSQL plans them generically after five
// runs, then takes the vector index even under a filter that keeps ten rows (measured: recall 0.75 at 17 ms); the
// iterative scan goes on until enough rows pass the filter (without it a 1 % filter has recall 0.03).
const searchSettings = `SET LOCAL plan_cache_mode = force_custom_plan; SET LOCAL hnsw.iterative_scan = relaxed_order;
	SET LOCAL hnsw.ef_search = 200; SET LOCAL hnsw.max_scan_tuples = 40000; SET LOCAL jit = off`

// searchTx begins a search's transaction with its settings, in one message to the server.
var searchTx = pgx.TxOptions{BeginQuery: `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ` + searchSettings}

// nearest is the query of candidates: an exact scan where few rows pass the filter, the index otherwise.
func (s *Store) nearest(ctx context.Context, tx pgx.Tx, a asked, args pgx.NamedArgs) (string, error) {
	team, plain := args["team"].(string), args["kind"] == "" && args["lang"] == "" && args["facets"] == "{}"
	args["enough"] = exactRows + 1
	if plain && s.isLarge(team) {
		args["enough"] = 0
	}
	var rows, serve int
	err := tx.QueryRow(ctx, `SELECT (SELECT count(*) FROM (SELECT FROM corpus.document d WHERE `+filter+` LIMIT @enough) x),
		(SELECT count(*) FROM corpus.embedder WHERE state = 'serving' AND name IN (@hash, @embedder))`, args).Scan(&rows, &serve)
	if err != nil {
		return "", err
	}
	switch {
	case args["enough"] == 0:
		rows = exactRows + 1
	case plain && rows > exactRows:
		s.setLarge(team)
	}
	if serve == 0 || serve == 1 && a.embedder != a.hash.Name() {
		return "", errMoved
	}
	distance := fmt.Sprintf("(e.embedding::vector(%d)) <=> @query::vector(%d)", a.dims, a.dims)
	if a.dims > maxVectorIndex {
		distance = fmt.Sprintf("(e.embedding::halfvec(%d)) <=> @query::vector(%d)::halfvec(%d)", a.dims, a.dims, a.dims)
	}
	if rows <= exactRows {
		// The sum is no expression of any index, so this is always a scan of the rows that pass.
		distance = fmt.Sprintf("0 + ((e.embedding::vector(%d)) <=> @query::vector(%d))", a.dims, a.dims)
	}
	// The embedder's name is written out: a partial index is only used where the condition is plain to the planner.
	return fmt.Sprintf(candidateSQL, quoted(a.embedder), distance), nil
}

// candidateSQL: a row that has no vector of the embedder yet is found by its words, and by the built-in vector.
const candidateSQL = `
	WITH by_vector AS MATERIALIZED (
		SELECT d.id FROM corpus.embedding e JOIN corpus.document d ON d.id = e.document_id
		WHERE e.embedder = %[1]s AND ` + filter + `
		ORDER BY %[2]s LIMIT @n
	), by_words AS MATERIALIZED (
		SELECT d.id FROM corpus.words w JOIN corpus.document d ON d.id = w.document_id
		WHERE w.embedder = @hash AND w.terms @@ @terms::tsquery AND ` + filter + `
		ORDER BY w.weights <#> @weights::sparsevec LIMIT @n
	), by_built_in AS MATERIALIZED (
		SELECT d.id FROM corpus.document d JOIN corpus.embedding e ON e.document_id = d.id AND e.embedder = @hash
		WHERE @hash <> @embedder AND ` + filter + `
			AND NOT EXISTS (SELECT FROM corpus.embedding o WHERE o.embedder = @embedder AND o.document_id = d.id)
		ORDER BY e.embedding <=> @builtin::vector LIMIT @n
	)
	SELECT ` + columns + `, b.embedding, coalesce(1 - (e.embedding <=> @query::vector), 0)::float8, e.embedding IS NOT NULL,
		1 - (b.embedding <=> @builtin::vector)::float8, -(w.weights <#> @weights::sparsevec)::float8
	FROM (SELECT id FROM by_vector UNION SELECT id FROM by_words UNION SELECT id FROM by_built_in) c
	JOIN corpus.document d ON d.id = c.id
	JOIN corpus.embedding b ON b.document_id = d.id AND b.embedder = @hash
	JOIN corpus.words w ON w.document_id = d.id AND w.embedder = @hash
	LEFT JOIN corpus.embedding e ON e.document_id = d.id AND e.embedder = @embedder`

// rare picks the words worth finding candidates by: from the rarest on, until together they occur in about 400
// documents or one in two hundred of all, and at least three: each costs a look at its words.
func rare(terms []embed.Term, docs int) []embed.Term {
	sorted := slices.Clone(terms)
	slices.SortFunc(sorted, func(a, b embed.Term) int { return cmp.Or(cmp.Compare(a.Docs, b.Docs), cmp.Compare(a.ID, b.ID)) })
	budget, sum := max(400, docs/200), 0
	for i, t := range sorted {
		if sum += int(t.Docs); i >= 3 && sum > budget || i >= 200 {
			return sorted[:i]
		}
	}
	return sorted
}

// quoted is a text as an SQL literal. Only names of embedders come here.
func quoted(s string) string {
	out := "'"
	for _, r := range s {
		if r == '\'' {
			out += "'"
		}
		out += string(r)
	}
	return out + "'"
}
