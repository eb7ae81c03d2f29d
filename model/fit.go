package model

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"math"
	"runtime/debug"
	"slices"
)

// fitter is a fit under way.
type fitter struct {
	d     Data
	c     Config
	m     *matrix
	folds []fold
	label []float64
	team  crew
	final timed
}

// heldOut are scores of rows by trees that had not seen them.
type heldOut struct {
	rows  []int32   // those that were judged
	raw   []float64 // per row of the matrix; set for every row of a held-out part
	trees int       // the mean over the folds of the best number of trees
}

// Fit learns the likelihood (log loss) and, where d has amounts, the amount.
// How many trees, the calibration and the choice between the amount models all
// come from rows that the trees in question have not seen, later ones where d
// has times (see plan); then the trees are grown once more on all rows, up to
// crossRows of them. It refuses forbidden columns
// (*ForbiddenError), unusable data (*DataError, ErrColumns) and too little of
// it (ErrTooFew), and stops when ctx does.
func Fit(ctx context.Context, d Data, c Config) (*Model, error) {
	return fit(ctx, d, c, MinClass, func(work func() error) error { return work() })
}

// timed runs work that the caller wants to know the time of.
type timed func(work func() error) error

// fit is Fit; the binning and growing of the likelihood's final trees run
// within final.
func fit(ctx context.Context, d Data, c Config, least int, final timed) (*Model, error) {
	if err := d.check(least); err != nil {
		return nil, err
	}
	if err := CheckFeatures(d.X.Names()); err != nil {
		return nil, err
	}
	if err := c.check(d.X); err != nil {
		return nil, err
	}
	var f *fitter
	if err := final(func() error { f = newFitter(d, c); return nil }); err != nil {
		return nil, err
	}
	f.final, f.folds = final, plan(d, c)
	m := &Model{features: f.m.features}
	held, err := f.fitLikelihood(ctx, m)
	if err != nil {
		return nil, err
	}
	if d.Amount != nil {
		if m.amount, err = f.fitAmount(ctx, held, m); err != nil {
			return nil, err
		}
	}
	f.describe(m, held)
	return m, m.finish()
}

func newFitter(d Data, c Config) *fitter {
	f := &fitter{d: d, c: c, team: crew(c.threads())}
	features := make([]*feature, len(d.X.Columns))
	columns := make([]*Column, len(d.X.Columns))
	f.team.each(len(features), func(j int) {
		columns[j] = &d.X.Columns[j]
		features[j] = learnFeature(d.X.Columns[j], c.Bins, c.Monotone[d.X.Columns[j].Name])
	})
	f.m = newMatrix(features, columns, f.team)
	f.m.learnShares(f.team)
	f.label = make([]float64, d.Rows())
	for i, y := range d.Label {
		f.label[i] = float64(oneIf(y))
	}
	return f
}

// refits says whether the trees are grown once more on all rows.
func (f *fitter) refits() bool { return f.d.Rows() <= crossRows }

// amountRepeats is how many ensembles an amount model averages where rows are
// few: amounts are few and far between, and which columns a tree happened to
// see moves the money captured by a hundredth.
const amountRepeats = 2

// averaged is the mean of several ensembles that differ by their sampling.
func (f *fitter) averaged(ctx context.Context, l loss, target []float64, only []bool, salt uint64) (*ensemble, heldOut, error) {
	if !f.refits() {
		return f.ensemble(ctx, l, target, only, salt)
	}
	mean, all := &ensemble{}, heldOut{raw: make([]float64, f.d.Rows())}
	for k := range uint64(amountRepeats) {
		e, held, err := f.ensemble(ctx, l, target, only, salt+100*k)
		if err != nil {
			return nil, held, err
		}
		mean.base += e.base / amountRepeats
		for _, t := range e.trees {
			for i := range t.value {
				t.value[i] /= amountRepeats
			}
			mean.trees = append(mean.trees, t)
		}
		for i, raw := range held.raw {
			all.raw[i] += raw / amountRepeats
		}
		all.rows = held.rows
	}
	return mean, all, nil
}

// ensemble grows one on the folds and, if it refits, once more on all rows.
// only picks the rows that count; nil: all.
func (f *fitter) ensemble(ctx context.Context, l loss, target []float64, only []bool, salt uint64) (*ensemble, heldOut, error) {
	t := task{m: f.m, target: target, weight: f.d.Weight, loss: l, config: f.c, salt: salt}
	held := heldOut{raw: make([]float64, f.d.Rows())}
	var last *grown
	for _, fold := range f.folds {
		t.train, t.watch = pick(fold.train, only), pick(fold.watch, only)
		if len(t.train) == 0 || len(t.watch) == 0 {
			continue
		}
		g, err := f.grow(ctx, t, !f.refits())
		if err != nil {
			return nil, held, err
		}
		for _, r := range fold.watch {
			held.raw[r] = g.rawOf(f.m.row(r))
		}
		held.rows = append(held.rows, t.watch...)
		held.trees += len(g.trees)
		last = g
	}
	if last == nil {
		return nil, held, fmt.Errorf("model: fit: %w: a fold without rows", ErrTooFew)
	}
	held.trees = max(1, (held.trees+len(f.folds)/2)/len(f.folds))
	if !f.refits() {
		return &last.ensemble, held, nil
	}
	t.train, t.watch = pick(allRows(f.d.Rows()), only), nil
	t.config.Trees = held.trees
	g, err := f.grow(ctx, t, true)
	if err != nil {
		return nil, held, err
	}
	return &g.ensemble, held, nil
}

