package rank

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"evenkeel/corpus/pg"
)

var (
	// ErrNotLead: only a team lead or an administrator may do this.
	ErrNotLead = errors.New("rank: only a team lead may do this")
	// ErrCeaseWritten: the person asked in writing for contact to end; nobody here can open that again.
	ErrCeaseWritten = errors.New("rank: contact was ended in writing")
)

// Reopen opens again what a dispute, a hardship or a spoken request to stop has closed, from now on: with an account the
// dispute about that debt, with 0 everything of the person. It is a row of the journal with the lead's reason, and can
// be undone like one. What the lender's file says of an account stays; a new file must say otherwise. Errors: ErrNotLead
// for any other role, ErrNotFound for a person or account that is not the viewer's, ErrCeaseWritten, and *InvalidError
// where the reason is missing or nothing is closed.
func (s *Store) Reopen(ctx context.Context, v Viewer, personID, accountID int64, reason string, now time.Time) (int64, error) {
	id, err := s.reopen(ctx, v, entry{kind: reopened, accountID: accountID, note: strings.TrimSpace(reason), at: now}, personID)
	if err != nil {
		return 0, fmt.Errorf("rank: reopen: %w", err)
	}
	return id, nil
}

func (s *Store) reopen(ctx context.Context, v Viewer, r entry, personID int64) (id int64, err error) {
	if v.Role != "lead" && v.Role != "admin" {
		return 0, ErrNotLead
	}
	if r.note == "" || utf8.RuneCountInString(r.note) > MaxNote || !utf8.ValidString(r.note) || strings.ContainsRune(r.note, 0) {
		return 0, &InvalidError{"reason", fmt.Sprintf("say why, in plain text of at most %d characters", MaxNote)}
	}
	standings, err := s.loadStandings(ctx, []int64{personID}, r.at)
	if err != nil {
		return 0, err
	}
	err = pg.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		who, err := findPerson(ctx, tx, v, personID)
		if err != nil {
			return err
		}
		if r.accountID != 0 && who.accounts[r.accountID] == "" {
			return ErrNotFound
		}
		if err := r.mayOpen(ctx, tx, who, standings[personID]); err != nil {
			return err
		}
		return tx.QueryRow(ctx, `INSERT INTO rank.outcome (person_id, account_id, kind, note, staff, team, at)
			VALUES ($1, nullif($2::bigint, 0), 'reopen', $3, $4, $5, $6) RETURNING id`,
			personID, r.accountID, r.note, v.Staff, v.Team, r.at).Scan(&id)
	})
	return id, err
}

// mayOpen wants something that the row opens, and no request in writing to end contact.
func (r entry) mayOpen(ctx context.Context, tx pgx.Tx, who *callee, st *standing) error {
	var ceased bool
	if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM rank.account WHERE person_id = $1 AND state = 'cease_written')`, who.id).Scan(&ceased); err != nil {
		return err
	}
	found := false
	for _, e := range st.journal {
		ceased = ceased || e.kind == Stop && e.written
		for account := range who.accounts {
			found = found || r.opens(e, account) && !st.opened(e, account, r.at)
		}
	}
	switch {
	case ceased:
		return ErrCeaseWritten
	case !found:
		return &InvalidError{"person", "no dispute, hardship or request to stop is on record that this would open"}
	}
	return nil
}

// opened tells whether a lead has opened again, by a moment, what an earlier row of the journal closed for the account.
func (st *standing) opened(e entry, account int64, by time.Time) bool {
	for _, r := range st.reopened {
		if !r.at.After(by) && (r.at.After(e.at) || r.at.Equal(e.at) && r.id > e.id) && r.opens(e, account) {
			return true
		}
	}
	return false
}

// opens tells whether the row r opens what e closed for the account. A request in writing stays closed for good.
func (r entry) opens(e entry, account int64) bool {
	switch e.kind {
	case Dispute:
		return e.about(account) && r.about(account)
	case Hardship:
		return r.accountID == 0
	case Stop:
		return r.accountID == 0 && !e.written
	}
	return false
}
