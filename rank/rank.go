// Package rank makes today's list: who of the people with overdue debts may be called now, whom to call first, and why.
//
// It owns the schema rank: mandates, people and their numbers, accounts, statements (snapshots), payments, contacts,
// promises, the journal of outcomes, trained models, and the lists with the scores they were made from. It reads
// portfolio files, learns from payments, orders people, holds the conduct gates (eligible.go) and takes down what came
// of a call. It never speaks to a debtor, never calls a language model, and never uses a protected attribute. A high
// score never opens a gate.
//
// Money is int64 in minor units of an ISO 4217 currency. Times are UTC; a person's zones stand beside the person.
package rank

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"evenkeel/corpus/pg"
	"evenkeel/corpus/rulebook"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrations are the files of schema rank, at the root.
var Migrations = mustSub(migrations, "migrations")

// Line is the schema rank with its migrations.
func Line() pg.Line { return pg.Line{Schema: "rank", Files: Migrations} }

func mustSub(f fs.FS, dir string) fs.FS {
	sub, err := fs.Sub(f, dir)
	if err != nil {
		panic(err) // the folder is embedded above: only a broken build comes here
	}
	return sub
}

var (
	// ErrNotFound: there is no such row, or it belongs to somebody else's list.
	ErrNotFound = errors.New("rank: not found")
	// ErrBlocked: a gate forbids the call. It never stops an outcome from being recorded.
	ErrBlocked = errors.New("rank: a conduct rule forbids this call now")
	// ErrTooFewPayments: there is too little to learn from; lists are ordered by written rules until there is more.
	ErrTooFewPayments = errors.New("rank: too few payments to learn from")
	// ErrTooLate: an outcome can be undone for ten minutes, by the person who recorded it.
	ErrTooLate = errors.New("rank: too late to undo")
)

// InvalidError says which field of an input cannot be accepted, and why.
type InvalidError struct{ Field, Reason string }

// Error names the field and the reason.
func (e *InvalidError) Error() string { return e.Field + ": " + e.Reason }

// Viewer is the member of staff who asks. An agent or trainee sees the people assigned to Staff, a lead all of Team,
// an admin everybody.
type Viewer struct {
	Staff, Team, Role string
	Zone              string // IANA name of their own clock, which says what today is; "" is UTC
}

// clock is the viewer's own zone.
func (v Viewer) clock() (*time.Location, error) {
	if v.Zone == "" {
		return time.UTC, nil
	}
	zone, ok := loadZone(v.Zone)
	if !ok {
		return nil, &InvalidError{"zone", fmt.Sprintf("%q is no time zone; write an IANA name such as Asia/Shanghai", v.Zone)}
	}
	return zone, nil
}

// Store keeps portfolios, models, lists and outcomes in PostgreSQL. It is safe for concurrent use.
type Store struct {
	pool *pgxpool.Pool
	book *rulebook.Book
	log  *slog.Logger
}

// New returns a store on a migrated database. book gives the words of the gates; log may be nil.
func New(pool *pgxpool.Pool, book *rulebook.Book, log *slog.Logger) *Store {
	if log == nil {
		log = slog.Default()
	}
	return &Store{pool: pool, book: book, log: log}
}
