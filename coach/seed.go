package coach

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"evenkeel/coach/debtor"
	"evenkeel/corpus/pg"
)

// BuiltIn returns the scenarios that come with the program, for a call without
// a database.
func BuiltIn() ([]Scenario, error) {
	seeds, err := debtor.Scenarios()
	if err != nil {
		return nil, fmt.Errorf("coach: built-in scenarios: %w", err)
	}
	list := make([]Scenario, 0, len(seeds))
	for _, x := range seeds {
		list = append(list, Scenario{Key: x.Key, Version: 1, Lang: x.Debtor.Lang, Title: x.Title, Who: x.Who, Know: x.Know,
			Judged: x.Judged, Jurisdiction: x.Debtor.Jurisdiction, Stage: x.Stage, DebtorKind: x.Debtor.Kind,
			Difficulty: x.Difficulty, Setting: x.Setting, Debtor: x.Debtor})
	}
	for i := range list {
		list[i].Objections = objectionsOf(list[i])
	}
	return list, nil
}

// SeedScenarios stores the built-in scenarios, which belong to the product and
// not to the demonstration: a changed one as a new version, an unchanged one not again. It returns how many
// were new.
func (s *Store) SeedScenarios(ctx context.Context, now time.Time) (int, error) {
	list, err := BuiltIn()
	if err != nil {
		return 0, err
	}
	added := 0
	err = pg.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		for _, sc := range list {
			fresh, err := seedOne(ctx, tx, sc, now)
			if err != nil {
				return err
			}
			if fresh {
				added++
			}
		}
		return nil
	})
	return added, err
}

func seedOne(ctx context.Context, tx pgx.Tx, sc Scenario, now time.Time) (bool, error) {
	sum, err := digest(sc)
	if err != nil {
		return false, err
	}
	var version int
	var last string
	err = tx.QueryRow(ctx, `
		SELECT version, digest FROM coach.scenario WHERE team = '' AND key = $1 ORDER BY version DESC LIMIT 1`, sc.Key).Scan(&version, &last)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return false, fmt.Errorf("coach: seed %s: %w", sc.Key, err)
	}
	if last == sum {
		return false, nil
	}
	sc.Version = version + 1
	_, err = insertScenario(ctx, tx, sc, sum, now)
	return err == nil, err
}

// digest is over all that makes the scenario, but for its id and version.
func digest(sc Scenario) (string, error) {
	sc.ID, sc.Version, sc.Demo = 0, 0, false
	text, err := json.Marshal(sc)
	if err != nil {
		return "", fmt.Errorf("coach: scenario %s: %w", sc.Key, err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:16]), nil
}

// ClearDemo removes what was practised in the demonstration: every call of the
// people with these logins, and every rehearsal made from demonstration data.
// The built-in scenarios and the calls that others played on them stay.
func (s *Store) ClearDemo(ctx context.Context, logins []string) error {
	if logins == nil {
		logins = []string{} // no login is none, not all
	}
	return pg.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		for _, sql := range []string{
			`UPDATE coach.call SET parent_id = NULL WHERE NOT (demo OR staff = ANY ($1))
				AND parent_id IN (SELECT id FROM coach.call WHERE demo OR staff = ANY ($1))`,
			`DELETE FROM coach.call WHERE demo OR staff = ANY ($1)`,
		} {
			if _, err := tx.Exec(ctx, sql, logins); err != nil {
				return fmt.Errorf("coach: clear demonstration: %w", err)
			}
		}
		// A rehearsal's scenario is there for its calls alone.
		_, err := tx.Exec(ctx, `
			DELETE FROM coach.scenario s WHERE s.person_id IS NOT NULL
				AND NOT EXISTS (SELECT FROM coach.call c WHERE c.scenario_id = s.id)`)
		if err != nil {
			return fmt.Errorf("coach: clear demonstration: %w", err)
		}
		return nil
	})
}
