package model

import (
	"context"
	"fmt"
	"math"
	"slices"
)

// UpliftData is a log of what was done and what came of it.
type UpliftData struct {
	X          Table
	Treated    []bool    // whether the row was contacted (dialled)
	Outcome    []float64 // what came of it: money, or 0 and 1
	Propensity []float64 // the logged chance of contact, in (0, 1); nil: contact was drawn evenly
	Reached    []bool    // whether contact reached the person; nil: not known
}

// Uplift predicts the extra outcome that a contact brings to a row: the
// outcome with it minus the outcome without. It is safe for concurrent use.
type Uplift struct {
	kind     string
	features []*feature
	parts    []*ensemble
	binary   bool // the outcome is 0 or 1, and outcome ensembles are log-odds
	id       string
}

// The ways to estimate.
const (
	twoModel     = "two-model"     // outcome if contacted minus outcome if not, each fitted apart
	doublyRobust = "doubly-robust" // a transformed outcome whose mean is the uplift, fitted directly
	xLearner     = "x-learner"     // effects imputed by the other group's outcome model, fitted per group and mixed
	throughReach = "through-reach" // chance of reaching × (outcome if reached − outcome if not)
)

// upliftTask is a fit under way on some rows of a log.
type upliftTask struct {
	ctx  context.Context
	d    UpliftData
	c    Config
	m    *matrix
	prop []float64
	bin  bool
	salt uint64
}

func newUpliftTask(ctx context.Context, d UpliftData, c Config) *upliftTask {
	u := &upliftTask{ctx: ctx, d: d, c: c, prop: d.Propensity, bin: true}
	// Differences between outcomes are small beside the outcomes: few, broad
	// leaves keep noise from passing for effect.
	u.c.Leaves, u.c.MinRows = min(c.Leaves, 8), max(c.MinRows, 100)
	u.c.Monotone = nil
	for _, y := range d.Outcome {
		u.bin = u.bin && (y == 0 || y == 1)
	}
	if u.prop == nil {
		u.prop = slices.Repeat([]float64{float64(count(d.Treated)) / float64(len(d.Treated))}, len(d.Treated))
	}
	features, columns := make([]*feature, len(d.X.Columns)), make([]*Column, len(d.X.Columns))
	for j := range features {
		columns[j] = &d.X.Columns[j]
		features[j] = learnFeature(d.X.Columns[j], c.Bins, 0)
	}
	u.m = newMatrix(features, columns, crew(c.threads()))
	return u
}

func count(flags []bool) (n int) {
	for _, f := range flags {
		n += oneIf(f)
	}
	return n
}

// outcomeLoss is the loss of outcome models.
func (u *upliftTask) outcomeLoss() loss {
	if u.bin {
		return logLoss{}
	}
	return squaredLoss{}
}

// outcomeOf turns an outcome ensemble's raw score into an outcome.
func outcomeOf(raw float64, binary bool) float64 {
	if binary {
		return sigmoid(raw)
	}
	return raw
}

// ensemble fits target on the rows, a fifth of them held out to know when to
// stop.
func (u *upliftTask) ensemble(rows []int32, target []float64, l loss) (*ensemble, error) {
	u.salt++
	rng := noise(u.c.Seed).with(u.salt)
	t := task{m: u.m, target: target, loss: l, config: u.c, salt: u.salt}
	for _, r := range rows {
		if rng.unit(uint64(r)) < 0.2 {
			t.watch = append(t.watch, r)
		} else {
			t.train = append(t.train, r)
		}
	}
	if len(t.watch) == 0 || len(t.train) == 0 {
		return nil, fmt.Errorf("model: uplift: %w", ErrTooFew)
	}
	g, err := boost(u.ctx, t)
	if err != nil {
		return nil, fmt.Errorf("model: uplift: %w", err)
	}
	return &g.ensemble, nil
}

func where(rows []int32, flags []bool, want bool) []int32 {
	return slices.DeleteFunc(slices.Clone(rows), func(r int32) bool { return flags[r] != want })
}

// arms fits the outcome of contacted and of other rows.
func (u *upliftTask) arms(rows []int32) ([]*ensemble, error) {
	with, err := u.ensemble(where(rows, u.d.Treated, true), u.d.Outcome, u.outcomeLoss())
	if err != nil {
		return nil, err
	}
	without, err := u.ensemble(where(rows, u.d.Treated, false), u.d.Outcome, u.outcomeLoss())
	if err != nil {
		return nil, err
	}
	return []*ensemble{with, without}, nil
}

