package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"evenkeel/corpus"
	"evenkeel/rank"
	"evenkeel/rank/synth"
	"evenkeel/web/auth"
)

// The demonstration set: its size, and the seed that makes it the same
// everywhere.
const (
	demoAccounts = 5000
	demoSeed     = 1
)

// What the audit trail says of the demonstration set.
const (
	demoSubject = "demo"
	demoCleared = "demo.clear"
)

type demoCmd struct {
	Fill  demoFillCmd  `cmd:"" help:"Add the demonstration set: staff, a made-up portfolio, past cases, objections, scenarios, a model and today's lists."`
	Clear demoClearCmd `cmd:"" help:"Remove the demonstration set and all that was done with it; nothing else is touched."`
}

type demoFillCmd struct {
	Accounts int `default:"5000" help:"Number of overdue accounts."`
}

// Run fills the demonstration set beside whatever is there.
func (c *demoFillCmd) Run(ctx context.Context, a *app) error {
	if c.Accounts < 200 || c.Accounts > 200_000 {
		return refuse("--accounts: %d is not between 200 and 200000", c.Accounts)
	}
	r, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer r.Close()
	has, err := r.rank.HasDemo(ctx)
	if err != nil {
		return err
	}
	if has {
		return refuse("the demonstration set is there already; remove it with: evenkeel demo clear")
	}
	if err := r.fillDemo(ctx, c.Accounts); err != nil {
		return err
	}
	signIns, err := r.demoSignIns(ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(a.Out, signIns)
	return err
}

type demoClearCmd struct{}

// Run removes every row that is marked as demonstration.
func (demoClearCmd) Run(ctx context.Context, a *app) error {
	r, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer r.Close()
	if err := r.clearDemo(ctx); err != nil {
		return err
	}
	if err := r.auth.Note(ctx, auth.Entry{At: a.Now(), Action: demoCleared, Subject: demoSubject}); err != nil {
		return err
	}
	_, err = fmt.Fprintln(a.Out, "the demonstration set is removed")
	return err
}

func (r *rooms) clearDemo(ctx context.Context) error {
	logins, err := r.demoLogins(ctx)
	if err != nil {
		return err
	}
	clearCoach := func(ctx context.Context) error { return r.coach.ClearDemo(ctx, logins) }
	for _, clear := range []func(context.Context) error{clearCoach, r.corpus.ClearDemo, r.rank.ClearDemo, r.auth.ClearDemo} {
		if err := clear(ctx); err != nil {
			return err
		}
	}
	return nil
}

// demoLogins are the people of the demonstration who are still there: a login
// that somebody real has taken is not among them.
func (r *rooms) demoLogins(ctx context.Context) ([]string, error) {
	var logins []string
	for _, p := range demoStaff {
		s, err := r.auth.Staff(ctx, p.Login)
		if err != nil && !errors.Is(err, auth.ErrNotFound) {
			return nil, err
		}
		if err == nil && s.Demo {
			logins = append(logins, s.Login)
		}
	}
	return logins, nil
}

// fillDemo adds the demonstration set. The staff come after what the lists
// need: while nobody can sign in, a fill that was cut short is known as such
// (demoWanted).
func (r *rooms) fillDemo(ctx context.Context, accounts int) error {
	a, now := r.app, r.app.Now()
	var p *synth.Portfolio
	steps := []struct {
		what string
		do   func() error
	}{
		{"practice scenarios", func() error { _, err := r.coach.SeedScenarios(ctx, now); return err }},
		{"past cases and objections", func() error { return r.fillCorpus(ctx, now) }},
		{fmt.Sprintf("a made-up portfolio of %d overdue accounts", accounts), func() error {
			p = synth.Make(synth.Config{Seed: demoSeed, AsOf: today(now), Accounts: accounts, Agents: demoAgents()})
			return nil
		}},
		{"importing it", func() error { return r.fillPortfolio(ctx, p, now) }},
		{"training a model on it", func() error {
			_, err := r.rank.Train(ctx, rank.TrainOptions{AsOf: today(now), Demo: true, Seed: demoSeed}, now)
			return err
		}},
		{"today's lists", func() error { return r.buildLists(ctx, now) }},
		{"staff of the demonstration", func() error { return r.fillStaff(ctx, now) }},
		{"practice calls of the trainees", func() error { return r.fillCalls(ctx, now) }},
	}
	fmt.Fprintln(a.Err, "Filling the demonstration set (made-up people; remove it with: evenkeel demo clear)")
	for _, s := range steps {
		if err := a.step("  "+s.what, s.do); err != nil {
			return err
		}
	}
	return nil
}

func (r *rooms) fillCorpus(ctx context.Context, now time.Time) error {
	docs, err := corpus.Seed()
	if err != nil {
		return err
	}
	for i := range docs {
		docs[i].Demo = true
	}
	_, err = r.corpus.Add(ctx, docs, now)
	return err
}

func (r *rooms) fillPortfolio(ctx context.Context, p *synth.Portfolio, now time.Time) error {
	teams := map[string]string{}
	for _, s := range demoStaff {
		teams[s.Login] = s.Team
	}
	opt := rank.ImportOptions{Demo: true, Team: demoTeams[0].Key, TeamOf: func(agent string) string { return teams[agent] }}
	for _, kind := range rank.ImportKinds {
		report, err := r.rank.Import(ctx, kind, p.CSV(kind), opt, now)
		if err != nil {
			return err
		}
		if report.Refused > 0 {
			return fmt.Errorf("%d rows of the made-up %s were refused, the first: %w", report.Refused, kind, report.Errors[0])
		}
	}
	return nil
}

// demoWanted reports whether serve should fill the demonstration set: nobody
// can sign in, there are no accounts but perhaps those of a fill that was cut
// short, and nobody has removed the set on purpose.
func (r *rooms) demoWanted(ctx context.Context) (bool, error) {
	teams, err := r.auth.TeamsByLogin(ctx)
	if err != nil || len(teams) > 0 {
		return false, err
	}
	empty, err := r.rank.Empty(ctx)
	if err != nil {
		return false, err
	}
	half, err := r.rank.HasDemo(ctx)
	if err != nil || !empty && !half {
		return false, err
	}
	trail, err := r.auth.Trail(ctx, demoSubject, 1)
	return len(trail) == 0, err
}
