// Package auth owns who may come in: teams, staff with their roles, sign-in
// with its throttle, sessions and the audit trail. Its tables are auth.team,
// auth.staff, auth.sessions, auth.attempt and auth.audit.
//
// It never decides what a person may see of a portfolio or a call: the domains
// do that beside their queries, from the login, team and role handed to them.
package auth

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"time"

	"evenkeel/corpus/pg"

	"github.com/alexedwards/scs/pgxstore"
	"github.com/alexedwards/scs/v2"
	"github.com/jackc/pgx/v5/pgxpool"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations holds the schema's files at its root.
var Migrations = sub(files, "migrations")

func sub(f fs.FS, dir string) fs.FS {
	s, err := fs.Sub(f, dir)
	if err != nil {
		panic(err) // the folder is embedded at build time
	}
	return s
}

// Line is the schema auth for the migrator.
func Line() pg.Line { return pg.Line{Schema: "auth", Files: Migrations} }

// The errors a caller can tell apart.
var (
	ErrNotFound  = errors.New("auth: no such person or team")
	ErrPassword  = errors.New("auth: login and password do not match")
	ErrThrottled = errors.New("auth: too many failed sign-ins")
	ErrBusy      = errors.New("auth: too many sign-ins at once")
	ErrTaken     = errors.New("auth: the login is taken")
	ErrInvalid   = errors.New("auth: invalid")
)

// sessionPoolSize is enough for one short query per request on a small server.
const sessionPoolSize = 4

// SessionLife is how long a sign-in lasts; idle sessions end after SessionIdle.
const (
	SessionLife = 12 * time.Hour
	SessionIdle = 2 * time.Hour
)

// Store reads and writes the schema auth.
type Store struct {
	pool     *pgxpool.Pool
	own      *pgxpool.Pool // search_path auth, for the session store alone
	sessions *pgxstore.PostgresStore
	hashing  chan struct{}

	// Sessions loads, commits and destroys sessions. Secure is set by the
	// caller where pages are served over TLS.
	Sessions *scs.SessionManager
}

// New returns the store. It opens a second, small pool whose search_path is
// auth, because the session store writes an unqualified table name.
func New(ctx context.Context, pool *pgxpool.Pool) (*Store, error) {
	conf := pool.Config().Copy()
	conf.ConnConfig.RuntimeParams["search_path"] = "auth, public" // public holds the vector types that every connection learns
	conf.MaxConns, conf.MinConns = sessionPoolSize, 0
	own, err := pgxpool.NewWithConfig(ctx, conf)
	if err != nil {
		return nil, fmt.Errorf("auth: open the session pool: %w", err)
	}
	s := &Store{pool: pool, own: own, sessions: pgxstore.New(own), hashing: make(chan struct{}, hashLimit)}
	s.Sessions = manager(s.sessions)
	return s, nil
}

func manager(store scs.Store) *scs.SessionManager {
	m := scs.New()
	m.Store = store
	m.Lifetime, m.IdleTimeout = SessionLife, SessionIdle
	m.HashTokenInStore = true
	m.Cookie.Name = "evenkeel"
	m.Cookie.HttpOnly = true
	m.Cookie.SameSite = http.SameSiteLaxMode // a link from a mail still opens the page signed in
	m.Cookie.Path = "/"
	return m
}

// Close stops the session clean-up and closes the session pool.
func (s *Store) Close() {
	s.sessions.StopCleanup()
	s.own.Close()
}
