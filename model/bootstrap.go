package model

import (
	"math"
	"slices"
)

// Interval is a 95 % bootstrap interval.
type Interval struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Intervals are those of Metrics.
type Intervals struct {
	AUC, KS, LogLoss, Brier, ECE, CapturedTop20 Interval
}

// resamples of the bootstrap: 400 put the ends of a 95 % interval within
// about a tenth of its width.
const resamples = 400

// resample draws n rows, or groups, with replacement, and returns how often
// each row was drawn.
func resample(n int, group []string, rng noise) []float64 {
	w := make([]float64, n)
	if group == nil {
		for k := range n {
			w[rng.below(uint64(k), n)]++
		}
		return w
	}
	// A group's rows come and go together; Poisson(1) draws per group stand in
	// for a multinomial one.
	for i, g := range group {
		w[i] = poisson(rng.with(hashText(g)).unit(0))
	}
	return w
}

// poisson is the quantile u of Poisson(1).
func poisson(u float64) float64 {
	p := math.Exp(-1)
	for k := 0.0; ; k++ {
		if u < p || k > 20 {
			return k
		}
		u -= p
		p /= k + 1
	}
}

// Bootstrap puts a 95 % interval round each measure of Evaluate by drawing the
// rows anew, or with group the groups. It says how much another sample of the
// same time would differ, not how another time would.
func Bootstrap(p []Prediction, label []bool, amount []float64, group []string, seed uint64) Intervals {
	j := newJudge(p, label, amount)
	draws := make([]Metrics, resamples)
	allHands().each(resamples, func(k int) {
		draws[k] = j.measure(resample(len(p), group, noise(seed).with(uint64(k))))
	})
	of := func(get func(m Metrics) float64) Interval { return intervalOf(draws, get) }
	return Intervals{
		AUC:           of(func(m Metrics) float64 { return m.AUC }),
		KS:            of(func(m Metrics) float64 { return m.KS }),
		LogLoss:       of(func(m Metrics) float64 { return m.LogLoss }),
		Brier:         of(func(m Metrics) float64 { return m.Brier }),
		ECE:           of(func(m Metrics) float64 { return m.ECE }),
		CapturedTop20: of(func(m Metrics) float64 { return m.CapturedTop20 }),
	}
}

func intervalOf[T any](draws []T, get func(T) float64) Interval {
	values := make([]float64, 0, len(draws))
	for _, d := range draws {
		if x := get(d); !math.IsNaN(x) {
			values = append(values, x)
		}
	}
	if len(values) == 0 {
		return Interval{math.NaN(), math.NaN()}
	}
	slices.Sort(values)
	return Interval{quantile(values, 0.025), quantile(values, 0.975)}
}

// quantile of sorted values, between neighbours in proportion.
func quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	i := int(at)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}

// Difference of two models in one measure, first minus second, with its paired
// 95 % interval. MoreThanNoise says that the interval leaves out 0.
type Difference struct {
	Mean          float64 `json:"difference"`
	Low           float64 `json:"low"`
	High          float64 `json:"high"`
	MoreThanNoise bool    `json:"more_than_noise"`
}

// Comparison of two models on the same rows.
type Comparison struct {
	AUC, LogLoss, Brier, CapturedTop20 Difference
}

// Compare measures two models' predictions of the same rows against each
// other: both are drawn anew together, so that what moves both cancels out.
func Compare(first, second []Prediction, label []bool, amount []float64, group []string, seed uint64) Comparison {
	a, b := newJudge(first, label, amount), newJudge(second, label, amount)
	type pair struct{ a, b Metrics }
	draws := make([]pair, resamples)
	allHands().each(resamples, func(k int) {
		w := resample(len(first), group, noise(seed).with(uint64(k)))
		draws[k] = pair{a.measure(w), b.measure(w)}
	})
	whole := pair{a.measure(nil), b.measure(nil)}
	of := func(get func(m Metrics) float64) Difference {
		in := intervalOf(draws, func(p pair) float64 { return get(p.a) - get(p.b) })
		return Difference{get(whole.a) - get(whole.b), in.Low, in.High, in.Low > 0 || in.High < 0}
	}
	return Comparison{
		AUC:           of(func(m Metrics) float64 { return m.AUC }),
		LogLoss:       of(func(m Metrics) float64 { return m.LogLoss }),
		Brier:         of(func(m Metrics) float64 { return m.Brier }),
		CapturedTop20: of(func(m Metrics) float64 { return m.CapturedTop20 }),
	}
}
