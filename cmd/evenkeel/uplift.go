package main

import (
	"context"
	"fmt"

	"evenkeel/model"
)

type fitUpliftCmd struct {
	Train       string   `required:"" type:"existingfile" help:"CSV log of contacts; what is not named below is a feature."`
	Treatment   string   `required:"" help:"Column: 1 where the row was contacted, else 0."`
	Outcome     string   `required:"" help:"Column of what came of it: a number."`
	Propensity  string   `help:"Column of the chance with which the row was contacted."`
	Reached     string   `help:"Column: 1 where the contact reached the person, else 0; what is learnt is then the effect of reaching too."`
	Drop        []string `help:"Columns not to read."`
	Categorical []string `help:"Columns that are categories though they look like numbers."`
	Seed        uint64   `default:"1" help:"Seed of everything random."`
	Threads     int      `help:"Threads; one per processor if absent."`
	Out         string   `required:"" help:"File to write the model to."`
}

// Run learns what a contact adds. A log that cannot tell is refused: the
// report says why, no model is written, and the exit code is 2.
func (c *fitUpliftCmd) Run(ctx context.Context, a *app) error {
	sheet, err := readSheet(c.Train, model.Spec{Treatment: c.Treatment, Outcome: c.Outcome, Propensity: c.Propensity, Reached: c.Reached,
		Drop: c.Drop, Categorical: c.Categorical})
	if err != nil {
		return err
	}
	config := model.Defaults()
	config.Seed, config.Threads = c.Seed, c.Threads
	m, summary, err := model.FitUplift(ctx, sheet.UpliftData(), config)
	if err != nil {
		return badData(err)
	}
	if err := indented(a).Encode(summary); err != nil {
		return err
	}
	if summary.Refused {
		return refuse("the log is refused: %s", summary.Reason)
	}
	file, err := m.Encode()
	if err != nil {
		return err
	}
	return writeWhole(c.Out, file)
}

type reportCmd struct {
	Model string `arg:"" type:"existingfile" help:"Model that fit wrote, or XGBoost as JSON, or LightGBM as text."`
	HTML  bool   `name:"html" help:"Print HTML instead of Markdown."`
}

// Run prints the model's card.
func (c *reportCmd) Run(_ context.Context, a *app) error {
	m, err := openModel(c.Model)
	if err != nil {
		return err
	}
	render := m.Card().Markdown
	if c.HTML {
		render = m.Card().HTML
	}
	card, err := render()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(a.Out, card)
	return err
}
