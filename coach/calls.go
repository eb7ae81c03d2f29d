package coach

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"evenkeel/corpus/pg"
)

// Start opens a practice call on a scenario: the debtor has picked up.
// Errors: ErrNotFound.
func (s *Store) Start(ctx context.Context, v Viewer, scenarioID int64, now time.Time) (*Call, error) {
	sc, err := s.Scenario(ctx, v, scenarioID)
	if err != nil {
		return nil, err
	}
	var id int64
	err = pg.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		id, err = s.open(ctx, tx, v, *sc, now)
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.Call(ctx, v, id)
}

// open stores a new call with its first turn.
func (s *Store) open(ctx context.Context, tx pgx.Tx, v Viewer, sc Scenario, now time.Time) (int64, error) {
	p := NewPractice(sc, s.seed(), now)
	id, err := insertCall(ctx, tx, Call{Scenario: sc, Staff: v.Staff, Team: v.Team, Started: now, LocalTime: p.Local,
		PersonID: sc.PersonID, Demo: sc.Demo}, p)
	if err != nil {
		return 0, err
	}
	return id, insertTurns(ctx, tx, id, p.Turns)
}

func insertCall(ctx context.Context, tx pgx.Tx, c Call, p *Practice) (int64, error) {
	var id int64
	err := tx.QueryRow(ctx, `
		INSERT INTO coach.call (scenario_id, staff, team, seed, state, started, local_time, parent_id, from_turn, person_id, demo)
		VALUES ($1,$2,$3,$4,$5,$6,$7,nullif($8::bigint,0),$9,nullif($10::bigint,0),$11) RETURNING id`,
		c.Scenario.ID, c.Staff, c.Team, int64(p.State.Seed), p.State, c.Started, c.LocalTime, c.Parent, c.FromTurn,
		c.PersonID, c.Demo).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("coach: open call: %w", err)
	}
	return id, nil
}

func insertTurns(ctx context.Context, tx pgx.Tx, callID int64, turns []Turn) error {
	for _, t := range turns {
		_, err := tx.Exec(ctx, `
			INSERT INTO coach.turn (call_id, idx, speaker, text, at, acts, move, state, voice, note, ended)
			VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)`,
			callID, t.Index, t.Speaker, t.Text, t.At, t.Acts, t.Move, t.State, t.Voice, t.Note, t.Ended)
		if err != nil {
			return fmt.Errorf("coach: store turn %d: %w", t.Index, err)
		}
	}
	return nil
}

// Call returns a call with its turns: one's own, or for a lead one of the
// team's. Errors: ErrNotFound.
func (s *Store) Call(ctx context.Context, v Viewer, callID int64) (*Call, error) {
	c, _, err := s.load(ctx, v, callID)
	return c, err
}

// load reads a call as Call and as the Practice that goes on with it.
func (s *Store) load(ctx context.Context, v Viewer, callID int64) (*Call, *Practice, error) {
	var c Call
	var p Practice
	fields := append(c.Scenario.fields(), &c.ID, &c.Staff, &c.Team, &p.State, &c.Started, &c.LocalTime, &c.Ended,
		&c.EndedBy, &c.EndReason, &c.Parent, &c.FromTurn, &c.PersonID, &c.Demo, &c.Outcome)
	err := s.pool.QueryRow(ctx, `
		SELECT `+scenarioColumns+`, c.id, c.staff, c.team, c.state, c.started, c.local_time, c.ended, c.ended_by,
			c.end_reason, coalesce(c.parent_id, 0), c.from_turn, coalesce(c.person_id, 0), c.demo, coalesce(sc.outcome, '')
		FROM coach.call c JOIN coach.scenario s ON s.id = c.scenario_id LEFT JOIN coach.score sc ON sc.call_id = c.id
		WHERE c.id = $1 AND c.team = $2 AND (c.staff = $3 OR $4)`,
		callID, v.Team, v.Staff, v.leads()).Scan(fields...)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil, ErrNotFound
	}
	if err != nil {
		return nil, nil, fmt.Errorf("coach: call: %w", err)
	}
	if c.Turns, err = s.turns(ctx, callID); err != nil {
		return nil, nil, err
	}
	for _, t := range c.Turns {
		if t.Note != "" {
			c.Notes = append(c.Notes, Note{Turn: t.Index, Key: t.Note})
		}
	}
	p.Scenario, p.Turns, p.Local, p.Started = c.Scenario, c.Turns, c.LocalTime, c.Started
	return &c, &p, nil
}

func (s *Store) turns(ctx context.Context, callID int64) ([]Turn, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT idx, speaker, text, at, acts, move, state, voice, note, ended
		FROM coach.turn WHERE call_id = $1 ORDER BY idx`, callID)
	if err != nil {
		return nil, fmt.Errorf("coach: turns: %w", err)
	}
	turns, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Turn, error) {
		var t Turn
		err := row.Scan(&t.Index, &t.Speaker, &t.Text, &t.At, &t.Acts, &t.Move, &t.State, &t.Voice, &t.Note, &t.Ended)
		t.At = t.At.UTC()
		return t, err
	})
	if err != nil {
		return nil, fmt.Errorf("coach: turns: %w", err)
	}
	return turns, nil
}

// Branch starts a new call that is the old one up to a turn: at an agent turn
// the trainee says it again, at a debtor turn the trainee answers it. The same
// seed goes on, so that only the trainee's words make the difference.
// Errors: ErrNotFound, ErrForbidden (another's call), ErrInvalid (no such turn,
// or the debtor had hung up by then).
func (s *Store) Branch(ctx context.Context, v Viewer, callID int64, turn int, now time.Time) (*Call, error) {
	c, p, err := s.load(ctx, v, callID)
	if err != nil {
		return nil, err
	}
	if c.Staff != v.Staff {
		return nil, ErrForbidden
	}
	kept, err := upTo(c.Turns, turn)
	if err != nil {
		return nil, err
	}
	p.Turns, p.State = kept, *kept[len(kept)-1].State
	fresh := Call{Scenario: c.Scenario, Staff: v.Staff, Team: v.Team, Started: c.Started, LocalTime: c.LocalTime,
		Parent: c.ID, FromTurn: len(kept), PersonID: c.PersonID, Demo: c.Demo}
	fresh.Started, fresh.LocalTime = shift(*c, kept, now)
	var id int64
	err = pg.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		if id, err = insertCall(ctx, tx, fresh, p); err != nil {
			return err
		}
		return insertTurns(ctx, tx, id, kept)
	})
	if err != nil {
		return nil, err
	}
	return s.Call(ctx, v, id)
}

// shift sets the branch's clocks: it starts now, at the debtor's wall clock of
// the turn that it goes on from.
func shift(c Call, kept []Turn, now time.Time) (started, local time.Time) {
	passed := kept[len(kept)-1].At.Sub(c.Started)
	return now, c.LocalTime.Add(max(passed, 0))
}

// upTo returns the turns to keep, ending with a debtor turn.
func upTo(turns []Turn, turn int) ([]Turn, error) {
	n := turn
	if turn >= 0 && turn < len(turns) && turns[turn].Speaker == Debtor {
		n = turn + 1
	}
	if turn < 0 || turn >= len(turns) || n == 0 || turns[n-1].State == nil || turns[n-1].Ended {
		return nil, fmt.Errorf("%w: no turn %d to try again from", ErrInvalid, turn)
	}
	return turns[:n:n], nil
}
