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

// Card is what a model card shows. The model fills in what it knows by itself;
// Summary, Plot and Gain come from a fit and are left out where it is not at
// hand.
type Card struct {
	ID        string
	About     About
	Features  []CardFeature // by importance, highest first
	Trees     int
	Map       string // which calibration
	Summary   *FitSummary
	Plot      []CalibrationBin
	Gain      []GainPoint
	Drift     []Drift
	Fairness  []GroupScore
	Protected string // what Fairness was compared by
}

// CardFeature is a line of the summary of what drives the model.
type CardFeature struct {
	Name       string
	Kind       string
	Importance float64 // share of the loss that its splits took off
	Direction  string  // of a monotone constraint
	Missing    float64 // share of training rows
}

// GainPoint is a point of the gain curve.
type GainPoint struct {
	Share    float64 // of rows, by Expected
	Captured float64 // of the money; of the payers where there is none
}

// Card is the model card with what the model knows by itself.
func (m *Model) Card() *Card {
	c := &Card{ID: m.id, About: m.about, Trees: len(m.likelihood.trees), Map: m.calibrated.Kind}
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

// Judge adds the calibration plot and the gain curve of predictions whose
// outcome is known. amount may be nil.
func (c *Card) Judge(p []Prediction, label []bool, amount []float64) {
	c.Plot = newJudge(p, label, nil).bins(nil, 10)
	slices.Reverse(c.Plot)
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
	c.Gain = nil
	for k := 0; k <= 20; k++ {
		share := float64(k) / 20
		if got := captured(by, money, share); !math.IsNaN(got) {
			c.Gain = append(c.Gain, GainPoint{share, got})
		}
	}
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
