package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"evenkeel/model"
)

type fitCmd struct {
	Train       string            `required:"" type:"existingfile" help:"CSV file with a header; what is not named below is a feature."`
	Label       string            `required:"" help:"Column to predict: 0 or 1, or text with --positive."`
	Positive    string            `help:"The label's value that counts as 1."`
	Amount      string            `help:"Column of what was paid."`
	Cap         string            `help:"Column of what is owed: no value exceeds it."`
	Time        string            `help:"Column that ascends with time: the report is then out of time."`
	Group       string            `help:"Column of what belongs together: without --time, no group stands on both sides."`
	GroupStrict bool              `help:"With --time too, no group stands on both sides."`
	Drop        []string          `help:"Columns not to read."`
	Categorical []string          `help:"Columns that are categories though they look like numbers."`
	Monotone    map[string]string `mapsep:"," sep:":" help:"feature:+ (the likelihood may only rise with it) or feature:- (only fall)." placeholder:"F:+,G:-"`
	Trees       int               `help:"Most trees."`
	Leaves      int               `help:"Leaves of a tree."`
	Rate        float64           `help:"Shrinkage of each tree."`
	Bins        int               `help:"Bins per number, up to 255."`
	Seed        uint64            `default:"1" help:"Seed of everything random."`
	Threads     int               `help:"Threads; one per processor if absent. The result does not depend on it."`
	Out         string            `required:"" help:"File to write the model to; a model card is written beside it."`
}

// Run fits, measures on a held-out part, and writes the model with its card.
func (c *fitCmd) Run(ctx context.Context, a *app) error {
	sheet, err := readSheet(c.Train, c.spec())
	if err != nil {
		return err
	}
	config, err := c.config()
	if err != nil {
		return err
	}
	m, summary, err := model.FitReport(ctx, sheet.Data, model.FitOptions{
		Config: config, GroupStrict: c.GroupStrict, Challengers: true, Learning: true, Clock: a.Now,
	})
	if errors.Is(err, model.ErrTooFew) {
		return refuse("%s, column %q: %w", c.Train, c.Label, err)
	}
	if err != nil {
		return badData(err)
	}
	file, err := m.Encode()
	if err != nil {
		return err
	}
	if err := writeModel(c.Out, file, m.Card()); err != nil {
		return err
	}
	for _, s := range summary.Suspects {
		fmt.Fprintln(a.Err, "suspected leak:", s.SuspectWords())
	}
	return indented(a).Encode(summary)
}

func (c *fitCmd) spec() model.Spec {
	return model.Spec{Label: c.Label, Positive: c.Positive, Amount: c.Amount, Cap: c.Cap, Time: c.Time, Group: c.Group,
		Drop: c.Drop, Categorical: c.Categorical}
}

// config is the default with what the command line sets.
func (c *fitCmd) config() (model.Config, error) {
	out := model.Defaults()
	out.Seed, out.Threads = c.Seed, c.Threads
	for _, s := range []struct {
		to   *int
		from int
	}{{&out.Trees, c.Trees}, {&out.Leaves, c.Leaves}, {&out.Bins, c.Bins}} {
		if s.from != 0 {
			*s.to = s.from
		}
	}
	if c.Trees != 0 {
		out.EarlyStop = 0 // who names a number of trees gets them all
	}
	if c.Rate != 0 {
		out.Rate = c.Rate
	}
	out.Monotone = map[string]int8{}
	for name, sign := range c.Monotone {
		s, ok := map[string]int8{"+": 1, "-": -1}[sign]
		if !ok {
			return out, refuse("--monotone: %q of %q is neither + nor -", sign, name)
		}
		out.Monotone[name] = s
	}
	return out, nil
}

// readSheet reads a file; every fault of it is the caller's to mend.
func readSheet(path string, spec model.Spec) (*model.Sheet, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, refused{err}
	}
	defer f.Close()
	sheet, err := model.ReadCSV(f, spec)
	if err != nil {
		return nil, refuse("%s: %w", path, err)
	}
	return sheet, nil
}

// badData tells faults of the data, which the caller can mend, from others.
func badData(err error) error {
	var forbidden *model.ForbiddenError
	var data *model.DataError
	if errors.As(err, &forbidden) || errors.As(err, &data) || errors.Is(err, model.ErrTooFew) || errors.Is(err, model.ErrColumns) {
		return refused{err}
	}
	return err
}

// writeModel writes the file whole or not at all, and the card as Markdown
// and HTML beside it.
func writeModel(path string, file []byte, card *model.Card) error {
	if err := writeWhole(path, file); err != nil {
		return err
	}
	md, err := card.Markdown()
	if err != nil {
		return err
	}
	html, err := card.HTML()
	if err != nil {
		return err
	}
	return errors.Join(writeWhole(cardPath(path, ".md"), []byte(md)), writeWhole(cardPath(path, ".html"), []byte(html)))
}

func cardPath(path, ext string) string { return strings.TrimSuffix(path, ".model") + ".card" + ext }

// writeWhole replaces a file in one step, so that a crash leaves the old or
// the new one.
func writeWhole(path string, data []byte) error {
	tmp := path + ".part"
	if err := os.WriteFile(tmp, data, 0o644); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	if err := os.Rename(tmp, path); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return nil
}

func indented(a *app) *json.Encoder {
	e := json.NewEncoder(a.Out)
	e.SetIndent("", "  ")
	return e
}
