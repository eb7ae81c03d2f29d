package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"evenkeel/rank"
)

// calendarDay is a date argument, YYYY-MM-DD, as midnight UTC.
type calendarDay struct{ time.Time }

// UnmarshalText reads YYYY-MM-DD.
func (d *calendarDay) UnmarshalText(b []byte) error {
	t, err := time.Parse(time.DateOnly, string(b))
	if err != nil {
		return fmt.Errorf("%q is not a date such as 2026-01-31", b)
	}
	d.Time = t
	return nil
}

type trainCmd struct {
	AsOf calendarDay `name:"as-of" help:"Nothing dated after this day is read; today if absent."`
	Demo bool        `help:"Train on the demonstration set instead of the real accounts."`
	Seed uint64      `default:"1" help:"Seed of everything random in the training."`
	JSON bool        `name:"json" help:"Print the report as JSON."`
}

// Run trains, measures on the last labelled month, refits on all and stores
// the model.
func (c *trainCmd) Run(ctx context.Context, a *app) error {
	r, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer r.Close()
	asOf := c.AsOf.Time
	if asOf.IsZero() {
		asOf = today(a.Now())
	}
	report, err := r.rank.Train(ctx, rank.TrainOptions{AsOf: asOf, Demo: c.Demo, Seed: c.Seed}, a.Now())
	if errors.Is(err, rank.ErrTooFewPayments) {
		return fmt.Errorf("%w; the lists stay in the order of the written rules", err)
	}
	if err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(a.Out).Encode(report)
	}
	_, err = fmt.Fprintf(a.Out, "trained on %d rows up to %s; on the %d rows held out: AUC %.3f, Brier %.3f, calibration error %.3f, money in the top fifth %.3f\n",
		report.TrainRows, report.AsOf, report.TestRows, report.AUC, report.Brier, report.ECE, report.CapturedTop20)
	return err
}
