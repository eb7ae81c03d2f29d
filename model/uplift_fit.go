package model

import (
	"context"
	"fmt"
	"math"
)

// UpliftSummary is the report of an uplift fit. Qini, AUUC and tenths come
// from rows that the models had not seen, each row predicted by models fitted
// on the other folds.
type UpliftSummary struct {
	Qini       float64            `json:"qini"` // outcome per row, over contacting at random
	QiniRange  Interval           `json:"qini_interval"`
	AUUC       float64            `json:"auuc"`
	ATE        float64            `json:"ate"` // mean extra outcome of a contact
	ATERange   Interval           `json:"ate_interval"`
	Kind       string             `json:"kind"`    // the way to estimate that was kept
	Qinis      map[string]float64 `json:"qinis"`   // of every way tried
	Tenths     []UpliftTenth      `json:"tenths"`  // by predicted uplift, highest first
	Refused    bool               `json:"refused"` // no model was made
	Reason     string             `json:"reason,omitempty"`
	Rows       int                `json:"rows"`
	Treated    int                `json:"treated"`
	Randomness float64            `json:"contact_auc"` // how well the columns tell who was contacted; 0.5 is at random
}

// UpliftTenth is a tenth of the rows by predicted uplift.
type UpliftTenth struct {
	Predicted float64  `json:"predicted"`
	Observed  float64  `json:"observed"`
	Range     Interval `json:"interval"`
}

// Limits beyond which a log says nothing about what a contact brings.
const (
	upliftArm      = 200  // rows that each arm must have
	upliftChosen   = 0.60 // AUC of contact by the columns, without logged propensities
	upliftOutcome  = 0.25 // distance from 0.5 of the AUC of contact by the outcome, upwards
	upliftBackward = 0.08 // and downwards: a contact seldom drives payments away
	upliftOff      = 5.0  // standard errors between contacts made and the sum of propensities
	upliftFolds    = 3
)

// FitUplift learns the extra outcome of a contact, in every way that the log
// allows, and keeps the one with the highest Qini on rows it had not seen. A
// log that cannot tell is refused: the summary then says why, and the model is
// nil without an error.
func FitUplift(ctx context.Context, d UpliftData, c Config) (*Uplift, *UpliftSummary, error) {
	if err := d.check(c); err != nil {
		return nil, nil, err
	}
	u := newUpliftTask(ctx, d, c)
	s := &UpliftSummary{Rows: len(d.Outcome), Treated: count(d.Treated), Qinis: map[string]float64{}}
	reason, err := s.refusal(u)
	if err != nil {
		return nil, nil, err
	}
	if reason != "" {
		s.Refused, s.Reason = true, reason
		return nil, s, nil
	}
	best, err := s.compare(u)
	if err != nil {
		return nil, nil, err
	}
	s.describe(u, best)
	m, err := u.fit(s.Kind, allRows(u.m.rows))
	if err != nil {
		return nil, nil, err
	}
	return m, s, m.finish()
}

func (d UpliftData) check(c Config) error {
	if err := d.X.Check(); err != nil {
		return err
	}
	if err := CheckFeatures(d.X.Names()); err != nil {
		return err
	}
	if err := (Config{Trees: c.Trees, Leaves: c.Leaves, Bins: c.Bins, Rate: c.Rate, MinRows: c.MinRows, L2: c.L2,
		RowSample: c.RowSample, ColSample: c.ColSample, EarlyStop: c.EarlyStop}).check(d.X); err != nil {
		return err
	}
	n := d.X.Rows()
	if len(d.Treated) != n || len(d.Outcome) != n || d.Propensity != nil && len(d.Propensity) != n || d.Reached != nil && len(d.Reached) != n {
		return fmt.Errorf("model: uplift: %w: lists differ in length", ErrColumns)
	}
	for i, y := range d.Outcome {
		if math.IsNaN(y) || math.IsInf(y, 0) {
			return fmt.Errorf("model: uplift: %w", &DataError{i, "outcome", "must be a number"})
		}
		if d.Propensity != nil && !(d.Propensity[i] > 0 && d.Propensity[i] < 1) {
			return fmt.Errorf("model: uplift: %w", &DataError{i, "propensity", "must lie between 0 and 1, both excluded"})
		}
	}
	return nil
}

// refusal is why the log cannot tell what a contact brings, or "".
func (s *UpliftSummary) refusal(u *upliftTask) (string, error) {
	d := u.d
	if few := min(s.Treated, s.Rows-s.Treated); few < upliftArm {
		return fmt.Sprintf("one group is too small: %d contacted and %d not, at least %d of each are needed", s.Treated, s.Rows-s.Treated, upliftArm), nil
	}
	if reason := refuseByOutcome(d, u.prop); reason != "" {
		return reason, nil
	}
	if d.Propensity != nil {
		return refusePropensity(d), nil
	}
	auc, err := u.contactAUC()
	s.Randomness = auc
	if err == nil && auc > upliftChosen {
		return fmt.Sprintf("contact was chosen, not drawn: the columns tell who was contacted (AUC %.2f); log the propensities, or contact some at random", auc), nil
	}
	return "", err
}

