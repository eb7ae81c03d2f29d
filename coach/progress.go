package coach

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

const summaryColumns = `c.id, s.title, s.lang, s.debtor_kind, c.staff, c.started, c.ended, coalesce(c.person_id, 0),
	coalesce(sc.outcome, ''), coalesce(r.outcome, ''), sc.tone, coalesce(sc.tone_turns, 0), sc.empathy,
	coalesce(sc.empathy_turns, 0), coalesce(sc.clean, 0), coalesce(sc.scored, 0),
	(SELECT count(*) FROM coach.finding n WHERE n.call_id = c.id)::int`

const latestReview = `LEFT JOIN LATERAL (
	SELECT x.outcome FROM coach.review x WHERE x.call_id = c.id ORDER BY x.id DESC LIMIT 1) r ON true`

// summaryRow holds what a summary's scales are made of.
type summaryRow struct {
	tone, empathy           *float64
	toneTurns, empathyTurns int
}

func (r *summaryRow) fields(c *CallSummary) []any {
	return []any{&c.ID, &c.Title, &c.Lang, &c.DebtorKind, &c.Staff, &c.Started, &c.Ended, &c.PersonID, &c.Outcome,
		&c.Reviewed, &r.tone, &r.toneTurns, &r.empathy, &r.empathyTurns, &c.Compliance.Clean, &c.Compliance.Scored, &c.Findings}
}

func (r *summaryRow) into(c *CallSummary) {
	c.Tone, c.Empathy = scale(r.tone, r.toneTurns), scale(r.empathy, r.empathyTurns)
}

// Mine lists the viewer's own calls, newest first, at most 200.
func (s *Store) Mine(ctx context.Context, v Viewer) ([]CallSummary, error) {
	return s.summaries(ctx, `c.team = $1 AND c.staff = $2`, v.Team, v.Staff)
}

// Calls lists the team's calls, newest first, at most 200. Errors: ErrForbidden.
func (s *Store) Calls(ctx context.Context, v Viewer) ([]CallSummary, error) {
	if !v.leads() {
		return nil, ErrForbidden
	}
	return s.summaries(ctx, `c.team = $1`, v.Team)
}

// ForPerson lists the viewer's rehearsals of one account's person (a lead's:
// the team's), newest first, so that a result leads back to the account.
func (s *Store) ForPerson(ctx context.Context, v Viewer, personID int64) ([]CallSummary, error) {
	return s.summaries(ctx, `c.team = $1 AND c.person_id = $2 AND (c.staff = $3 OR $4)`, v.Team, personID, v.Staff, v.leads())
}

// summaries runs one of the fixed conditions above.
func (s *Store) summaries(ctx context.Context, where string, args ...any) ([]CallSummary, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT `+summaryColumns+`
		FROM coach.call c JOIN coach.scenario s ON s.id = c.scenario_id LEFT JOIN coach.score sc ON sc.call_id = c.id
		`+latestReview+` WHERE `+where+` ORDER BY c.started DESC, c.id DESC LIMIT 200`, args...)
	if err != nil {
		return nil, fmt.Errorf("coach: list calls: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (CallSummary, error) {
		var c CallSummary
		var r summaryRow
		err := row.Scan(r.fields(&c)...)
		r.into(&c)
		return c, err
	})
	if err != nil {
		return nil, fmt.Errorf("coach: list calls: %w", err)
	}
	return list, nil
}

// Team sums up each person's practice in the lead's team. Passed counts the
// lead's outcome where there is one. Errors: ErrForbidden.
func (s *Store) Team(ctx context.Context, v Viewer) ([]StaffSummary, error) {
	if !v.leads() {
		return nil, ErrForbidden
	}
	rows, err := s.pool.Query(ctx, `
		SELECT c.staff, count(*)::int, count(sc.call_id) FILTER (WHERE sc.outcome <> 'not_scored')::int,
			count(*) FILTER (WHERE coalesce(r.outcome, sc.outcome) = 'pass')::int,
			sum(sc.tone * sc.tone_turns) / nullif(sum(sc.tone_turns) FILTER (WHERE sc.tone IS NOT NULL), 0),
			coalesce(sum(sc.tone_turns), 0)::int,
			sum(sc.empathy * sc.empathy_turns) / nullif(sum(sc.empathy_turns) FILTER (WHERE sc.empathy IS NOT NULL), 0),
			coalesce(sum(sc.empathy_turns), 0)::int,
			coalesce(sum(sc.clean), 0)::int, coalesce(sum(sc.scored), 0)::int, max(c.started)
		FROM coach.call c LEFT JOIN coach.score sc ON sc.call_id = c.id `+latestReview+`
		WHERE c.team = $1 GROUP BY c.staff ORDER BY c.staff`, v.Team)
	if err != nil {
		return nil, fmt.Errorf("coach: team: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (StaffSummary, error) {
		var t StaffSummary
		var tone, empathy *float64
		var toneTurns, empathyTurns int
		err := row.Scan(&t.Staff, &t.Calls, &t.Scored, &t.Passed, &tone, &toneTurns, &empathy, &empathyTurns,
			&t.Compliance.Clean, &t.Compliance.Scored, &t.Last)
		t.Tone, t.Empathy = scale(tone, toneTurns), scale(empathy, empathyTurns)
		return t, err
	})
	if err != nil {
		return nil, fmt.Errorf("coach: team: %w", err)
	}
	return list, nil
}