// fit fits one way to estimate on the rows.
func (u *upliftTask) fit(kind string, rows []int32) (*Uplift, error) {
	out := &Uplift{kind: kind, features: u.m.features, binary: u.bin}
	var err error
	switch kind {
	case twoModel:
		out.parts, err = u.arms(rows)
	case doublyRobust:
		out.parts, err = u.transformed(rows)
	case xLearner:
		out.parts, err = u.crossed(rows)
	case throughReach:
		out.parts, err = u.reach(rows)
	}
	return out, err
}

// transformed fits the doubly robust score: for outcome models m1 and m0
// fitted on the other half of the rows and chance of contact e,
//
//	m1 − m0 + t·(y − m1)/e − (1−t)·(y − m0)/(1−e)
//
// has the row's uplift as its mean if either e or the outcome models are right.
// Source: Kennedy, Towards optimal doubly robust estimation of heterogeneous
// causal effects, 2023.
func (u *upliftTask) transformed(rows []int32) ([]*ensemble, error) {
	score := make([]float64, u.m.rows)
	err := u.unseen(rows, func(r int32, with, without float64) {
		score[r] = robustScore(u.d.Treated[r], u.d.Outcome[r], u.prop[r], with, without)
	})
	if err != nil {
		return nil, err
	}
	e, err := u.broadly(rows, score)
	return []*ensemble{e}, err
}

// unseen hands every row to do with its outcomes, contacted and not, by models
// fitted on the other half of the rows.
func (u *upliftTask) unseen(rows []int32, do func(r int32, with, without float64)) error {
	rng := noise(u.c.Seed).with(0xd0 + u.salt)
	for half := range 2 {
		var learn, use []int32
		for _, r := range rows {
			if rng.below(uint64(r), 2) == half {
				use = append(use, r)
			} else {
				learn = append(learn, r)
			}
		}
		arms, err := u.arms(learn)
		if err != nil {
			return err
		}
		for _, r := range use {
			row := u.m.row(r)
			do(r, outcomeOf(arms[0].rawOf(row), u.bin), outcomeOf(arms[1].rawOf(row), u.bin))
		}
	}
	return nil
}

// crossed fits the effect on contacted rows, y − m0, and on the others, m1 − y,
// each apart, and mixes them by the share contacted, so that the model which
// saw more outcomes of the other group weighs more. Source: Künzel et al.,
// Metalearners for estimating heterogeneous treatment effects, 2019.
func (u *upliftTask) crossed(rows []int32) ([]*ensemble, error) {
	effect := make([]float64, u.m.rows)
	err := u.unseen(rows, func(r int32, with, without float64) {
		if u.d.Treated[r] {
			effect[r] = u.d.Outcome[r] - without
		} else {
			effect[r] = with - u.d.Outcome[r]
		}
	})
	if err != nil {
		return nil, err
	}
	share := 0.0
	for _, r := range rows {
		share += u.prop[r] / float64(len(rows))
	}
	var parts []*ensemble
	for _, treated := range []bool{true, false} {
		e, err := u.broadly(where(rows, u.d.Treated, treated), effect)
		if err != nil {
			return nil, err
		}
		if treated {
			e.scale(1 - share)
		} else {
			e.scale(share)
		}
		parts = append(parts, e)
	}
	return parts, nil
}

// scale multiplies what the ensemble predicts.
func (e *ensemble) scale(by float64) {
	e.base *= by
	for _, t := range e.trees {
		for i := range t.value {
			t.value[i] *= by
		}
	}
}

// broadly fits the transformed outcome, whose noise is several times its
// signal: stumps of many rows, and no stop at the first worse tree.
func (u *upliftTask) broadly(rows []int32, score []float64) (*ensemble, error) {
	broad := *u
	broad.c.Leaves, broad.c.MinRows = 4, max(broad.c.MinRows, len(rows)/50)
	broad.c.Rate, broad.c.Trees, broad.c.EarlyStop = min(broad.c.Rate, 0.03), min(broad.c.Trees, 150), 0
	return broad.ensemble(rows, score, squaredLoss{})
}

func robustScore(treated bool, y, e, with, without float64) float64 {
	if treated {
		return with - without + (y-with)/e
	}
	return with - without - (y-without)/(1-e)
}

