package model

import "math"

// Drift is how far a distribution has moved between training and today, as the
// population stability index: Σ (p−q)·ln(p/q) over bins. By the rule of thumb
// of credit scoring, below 0.1 nothing has moved, from 0.25 the model should be
// looked at.
type Drift struct {
	Name  string  `json:"name"` // the feature, or "score"
	PSI   float64 `json:"psi"`
	Words string  `json:"words"` // "steady", "moved", "moved far"
}

// driftBins is how many bins PSI is taken over, missing apart; the model's own
// bins are joined to about equal shares of the training rows.
const driftBins = 10

// Drift compares x with the training rows, for every feature and for the
// likelihood. It needs a hundred rows or so to mean anything. Features with no
// shares kept (a model loaded from elsewhere) are left out.
func (m *Model) Drift(x Table) ([]Drift, error) {
	p, err := m.Predict(x, nil)
	if err != nil {
		return nil, err
	}
	columns, err := matchColumns(m.features, x)
	if err != nil {
		return nil, err
	}
	var out []Drift
	for j, f := range m.features {
		if len(f.Share) == 0 {
			continue
		}
		share := make([]float64, len(f.Share))
		for i := range p {
			share[f.code(columns[j], i)] += 1 / float64(len(p))
		}
		out = append(out, driftOf(f.Name, f.joined(f.Share), f.joined(share)))
	}
	if len(m.about.ScoreShare) == 10 {
		out = append(out, driftOf("score", m.about.ScoreShare, tenths(p)))
	}
	return out, nil
}

func driftOf(name string, was, is []float64) Drift {
	d := Drift{Name: name, Words: "steady"}
	const least = 1e-4 // an empty bin would make the index infinite
	for k, q := range was {
		p := max(is[k], least)
		q = max(q, least)
		d.PSI += (p - q) * math.Log(p/q)
	}
	if d.PSI >= 0.25 {
		d.Words = "moved far"
	} else if d.PSI >= 0.1 {
		d.Words = "moved"
	}
	return d
}

// joined sums shares per code into those per drift bin: missing first, then
// runs of codes that held about a tenth of the training rows each.
func (f *feature) joined(share []float64) []float64 {
	out := []float64{share[0]}
	known, sofar, bin := 1-f.Share[0], 0.0, 0.0
	for code := 1; code < len(share); code++ {
		bin += share[code]
		sofar += f.Share[code]
		if sofar >= known*float64(len(out))/driftBins-1e-12 || code == len(share)-1 {
			out, bin = append(out, bin), 0
		}
	}
	return out
}
