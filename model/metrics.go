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
	m := Metrics{Rows: len(p), AUC: math.NaN(), KS: math.NaN(), CapturedTop20: math.NaN()}
	score, y, expected := make([]float64, len(p)), make([]float64, len(p)), make([]float64, len(p))
	for i := range p {
		score[i], expected[i] = p[i].Likelihood, p[i].Expected
		if label[i] {
			m.Positives++
			y[i] = 1
		}
	}
	m.AUC, m.KS = rankMeasures(score, y, nil)
	m.LogLoss, m.Brier = lossMeasures(score, y)
	m.ECE = calibrationError(score, y, 10)
	if amount != nil {
		m.CapturedTop20 = captured(expected, amount, 0.2)
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

// rankMeasures computes AUC (ties count half) and KS; NaN with one class only.
func rankMeasures(score, y, w []float64) (auc, ks float64) {
	order := descending(score)
	var pos, neg, area, far float64
	for i := 0; i < len(order); {
		var p, n float64
		j := i
		for ; j < len(order) && score[order[j]] == score[order[i]]; j++ {
			wi := weightAt(w, order[j])
			p += wi * y[order[j]]
			n += wi * (1 - y[order[j]])
		}
		area += n * (pos + p/2)
		pos, neg, i = pos+p, neg+n, j
	}
	if pos == 0 || neg == 0 {
		return math.NaN(), math.NaN()
	}
	var p, n float64
	for k, i := range order {
		p += weightAt(w, i) * y[i] / pos
		n += weightAt(w, i) * (1 - y[i]) / neg
		if k+1 == len(order) || score[order[k+1]] != score[i] {
			far = max(far, math.Abs(p-n))
		}
	}
	return area / (pos * neg), far
}

func lossMeasures(score, y []float64) (logLoss, brier float64) {
	for i, p := range score {
		logLoss += logLossOf(p, y[i])
		brier += (p - y[i]) * (p - y[i])
	}
	n := float64(len(score))
	return logLoss / n, brier / n
}

// calibrationError is the mean distance between predicted and observed rate
// over bins of equal frequency, weighted by their rows. Rows of one score stay
// in one bin.
func calibrationError(score, y []float64, bins int) float64 {
	var off float64
	for _, b := range calibrationBins(score, y, bins) {
		off += float64(b.Rows) * math.Abs(b.Predicted-b.Observed)
	}
	return off / float64(len(score))
}

// CalibrationBin is a point of a calibration plot.
type CalibrationBin struct {
	Rows                int
	Predicted, Observed float64 // mean likelihood, share that paid
}

func calibrationBins(score, y []float64, bins int) []CalibrationBin {
	order := descending(score)
	var out []CalibrationBin
	for i := 0; i < len(order); {
		want := (len(out) + 1) * len(order) / bins
		var b CalibrationBin
		for i < len(order) && (i < want || b.Rows > 0 && score[order[i]] == score[order[i-1]]) {
			b.Rows++
			b.Predicted += score[order[i]]
			b.Observed += y[order[i]]
			i++
		}
		if b.Rows == 0 { // ties of the last bin reached over this one
			out = append(out, b)
			continue
		}
		b.Predicted /= float64(b.Rows)
		b.Observed /= float64(b.Rows)
		out = append(out, b)
	}
	return slices.DeleteFunc(out, func(b CalibrationBin) bool { return b.Rows == 0 })
}

// captured is the share of the money in the top share of rows by score, NaN
// where there is no money.
func captured(score, amount []float64, top float64) float64 {
	order := descending(score)
	first := int(math.Round(top * float64(len(order))))
	var got, all float64
	for k, i := range order {
		all += amount[i]
		if k < first {
			got += amount[i]
		}
	}
	if all == 0 {
		return math.NaN()
	}
	return got / all
}
