package model

import (
	"context"
	"errors"
)

// LearningPoint is what a share of the training rows is worth on the held-out
// part: where the curve still rises, more rows would help.
type LearningPoint struct {
	Rows    int      `json:"rows"` // learnt from
	AUC     *float64 `json:"auc"`
	LogLoss float64  `json:"log_loss"`
}

// learningShares are drawn one within the other.
var learningShares = []float64{0.125, 0.25, 0.5}

// learningCurve fits the likelihood on parts of train and measures it on test;
// whole is the measure with all of train. A part with too few rows of a class
// is left out.
func learningCurve(ctx context.Context, train, test Data, c Config, whole Metrics) ([]LearningPoint, error) {
	train.Amount, train.Cap = nil, nil
	var curve []LearningPoint
	key := foldKeys(train, noise(c.Seed).with(0x1ea))
	for _, share := range learningShares {
		part := train.pick(partBy(train.Rows(), func(i int) bool { return key[i] < share }).watch)
		for _, gone := range part.X.Empty() { // a rare column may have no value in a small part
			part.X = part.X.Drop(gone)
		}
		m, err := fit(ctx, part, c.without(part.X), MinClass/2, func(work func() error) error { return work() })
		if errors.Is(err, ErrTooFew) {
			continue
		}
		if err != nil {
			return nil, err
		}
		p, err := m.Predict(test.X, nil)
		if err != nil {
			return nil, err
		}
		got := Evaluate(p, test.Label, nil)
		curve = append(curve, LearningPoint{part.Rows(), number(got.AUC), got.LogLoss})
	}
	return append(curve, LearningPoint{train.Rows(), number(whole.AUC), whole.LogLoss}), nil
}

// without is the config with no constraint on columns that x has not.
func (c Config) without(x Table) Config {
	kept := map[string]int8{}
	for _, name := range x.Names() {
		if sign, ok := c.Monotone[name]; ok {
			kept[name] = sign
		}
	}
	c.Monotone = kept
	return c
}

// LiftPoint is how the first rows by likelihood compare with all, and what
// money the first by expected amount capture, with 95 % bootstrap intervals.
type LiftPoint struct {
	Share         float64   `json:"share"` // of the rows
	Lift          float64   `json:"lift"`  // rate of payers over that of all rows
	LiftRange     Interval  `json:"lift_interval"`
	Captured      *float64  `json:"captured"` // share of the money; null without amounts
	CapturedRange *Interval `json:"captured_interval,omitempty"`
}

var liftShares = []float64{0.05, 0.1, 0.2, 0.3, 0.5}

// lifts measures every share on the rows and on draws of them.
func lifts(p []Prediction, label []bool, amount []float64, group []string, seed uint64) []LiftPoint {
	j := newJudge(p, label, amount)
	if j.positives == 0 {
		return nil
	}
	type drawn struct{ lift, captured []float64 }
	measure := func(w []float64) (d drawn) {
		byScore, byMoney := w, w
		if w != nil {
			byScore, byMoney = pickFloats(w, j.place), pickFloats(w, j.moneyPlace)
		}
		for _, share := range liftShares {
			d.lift = append(d.lift, capturedInOrder(j.y, byScore, share)/share)
			if j.money != nil {
				d.captured = append(d.captured, capturedInOrder(j.money, byMoney, share))
			}
		}
		return d
	}
	draws := make([]drawn, resamples)
	allHands().each(resamples, func(k int) {
		draws[k] = measure(resample(len(p), group, noise(seed).with(0x11f7).with(uint64(k))))
	})
	whole, out := measure(nil), make([]LiftPoint, len(liftShares))
	for i, share := range liftShares {
		out[i] = LiftPoint{Share: share, Lift: whole.lift[i], LiftRange: intervalOf(draws, func(d drawn) float64 { return d.lift[i] })}
		if j.money == nil {
			continue
		}
		out[i].Captured = number(whole.captured[i])
		if in := intervalOf(draws, func(d drawn) float64 { return d.captured[i] }); in.Low == in.Low {
			out[i].CapturedRange = &in
		}
	}
	return out
}
