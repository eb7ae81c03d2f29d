package rank

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"evenkeel/model"
)

// madeData is a few hundred rows of which the first column tells who pays, and the second nothing.
func madeData(rows int) model.Data {
	r := rand.New(rand.NewPCG(1, 2))
	a, b := make([]float64, rows), make([]float64, rows)
	d := model.Data{Label: make([]bool, rows), Amount: make([]float64, rows)}
	for i := range rows {
		a[i], b[i] = r.Float64(), r.Float64()
		d.Label[i] = r.Float64() < a[i]
		if d.Label[i] {
			d.Amount[i] = 1 + b[i]
		}
	}
	d.X = model.Table{Columns: []model.Column{{Name: "balance", Num: a}, {Name: "due", Num: b}}}
	return d
}

// A bag says the mean of what its models say, and explains the mean of their scores; stored and read it says the same.
func TestBag(t *testing.T) {
	t.Parallel()
	d := madeData(400)
	config, members := trainConfig(1, 400)
	b, err := fitBag(context.Background(), d, config, members)
	if err != nil {
		t.Fatal(err)
	}
	stored, err := b.encode()
	if err != nil {
		t.Fatal(err)
	}
	again, err := decodeBag(stored)
	if err != nil {
		t.Fatal(err)
	}
	if len(again) != members || members < 2 || again.id() != b.id() || b.id() == b[0].ID() || b[:1].id() != b[0].ID() {
		t.Fatalf("%d models as %s became %d as %s", members, b.id(), len(again), again.id())
	}
	caps := make([]float64, 400)
	for i := range caps {
		caps[i] = 1.5
	}
	said, err := again.predict(d.X, caps)
	if err != nil {
		t.Fatal(err)
	}
	why, err := again.explain(d.X)
	if err != nil {
		t.Fatal(err)
	}
	likelihood, effect := make([]float64, 400), make([]float64, 400)
	for _, m := range b {
		p, err := m.Predict(d.X, caps)
		if err != nil {
			t.Fatal(err)
		}
		e, err := m.Explain(d.X, 2)
		if err != nil {
			t.Fatal(err)
		}
		for i := range p {
			likelihood[i] += p[i].Likelihood / float64(members)
			for _, c := range e[i] {
				effect[i] += c.LogOdds / float64(members)
			}
		}
	}
	for i, p := range said {
		sum := 0.0
		for _, c := range why[i] {
			sum += c.LogOdds
		}
		if math.Abs(p.Likelihood-likelihood[i]) > 1e-12 || math.Abs(sum-effect[i]) > 1e-9 || len(why[i]) > 2 {
			t.Fatalf("row %d: likelihood %g for %g, effects %g for %g", i, p.Likelihood, likelihood[i], sum, effect[i])
		}
		if p.Value > caps[i] || math.Abs(p.Value*p.Likelihood-p.Expected) > 1e-9 {
			t.Fatalf("row %d: %+v does not agree with itself", i, p)
		}
	}
	for _, cut := range [][]byte{nil, stored[:1], stored[:len(stored)-1]} {
		if _, err := decodeBag(cut); !errors.Is(err, errBag) {
			t.Errorf("%d bytes: %v, want errBag", len(cut), err)
		}
	}
}

// What stood on a portfolio's first file counts for less.
func TestFirstFileWeighsLess(t *testing.T) {
	t.Parallel()
	h := History{Begins: date(2026, 8, 31), Statements: []Statement{{AsOf: date(2026, 8, 31)}, {AsOf: date(2026, 9, 30)}}}
	if a, b := weightOf(h, date(2026, 8, 31)), weightOf(h, date(2026, 9, 30)); a != firstFileWeight || b != 1 {
		t.Errorf("weights %g and %g", a, b)
	}
}
