package model

import (
	"fmt"
	"runtime"
)

// Config steers a fit. Start from Defaults.
type Config struct {
	Trees     int             // most trees per ensemble, 1–5000
	Leaves    int             // leaves of a tree, 2–4096
	Bins      int             // bins per number, 4–255
	Rate      float64         // shrinkage of each tree, in (0, 1]
	MinRows   int             // rows that a leaf must hold, judged by its share of the curvature
	L2        float64         // ridge on leaf values, >= 0
	RowSample float64         // share of rows each tree sees, in (0, 1]
	ColSample float64         // share of columns each tree may split, in (0, 1]
	EarlyStop int             // trees without a better held-out loss before stopping; 0: grow all
	Seed      uint64          // of sampling, folds and rounding
	Threads   int             // 0: one per processor; the result does not depend on it
	Monotone  map[string]int8 // +1: the likelihood may only rise with the column; -1: only fall
}

// Defaults is the setting that did best, on average over the six public
// credit sets of the benchmark, on folds of their training part.
func Defaults() Config {
	return Config{
		Trees: 600, Leaves: 15, Bins: 255, Rate: 0.05, MinRows: 20, L2: 1,
		RowSample: 1, ColSample: 0.8, EarlyStop: 30, Seed: 1,
	}
}

// check reports the first setting out of its range, by name.
func (c Config) check(x Table) error {
	for _, s := range []struct {
		name          string
		v, least, top float64
	}{
		{"Trees", float64(c.Trees), 1, 5000}, {"Leaves", float64(c.Leaves), 2, 4096},
		{"Bins", float64(c.Bins), 4, 255}, {"Rate", c.Rate, 1e-6, 1},
		{"MinRows", float64(c.MinRows), 0, 1e9}, {"L2", c.L2, 0, 1e9},
		{"RowSample", c.RowSample, 1e-3, 1}, {"ColSample", c.ColSample, 1e-3, 1},
		{"EarlyStop", float64(c.EarlyStop), 0, 5000}, {"Threads", float64(c.Threads), 0, 1024},
	} {
		if !(s.v >= s.least && s.v <= s.top) {
			return fmt.Errorf("model: config: %s is %g, must lie in [%g, %g]", s.name, s.v, s.least, s.top)
		}
	}
	for name, sign := range c.Monotone {
		if err := checkMonotone(x, name, sign); err != nil {
			return err
		}
	}
	return nil
}

func checkMonotone(x Table, name string, sign int8) error {
	for _, col := range x.Columns {
		if col.Name == name && col.Kind == Number && sign >= -1 && sign <= 1 {
			return nil
		}
	}
	return fmt.Errorf("model: %w: monotone %q needs a number column of that name and a sign of -1, 0 or +1", ErrColumns, name)
}

func (c Config) threads() int {
	if c.Threads > 0 {
		return c.Threads
	}
	return runtime.GOMAXPROCS(0)
}
