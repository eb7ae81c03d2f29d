package model

import (
	"fmt"
	"math"
	"slices"
)

// GroupScore is how a model treats one group of a protected attribute.
type GroupScore struct {
	Group      string   `json:"group"`
	Rows       int      `json:"rows"`
	Likelihood float64  `json:"likelihood"` // mean
	Paid       float64  `json:"paid"`       // share that paid
	AUC        *float64 `json:"auc"`        // within the group; nil with one class
	Picked     float64  `json:"picked"`     // share among the first share of all rows by likelihood
	Impact     float64  `json:"impact"`     // Picked over that of the group most picked: the adverse-impact ratio
	Adverse    bool     `json:"adverse"`    // Impact below four fifths, 29 CFR 1607.4(D)
}

// fairnessRows is the least number of rows of a group that is judged.
const fairnessRows = 30

// Fairness compares groups of a protected attribute that is supplied for this
// report only and was no feature. share is the part of the rows that would be
// picked, in (0, 1]. Groups of fewer than fairnessRows rows are left out.
func Fairness(p []Prediction, label []bool, group []string, share float64) ([]GroupScore, error) {
	if len(p) != len(label) || len(p) != len(group) || !(share > 0 && share <= 1) {
		return nil, fmt.Errorf("model: fairness: %w: %d predictions, %d labels, %d groups, share %g", ErrColumns, len(p), len(label), len(group), share)
	}
	likelihood := make([]float64, len(p))
	rows := map[string][]int{}
	for i := range p {
		likelihood[i] = p[i].Likelihood
		rows[group[i]] = append(rows[group[i]], i)
	}
	picked := make([]bool, len(p))
	for _, i := range descending(likelihood)[:int(math.Ceil(share*float64(len(p))))] {
		picked[i] = true
	}
	var out []GroupScore
	top := 0.0
	for name, at := range rows {
		if len(at) < fairnessRows {
			continue
		}
		g := scoreGroup(name, at, p, label, picked)
		out, top = append(out, g), max(top, g.Picked)
	}
	slices.SortFunc(out, func(a, b GroupScore) int { return compareText(a.Group, b.Group) })
	for k := range out {
		if top > 0 {
			out[k].Impact = out[k].Picked / top
			out[k].Adverse = out[k].Impact < 0.8
		}
	}
	return out, nil
}

func compareText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func scoreGroup(name string, at []int, p []Prediction, label, picked []bool) GroupScore {
	g := GroupScore{Group: name, Rows: len(at)}
	var part []Prediction
	var paid []bool
	for _, i := range at {
		part, paid = append(part, p[i]), append(paid, label[i])
		g.Likelihood += p[i].Likelihood / float64(len(at))
		g.Paid += float64(oneIf(label[i])) / float64(len(at))
		g.Picked += float64(oneIf(picked[i])) / float64(len(at))
	}
	g.AUC = number(Evaluate(part, paid, nil).AUC)
	return g
}
