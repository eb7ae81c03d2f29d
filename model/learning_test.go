package model

import (
	"context"
	"math"
	"strings"
	"testing"
)

func TestLearningCurveAndLift(t *testing.T) {
	d := synthetic(3000, 61)
	m, s, err := FitReport(context.Background(), d, FitOptions{Config: quick(), Learning: true})
	if err != nil {
		t.Fatal(err)
	}
	last := len(s.Learning) - 1
	if last < 2 || s.Learning[last].Rows != s.TrainRows || *s.Learning[last].AUC != *s.Metrics.AUC || *s.Learning[0].AUC > *s.Learning[last].AUC+0.01 {
		t.Errorf("learning curve %+v", s.Learning)
	}
	for _, l := range s.Lift {
		if l.Lift < 1 || l.Lift*l.Share > 1+1e-9 || !(l.LiftRange.Low <= l.Lift && l.Lift <= l.LiftRange.High) || l.Captured == nil {
			t.Errorf("%+v", l)
		}
		if l.Share == 0.2 && math.Abs(*l.Captured-*s.Metrics.Captured) > 1e-12 {
			t.Errorf("captured %g, by the metrics %g", *l.Captured, *s.Metrics.Captured)
		}
	}
	for name, render := range map[string]func() (string, error){"Markdown": m.Card().Markdown, "HTML": m.Card().HTML} {
		if text, err := render(); err != nil || !strings.Contains(text, "What more rows are worth") || !strings.Contains(text, "Lift: the first rows") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestLiftByHand is small enough to count: of ten rows four paid, of the first
// two both, so that the first fifth holds 2.5 times as many as all.
func TestLiftByHand(t *testing.T) {
	p, label := make([]Prediction, 10), []bool{true, true, false, true, false, false, true, false, false, false}
	for i := range p {
		p[i].Likelihood = 1 - float64(i)/10
	}
	for _, l := range lifts(p, label, nil, nil, 1) {
		if l.Share == 0.2 && math.Abs(l.Lift-2.5) > 1e-12 || l.Captured != nil {
			t.Errorf("%+v", l)
		}
	}
}
