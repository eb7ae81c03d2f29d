package model

import (
	"math"
	"testing"
)

// TestSieveAgreesWithWalk compares the two ways to predict, and the two ways to
// code a number.
func TestSieveAgreesWithWalk(t *testing.T) {
	d := synthetic(5000, 11)
	m := fitted(t, d, quick())
	if m.likelihood.sieve() == nil {
		t.Fatal("no sieve")
	}
	fast, err := m.Raw(d.X)
	if err != nil {
		t.Fatal(err)
	}
	slow := make([]float64, d.Rows())
	err = eachBlock(m.features, d.X, 1, 32, func(from int, codes []uint16) {
		m.likelihood.addTo(codes, len(m.features), slow[from:from+len(codes)/len(m.features)])
	})
	if err != nil {
		t.Fatal(err)
	}
	for i := range fast {
		if math.Abs(fast[i]-slow[i]) > 1e-12 {
			t.Fatalf("row %d: %g by sieve, %g by walk", i, fast[i], slow[i])
		}
	}
	for edges := range 256 {
		f := &feature{Name: "x"}
		for k := range edges {
			f.Edges = append(f.Edges, float64(k))
		}
		f.buildIndex()
		x := []float64{math.NaN(), -1, 0, 0.5, float64(edges) - 1, float64(edges), 1e300, 17, 16.5}
		codes := make([]uint8, len(x))
		f.numbers(x, codes)
		for k := range x {
			if edges < 255 && uint16(codes[k]) != f.number(x[k]) {
				t.Fatalf("%d edges: %g is code %d, else %d", edges, x[k], codes[k], f.number(x[k]))
			}
		}
	}
}
