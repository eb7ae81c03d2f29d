package coach

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"

	"evenkeel/corpus/pg"
)

// lease is how long one turn may take at most. It is longer than any deadline
// of the language model, so that it only runs out when a process has died.
const lease = 2 * time.Minute

// Say is one exchange of a call: the trainee's words (empty: silence), then the
// debtor's answer, streamed through emit and returned whole. Both are stored
// when Say returns, also where the listener has gone. Errors: ErrNotFound,
// ErrForbidden (another's call), ErrFinished, ErrBusy (the turn before is still
// being answered), ErrTooLong.
func (s *Store) Say(ctx context.Context, v Viewer, callID int64, text string, now time.Time, emit func(chunk string) error) (*Turn, error) {
	token := rand.Int64()
	if err := s.claim(ctx, v, callID, token, now); err != nil {
		return nil, err
	}
	turn, err := s.exchange(ctx, v, callID, token, text, now, emit)
	if err != nil {
		return nil, errors.Join(err, s.release(context.WithoutCancel(ctx), callID, token))
	}
	return turn, nil
}

func (s *Store) exchange(ctx context.Context, v Viewer, callID, token int64, text string, now time.Time, emit func(string) error) (*Turn, error) {
	_, p, err := s.load(ctx, v, callID)
	if err != nil {
		return nil, err
	}
	before := len(p.Turns)
	turn, err := p.Say(ctx, text, now, s.voice.Model, emit)
	if err != nil {
		return nil, err
	}
	if turn.Note != "" {
		s.log.Warn("coach: the built-in voice took over", "call", callID, "turn", turn.Index, "note", turn.Note)
	}
	// What the listener has heard is kept even if he has hung up meanwhile.
	if err := s.keep(context.WithoutCancel(ctx), callID, token, p, before, now); err != nil {
		return nil, err
	}
	return turn, nil
}

// claim takes the call for one exchange.
func (s *Store) claim(ctx context.Context, v Viewer, callID, token int64, now time.Time) error {
	tag, err := s.pool.Exec(ctx, `
		UPDATE coach.call SET busy_until = $5, busy_token = $4
		WHERE id = $1 AND team = $2 AND staff = $3 AND ended IS NULL AND (busy_until IS NULL OR busy_until <= $6)`,
		callID, v.Team, v.Staff, token, now.Add(lease), now)
	if err != nil {
		return fmt.Errorf("coach: take the call: %w", err)
	}
	if tag.RowsAffected() == 1 {
		return nil
	}
	return s.whyNot(ctx, v, callID)
}

// whyNot tells why a call could not be taken.
func (s *Store) whyNot(ctx context.Context, v Viewer, callID int64) error {
	c, err := s.Call(ctx, v, callID)
	switch {
	case err != nil:
		return err
	case c.Staff != v.Staff:
		return ErrForbidden
	case c.Ended != nil:
		return ErrFinished
	}
	return ErrBusy
}

func (s *Store) release(ctx context.Context, callID, token int64) error {
	_, err := s.pool.Exec(ctx, `
		UPDATE coach.call SET busy_until = NULL, busy_token = NULL WHERE id = $1 AND busy_token = $2`, callID, token)
	if err != nil {
		return fmt.Errorf("coach: release the call: %w", err)
	}
	return nil
}

// keep stores the exchange, unless the claim was lost meanwhile.
func (s *Store) keep(ctx context.Context, callID, token int64, p *Practice, before int, now time.Time) error {
	ended, by, reason := (*time.Time)(nil), "", ""
	if p.Over() {
		ended, by, reason = &now, Debtor, p.State.Ended
	}
	return pg.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `
			UPDATE coach.call SET state = $3, busy_until = NULL, busy_token = NULL, ended = $4, ended_by = $5, end_reason = $6
			WHERE id = $1 AND busy_token = $2 AND ended IS NULL`, callID, token, p.State, ended, by, reason)
		if err != nil {
			return fmt.Errorf("coach: store the exchange: %w", err)
		}
		if tag.RowsAffected() != 1 {
			return ErrBusy
		}
		return insertTurns(ctx, tx, callID, p.Turns[before:])
	})
}
