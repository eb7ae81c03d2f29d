package model

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"time"
)

// FitOptions steer FitReport.
type FitOptions struct {
	Config      Config
	GroupStrict bool             // with times: no group stands on both sides
	Challengers bool             // fit the scorecard and golearn's forest too
	Learning    bool             // measure what an eighth, a quarter and half of the rows are worth
	Clock       func() time.Time // for the seconds in the report; nil: none are measured
}

// Measures are Metrics as a report prints them: null where one does not exist.
type Measures struct {
	Rows     int      `json:"rows"`
	AUC      *float64 `json:"auc"`
	KS       *float64 `json:"ks"`
	LogLoss  float64  `json:"log_loss"`
	Brier    float64  `json:"brier"`
	ECE      float64  `json:"ece"`
	Captured *float64 `json:"captured_top20"`
}

// Rival is a challenger's result on the same rows as the champion's.
type Rival struct {
	Name    string      `json:"name"`
	Metrics *Measures   `json:"metrics,omitempty"`
	Lead    *Difference `json:"champion_lead_auc,omitempty"` // champion minus challenger
	Failed  string      `json:"failed,omitempty"`
}

// Suspect is a feature that alone tells the label implausibly well.
type Suspect struct {
	Feature string  `json:"feature"`
	AUC     float64 `json:"auc"` // of the column alone, on the side where it is above 0.5
}

// FitSummary is the report of a fit. Metrics are on the held-out part, by a
// model that had not seen it; the model that is returned was then fitted on
// all rows.
type FitSummary struct {
	Metrics      Measures            `json:"metrics"`
	Intervals    map[string]Interval `json:"intervals"`
	Challengers  []Rival             `json:"challengers"`
	Suspects     []Suspect           `json:"suspected_leaks"`
	Plot         []CalibrationBin    `json:"calibration"`    // of the held-out rows
	Gain         []GainPoint         `json:"gain"`           // of the held-out rows
	Lift         []LiftPoint         `json:"lift"`           // of the held-out rows
	Learning     []LearningPoint     `json:"learning_curve"` // nil unless asked for
	Effects      map[string]float64  `json:"mean_effects"`   // mean size of each feature's contribution, log-odds
	HeldOut      string              `json:"held_out"`
	TrainRows    int                 `json:"train_rows"`
	TestRows     int                 `json:"test_rows"`
	Trees        int                 `json:"trees"`
	FitSeconds   float64             `json:"fit_seconds"`   // to bin all rows and grow the likelihood's final trees
	TotalSeconds float64             `json:"total_seconds"` // everything in this report
	PeakBytes    uint64              `json:"peak_bytes"`    // taken from the system by the program
	ModelID      string              `json:"model"`
}

// FitReport fits a model and says how good it is: on the latest quarter of the
// rows where they have times, else on groups or rows drawn by chance.
func FitReport(ctx context.Context, d Data, o FitOptions) (*Model, *FitSummary, error) {
	clock := o.Clock
	if clock == nil {
		clock = func() time.Time { return time.Time{} }
	}
	start := clock()
	if err := d.Check(); err != nil {
		return nil, nil, err
	}
	train, test, how := d.holdOut(o.GroupStrict, o.Config.Seed)
	r := &FitSummary{HeldOut: how, TrainRows: train.Rows(), TestRows: test.Rows(), Suspects: SuspectLeaks(d), Challengers: []Rival{}}
	if err := r.judgeChampion(ctx, train, test, o); err != nil {
		return nil, nil, err
	}
	m, seconds, err := fitTimed(ctx, d, o.Config, clock)
	if err != nil {
		return nil, nil, err
	}
	r.Trees = len(m.likelihood.trees)
	kept := *r
	m.about.Report = &kept
	if err := m.finish(); err != nil {
		return nil, nil, err
	}
	r.ModelID, r.FitSeconds = m.ID(), seconds
	r.TotalSeconds, r.PeakBytes = clock().Sub(start).Seconds(), systemBytes()
	return m, r, nil
}

// judgeChampion measures a model fitted on train alone, and its challengers.
func (r *FitSummary) judgeChampion(ctx context.Context, train, test Data, o FitOptions) error {
	// Part of the rows may hold fewer of a class than a model for use must have.
	m, err := fit(ctx, train, o.Config, MinClass/2, func(work func() error) error { return work() })
	if err != nil {
		return err
	}
	p, err := m.Predict(test.X, test.Cap)
	if err != nil {
		return err
	}
	r.Metrics = measuresOf(Evaluate(p, test.Label, test.Amount))
	r.Intervals = Bootstrap(p, test.Label, test.Amount, test.Group, o.Config.Seed).named()
	r.Plot, r.Gain = newJudge(p, test.Label, nil).bins(nil, 10), gainCurve(p, test.Label, test.Amount)
	slices.Reverse(r.Plot)
	if r.Effects, err = m.meanEffects(test); err != nil {
		return err
	}
	r.Lift = lifts(p, test.Label, test.Amount, test.Group, o.Config.Seed)
	if o.Learning {
		if r.Learning, err = learningCurve(ctx, train, test, o.Config, Evaluate(p, test.Label, nil)); err != nil {
			return err
		}
	}
	if o.Challengers {
		r.challenge(ctx, train, test, p, o.Config.Seed)
	}
	return nil
}

// rival is a fitted challenger.
type rival interface {
	likelihoods(x Table) ([]float64, error)
}