// reach fits the chance of reaching a contacted row, and the outcome of rows
// that were reached and that were not, contacted or no.
func (u *upliftTask) reach(rows []int32) ([]*ensemble, error) {
	reached := make([]float64, len(u.d.Reached))
	for i, r := range u.d.Reached {
		reached[i] = float64(oneIf(r))
	}
	chance, err := u.ensemble(where(rows, u.d.Treated, true), reached, logLoss{})
	if err != nil {
		return nil, err
	}
	parts := []*ensemble{chance}
	for _, want := range []bool{true, false} {
		e, err := u.ensemble(where(rows, u.d.Reached, want), u.d.Outcome, u.outcomeLoss())
		if err != nil {
			return nil, err
		}
		parts = append(parts, e)
	}
	return parts, nil
}

// combine turns the parts' raw scores of a row into its uplift.
func (m *Uplift) combine(raw []float64) float64 {
	switch m.kind {
	case twoModel:
		return outcomeOf(raw[0], m.binary) - outcomeOf(raw[1], m.binary)
	case throughReach:
		return sigmoid(raw[0]) * (outcomeOf(raw[1], m.binary) - outcomeOf(raw[2], m.binary))
	}
	sum := 0.0
	for _, r := range raw {
		sum += r
	}
	return sum
}

// Predict is the extra outcome that a contact brings, per row of x.
func (m *Uplift) Predict(x Table) ([]float64, error) {
	if err := x.Check(); err != nil {
		return nil, err
	}
	raws := make([][]float64, len(m.parts))
	for k, p := range m.parts {
		raws[k] = make([]float64, x.Rows())
		if err := p.addAll(m.features, x, raws[k]); err != nil {
			return nil, err
		}
	}
	out, raw := make([]float64, x.Rows()), make([]float64, len(m.parts))
	for i := range out {
		for k := range raws {
			raw[k] = raws[k][i]
		}
		out[i] = m.combine(raw)
	}
	return out, nil
}

// Kind is how the model estimates: "two-model", "doubly-robust", "x-learner"
// or "through-reach".
func (m *Uplift) Kind() string { return m.kind }

// Features lists the columns that the model reads.
func (m *Uplift) Features() []string {
	names := make([]string, len(m.features))
	for i, f := range m.features {
		names[i] = f.Name
	}
	return names
}

// ID names the model by its content.
func (m *Uplift) ID() string { return m.id }

// predictRow is the uplift of a coded training row.
func (m *Uplift) predictRow(row []uint8) float64 {
	var raw [3]float64
	for k, p := range m.parts {
		raw[k] = p.rawOf(row)
	}
	return m.combine(raw[:len(m.parts)])
}

// gains are the estimated sum of extra outcome, per row of the whole log, when
// the first k rows by score are contacted: weighting by the inverse chance of
// what was done makes both arms stand for everyone.
func gains(score []float64, d UpliftData, prop []float64, w []float64) []float64 {
	order := descending(score)
	out := make([]float64, len(order))
	var sum, rows float64
	for k, i := range order {
		wi := weightAt(w, i)
		rows += wi
		if d.Treated[i] {
			sum += wi * d.Outcome[i] / prop[i]
		} else {
			sum -= wi * d.Outcome[i] / (1 - prop[i])
		}
		out[k] = sum
	}
	for k := range out {
		out[k] /= max(rows, 1)
	}
	return out
}

// areas are AUUC, the area under the curve of gains over the share contacted,
// and Qini, what of it lies above the straight line of contacting at random.
func areas(gain []float64) (auuc, qini float64) {
	for _, g := range gain {
		auuc += g / float64(len(gain))
	}
	return auuc, auuc - gain[len(gain)-1]/2
}

// meanEffect is the average uplift with its standard error, by inverse chance
// weights with each arm's weights made to sum to 1 (Hájek).
func meanEffect(d UpliftData, prop []float64) (effect, se float64) {
	var sum, weight [2]float64
	for i, y := range d.Outcome {
		arm, w := 0, 1/(1-prop[i])
		if d.Treated[i] {
			arm, w = 1, 1/prop[i]
		}
		sum[arm], weight[arm] = sum[arm]+w*y, weight[arm]+w
	}
	mean := [2]float64{sum[0] / weight[0], sum[1] / weight[1]}
	var variance float64
	for i, y := range d.Outcome {
		arm, w := 0, 1/(1-prop[i])
		if d.Treated[i] {
			arm, w = 1, 1/prop[i]
		}
		variance += w * w * (y - mean[arm]) * (y - mean[arm]) / (weight[arm] * weight[arm])
	}
	return mean[1] - mean[0], math.Sqrt(variance)
}
