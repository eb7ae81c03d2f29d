package coach

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

const scenarioColumns = `s.id, s.key, s.version, s.team, s.lang, s.title, s.who, s.know, s.judged, s.jurisdiction,
	s.stage, s.debtor_kind, s.objections, s.difficulty, s.setting, s.debtor, s.demo, coalesce(s.person_id, 0)`

func (sc *Scenario) fields() []any {
	return []any{&sc.ID, &sc.Key, &sc.Version, &sc.Team, &sc.Lang, &sc.Title, &sc.Who, &sc.Know, &sc.Judged,
		&sc.Jurisdiction, &sc.Stage, &sc.DebtorKind, &sc.Objections, &sc.Difficulty, &sc.Setting, &sc.Debtor,
		&sc.Demo, &sc.PersonID}
}

// Scenarios lists what the viewer can practise in lang ("" for both), the
// newest version of each, with the viewer's own tries and best outcome;
// today's drill first, then what was never tried, then by difficulty.
func (s *Store) Scenarios(ctx context.Context, v Viewer, lang string) ([]ScenarioCard, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT `+scenarioColumns+`, h.tries, coalesce(h.best, ''), coalesce(h.best_call, 0), h.last
		FROM coach.scenario s
		LEFT JOIN LATERAL (
			SELECT count(*)::int AS tries, max(c.started) AS last,
				(array_agg(sc.outcome ORDER BY array_position(ARRAY['pass','coach','fail','not_scored'], sc.outcome), c.started DESC) FILTER (WHERE sc.outcome IS NOT NULL))[1] AS best,
				(array_agg(c.id ORDER BY array_position(ARRAY['pass','coach','fail','not_scored'], sc.outcome), c.started DESC) FILTER (WHERE sc.outcome IS NOT NULL))[1] AS best_call
			FROM coach.call c
			JOIN coach.scenario any_version ON any_version.id = c.scenario_id
			LEFT JOIN coach.score sc ON sc.call_id = c.id
			WHERE any_version.key = s.key AND any_version.team = s.team AND c.staff = $1 AND c.team = $2
		) h ON true
		WHERE s.person_id IS NULL AND s.team IN ('', $2) AND ($3 = '' OR s.lang = $3)
			AND NOT EXISTS (SELECT FROM coach.scenario newer WHERE newer.team = s.team AND newer.key = s.key AND newer.version > s.version)
		ORDER BY (h.tries > 0), s.difficulty, s.key`, v.Staff, v.Team, lang)
	if err != nil {
		return nil, fmt.Errorf("coach: list scenarios: %w", err)
	}
	cards, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (ScenarioCard, error) {
		var c ScenarioCard
		err := row.Scan(append(c.Scenario.fields(), &c.Tries, &c.Best, &c.BestCall, &c.LastAt)...)
		return c, err
	})
	if err != nil {
		return nil, fmt.Errorf("coach: list scenarios: %w", err)
	}
	return suggest(cards), nil
}

// suggest marks the drill and puts it first: the easiest case not yet passed,
// one that failed before one that was never tried.
func suggest(cards []ScenarioCard) []ScenarioCard {
	pick := -1
	for i, c := range cards {
		if c.Best == Pass {
			continue
		}
		if pick < 0 || drillRank(c) < drillRank(cards[pick]) {
			pick = i
		}
	}
	if pick < 0 {
		return cards
	}
	drill := cards[pick]
	drill.Drill = true
	out := make([]ScenarioCard, 0, len(cards))
	out = append(out, drill)
	out = append(out, cards[:pick]...)
	return append(out, cards[pick+1:]...)
}

func drillRank(c ScenarioCard) int {
	order := map[string]int{Fail: 0, Coach: 1, "": 2, NotScored: 2}
	return order[c.Best]*10 + c.Difficulty
}

// Scenario returns one that the viewer may practise. Errors: ErrNotFound.
func (s *Store) Scenario(ctx context.Context, v Viewer, id int64) (*Scenario, error) {
	var sc Scenario
	err := s.pool.QueryRow(ctx, `
		SELECT `+scenarioColumns+` FROM coach.scenario s
		WHERE s.id = $1 AND s.team IN ('', $2)`, id, v.Team).Scan(sc.fields()...)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("coach: scenario: %w", err)
	}
	return &sc, nil
}

// insertScenario stores a new version and returns its id.
func insertScenario(ctx context.Context, tx pgx.Tx, sc Scenario, digest string, now time.Time) (int64, error) {
	var id int64
	err := tx.QueryRow(ctx, `
		INSERT INTO coach.scenario (key, version, team, lang, title, who, know, judged, jurisdiction, stage,
			debtor_kind, objections, difficulty, setting, debtor, digest, person_id, demo, created)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,nullif($17::bigint,0),$18,$19) RETURNING id`,
		sc.Key, sc.Version, sc.Team, sc.Lang, sc.Title, sc.Who, sc.Know, sc.Judged, sc.Jurisdiction, sc.Stage,
		sc.DebtorKind, objectionsOf(sc), sc.Difficulty, sc.Setting, sc.Debtor, digest, sc.PersonID, sc.Demo, now).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("coach: store scenario %s: %w", sc.Key, err)
	}
	return id, nil
}

func objectionsOf(sc Scenario) []string {
	keys := make([]string, 0, len(sc.Debtor.Objections))
	for _, o := range sc.Debtor.Objections {
		keys = append(keys, o.Key)
	}
	return keys
}
