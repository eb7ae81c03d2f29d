package coach

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"evenkeel/coach/score"
)

// Result returns a call with its score, in the words of the call's language
// (In changes it). A call that still runs, or is not scored yet, has Outcome "".
// Errors: ErrNotFound.
func (s *Store) Result(ctx context.Context, v Viewer, callID int64) (*Result, error) {
	return s.ResultIn(ctx, v, callID, "")
}

// ResultIn is Result with its words in lang ("zh", "en"; "" for the call's own).
func (s *Store) ResultIn(ctx context.Context, v Viewer, callID int64, lang string) (*Result, error) {
	c, p, err := s.load(ctx, v, callID)
	if err != nil {
		return nil, err
	}
	if lang == "" {
		lang = c.Scenario.Lang
	}
	r := &Result{Call: c, Agreement: p.State.Agreement}
	r.TrustLine, r.PatienceLine = lines(c.Turns)
	r.Learnt, r.Missed = facts(p)
	if err := s.readScore(ctx, r, lang); err != nil {
		return nil, err
	}
	if r.Findings, err = s.findings(ctx, callID, lang); err != nil {
		return nil, err
	}
	if r.Reviews, err = s.reviews(ctx, callID); err != nil {
		return nil, err
	}
	if n := len(r.Reviews); n > 0 {
		r.Review = &r.Reviews[n-1]
	}
	return r, nil
}

// lines are the debtor's trust and patience after each debtor turn.
func lines(turns []Turn) (trust, patience []float64) {
	for _, t := range turns {
		if t.State != nil {
			trust, patience = append(trust, t.State.Trust), append(patience, t.State.Patience)
		}
	}
	return trust, patience
}

// facts splits what there was to learn into learnt and missed.
func facts(p *Practice) (learnt, missed []string) {
	for _, f := range p.Scenario.Debtor.Facts {
		if slices.Contains(p.State.Told, f.Key) {
			learnt = append(learnt, f.Line)
		} else {
			missed = append(missed, f.Line)
		}
	}
	return learnt, missed
}

func (s *Store) readScore(ctx context.Context, r *Result, lang string) error {
	var why, better score.Words
	var tone, empathy *float64
	var turns []score.TurnScore
	var notes []score.Note
	err := s.pool.QueryRow(ctx, `
		SELECT outcome, why_zh, why_en, better_zh, better_en, tone, tone_turns, empathy, empathy_turns, clean, scored, turns, notes
		FROM coach.score WHERE call_id = $1`, r.Call.ID).Scan(&r.Outcome, &why.ZH, &why.EN, &better.ZH, &better.EN,
		&tone, &r.Tone.Turns, &empathy, &r.Empathy.Turns, &r.Compliance.Clean, &r.Compliance.Scored, &turns, &notes)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("coach: score: %w", err)
	}
	r.Why, r.Better = why.In(lang), better.In(lang)
	r.Tone, r.Empathy = scale(tone, r.Tone.Turns), scale(empathy, r.Empathy.Turns)
	for _, t := range turns {
		r.TurnScores = append(r.TurnScores, TurnScore{Turn: t.Turn, Tone: t.Tone, Empathy: t.Empathy, Clean: t.Clean, Scored: t.Scored})
	}
	for _, n := range notes {
		r.Notes = append(r.Notes, n.Words.In(lang))
	}
	return nil
}

func scale(mean *float64, turns int) Scale {
	if mean == nil {
		return Scale{Turns: turns}
	}
	return Scale{Mean: *mean, Turns: turns, OK: true}
}

func (s *Store) findings(ctx context.Context, callID int64, lang string) ([]Finding, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT id, turn, rule_id, family, severity, quote, rune_start, rune_end,
			CASE WHEN $2 = 'en' THEN instead_en ELSE instead_zh END, repaired, to_review, made_by, confidence
		FROM coach.finding WHERE call_id = $1 ORDER BY turn, rune_start, id`, callID, lang)
	if err != nil {
		return nil, fmt.Errorf("coach: findings: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Finding, error) {
		var f Finding
		err := row.Scan(&f.ID, &f.Turn, &f.RuleID, &f.Family, &f.Severity, &f.Quote, &f.Start, &f.End, &f.Instead,
			&f.Repaired, &f.ToReview, &f.By, &f.Confidence)
		return f, err
	})
	if err != nil {
		return nil, fmt.Errorf("coach: findings: %w", err)
	}
	return list, s.addDisputes(ctx, callID, list)
}

func (s *Store) addDisputes(ctx context.Context, callID int64, list []Finding) error {
	rows, err := s.pool.Query(ctx, `
		SELECT d.finding_id, d.id, d.staff, d.reason, d.at
		FROM coach.dispute d JOIN coach.finding f ON f.id = d.finding_id WHERE f.call_id = $1 ORDER BY d.id`, callID)
	if err != nil {
		return fmt.Errorf("coach: disputes: %w", err)
	}
	var finding int64
	var d DisputeEntry
	_, err = pgx.ForEachRow(rows, []any{&finding, &d.ID, &d.Staff, &d.Reason, &d.At}, func() error {
		for i := range list {
			if list[i].ID == finding {
				list[i].Disputes = append(list[i].Disputes, d)
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("coach: disputes: %w", err)
	}
	return nil
}

func (s *Store) reviews(ctx context.Context, callID int64) ([]Review, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT staff, agree, outcome, tone, empathy, reason, at FROM coach.review WHERE call_id = $1 ORDER BY id`, callID)
	if err != nil {
		return nil, fmt.Errorf("coach: reviews: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Review])
	if err != nil {
		return nil, fmt.Errorf("coach: reviews: %w", err)
	}
	return list, nil
}
