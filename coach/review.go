package coach

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// Queue lists the team's scored calls that nobody has reviewed, by uncertainty
// × consequence: disputed findings and unconfirmed claims first, then fails and
// illegal breaches judged with little certainty. Errors: ErrForbidden.
func (s *Store) Queue(ctx context.Context, v Viewer) ([]ReviewItem, error) {
	if !v.leads() {
		return nil, ErrForbidden
	}
	rows, err := s.pool.Query(ctx, `
		SELECT `+summaryColumns+`,
			coalesce(f.disputed, 0), coalesce(f.unsure, 0), coalesce(f.to_review, 0), coalesce(f.illegal, 0), coalesce(f.regulatory, 0)
		FROM coach.call c
		JOIN coach.scenario s ON s.id = c.scenario_id
		JOIN coach.score sc ON sc.call_id = c.id
		`+latestReview+`
		LEFT JOIN LATERAL (
			SELECT count(*)::int AS findings,
				count(*) FILTER (WHERE EXISTS (SELECT FROM coach.dispute d WHERE d.finding_id = x.id))::int AS disputed,
				max(1 - x.confidence) AS unsure, count(*) FILTER (WHERE x.to_review)::int AS to_review,
				count(*) FILTER (WHERE x.severity = 'illegal')::int AS illegal,
				count(*) FILTER (WHERE x.severity = 'regulatory')::int AS regulatory
			FROM coach.finding x WHERE x.call_id = c.id
		) f ON true
		WHERE c.team = $1 AND r.outcome IS NULL
		ORDER BY c.started DESC LIMIT 500`, v.Team)
	if err != nil {
		return nil, fmt.Errorf("coach: review queue: %w", err)
	}
	items, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (ReviewItem, error) {
		var it ReviewItem
		var sum summaryRow
		var unsure float64
		var claims, illegal, regulatory int
		err := row.Scan(append(sum.fields(&it.CallSummary), &it.Disputed, &unsure, &claims, &illegal, &regulatory)...)
		sum.into(&it.CallSummary)
		it.weigh(unsure, claims, illegal, regulatory)
		return it, err
	})
	if err != nil {
		return nil, fmt.Errorf("coach: review queue: %w", err)
	}
	sort.SliceStable(items, func(i, j int) bool {
		return items[i].Uncertainty*items[i].Consequence > items[j].Uncertainty*items[j].Consequence
	})
	return items, nil
}

// weigh sets uncertainty and consequence. The steps are a judgement, not a
// measurement: a dispute is the strongest sign that the score may be wrong, an
// illegal breach the costliest to get wrong.
func (it *ReviewItem) weigh(unsure float64, claims, illegal, regulatory int) {
	raise := func(to *float64, level float64, why string) {
		if level > *to {
			*to = level
		}
		it.Why = append(it.Why, why)
	}
	it.Uncertainty, it.Consequence = max(0.1, unsure), 0.2
	if it.Disputed > 0 {
		raise(&it.Uncertainty, 0.95, "disputed")
	}
	if claims > 0 {
		raise(&it.Uncertainty, 0.8, "unconfirmed_claim")
	}
	if it.Outcome == NotScored {
		raise(&it.Uncertainty, 0.9, "not_scored")
	}
	if !it.Tone.OK || it.Compliance.Scored < 3 {
		raise(&it.Uncertainty, 0.5, "little_to_judge")
	}
	if it.Outcome == Fail {
		raise(&it.Consequence, 0.7, "failed")
	}
	if illegal > 0 {
		raise(&it.Consequence, 1, "illegal_breach")
	} else if regulatory > 0 {
		raise(&it.Consequence, 0.8, "regulatory_breach")
	}
}

// Override stores a lead's judgement beside the first score, which stays.
// Nobody reviews an own call. Errors: ErrNotFound, ErrForbidden, ErrReason,
// ErrInvalid (unknown outcome, score outside 1–5, a call without a score).
func (s *Store) Override(ctx context.Context, v Viewer, callID int64, o Override, now time.Time) error {
	c, err := s.Call(ctx, v, callID)
	if err != nil {
		return err
	}
	if !v.leads() || c.Staff == v.Staff {
		return ErrForbidden
	}
	if err := o.check(c.Outcome); err != nil {
		return err
	}
	outcome := o.Outcome
	if o.Agree {
		outcome = c.Outcome
	}
	_, err = s.pool.Exec(ctx, `
		INSERT INTO coach.review (call_id, staff, agree, outcome, tone, empathy, reason, at)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8)`,
		callID, v.Staff, o.Agree, outcome, o.Tone, o.Empathy, strings.TrimSpace(o.Reason), now)
	if err != nil {
		return fmt.Errorf("coach: store review: %w", err)
	}
	return nil
}

func (o Override) check(first string) error {
	if first == "" {
		return fmt.Errorf("%w: the call has no score yet", ErrInvalid)
	}
	for _, x := range []*float64{o.Tone, o.Empathy} {
		if x != nil && !(*x >= 1 && *x <= 5) {
			return fmt.Errorf("%w: tone and empathy lie between 1 and 5", ErrInvalid)
		}
	}
	if o.Agree {
		return nil
	}
	if o.Outcome != Pass && o.Outcome != Coach && o.Outcome != Fail {
		return fmt.Errorf("%w: outcome %q", ErrInvalid, o.Outcome)
	}
	if strings.TrimSpace(o.Reason) == "" {
		return ErrReason
	}
	return nil
}

// Dispute stores the trainee's objection to a finding in an own call; saying it
// again replaces the words. Errors: ErrNotFound, ErrReason.
func (s *Store) Dispute(ctx context.Context, v Viewer, findingID int64, reason string, now time.Time) error {
	if strings.TrimSpace(reason) == "" {
		return ErrReason
	}
	var id int64
	err := s.pool.QueryRow(ctx, `
		INSERT INTO coach.dispute (finding_id, staff, reason, at)
		SELECT f.id, $2, $4, $5 FROM coach.finding f JOIN coach.call c ON c.id = f.call_id
		WHERE f.id = $1 AND c.staff = $2 AND c.team = $3
		ON CONFLICT ON CONSTRAINT dispute_once DO UPDATE SET reason = excluded.reason, at = excluded.at
		RETURNING id`, findingID, v.Staff, v.Team, strings.TrimSpace(reason), now).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("coach: store dispute: %w", err)
	}
	return nil
}
