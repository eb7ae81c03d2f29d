package coach

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"evenkeel/coach/debtor"
	"evenkeel/coach/score"
	"evenkeel/corpus/pg"
)

// HangUp ends the call for the trainee, scores it and returns the result. On a
// call that is over already it scores what is not scored yet, so that it may be
// repeated. Errors: ErrNotFound, ErrForbidden (another's call).
func (s *Store) HangUp(ctx context.Context, v Viewer, callID int64, now time.Time) (*Result, error) {
	if err := s.endCall(ctx, v, callID, now); err != nil {
		return nil, err
	}
	c, err := s.Call(ctx, v, callID)
	if err != nil {
		return nil, err
	}
	if c.Staff != v.Staff && c.Ended == nil {
		return nil, ErrForbidden
	}
	if c.Outcome == "" {
		// The score is not lost when the page is closed while it is made.
		if err := s.scoreCall(context.WithoutCancel(ctx), c, now); err != nil {
			return nil, err
		}
	}
	return s.Result(ctx, v, callID)
}

// lastWords is how long hanging up waits for the exchange under way to be kept:
// words said and then hung up on are part of the call, and of its score.
const lastWords = 3 * time.Second

// endCall marks the call as ended by the trainee, once no exchange is under way
// or lastWords are over. A call that is over already stays as it is.
func (s *Store) endCall(ctx context.Context, v Viewer, callID int64, now time.Time) error {
	for waited := time.Duration(0); ; waited += lastWords / 60 {
		var busy bool
		err := s.pool.QueryRow(ctx, `
			WITH done AS (
				UPDATE coach.call SET ended = $4, ended_by = 'agent', end_reason = 'hang_up', busy_until = NULL, busy_token = NULL
				WHERE id = $1 AND team = $2 AND staff = $3 AND ended IS NULL AND (busy_until IS NULL OR busy_until <= $4 OR $5)
				RETURNING id)
			SELECT EXISTS (SELECT FROM coach.call WHERE id = $1 AND team = $2 AND staff = $3 AND ended IS NULL) AND NOT EXISTS (SELECT FROM done)`,
			callID, v.Team, v.Staff, now, waited >= lastWords).Scan(&busy)
		if err != nil {
			return fmt.Errorf("coach: hang up: %w", err)
		}
		if !busy {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("coach: hang up: %w", ctx.Err())
		case <-time.After(lastWords / 60):
		}
	}
}