// grow boosts, within final where these are the likelihood's last trees.
func (f *fitter) grow(ctx context.Context, t task, last bool) (g *grown, err error) {
	work := func() error { g, err = boost(ctx, t); return err }
	if _, likelihood := t.loss.(logLoss); last && likelihood {
		err = f.final(work)
	} else {
		err = work()
	}
	if err != nil {
		return nil, fmt.Errorf("model: fit: %w", err)
	}
	return g, nil
}

func pick(rows []int32, only []bool) []int32 {
	if only == nil {
		return rows
	}
	return slices.DeleteFunc(slices.Clone(rows), func(r int32) bool { return !only[r] })
}

func allRows(n int) []int32 {
	rows := make([]int32, n)
	for i := range rows {
		rows[i] = int32(i)
	}
	return rows
}

// fitLikelihood grows and calibrates the likelihood and returns it for the
// held-out rows.
func (f *fitter) fitLikelihood(ctx context.Context, m *Model) (heldOut, error) {
	e, held, err := f.ensemble(ctx, logLoss{}, f.label, nil, 1)
	if err != nil {
		return held, err
	}
	m.likelihood = *e
	m.calibrated = calibrate(pickFloats(held.raw, held.rows), pickFloats(f.label, held.rows), pickFloats(f.d.Weight, held.rows), noise(f.c.Seed).with(0xca1))
	return held, nil
}

func pickFloats(list []float64, rows []int32) []float64 {
	if list == nil {
		return nil
	}
	out := make([]float64, len(rows))
	for i, r := range rows {
		out[i] = list[r]
	}
	return out
}

// describe writes down how the model came to be.
func (f *fitter) describe(m *Model, held heldOut) {
	p := f.heldPredictions(m, held)
	label, amount := make([]bool, len(p)), pickFloats(f.d.Amount, held.rows)
	for i, r := range held.rows {
		label[i] = f.d.Label[r]
	}
	got := Evaluate(p, label, amount)
	m.about = About{
		Config: f.c, Rows: f.d.Rows(), DataHash: f.d.hash(),
		HeldOut:    Held{Rows: got.Rows, AUC: number(got.AUC), LogLoss: got.LogLoss, Brier: got.Brier, ECE: got.ECE, Captured: number(got.CapturedTop20)},
		ScoreShare: tenths(p),
	}
	m.about.Config.Threads = 0
	if build, ok := debug.ReadBuildInfo(); ok {
		m.about.Program = build.Main.Version
	}
	_, timed := laterCut(f.d)
	switch many := len(f.folds) > 1; {
	case timed && many:
		m.about.Calibrated = "the later rows, each by trees grown without its fold"
	case timed:
		m.about.Calibrated = "the latest rows, which the trees have not seen"
	case many:
		m.about.Calibrated = "every row, by trees grown without its fold"
	default:
		m.about.Calibrated = "a random part, which the trees have not seen"
	}
	if f.d.Time != nil {
		m.about.TimeFrom, m.about.TimeTo = slices.Min(f.d.Time), slices.Max(f.d.Time)
	}
}

// heldPredictions are calibrated likelihoods of the held-out rows.
func (f *fitter) heldPredictions(m *Model, held heldOut) []Prediction {
	p := make([]Prediction, len(held.rows))
	for i := range p {
		p[i].Likelihood = m.calibrated.probability(held.raw[held.rows[i]])
		p[i].Expected = p[i].Likelihood
	}
	if m.amount != nil {
		for i, v := range m.amount.held {
			p[i].Expected = v
		}
	}
	return p
}

// number is nil where the measure does not exist, which JSON has no NaN for.
func number(x float64) *float64 {
	if math.IsNaN(x) {
		return nil
	}
	return &x
}

func tenths(p []Prediction) []float64 {
	share := make([]float64, 10)
	for _, x := range p {
		share[min(9, int(x.Likelihood*10))] += 1 / float64(len(p))
	}
	return share
}

// hash is of everything that is learnt from.
func (d Data) hash() string {
	h := sha256.New()
	for _, c := range d.X.Columns {
		hashStrings(h, []string{c.Name})
		hashFloats(h, c.Num)
		hashStrings(h, c.Cat)
	}
	for _, y := range d.Label {
		h.Write([]byte{byte(oneIf(y))})
	}
	hashFloats(h, d.Amount)
	hashFloats(h, d.Weight)
	return hex.EncodeToString(h.Sum(nil)[:16])
}

func hashFloats(h hash.Hash, list []float64) {
	buffer := make([]byte, 0, 8*1024)
	for i, x := range list {
		buffer = binary.LittleEndian.AppendUint64(buffer, math.Float64bits(x))
		if len(buffer) == cap(buffer) || i+1 == len(list) {
			h.Write(buffer)
			buffer = buffer[:0]
		}
	}
}

func hashStrings(h hash.Hash, list []string) {
	for _, s := range list {
		h.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(s))))
		h.Write([]byte(s))
	}
}
