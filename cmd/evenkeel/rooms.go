package main

import (
	"context"
	"fmt"
	"log/slog"

	"evenkeel/coach"
	"evenkeel/corpus"
	"evenkeel/corpus/pg"
	"evenkeel/corpus/rulebook"
	"evenkeel/rank"
	"evenkeel/web/auth"
)

// rooms is the opened house: one database and the domains on it.
type rooms struct {
	app      *app
	db       *pg.DB
	book     *rulebook.Book
	rank     *rank.Store
	corpus   *corpus.Store
	embedder corpus.Embedder
	coach    *coach.Store
	auth     *auth.Store
}

// lines are the schemas in the order in which they are brought up to date.
func lines() []pg.Line { return []pg.Line{rank.Line(), corpus.Line(), coach.Line(), auth.Line()} }

// open starts or joins the database, brings its tables up to date and opens
// every room.
func (a *app) open(ctx context.Context) (*rooms, error) {
	db, err := pg.Start(ctx, pg.Options{URL: a.DatabaseURL, Home: a.Home, Log: a.Log, Progress: a.say}, lines()...)
	if err != nil {
		return nil, err
	}
	r := &rooms{app: a, db: db}
	if err := r.furnish(ctx); err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

func (r *rooms) furnish(ctx context.Context) (err error) {
	a := r.app
	if err = migrateJobs(ctx, a, r.db.Pool); err != nil {
		return err
	}
	if r.book, err = rulebook.Load(); err != nil {
		return err
	}
	if r.auth, err = auth.New(ctx, r.db.Pool); err != nil {
		return err
	}
	r.rank = rank.New(r.db.Pool, r.book, a.Log)
	if r.embedder, err = a.embedder(); err != nil {
		return err
	}
	r.corpus = corpus.New(r.db.Pool, r.embedder, a.Log)
	r.coach = r.coachStore()
	return nil
}

// Close closes what open opened; the private database stops when its last
// user leaves.
func (r *rooms) Close() {
	if r.auth != nil {
		r.auth.Close()
	}
	r.app.closeEmbedder(r.embedder)
	r.db.Close()
}

// say prints a step of the database that may take long.
func (a *app) say(step string) { fmt.Fprintln(a.Err, step) }

// quiet is a log for libraries that are chatty at the level of info.
func quiet(a *app) *slog.Logger {
	return slog.New(slog.NewTextHandler(a.Err, &slog.HandlerOptions{Level: max(a.LogLevel, slog.LevelWarn)}))
}