// ScoreEnded scores calls that have ended without a score (a process died in
// between): one idempotent pass, at most limit calls. It returns how many.
func (s *Store) ScoreEnded(ctx context.Context, limit int, now time.Time) (int, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT c.id, c.staff, c.team FROM coach.call c LEFT JOIN coach.score sc ON sc.call_id = c.id
		WHERE c.ended IS NOT NULL AND sc.call_id IS NULL ORDER BY c.id LIMIT $1`, limit)
	if err != nil {
		return 0, fmt.Errorf("coach: calls to score: %w", err)
	}
	type open struct {
		ID          int64
		Staff, Team string
	}
	calls, err := pgx.CollectRows(rows, pgx.RowToStructByPos[open])
	if err != nil {
		return 0, fmt.Errorf("coach: calls to score: %w", err)
	}
	for i, o := range calls {
		c, err := s.Call(ctx, Viewer{Staff: o.Staff, Team: o.Team}, o.ID)
		if err == nil {
			err = s.scoreCall(ctx, c, now)
		}
		if err != nil {
			return i, err
		}
	}
	return len(calls), nil
}

// Score judges a practice played in memory. judge may be nil.
func (p *Practice) Score(ctx context.Context, judge score.Judge) (score.Card, error) {
	return scoreTurns(ctx, p.Scenario, p.Turns, p.Local, judge)
}

func (s *Store) scoreCall(ctx context.Context, c *Call, now time.Time) error {
	raw := ""
	card, err := scoreTurns(ctx, c.Scenario, c.Turns, c.LocalTime, s.judgeKeeping(&raw))
	if err != nil {
		s.log.Error("coach: call not scored", "call", c.ID, "err", err)
		card = notScored(score.Words{ZH: "评分程序出错，这通电话没有评分，原因已记入日志。", EN: "The scorer failed, so this call has no score; the reason is in the log."})
	}
	return s.storeCard(ctx, c.ID, card, raw, now)
}

// judgeKeeping is the judge for one call; a model's raw reply goes to raw.
func (s *Store) judgeKeeping(raw *string) score.Judge {
	if k, ok := s.judge.(interface{ keeping(*string) score.Judge }); ok {
		return k.keeping(raw)
	}
	return s.judge
}

// scoreTurns maps a call to what the scorer takes. A call without a word of the
// trainee is not scored.
func scoreTurns(ctx context.Context, sc Scenario, turns []Turn, local time.Time, judge score.Judge) (score.Card, error) {
	in, spoke := make([]score.Turn, 0, len(turns)), false
	for _, t := range turns {
		in = append(in, score.Turn{Index: t.Index, Speaker: t.Speaker, Text: t.Text, At: t.At, Acts: t.Acts, Voiced: voiced(sc, t)})
		spoke = spoke || t.Speaker == Agent && t.Text != ""
	}
	if !spoke {
		return notScored(score.Words{ZH: "您在这通电话里没有说话，没有可以评分的内容。", EN: "You said nothing in this call, so there is nothing to score."}), nil
	}
	var judges []score.Judge
	if judge != nil {
		judges = append(judges, judge)
	}
	return score.Score(ctx, scoreContext(sc, local), in, judges...)
}

// voiced is what the debtor let show in a turn, as the mind decided it: the
// scorer need not guess it from the words, which may be a language model's.
func voiced(sc Scenario, t Turn) []string {
	if t.Move == nil {
		return nil
	}
	switch t.Move.Kind {
	case debtor.CrisisWords:
		return []string{score.Crisis}
	case debtor.Confirm, debtor.GiveDetail:
		return []string{score.Identified}
	case debtor.AskStop:
		return []string{score.Stop}
	case debtor.AskOtherTime, debtor.Answer:
		if sc.Debtor.Busy {
			return []string{score.Busy}
		}
	case debtor.Object, debtor.Repeat:
		return voicedBy[t.Move.Objection]
	}
	return nil
}

var voicedBy = map[string][]string{
	"already_paid": {score.Dispute}, "wrong_fee": {score.Dispute}, "not_me": {score.Dispute}, "mis_sold": {score.Dispute},
	"lost_job": {score.Hardship}, "illness": {score.Hardship}, "business_failed": {score.Hardship},
	"stop_calling": {score.Stop}, "busy": {score.Busy},
}

// named is whom the trainee is to reach: nobody's name where another answers.
func named(sc Scenario) string {
	if sc.Debtor.Kind == debtor.WrongPerson {
		return ""
	}
	return sc.Debtor.Name
}

func notScored(why score.Words) score.Card {
	return score.Card{Result: score.NotScored, Why: why}
}

func scoreContext(sc Scenario, local time.Time) score.Context {
	d, set := sc.Debtor, sc.Setting
	channel := score.Call
	callee := d.Callee
	if d.Voicemail {
		channel, callee = score.Voicemail, "voicemail"
	}
	return score.Context{
		Jurisdiction: sc.Jurisdiction, Lang: sc.Lang, Channel: channel, Callee: callee, LocalTime: local,
		Name: named(sc), Firm: set.Firm, CallsToday: set.CallsToday, Mandate: set.Mandate,
		Facts: score.Facts{
			AmountMinor: d.Owed, Currency: d.Currency, DaysPastDue: d.DaysPastDue, TrueAmounts: set.TrueAmounts,
			SuitIntended: set.SuitIntended, Disputed: set.Disputed, TimeBarred: set.TimeBarred, Represented: set.Represented,
		},
	}
}

// storeCard writes the first score; where one is there already it stays.
func (s *Store) storeCard(ctx context.Context, callID int64, card score.Card, raw string, now time.Time) error {
	return pg.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `
			INSERT INTO coach.score (call_id, outcome, why_zh, why_en, better_zh, better_en, tone, tone_turns, empathy,
				empathy_turns, clean, scored, turns, notes, judge_reply, made)
			VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16) ON CONFLICT (call_id) DO NOTHING`,
			callID, card.Result, card.Why.ZH, card.Why.EN, card.Better.ZH, card.Better.EN, mean(card.Tone), card.Tone.Turns,
			mean(card.Empathy), card.Empathy.Turns, card.Clean, card.Scored, listOf(card.Turns), listOf(card.Notes), storable(raw), now)
		if err != nil {
			return fmt.Errorf("coach: store score: %w", err)
		}
		if tag.RowsAffected() == 0 {
			return nil
		}
		return insertFindings(ctx, tx, callID, card.Findings)
	})
}

// listOf keeps an empty list from being stored as null.
func listOf[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func mean(s score.Scale) *float64 {
	if !s.OK {
		return nil
	}
	return &s.Mean
}

func insertFindings(ctx context.Context, tx pgx.Tx, callID int64, findings []score.Finding) error {
	for _, f := range findings {
		_, err := tx.Exec(ctx, `
			INSERT INTO coach.finding (call_id, turn, rule_id, family, severity, quote, rune_start, rune_end, instead_zh,
				instead_en, repaired, to_review, made_by, confidence)
			VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14)`,
			callID, f.Turn, f.RuleID, f.Family, f.Severity, f.Quote, f.Start, f.End, f.Instead.ZH, f.Instead.EN,
			f.Repaired, f.ToReview, f.By, f.Confidence)
		if err != nil {
			return fmt.Errorf("coach: store finding: %w", err)
		}
	}
	return nil
}
