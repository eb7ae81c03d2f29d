package model

import (
	"math"
	"math/bits"
	"testing"
)

// conditional is E(tree | the features in known are the row's), by the covers.
func conditional(t *tree, i int, row []uint16, known uint) float64 {
	if t.leaf(i) {
		return t.value[i]
	}
	n := t.nodes[i]
	l, r := int(n.left), int(n.left)+1
	if known>>n.feature&1 == 1 {
		if t.goesLeft(n, row[n.feature]) {
			return conditional(t, l, row, known)
		}
		return conditional(t, r, row, known)
	}
	return (t.cover[l]*conditional(t, l, row, known) + t.cover[r]*conditional(t, r, row, known)) / t.cover[i]
}

// shapley computes the values from their definition, over all subsets.
func shapley(t *tree, row []uint16) []float64 {
	k := len(row)
	phi := make([]float64, k)
	for j := range phi {
		for known := uint(0); known < 1<<k; known++ {
			if known>>j&1 == 1 {
				continue
			}
			s := bits.OnesCount(known)
			weight := math.Gamma(float64(s+1)) * math.Gamma(float64(k-s)) / math.Gamma(float64(k+1))
			phi[j] += weight * (conditional(t, 0, row, known|1<<j) - conditional(t, 0, row, known))
		}
	}
	return phi
}

// TestExplainIsShapley checks the linear-time method against the definition.
func TestExplainIsShapley(t *testing.T) {
	d := synthetic(3000, 8)
	m := fitted(t, d, quick())
	columns, err := matchColumns(m.features, d.X)
	if err != nil {
		t.Fatal(err)
	}
	e := m.explain()
	space, row := e.bench(), make([]uint16, len(m.features))
	for i := range 20 {
		codeRows(m.features, columns, i, row)
		want, got := make([]float64, len(row)), make([]float64, len(row))
		for _, tr := range m.likelihood.trees {
			for j, v := range shapley(tr, row) {
				want[j] += v
			}
		}
		e.explain(space, row, len(row), got)
		for j := range want {
			if math.Abs(want[j]-got[j]) > 1e-9 {
				t.Fatalf("row %d, feature %d: %g, by definition %g", i, j, got[j], want[j])
			}
		}
	}
}

func TestContributionsSumToTheRawScore(t *testing.T) {
	train, _ := synthetic(3000, 9), 0
	m := fitted(t, train, quick())
	raw, err := m.Raw(train.X)
	if err != nil {
		t.Fatal(err)
	}
	all, err := m.Explain(train.X, 0)
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range all {
		sum := m.ExpectedRaw()
		for _, c := range row {
			sum += c.LogOdds
		}
		if math.Abs(sum-raw[i]) > 1e-9 {
			t.Fatalf("row %d: contributions sum to %g, raw score %g", i, sum, raw[i])
		}
	}
	first, err := m.Explain(train.X, 2)
	if err != nil || len(first[0]) != 2 || first[0][0] != all[0][0] && !math.IsNaN(first[0][0].Number) {
		t.Errorf("%v, %v", first[0], err)
	}
}
