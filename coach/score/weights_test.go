package score

import (
	"flag"
	"os"
	"slices"
	"sync"
	"testing"
)

var (
	learnFlag    = flag.Bool("learn", false, "learn the weights from the labelled lines and write them")
	familiesFlag = flag.Bool("families", false, "measure the families too, on lines not learnt from (minutes)")
)

// theLesson is made once: the features of 4,500 lines take seconds.
var theLesson = sync.OnceValues(func() (*lesson, error) {
	rows, err := readLabelled()
	if err != nil {
		return nil, err
	}
	b, err := book()
	if err != nil {
		return nil, err
	}
	return newLesson(rows, b), nil
})

func lessonFor(t testing.TB) *lesson {
	t.Helper()
	l, err := theLesson()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestWeights holds the shipped weights against the lines and features they
// were learnt from; with -learn it makes them (two minutes).
func TestWeights(t *testing.T) {
	l := lessonFor(t)
	if *learnFlag {
		writeWeights(t, l)
		return
	}
	w, err := taught()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := w.Print, fingerprint(l); got != want {
		t.Fatalf("weights were learnt from other lines or features (%x, now %x): run go generate ./coach/score", got, want)
	}
}

func writeWeights(t *testing.T, l *lesson) {
	w := &weights{Rarity: l.space.rarity, Heads: map[string]head{}, Print: fingerprint(l), Rules: ruleHeads(l)}
	w.Columns = make([]uint32, len(l.space.rarity))
	for i, c := range l.space.column {
		w.Columns[c] = i
	}
	all := func(int) bool { return true }
	for _, name := range append(familyHeads(), headBreach, headTone, headEmpathy) {
		fitted, err := l.fit(name, all)
		if err != nil {
			t.Fatal(err)
		}
		w.Heads[name] = quantise(fitted, len(w.Rarity))
	}
	file, err := w.encode()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("labelled/weights.bin.gz", file, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d columns, %d bytes", len(w.Columns), len(file))
}

// ruleHeads are the mean vectors of each rule's breaches, the 300 heaviest
// columns of each: enough to tell neighbours within a family apart.
func ruleHeads(l *lesson) map[string][]ruleHead {
	type sum struct {
		n int
		v map[uint32]float32
	}
	sums := map[string]map[string]*sum{}
	for i, e := range l.rows {
		if !e.breach() {
			continue
		}
		key := e.Jurisdiction + " " + e.Family
		if sums[key] == nil {
			sums[key] = map[string]*sum{}
		}
		s := sums[key][e.RuleID]
		if s == nil {
			s = &sum{v: map[uint32]float32{}}
			sums[key][e.RuleID] = s
		}
		s.n++
		for k, c := range l.x[i].Index {
			s.v[c] += l.x[i].Value[k]
		}
	}
	out := map[string][]ruleHead{}
	for key, rules := range sums {
		for id, s := range rules {
			out[key] = append(out[key], centre(id, s.n, s.v))
		}
		slices.SortFunc(out[key], func(a, b ruleHead) int { return slices.Compare([]byte(a.ID), []byte(b.ID)) })
	}
	return out
}

func centre(id string, n int, v map[uint32]float32) ruleHead {
	h := ruleHead{ID: id, Lines: n}
	for c := range v {
		h.Index = append(h.Index, c)
	}
	slices.SortFunc(h.Index, func(a, b uint32) int {
		if v[a] != v[b] {
			return map[bool]int{true: -1, false: 1}[v[a] > v[b]]
		}
		return int(a) - int(b)
	})
	h.Index = h.Index[:min(len(h.Index), 300)]
	slices.Sort(h.Index)
	for _, c := range h.Index {
		h.Weight = append(h.Weight, v[c]/float32(n))
	}
	return h
}