// refuseByOutcome looks for a log in which the outcome decided the contact:
// only those who had not paid were called, or only those who did were noted.
func refuseByOutcome(d UpliftData, prop []float64) string {
	y, w := make([]float64, len(d.Outcome)), make([]float64, len(d.Outcome))
	p := make([]Prediction, len(d.Outcome))
	for i := range y {
		p[i].Likelihood = d.Outcome[i]
		w[i] = 1 / (1 - prop[i])
		if d.Treated[i] {
			y[i], w[i] = 1, 1/prop[i]
		}
	}
	j := newJudge(p, d.Treated, nil)
	auc, _ := j.ranks(pickFloats(w, j.place))
	if auc > 0.5+upliftOutcome || auc < 0.5-upliftBackward {
		return fmt.Sprintf("contact seems to have been decided by the outcome: the outcome alone tells who was contacted (AUC %.2f)", auc)
	}
	return ""
}

// refusePropensity holds the logged chances against the contacts made.
func refusePropensity(d UpliftData) string {
	var off, variance float64
	for i, e := range d.Propensity {
		off += float64(oneIf(d.Treated[i])) - e
		variance += e * (1 - e)
	}
	if z := math.Abs(off) / math.Sqrt(variance); z > upliftOff {
		return fmt.Sprintf("the logged propensities are not those of the contacts made: %.0f contacts more or fewer than they sum to", math.Abs(off))
	}
	return ""
}

// contactAUC is how well the columns tell, on held-out rows, who was contacted.
func (u *upliftTask) contactAUC() (float64, error) {
	treated := make([]float64, u.m.rows)
	for i, t := range u.d.Treated {
		treated[i] = float64(oneIf(t))
	}
	var learn, judged []int32
	rng := noise(u.c.Seed).with(0xa0c)
	for r := range int32(u.m.rows) {
		if rng.unit(uint64(r)) < 0.3 {
			judged = append(judged, r)
		} else {
			learn = append(learn, r)
		}
	}
	e, err := u.ensemble(learn, treated, logLoss{})
	if err != nil {
		return 0, err
	}
	p, label := make([]Prediction, len(judged)), make([]bool, len(judged))
	for k, r := range judged {
		p[k].Likelihood, label[k] = e.rawOf(u.m.row(r)), u.d.Treated[r]
	}
	auc, _ := newJudge(p, label, nil).ranks(nil)
	return auc, nil
}

// compare fits every way on folds and returns the held-out scores of the best.
func (s *UpliftSummary) compare(u *upliftTask) ([]float64, error) {
	kinds := []string{twoModel, doublyRobust, xLearner}
	if u.d.Reached != nil && min(count(u.d.Reached), len(u.d.Reached)-count(u.d.Reached)) >= upliftArm {
		kinds = append(kinds, throughReach)
	}
	key := foldKeys(Data{X: u.d.X, Label: u.d.Treated}, noise(u.c.Seed).with(0xf0))
	var best []float64
	for _, kind := range kinds {
		score := make([]float64, u.m.rows)
		for k := range upliftFolds {
			f := partBy(u.m.rows, func(i int) bool { return int(key[i]*upliftFolds) == k })
			m, err := u.fit(kind, f.train)
			if err != nil {
				return nil, err
			}
			for _, r := range f.watch {
				score[r] = m.predictRow(u.m.row(r))
			}
		}
		_, qini := areas(gains(score, u.d, u.prop, nil))
		s.Qinis[kind] = qini
		if best == nil || qini > s.Qini {
			best, s.Qini, s.Kind = score, qini, kind
		}
	}
	return best, nil
}

// describe fills in what the held-out scores say.
func (s *UpliftSummary) describe(u *upliftTask, score []float64) {
	s.AUUC, s.Qini = areas(gains(score, u.d, u.prop, nil))
	var se float64
	s.ATE, se = meanEffect(u.d, u.prop)
	s.ATERange = Interval{s.ATE - 1.96*se, s.ATE + 1.96*se}
	draws := make([]float64, resamples/4)
	allHands().each(len(draws), func(k int) {
		w := resample(len(score), nil, noise(u.c.Seed).with(uint64(k)))
		draws[k] = weightedQini(score, u, w)
	})
	s.QiniRange = intervalOf(draws, func(x float64) float64 { return x })
	order := descending(score)
	for k := range 10 {
		s.Tenths = append(s.Tenths, u.tenth(score, order[k*len(order)/10:(k+1)*len(order)/10]))
	}
}

// weightedQini is Qini with rows counted by weight along both axes.
func weightedQini(score []float64, u *upliftTask, w []float64) float64 {
	gain := gains(score, u.d, u.prop, w)
	var rows, total float64
	for _, x := range w {
		total += x
	}
	var area float64
	for k, i := range descending(score) {
		area += gain[k] * w[i] / total
		rows += w[i]
	}
	return area - gain[len(gain)-1]/2
}

func (u *upliftTask) tenth(score []float64, rows []int) UpliftTenth {
	part := UpliftData{}
	var prop []float64
	var t UpliftTenth
	for _, i := range rows {
		part.Treated, part.Outcome = append(part.Treated, u.d.Treated[i]), append(part.Outcome, u.d.Outcome[i])
		prop = append(prop, u.prop[i])
		t.Predicted += score[i] / float64(len(rows))
	}
	var se float64
	t.Observed, se = meanEffect(part, prop)
	t.Range = Interval{t.Observed - 1.96*se, t.Observed + 1.96*se}
	return t
}

// UpliftData is what a sheet says of contacts: Treatment, Outcome, Propensity,
// Reached.
func (s *Sheet) UpliftData() UpliftData {
	return UpliftData{X: s.X, Treated: s.Treated, Outcome: s.Outcome, Propensity: s.Propensity, Reached: s.Reached}
}
