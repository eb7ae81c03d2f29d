package model

import (
	"math"
	"testing"
)

func TestScorerAgreesAndDoesNotAllocate(t *testing.T) {
	d := synthetic(3000, 50)
	m := fitted(t, d, quick())
	want, err := m.Predict(d.X, d.Cap)
	if err != nil {
		t.Fatal(err)
	}
	s, number, category := m.Scorer(), make([]float64, 4), make([]string, 4)
	for i := range 200 {
		for j, c := range d.X.Columns {
			if c.Kind == Category {
				category[j] = c.Cat[i]
			} else {
				number[j] = c.Num[i]
			}
		}
		got := s.Predict(number, category, d.Cap[i])
		if math.Abs(got.Likelihood-want[i].Likelihood) > 1e-12 || math.Abs(got.Expected-want[i].Expected) > 1e-9*want[i].Expected {
			t.Fatalf("row %d: %+v, want %+v", i, got, want[i])
		}
	}
	if n := testing.AllocsPerRun(100, func() { s.Predict(number, category, 5) }); n > 0 {
		t.Errorf("%g allocations", n)
	}
}
