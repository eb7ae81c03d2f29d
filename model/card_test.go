package model

import (
	"context"
	"strings"
	"testing"
)

func TestCard(t *testing.T) {
	d := synthetic(2500, 30)
	d.X.Columns[2].Name = "<b>|noise"
	m, _, err := FitReport(context.Background(), d, FitOptions{Config: quick(), Challengers: true})
	if err != nil {
		t.Fatal(err)
	}
	p, err := m.Predict(d.X, d.Cap)
	if err != nil {
		t.Fatal(err)
	}
	c := m.Card()
	if c.Drift, err = m.Drift(d.X); err != nil {
		t.Fatal(err)
	}
	if c.Fairness, err = Fairness(p, d.Label, d.X.Columns[3].Cat, 0.2); err != nil {
		t.Fatal(err)
	}
	c.Protected = "product"
	md, err := c.Markdown()
	if err != nil {
		t.Fatal(err)
	}
	page, err := c.HTML()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{m.ID(), "golearn forest", "scorecard", "balance", "Calibration", "Gain", "Drift", "adverse-impact"} {
		if !strings.Contains(md, want) || !strings.Contains(page, want) {
			t.Errorf("%q is missing from the card", want)
		}
	}
	if strings.Contains(page, "<b>|noise") || strings.Contains(page, "NaN") || strings.Contains(page, "ZgotmplZ") || strings.Contains(md, "NaN") {
		t.Error("the card holds a raw name or a number that is none")
	}
	m.about.Report = nil
	if bare, err := m.Card().HTML(); err != nil || !strings.Contains(bare, m.ID()) {
		t.Errorf("a card without a summary: %v", err)
	}
}
