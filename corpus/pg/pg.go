// Package pg is the plumbing between the product and its one store, PostgreSQL with pgvector: it finds or runs the
// server, brings the schemas up to date, and hands out a pool. It owns the private server's life (server.go) and each
// schema's version table. It holds no table and no query of any domain, and knows none of them: a domain passes its
// migrations in and gets the pool back.
package pg

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	pgxvector "github.com/pgvector/pgvector-go/pgx"
)

// Options says which database to use.
type Options struct {
	// URL of a PostgreSQL 14 to 18 with pgvector 0.8 or later. Empty: a private server under Home.
	URL string
	// Home is the folder that holds what is made at run time. Empty: ".evenkeel" in the current folder.
	Home string
	// Log receives what cannot be returned, such as a server that does not stop. Nil: slog.Default().
	Log *slog.Logger
	// Progress, if set, is told of each step that may take more than two seconds, before it begins.
	Progress func(step string)
	// Tracer, if set, sees every query of the pool.
	Tracer pgx.QueryTracer
}

// DB is an open database: the pool, and the private server behind it if there is one.
type DB struct {
	Pool *pgxpool.Pool
	// URL opens further connections to the same database, for as long as the DB is open.
	URL string

	server *Server
	log    *slog.Logger
}

// Open connects to the database of o, or to a private server that it starts or joins, and checks that it can serve:
// the server's version, pgvector's version, and a locale that keeps Chinese words. It does not migrate.
func Open(ctx context.Context, o Options) (*DB, error) {
	return Start(ctx, o)
}

// Start is Open with the lines migrated before the pool exists, which is what a program wants when it begins.
func Start(ctx context.Context, o Options, lines ...Line) (*DB, error) {
	o = o.withDefaults()
	db := &DB{URL: o.URL, log: o.Log}
	if o.URL == "" {
		server, err := StartServer(ctx, ServerOptions{Home: o.Home, Progress: o.Progress})
		if err != nil {
			return nil, err
		}
		db.server, db.URL = server, server.URL(database)
	}
	err := Migrate(ctx, db.URL, lines...)
	if err == nil {
		db.Pool, err = newPool(ctx, db.URL, o.Tracer)
	}
	if err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

// Close closes the pool, and stops the private server if no other process uses it.
func (db *DB) Close() {
	if db.Pool != nil {
		db.Pool.Close()
	}
	if db.server == nil {
		return
	}
	if err := db.server.Close(); err != nil {
		db.log.Error("the private database did not close cleanly", "error", err)
	}
}

func (o Options) withDefaults() Options {
	if o.Home == "" {
		o.Home = ".evenkeel"
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Progress == nil {
		o.Progress = func(string) {}
	}
	return o
}

// NewPool opens a pool on a migrated database. Parameters in the URL, such as search_path or pool_max_conns, are
// honoured. The values of pgvector-go go in and out as text, which their own types take care of.
func NewPool(ctx context.Context, url string) (*pgxpool.Pool, error) {
	return newPool(ctx, url, nil)
}

func newPool(ctx context.Context, url string, tracer pgx.QueryTracer) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("pg: database address: %w", err)
	}
	if !strings.Contains(url, "pool_max_conns") {
		// Ten at least: pages and jobs run side by side even on one core, and pgx's default of four is soon taken.
		config.MaxConns = max(config.MaxConns, 10)
	}
	config.ConnConfig.Tracer = tracer
	if config.ConnConfig.RuntimeParams["application_name"] == "" {
		config.ConnConfig.RuntimeParams["application_name"] = "evenkeel"
	}
	config.AfterConnect = pgxvector.RegisterTypes // vectors travel in binary, also through COPY
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("pg: open pool: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("pg: connect: %w", err)
	}
	return pool, nil
}

// InTx runs fn in a transaction: committed when fn returns nil, rolled back when it returns an error or panics.
func InTx(ctx context.Context, pool *pgxpool.Pool, fn func(pgx.Tx) error) error {
	return pgx.BeginFunc(ctx, pool, fn)
}

// IsUnique tells whether err is the violation of the unique constraint or index of that name, or of any when it is "".
func IsUnique(err error, constraint string) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && e.Code == "23505" && (constraint == "" || e.ConstraintName == constraint)
}
