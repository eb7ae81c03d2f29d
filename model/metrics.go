package model

import (
	"math"
	"slices"
)

// Metrics says how good predictions are on rows whose outcome is known.
// A measure that does not exist on the rows (an AUC with one class only, money
// captured where there is none) is NaN.
type Metrics struct {
	Rows, Positives int
	AUC             float64 // chance that a payer stands above a non-payer; 0.5 is chance
	KS              float64 // greatest distance between the two classes' score distributions
	LogLoss         float64 // mean, in nats
	Brier           float64 // mean squared error of the likelihood
	ECE             float64 // expected calibration error over 10 bins of equal frequency
	CapturedTop20   float64 // share of all money paid by the fifth of rows with the highest Expected
}

// Evaluate compares predictions with what happened. amount may be nil.
func Evaluate(p []Prediction, label []bool, amount []float64) Metrics {
	return newJudge(p, label, amount).measure(nil)
}

// judge holds rows in order, so that they can be measured again and again
// under other weights without sorting.
type judge struct {
	score, y     []float64 // by likelihood, highest first
	place        []int32   // of those rows in the input
	money        []float64 // by expected, highest first; nil without amounts
	moneyPlace   []int32
	edge         []bool // whether the row is the last of its score
	positives, n int
}

func newJudge(p []Prediction, label []bool, amount []float64) *judge {
	likelihood, expected := make([]float64, len(p)), make([]float64, len(p))
	for i := range p {
		likelihood[i], expected[i] = p[i].Likelihood, p[i].Expected
	}
	j := &judge{n: len(p), edge: make([]bool, len(p))}
	for _, i := range descending(likelihood) {
		j.score, j.y, j.place = append(j.score, likelihood[i]), append(j.y, float64(oneIf(label[i]))), append(j.place, int32(i))
		j.positives += oneIf(label[i])
	}
	for k := range j.edge {
		j.edge[k] = k+1 == len(p) || j.score[k+1] != j.score[k]
	}
	if amount == nil {
		return j
	}
	for _, i := range descending(expected) {
		j.money, j.moneyPlace = append(j.money, amount[i]), append(j.moneyPlace, int32(i))
	}
	return j
}

// measure computes everything with the rows' weights; nil: all 1.
func (j *judge) measure(w []float64) Metrics {
	m := Metrics{Rows: j.n, Positives: j.positives}
	byScore := w
	if w != nil {
		byScore = pickFloats(w, j.place)
	}
	m.AUC, m.KS = j.ranks(byScore)
	m.LogLoss, m.Brier = j.losses(byScore)
	m.ECE = binsError(j.bins(byScore, 10))
	m.CapturedTop20 = math.NaN()
	if j.money != nil {
		if w != nil {
			w = pickFloats(w, j.moneyPlace)
		}
		m.CapturedTop20 = capturedInOrder(j.money, w, 0.2)
	}
	return m
}

// descending orders places by score, highest first, ties by place.
func descending(score []float64) []int {
	order := make([]int, len(score))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		switch {
		case score[i] > score[j]:
			return -1
		case score[i] < score[j]:
			return 1
		}
		return i - j
	})
	return order
}

// ranks computes AUC (ties count half) and KS; NaN with one class only.
func (j *judge) ranks(w []float64) (auc, ks float64) {
	var pos, neg, p, n, area float64
	for k, y := range j.y {
		wk := weightAt(w, k)
		p, n = p+wk*y, n+wk*(1-y)
		if j.edge[k] {
			area += n * (pos + p/2)
			pos, neg, p, n = pos+p, neg+n, 0, 0
		}
	}
	if pos == 0 || neg == 0 {
		return math.NaN(), math.NaN()
	}
	for k, y := range j.y {
		wk := weightAt(w, k)
		p, n = p+wk*y/pos, n+wk*(1-y)/neg
		if j.edge[k] {
			ks = max(ks, math.Abs(p-n))
		}
	}
	return area / (pos * neg), ks
}

func (j *judge) losses(w []float64) (logLoss, brier float64) {
	var sum float64
	for k, p := range j.score {
		wk := weightAt(w, k)
		sum += wk
		logLoss += wk * logLossOf(p, j.y[k])
		brier += wk * (p - j.y[k]) * (p - j.y[k])
	}
	return logLoss / sum, brier / sum
}

// CalibrationBin is a point of a calibration plot.
type CalibrationBin struct {
	Rows      float64 `json:"rows"`      // or their weight
	Predicted float64 `json:"predicted"` // mean likelihood
	Observed  float64 `json:"observed"`  // share that paid
}

// bins cuts the rows into bins of equal frequency; rows of one score stay in
// one bin.
func (j *judge) bins(w []float64, bins int) []CalibrationBin {
	var total float64
	for k := range j.score {
		total += weightAt(w, k)
	}
	var out []CalibrationBin
	var b CalibrationBin
	var sofar float64
	for k, p := range j.score {
		wk := weightAt(w, k)
		b.Rows, b.Predicted, b.Observed = b.Rows+wk, b.Predicted+wk*p, b.Observed+wk*j.y[k]
		sofar += wk
		full := sofar >= total*float64(len(out)+1)/float64(bins)-1e-9
		if j.edge[k] && full || k+1 == j.n {
			if b.Rows > 0 {
				out = append(out, CalibrationBin{b.Rows, b.Predicted / b.Rows, b.Observed / b.Rows})
			}
			b = CalibrationBin{}
		}
	}
	return out
}

// binsError is the mean distance between predicted and observed rate.
func binsError(bins []CalibrationBin) float64 {
	var off, rows float64
	for _, b := range bins {
		off, rows = off+b.Rows*math.Abs(b.Predicted-b.Observed), rows+b.Rows
	}
	return off / rows
}

// captured is the share of the money in the top share of rows by score, NaN
// where there is no money.
func captured(score, amount []float64, top float64) float64 {
	inOrder := make([]float64, 0, len(amount))
	for _, i := range descending(score) {
		inOrder = append(inOrder, amount[i])
	}
	return capturedInOrder(inOrder, nil, top)
}

// capturedInOrder is captured for money already in order; of the row at the
// border its part within counts.
func capturedInOrder(money, w []float64, top float64) float64 {
	rows := float64(len(money))
	if w != nil {
		rows = 0
		for _, x := range w {
			rows += x
		}
	}
	room := math.Round(top * rows)
	var got, all float64
	for k, x := range money {
		wk := weightAt(w, k)
		within := min(wk, max(room, 0))
		got, all, room = got+within*x, all+wk*x, room-wk
	}
	if all == 0 {
		return math.NaN()
	}
	return got / all
}
