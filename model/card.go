package model

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"
	text "text/template"
)

//go:embed card.md.tmpl card.html.tmpl
var cardFiles embed.FS

// Card is what a model card shows. The model fills in what it knows by itself,
// with the report that FitReport left in it; Drift and Fairness are the
// caller's to add.
type Card struct {
	ID        string
	About     About
	Features  []CardFeature // by importance, highest first
	Trees     int
	Map       string      // which calibration
	Summary   *FitSummary // nil for a model without a report
	Drift     []Drift
	Fairness  []GroupScore
	Protected string // what Fairness was compared by
}

// CardFeature is a line of the summary of what drives the model.
type CardFeature struct {
	Name       string
	Kind       string
	Importance float64 // share of the loss that its splits took off
	Effect     float64 // mean size of its contribution, in log-odds; 0 where no report was kept
	Direction  string  // of a monotone constraint
	Missing    float64 // share of training rows
}

// GainPoint is a point of the gain curve.
type GainPoint struct {
	Share    float64 `json:"share"`    // of rows, by Expected
	Captured float64 `json:"captured"` // of the money; of the payers where there is none
}

// Card is the model card with what the model knows by itself.
func (m *Model) Card() *Card {
	c := &Card{ID: m.id, About: m.about, Trees: len(m.likelihood.trees), Map: m.calibrated.Kind, Summary: m.about.Report}
	gain := make([]float64, len(m.features))
	var all float64
	for _, t := range m.likelihood.trees {
		for i, n := range t.nodes {
			if !t.leaf(i) {
				gain[n.feature] += t.gain[i]
				all += t.gain[i]
			}
		}
	}
	for j, f := range m.features {
		line := CardFeature{Name: f.Name, Kind: "number", Importance: gain[j] / max(all, 1e-300)}
		if f.Kind == Category {
			line.Kind = "category"
		}
		if f.Sign != 0 {
			line.Direction = map[int8]string{1: "rising", -1: "falling"}[f.Sign]
		}
		if c.Summary != nil {
			line.Effect = c.Summary.Effects[f.Name]
		}
		if len(f.Share) > 0 {
			line.Missing = f.Share[0]
		}
		c.Features = append(c.Features, line)
	}
	slices.SortStableFunc(c.Features, func(a, b CardFeature) int {
		if a.Importance > b.Importance {
			return -1
		}
		if a.Importance < b.Importance {
			return 1
		}
		return 0
	})
	return c
}

// gainCurve lists what the first rows capture, in twentieths.
func gainCurve(p []Prediction, label []bool, amount []float64) (curve []GainPoint) {
	money, by := amount, make([]float64, len(p))
	for i := range p {
		by[i] = p[i].Expected
	}
	if money == nil {
		money = make([]float64, len(p))
		for i := range p {
			money[i], by[i] = float64(oneIf(label[i])), p[i].Likelihood
		}
	}
	for k := range 21 {
		share := float64(k) / 20
		if got := captured(by, money, share); !math.IsNaN(got) {
			curve = append(curve, GainPoint{share, got})
		}
	}
	return curve
}

// effectRows bounds the rows that mean contributions are taken over.
const effectRows = 2000

// meanEffects is the mean size of each feature's contribution, in log-odds.
func (m *Model) meanEffects(d Data) (map[string]float64, error) {
	x := d.pick(allRows(min(effectRows, d.Rows()))).X
	phis := make([][]float64, x.Rows())
	err := m.contributions(x, func(row int, phi []float64) { phis[row] = slices.Clone(phi) })
	mean := map[string]float64{}
	for _, phi := range phis {
		for j, v := range phi {
			mean[m.features[j].Name] += math.Abs(v) / float64(len(phis))
		}
	}
	return mean, err
}

// cardFuncs are the words and drawings that both templates use.
var cardFuncs = map[string]any{
	"percent": func(x float64) string { return fmt.Sprintf("%.1f %%", 100*x) },
	"figure":  func(x float64) string { return fmt.Sprintf("%.4f", x) },
	"maybe": func(x *float64) string {
		if x == nil {
			return "–"
		}
		return fmt.Sprintf("%.4f", *x)
	},
	"bar":       func(x float64) string { return strings.Repeat("█", int(math.Round(20*x))) },
	"plotLine":  plotLine,
	"gainLine":  gainLine,
	"barWidth":  func(x float64) string { return fmt.Sprintf("%.1f", 300*x) },
	"safeTitle": func(s string) string { return strings.ReplaceAll(s, "|", "\\|") },
}

// plotLine is the calibration plot as points of a 300 × 300 drawing.
func plotLine(bins []CalibrationBin) string {
	var points []string
	for _, b := range bins {
		points = append(points, fmt.Sprintf("%.1f,%.1f", 300*b.Predicted, 300-300*b.Observed))
	}
	return strings.Join(points, " ")
}

func gainLine(gain []GainPoint) string {
	var points []string
	for _, g := range gain {
		points = append(points, fmt.Sprintf("%.1f,%.1f", 300*g.Share, 300-300*g.Captured))
	}
	return strings.Join(points, " ")
}

// Markdown writes the card for people who read it beside the code.
func (c *Card) Markdown() (string, error) {
	t, err := text.New("card.md.tmpl").Funcs(cardFuncs).ParseFS(cardFiles, "card.md.tmpl")
	if err != nil {
		return "", fmt.Errorf("model: card: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, c); err != nil {
		return "", fmt.Errorf("model: card: %w", err)
	}
	return b.String(), nil
}

// HTML writes the card as one page with its drawings inside; it needs nothing
// from elsewhere.
func (c *Card) HTML() (string, error) {
	t, err := template.New("card.html.tmpl").Funcs(cardFuncs).ParseFS(cardFiles, "card.html.tmpl")
	if err != nil {
		return "", fmt.Errorf("model: card: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, c); err != nil {
		return "", fmt.Errorf("model: card: %w", err)
	}
	return b.String(), nil
}
