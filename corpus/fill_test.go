package corpus

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"evenkeel/corpus/embed"
	"evenkeel/corpus/pg/pgtest"
)

// model is an embeddings API that knows two topics, and can die.
type model struct {
	*httptest.Server
	dead     atomic.Bool
	requests atomic.Int64
	// after, if set, is how many requests it lives for.
	after atomic.Int64
}

func newModel(t *testing.T) *model {
	m := &model{}
	m.Server = httptest.NewServer(http.HandlerFunc(m.serve))
	t.Cleanup(m.Close)
	return m
}

func (m *model) serve(w http.ResponseWriter, r *http.Request) {
	var in struct{ Input []string }
	n := m.requests.Add(1)
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil || m.dead.Load() || m.after.Load() > 0 && n > m.after.Load() {
		http.Error(w, "{}", http.StatusBadGateway)
		return
	}
	data := []map[string]any{}
	for i, text := range in.Input {
		v := []float64{.1, .1, float64(len(text)%7) / 50}
		if strings.Contains(text, "工资") || strings.Contains(text, "job") || strings.Contains(text, "salary") {
			v[0] = 1
		} else {
			v[1] = 1
		}
		data = append(data, map[string]any{"index": i, "embedding": v})
	}
	json.NewEncoder(w).Encode(map[string]any{"data": data})
}

func withModel(t *testing.T, m *model, batch int) *Store {
	t.Helper()
	t.Parallel()
	e := embed.NewEndpoint(embed.EndpointOptions{BaseURL: m.URL, Model: "m", PerSecond: 1000, Retries: -1, Batch: batch})
	return New(pgtest.New(t, Line()), e, nil)
}

func TestFillSwitchesAndSearchSurvivesTheEndpoint(t *testing.T) {
	m := newModel(t)
	s := withModel(t, m, 64)
	if _, err := s.Add(t.Context(), some(), noon); err != nil {
		t.Fatal(err)
	}
	q := Query{Text: "no salary this month", Kind: Case, K: 3}
	before, err := s.Search(t.Context(), Viewer{}, q)
	if err != nil || before.Embedder != "hash-v2-1" || m.requests.Load() != 0 {
		t.Fatalf("before filling: %q, %d requests, %v", before.Embedder, m.requests.Load(), err)
	}
	r, err := s.Fill(t.Context(), nil, noon)
	if err != nil || r.Filled != 7 || !r.Switched {
		t.Fatalf("fill: %+v, %v", r, err)
	}
	after, err := s.Search(t.Context(), Viewer{}, q)
	if err != nil || after.Embedder != "endpoint/m" || after.Notice != "" || after.Hits[0].Lang != "zh" {
		t.Fatalf("after: %+v, %v; want a Chinese case first, by meaning", after, err)
	}
	// A new document has no vector of the endpoint yet and is found all the same.
	if _, err := s.Add(t.Context(), []Document{{Kind: Case, Lang: "en", Text: "The tenant's salary stopped this month."}}, noon); err != nil {
		t.Fatal(err)
	}
	if r, err := s.Search(t.Context(), Viewer{}, Query{Text: "the tenant's salary stopped", K: 8}); err != nil || !holds(r.Hits, "tenant") {
		t.Errorf("the new one is not found: %v", err)
	}
	m.dead.Store(true)
	gone, err := s.Search(t.Context(), Viewer{}, q)
	if err != nil || gone.Notice != NoticeEndpoint || gone.Embedder != "hash-v2-1" || len(gone.Hits) != 3 {
		t.Errorf("endpoint dead: %+v, %v", gone, err)
	}
	var dead *embed.UnavailableError
	if _, err := s.Fill(t.Context(), nil, noon); !errors.As(err, &dead) {
		t.Errorf("filling by a dead endpoint: %v", err)
	}
}

func holds(hits []Hit, word string) bool {
	for _, h := range hits {
		if strings.Contains(h.Text, word) {
			return true
		}
	}
	return false
}

func TestFillGoesOnWhereItStopped(t *testing.T) {
	m := newModel(t)
	s := withModel(t, m, 64)
	var docs []Document
	for i := range 150 {
		docs = append(docs, Document{Kind: Case, Lang: "en", Text: "case number " + strings.Repeat("word ", i+1)})
	}
	if _, err := s.Add(t.Context(), docs, noon); err != nil {
		t.Fatal(err)
	}
	m.after.Store(3) // one to learn the length, two batches
	r, err := s.Fill(t.Context(), nil, noon)
	if err == nil || r.Filled != 128 || r.Switched {
		t.Fatalf("first pass: %+v, %v", r, err)
	}
	if st, err := s.Stats(t.Context()); err != nil || st.Embedder != "hash-v2-1" {
		t.Fatalf("a half-filled embedder serves: %+v, %v", st, err)
	}
	m.after.Store(0)
	if r, err = s.Fill(t.Context(), nil, noon); err != nil || r.Filled != 22 || !r.Switched {
		t.Fatalf("second pass: %+v, %v", r, err)
	}
	if r, err = s.Fill(t.Context(), nil, noon); err != nil || r.Filled != 0 || r.Switched {
		t.Fatalf("third pass: %+v, %v", r, err)
	}
}

// No search fails or comes back empty while the built-in embedder is replaced under it.
func TestSearchWhileRefitting(t *testing.T) {
	s := newStore(t)
	if _, err := s.Add(t.Context(), some(), noon); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		for range 5 {
			if err := s.Refit(ctx, noon); err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	defer cancel()
	for n := 0; ; n++ {
		hits, err := s.Similar(t.Context(), Viewer{}, Query{Text: "工资没发"})
		if err != nil || len(hits) != 3 {
			t.Fatalf("search %d: %d hits, %v", n, len(hits), err)
		}
		select {
		case err := <-done:
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%d searches", n)
			return
		default:
		}
	}
}

// An upgrade that changes the built-in embedder takes its old vectors away; the next pass makes new ones.
func TestFillRenewsWhatAnUpgradeTookAway(t *testing.T) {
	s := newStore(t)
	if _, err := s.Add(t.Context(), some(), noon); err != nil {
		t.Fatal(err)
	}
	if _, err := s.pool.Exec(t.Context(), `DELETE FROM corpus.embedder`); err != nil {
		t.Fatal(err)
	}
	q := Query{Text: "厂里停工了，工资一直没发", Kind: Case}
	if hits, err := s.Similar(t.Context(), Viewer{}, q); err != nil || len(hits) != 0 {
		t.Fatalf("before: %d hits, %v", len(hits), err)
	}
	if _, err := s.Fill(t.Context(), nil, noon); err != nil {
		t.Fatal(err)
	}
	if hits, err := s.Similar(t.Context(), Viewer{}, q); err != nil || len(hits) != 3 || !strings.Contains(hits[0].Text, "停工") {
		t.Fatalf("after: %+v, %v", hits, err)
	}
}
