package main

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"evenkeel/corpus"
	"evenkeel/rank"
)

// jobSchema holds River's tables.
const jobSchema = "river"

// How often each background pass runs. Each is one idempotent pass, so a pass
// too many costs only its time.
const (
	listsEvery  = 15 * time.Minute
	casesEvery  = time.Hour
	scoresEvery = time.Minute
	embedEvery  = 5 * time.Minute
)

// scoresAtOnce bounds a pass that scores calls whose process died.
const scoresAtOnce = 50

// migrateJobs brings River's own tables up to date.
func migrateJobs(ctx context.Context, a *app, pool *pgxpool.Pool) error {
	if _, err := pool.Exec(ctx, `CREATE SCHEMA IF NOT EXISTS river`); err != nil {
		return fmt.Errorf("jobs: create schema: %w", err)
	}
	m, err := rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{Schema: jobSchema, Logger: quiet(a)})
	if err != nil {
		return fmt.Errorf("jobs: %w", err)
	}
	if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("jobs: migrate: %w", err)
	}
	return nil
}

// pass is a background pass: its name in River's table, how often it runs, and
// what it does.
type pass struct {
	name  string
	every time.Duration
	run   func(ctx context.Context, now time.Time) error
}

func (r *rooms) passes() []pass {
	return []pass{
		{"lists", listsEvery, r.buildLists},
		{"cases", casesEvery, func(ctx context.Context, now time.Time) error { _, err := r.keepCases(ctx, now); return err }},
		{"scores", scoresEvery, func(ctx context.Context, now time.Time) error {
			_, err := r.coach.ScoreEnded(ctx, scoresAtOnce, now)
			return err
		}},
		{"embed", embedEvery, func(ctx context.Context, now time.Time) error { return r.embed(ctx, nil, now) }},
	}
}

// passArgs is the job of every pass; Name tells which.
type passArgs struct {
	Name string `json:"name" river:"unique"`
}

// Kind names the job in River's table.
func (passArgs) Kind() string { return "pass" }

type passWorker struct {
	river.WorkerDefaults[passArgs]
	*rooms
}

// Timeout is long: filling the vectors of a large memory takes hours, goes on
// where it stopped, and must not be cut off every minute.
func (*passWorker) Timeout(*river.Job[passArgs]) time.Duration { return 6 * time.Hour }

// Work runs the pass of that name.
func (w *passWorker) Work(ctx context.Context, job *river.Job[passArgs]) error {
	for _, p := range w.passes() {
		if p.name == job.Args.Name {
			return p.run(ctx, w.app.Now())
		}
	}
	return river.JobCancel(fmt.Errorf("jobs: no pass is called %q", job.Args.Name))
}

// startJobs starts the background passes; stop it with Stop.
func startJobs(ctx context.Context, r *rooms) (*river.Client[pgx.Tx], error) {
	workers := river.NewWorkers()
	river.AddWorker(workers, &passWorker{rooms: r})
	var periodic []*river.PeriodicJob
	for _, p := range r.passes() {
		periodic = append(periodic, p.periodic())
	}
	client, err := river.NewClient(riverpgxv5.New(r.db.Pool), &river.Config{
		Schema: jobSchema, Logger: quiet(r.app), Workers: workers, PeriodicJobs: periodic,
		Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 2}},
	})
	if err != nil {
		return nil, fmt.Errorf("jobs: %w", err)
	}
	if err := client.Start(ctx); err != nil {
		return nil, fmt.Errorf("jobs: start: %w", err)
	}
	return client, nil
}

// periodic runs the pass at start and then every so often; while one waits or
// runs, no second of the same name is queued.
func (p pass) periodic() *river.PeriodicJob {
	return river.NewPeriodicJob(river.PeriodicInterval(p.every),
		func() (river.JobArgs, *river.InsertOpts) {
			return passArgs{Name: p.name}, &river.InsertOpts{UniqueOpts: river.UniqueOpts{ByArgs: true, ByPeriod: p.every}}
		}, &river.PeriodicJobOpts{RunOnStart: true})
}

// buildLists makes the day's lists in the machine's own zone.
func (r *rooms) buildLists(ctx context.Context, now time.Time) error {
	return r.rank.BuildLists(ctx, today(now), now)
}

// keepCases turns due conversations into redacted past cases and returns how
// many were new. A draft is marked only after its case is stored, and the
// case's key is the draft's, so that a pass cut short is simply run again.
func (r *rooms) keepCases(ctx context.Context, now time.Time) (int, error) {
	drafts, err := r.rank.CasesDue(ctx, now)
	if err != nil || len(drafts) == 0 {
		return 0, err
	}
	added := 0
	for _, d := range drafts {
		n, err := r.corpus.AddNamed(ctx, []corpus.Document{caseDocument(d)}, d.Names, now)
		if err != nil {
			return added, fmt.Errorf("keep cases: %w", err)
		}
		if err := r.rank.MarkCased(ctx, []string{d.Key}); err != nil {
			return added, fmt.Errorf("keep cases: %w", err)
		}
		added += n
	}
	return added, nil
}

// caseDocument maps the list's draft to the memory's document.
func caseDocument(d rank.CaseDraft) corpus.Document {
	return corpus.Document{
		Ref: d.Key, Kind: corpus.Case, Team: d.Team, Lang: d.Lang, Title: d.Title, Text: d.Text,
		Said: d.Said, Agreed: d.Agreed, Ended: d.Ended, Facets: d.Facets, Demo: d.Demo,
	}
}

// today is midnight UTC of the calendar day that now falls on in the
// machine's own zone.
func today(now time.Time) time.Time {
	y, m, d := now.Local().Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}
