package corpus

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"evenkeel/corpus/embed"
	"evenkeel/corpus/pg/pgtest"

	"github.com/goccy/go-yaml"
)

// localModel is the local embedding model; the test is skipped where set-up has not installed it.
func localModel(t *testing.T) *embed.E5 {
	t.Helper()
	home := os.Getenv("EVENKEEL_HOME")
	if home == "" {
		home = filepath.Join("..", ".evenkeel")
	}
	o := embed.E5Options{Home: home}
	if !o.Ready() {
		t.Skip("SKIPPED: the local model is not installed (make setup)")
	}
	e := embed.NewE5(o)
	t.Cleanup(func() { e.Close() })
	return e
}

func readTestdata(t *testing.T, name string, into any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err == nil {
		err = yaml.Unmarshal(data, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// crossCases are sixty cases in two languages.
func crossCases(t *testing.T) []Document {
	docs, err := Seed()
	if err != nil {
		t.Fatal(err)
	}
	docs = slices.DeleteFunc(docs, func(d Document) bool { return d.Kind != Case })
	var more []struct{ Lang, Ref, Title, Text string }
	readTestdata(t, "cross_cases.yaml", &more)
	for _, m := range more {
		docs = append(docs, Document{Kind: Case, Ref: m.Ref, Lang: m.Lang, Title: m.Title, Text: m.Text, Facets: Facets{}})
	}
	return docs
}

// Sixty questions, each in the other language than its case, asked of all cases of both languages. It embeds 300 texts,
// which takes a minute, so it is asked for by EVENKEEL_BENCH=1.
func TestCrossLanguage(t *testing.T) {
	if os.Getenv("EVENKEEL_BENCH") == "" {
		t.Skip("set EVENKEEL_BENCH=1 to measure search across languages")
	}
	s := New(pgtest.New(t, Line()), localModel(t), nil)
	if _, err := s.Add(t.Context(), crossCases(t), noon); err != nil {
		t.Fatal(err)
	}
	if r, err := s.Fill(t.Context(), nil, noon); err != nil || !r.Switched {
		t.Fatalf("%+v, %v", r, err)
	}
	queries := map[string]string{}
	readTestdata(t, "cross_queries.yaml", &queries)
	for _, mode := range []string{"vector", "hybrid"} {
		first, three := 0, 0
		for ref, text := range queries {
			_, near, err := s.find(t.Context(), Viewer{}, Query{Text: text, Kind: Case, K: 10, mode: mode})
			if err != nil {
				t.Fatal(err)
			}
			at := slices.IndexFunc(near, func(f found) bool { return f.doc.Ref == ref })
			if at == 0 {
				first++
			}
			if at >= 0 && at < 3 {
				three++
			} else {
				t.Logf("%s: at %d, behind %s", ref, at, near[0].doc.Ref)
			}
		}
		n := float64(len(queries))
		t.Logf("%s, %v questions: hit@1 %.3f, hit@3 %.3f", mode, n, float64(first)/n, float64(three)/n)
		// The targets of the search across languages; n = 60.
		if float64(first) < .65*n || float64(three) < .88*n {
			t.Errorf("%s: %d first and %d among three of %v", mode, first, three, n)
		}
	}
}

// tongues embeds as e5 does: nearly all of a vector is the language, a little the topic.
type tongues struct{}

func (tongues) Name() string     { return "tongues" }
func (tongues) Dims() int        { return 8 }
func (tongues) ByLanguage() bool { return true }
func (tongues) Embed(_ context.Context, texts []string, query bool) ([][]float32, error) {
	out := make([][]float32, len(texts))
	for i, text := range texts {
		v := make([]float32, 8)
		v[map[string]int{"zh": 0, "en": 1}[Language(text)]] = 10
		for topic, words := range [][2]string{{"失业", "lost her job"}, {"不是本人", "never opened"}, {"医院", "hospital"}, {"投诉", "complain"}} {
			if strings.Contains(text, words[0]) || strings.Contains(text, words[1]) {
				v[2+topic] = 1
			}
		}
		if query {
			v[7] = 3
		}
		out[i] = without(v, make([]float32, 8)) // length 1
	}
	return out, nil
}

// A question finds the case of the other language: each language's mean is taken away, and words do not bring it back.
func TestCentresFindTheOtherLanguage(t *testing.T) {
	t.Parallel()
	s := New(pgtest.New(t, Line()), tongues{}, nil)
	if _, err := s.Add(t.Context(), some(), noon); err != nil {
		t.Fatal(err)
	}
	if r, err := s.Fill(t.Context(), nil, noon); err != nil || !r.Switched {
		t.Fatalf("%+v, %v", r, err)
	}
	for text, want := range map[string]string{"客户说失业了": "lost her job", "he said he is at the hospital": "医院"} {
		hits, err := s.Similar(t.Context(), Viewer{}, Query{Text: text, Kind: Case})
		if err != nil || len(hits) == 0 || !strings.Contains(hits[0].Text, want) {
			t.Errorf("%s: %+v, %v", text, hits, err)
		}
	}
}

func TestWithoutIsUnitOrUnchanged(t *testing.T) {
	v := []float32{.6, .8}
	if got := without(v, []float32{.6, 0}); math.Abs(float64(got[1])-1) > 1e-6 || math.Abs(float64(got[0])) > 1e-6 {
		t.Errorf("%v", got)
	}
	for _, mean := range [][]float32{nil, {1}, {.6, .8}} {
		if got := without(v, mean); !slices.Equal(got, v) {
			t.Errorf("mean %v: %v", mean, got)
		}
	}
	if _, err := centresOf(t.Context(), pgtest.New(t, Line()), "nobody"); err == nil || errors.Is(err, ErrNotFound) {
		t.Errorf("centres of an embedder that is not there: %v", err)
	}
}