// challenge adds every challenger; one that fails is listed with the reason.
func (r *FitSummary) challenge(ctx context.Context, train, test Data, champion []Prediction, seed uint64) {
	for _, c := range []struct {
		name string
		fit  func() (rival, error)
	}{
		{"scorecard", func() (rival, error) { return fitScorecard(train) }},
		{"golearn forest", func() (rival, error) { return fitForest(ctx, train, seed) }},
	} {
		result := Rival{Name: c.name}
		fitted, err := c.fit()
		var likely []float64
		if err == nil {
			likely, err = fitted.likelihoods(test.X)
		}
		if err != nil {
			result.Failed = err.Error()
		} else {
			result.judge(likely, test, champion, seed)
		}
		r.Challengers = append(r.Challengers, result)
	}
}

// judge measures a challenger; its Expected is likelihood times what is owed,
// or the likelihood where that is not known.
func (r *Rival) judge(likely []float64, test Data, champion []Prediction, seed uint64) {
	p := make([]Prediction, len(likely))
	for i, x := range likely {
		p[i] = Prediction{Likelihood: x, Expected: x}
		if test.Cap != nil {
			p[i].Expected = x * test.Cap[i]
		}
	}
	got := measuresOf(Evaluate(p, test.Label, test.Amount))
	lead := Compare(champion, p, test.Label, test.Amount, test.Group, seed).AUC
	r.Metrics = &got
	if !math.IsNaN(lead.Mean) && !math.IsNaN(lead.Low) {
		r.Lead = &lead
	}
}

func measuresOf(m Metrics) Measures {
	return Measures{m.Rows, number(m.AUC), number(m.KS), m.LogLoss, m.Brier, m.ECE, number(m.CapturedTop20)}
}

// named lists the intervals that exist under the names of Measures.
func (in Intervals) named() map[string]Interval {
	all := map[string]Interval{"auc": in.AUC, "ks": in.KS, "log_loss": in.LogLoss, "brier": in.Brier, "ece": in.ECE, "captured_top20": in.CapturedTop20}
	for name, i := range all {
		if i.Low != i.Low {
			delete(all, name)
		}
	}
	return all
}

// systemBytes is what the program has taken from the system, which Go seldom
// gives back: near the peak.
func systemBytes() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Sys - m.HeapReleased
}

// fitTimed is Fit, with the seconds that the final trees took.
func fitTimed(ctx context.Context, d Data, c Config, clock func() time.Time) (*Model, float64, error) {
	var spent time.Duration
	m, err := fit(ctx, d, c, MinClass, func(work func() error) error {
		begin := clock()
		defer func() { spent += clock().Sub(begin) }()
		return work()
	})
	return m, spent.Seconds(), err
}

// holdOut parts the rows into those to learn from and those to judge by.
func (d Data) holdOut(strict bool, seed uint64) (train, test Data, how string) {
	if cut, ok := laterCut(d); ok {
		f := partBy(d.Rows(), func(i int) bool { return d.Time[i] >= cut })
		how = "the latest rows"
		if strict && d.Group != nil {
			f.train = d.without(f.train, f.watch)
			how += ", their groups taken out of training"
		}
		return d.pick(f.train), d.pick(f.watch), how
	}
	key := foldKeys(d, noise(seed).with(0x7e57))
	f := partBy(d.Rows(), func(i int) bool { return key[i] < laterShare })
	how = "rows drawn by chance"
	if d.Group != nil {
		how = "groups drawn by chance"
	}
	return d.pick(f.train), d.pick(f.watch), how
}

// without is the rows whose group is not among those of the others.
func (d Data) without(rows, others []int32) []int32 {
	taken := map[string]bool{}
	for _, i := range others {
		taken[d.Group[i]] = true
	}
	return slices.DeleteFunc(slices.Clone(rows), func(i int32) bool { return taken[d.Group[i]] })
}

// pick is the data of some rows.
func (d Data) pick(rows []int32) Data {
	out := Data{Amount: pickOf(d.Amount, rows), Cap: pickOf(d.Cap, rows), Weight: pickOf(d.Weight, rows),
		Label: pickOf(d.Label, rows), Time: pickOf(d.Time, rows), Group: pickOf(d.Group, rows)}
	for _, c := range d.X.Columns {
		out.X.Columns = append(out.X.Columns, Column{c.Name, c.Kind, pickOf(c.Num, rows), pickOf(c.Cat, rows)})
	}
	return out
}

func pickOf[T any](list []T, rows []int32) []T {
	if list == nil {
		return nil
	}
	out := make([]T, len(rows))
	for k, i := range rows {
		out[k] = list[i]
	}
	return out
}

// leakAUC is the AUC of a single column above which it is more likely to be
// the outcome in disguise than a finding: no lender's best single feature on
// the public sets reaches 0.9.
const leakAUC = 0.95

// SuspectLeaks lists the features that alone order the label implausibly well,
// or whose being missing does.
func SuspectLeaks(d Data) []Suspect {
	suspects := []Suspect{}
	base := learnWoe(d)
	for j, f := range base.bins {
		p := make([]Prediction, d.Rows())
		for i := range p {
			p[i].Likelihood = base.woe[j][f.code(&d.X.Columns[j], i)]
		}
		if auc, _ := newJudge(p, d.Label, nil).ranks(nil); auc > leakAUC {
			suspects = append(suspects, Suspect{f.Name, auc})
		}
	}
	return suspects
}

// SuspectWords says what a suspected leak is, for people.
func (s Suspect) SuspectWords() string {
	return fmt.Sprintf("%s alone orders the label with an AUC of %.3f: is it known only afterwards?", s.Feature, s.AUC)
}
