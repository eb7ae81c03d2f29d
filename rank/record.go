package rank

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"evenkeel/corpus/pg"
)

// Limits of what an outcome may say.
const (
	// MaxPromiseDays is how far ahead a promise may fall due; what takes longer is a plan, not a promise.
	MaxPromiseDays = 90
	// MaxCallBackDays is how far ahead a call-back may be agreed.
	MaxCallBackDays = 60
	// MaxNote is the longest note, in characters.
	MaxNote = 4000
	// UndoFor is how long an outcome can be taken back by the one who recorded it.
	UndoFor = 10 * time.Minute
)

// Record takes down what came of a call. It never asks the gates: what has happened is recorded even where it should
// not have. Errors: ErrNotFound for a person or account that is not the viewer's, *InvalidError for a field.
func (s *Store) Record(ctx context.Context, v Viewer, o Outcome, now time.Time) (int64, error) {
	var id int64
	err := pg.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		who, err := findPerson(ctx, tx, v, o.PersonID)
		if err != nil {
			return err
		}
		if err := who.complete(ctx, tx, &o, now); err != nil {
			return err
		}
		return tx.QueryRow(ctx, `INSERT INTO rank.outcome
				(person_id, account_id, number_id, kind, promise_amount, promise_date, until, written, note, staff, team, at)
			VALUES ($1, nullif($2, 0), nullif($3, 0), $4, nullif($5, 0), $6, $7, $8, $9, $10, $11, $12) RETURNING id`,
			o.PersonID, o.AccountID, o.NumberID, o.Kind, o.PromiseAmount, o.PromiseDate, o.CallBackAt, o.Written, o.Note, v.Staff, v.Team, now).Scan(&id)
	})
	if err != nil {
		return 0, fmt.Errorf("rank: record outcome: %w", err)
	}
	return id, nil
}

// Snooze sets a person aside until a time. It is a row of the journal and can be undone like one.
func (s *Store) Snooze(ctx context.Context, v Viewer, personID int64, until, now time.Time) error {
	_, err := s.Record(ctx, v, Outcome{PersonID: personID, Kind: snoozed, CallBackAt: &until}, now)
	return err
}

// Undo takes back an outcome within UndoFor, for the one who recorded it. Errors: ErrNotFound, ErrTooLate.
func (s *Store) Undo(ctx context.Context, v Viewer, id int64, now time.Time) error {
	var person int64
	var at time.Time
	err := s.pool.QueryRow(ctx, `SELECT person_id, at FROM rank.outcome o WHERE id = $1 AND staff = $2 AND kind <> 'undo'
		AND NOT EXISTS (SELECT FROM rank.outcome u WHERE u.undoes = o.id)`, id, v.Staff).Scan(&person, &at)
	if errors.Is(err, pgx.ErrNoRows) {
		return fmt.Errorf("rank: undo outcome %d: %w", id, ErrNotFound)
	}
	if err != nil {
		return fmt.Errorf("rank: undo: %w", err)
	}
	if now.Sub(at) > UndoFor {
		return fmt.Errorf("rank: undo outcome %d: %w", id, ErrTooLate)
	}
	_, err = s.pool.Exec(ctx, `INSERT INTO rank.outcome (person_id, kind, staff, team, at, undoes) VALUES ($1, 'undo', $2, $3, $4, $5)`,
		person, v.Staff, v.Team, now, id)
	if pg.IsUnique(err, "outcome_undone_once") {
		return fmt.Errorf("rank: undo outcome %d: %w", id, ErrNotFound)
	}
	if err != nil {
		return fmt.Errorf("rank: undo: %w", err)
	}
	return nil
}

// callee is the person an outcome is about.
type callee struct {
	id       int64
	zones    []string
	accounts map[int64]string // currencies by account
	numbers  []int64
}

// findPerson reads a person the viewer may work with, or ErrNotFound.
func findPerson(ctx context.Context, tx pgx.Tx, v Viewer, id int64) (*callee, error) {
	agent, team := v.mine()
	c := &callee{id: id, accounts: map[int64]string{}}
	err := tx.QueryRow(ctx, `SELECT p.zones, array(SELECT n.id FROM rank.number n WHERE n.person_id = p.id) FROM rank.person p
		WHERE p.id = $1 AND ($2::text IS NULL OR p.agent = $2) AND ($3::text IS NULL OR p.team = $3)`, id, agent, team).Scan(&c.zones, &c.numbers)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	rows, err := tx.Query(ctx, `SELECT id, currency FROM rank.account WHERE person_id = $1`, id)
	if err != nil {
		return nil, err
	}
	var account int64
	var currency string
	_, err = pgx.ForEachRow(rows, []any{&account, &currency}, func() error {
		c.accounts[account] = currency
		return nil
	})
	return c, err
}

// complete checks an outcome against its kind, and fills in the only account a promise can be about.
func (c *callee) complete(ctx context.Context, tx pgx.Tx, o *Outcome, now time.Time) error {
	o.Note = strings.TrimSpace(o.Note)
	switch {
	case o.Kind != snoozed && !slices.Contains(OutcomeKinds, o.Kind):
		return &InvalidError{"kind", fmt.Sprintf("%q is no outcome of a call", o.Kind)}
	case utf8.RuneCountInString(o.Note) > MaxNote || !utf8.ValidString(o.Note) || strings.ContainsRune(o.Note, 0):
		return &InvalidError{"note", fmt.Sprintf("write plain text of at most %d characters", MaxNote)}
	case o.AccountID != 0 && c.accounts[o.AccountID] == "":
		return ErrNotFound
	case o.NumberID != 0 && !slices.Contains(c.numbers, o.NumberID):
		return ErrNotFound
	}
	today := dateOf(now.In(here(c.zones)))
	if o.Kind != Promised {
		o.PromiseAmount, o.PromiseDate = 0, nil
	} else if err := c.completePromise(ctx, tx, o, today); err != nil {
		return err
	}
	if o.Kind != CallBack && o.Kind != snoozed {
		o.CallBackAt = nil
		return nil
	}
	if o.CallBackAt == nil || !o.CallBackAt.After(now) || o.CallBackAt.After(now.AddDate(0, 0, MaxCallBackDays)) {
		return &InvalidError{"call_back_at", fmt.Sprintf("give a time from now to %d days ahead", MaxCallBackDays)}
	}
	return nil
}

func (c *callee) completePromise(ctx context.Context, tx pgx.Tx, o *Outcome, today time.Time) error {
	if o.AccountID == 0 && len(c.accounts) == 1 {
		for id := range c.accounts {
			o.AccountID = id
		}
	}
	if o.AccountID == 0 {
		return &InvalidError{"account", "say which debt the promise is about"}
	}
	if o.PromiseDate == nil {
		return &InvalidError{"promise_date", "give the day by which the money comes"}
	}
	due := dateOf(*o.PromiseDate)
	o.PromiseDate = &due
	if due.Before(today) || due.After(today.AddDate(0, 0, MaxPromiseDays)) {
		return &InvalidError{"promise_date", fmt.Sprintf("give a day from today to %d days ahead", MaxPromiseDays)}
	}
	var owed *int64
	if err := tx.QueryRow(ctx, `SELECT (SELECT s.balance - coalesce((SELECT sum(p.amount) FROM rank.payment p
			WHERE p.account_id = s.account_id AND p.paid_on > s.as_of), 0)
		FROM rank.snapshot s WHERE s.account_id = $1 ORDER BY s.as_of DESC LIMIT 1)::bigint`, o.AccountID).Scan(&owed); err != nil {
		return err
	}
	if o.PromiseAmount <= 0 || owed != nil && o.PromiseAmount > *owed {
		return &InvalidError{"promise_amount", "give an amount of more than nothing and at most what is owed"}
	}
	return nil
}
