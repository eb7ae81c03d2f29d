package rank

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"evenkeel/corpus/pg"
)

// BuildLists stores the lists of a day for every agent: who is overdue, the scores, and the reasons. Order and gates are
// worked out when a list is read, so that building again changes nothing an agent has done. The demonstration's
// accounts and the others are scored apart, each by its own model.
func (s *Store) BuildLists(ctx context.Context, date, now time.Time) error {
	for _, demo := range []bool{false, true} {
		if err := s.buildLists(ctx, scope{Demo: demo, Until: date}, now); err != nil {
			return fmt.Errorf("rank: build lists of %s: %w", day(date), err)
		}
	}
	return nil
}

// listOwner is whose list it is.
type listOwner struct{ agent, team string }

func (s *Store) buildLists(ctx context.Context, sc scope, now time.Time) error {
	making := listMaking{sc: sc, now: now}
	// Counted before anything is read: what comes meanwhile makes the list stale, read or not.
	if err := s.pool.QueryRow(ctx, `SELECT `+arrivals+` FROM (VALUES ($1::boolean)) d (demo)`, sc.Demo).Scan(&making.arrived); err != nil {
		return err
	}
	accounts, err := s.loadPortfolio(ctx, sc)
	if err != nil {
		return err
	}
	owners := map[listOwner][]scored{}
	for _, a := range accounts {
		owners[listOwner{a.Agent, a.Team}] = nil // who has nobody overdue has an empty list, not none
	}
	accounts = overdueOn(accounts, dateOf(sc.Until))
	list, t, err := s.scoreAll(ctx, accounts, dateOf(sc.Until), sc.Demo)
	if err != nil {
		return err
	}
	making.model = t
	for _, a := range list {
		o := listOwner{a.Agent, a.Team}
		owners[o] = append(owners[o], a)
	}
	return pg.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		for _, owner := range inOrder(owners) {
			if err := making.store(ctx, tx, owner, owners[owner]); err != nil {
				return err
			}
		}
		return nil
	})
}

// inOrder lists the owners always alike, so that two builds at once wait for each other and never lock each other out.
func inOrder(owners map[listOwner][]scored) []listOwner {
	return slices.SortedFunc(maps.Keys(owners), func(a, b listOwner) int {
		return cmp.Or(cmp.Compare(a.team, b.team), cmp.Compare(a.agent, b.agent))
	})
}

// overdueOn keeps the accounts that a list is about: a statement that is not stale, with something overdue.
func overdueOn(accounts []portfolioAccount, date time.Time) []portfolioAccount {
	var out []portfolioAccount
	for _, a := range accounts {
		if a.History.Until(date).overdue(date) {
			out = append(out, a)
		}
	}
	return out
}

// overdue tells whether the last statement still speaks for the day, with something overdue that was not paid since.
func (h History) overdue(today time.Time) bool {
	last, ok := h.last()
	return ok && last.DaysPastDue > 0 && last.Balance > h.paidSince() && current(last.AsOf, today)
}

// listMaking is what the lists of one build have in common.
type listMaking struct {
	sc      scope
	model   *trained // nil: written rules
	arrived int64    // files and models that had come
	now     time.Time
}

func (m *listMaking) store(ctx context.Context, tx pgx.Tx, owner listOwner, items []scored) error {
	var version *int64
	notice := NoticeWrittenRules
	if m.model != nil {
		version, notice = &m.model.id, ""
	}
	var list int64
	if err := tx.QueryRow(ctx, `INSERT INTO rank.list AS l (day, agent, team, demo, made_at, model_version_id, notice, arrived)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (day, team, agent, demo) DO UPDATE SET made_at = excluded.made_at, model_version_id = excluded.model_version_id,
			notice = excluded.notice, arrived = excluded.arrived
		RETURNING id`, dateOf(m.sc.Until), owner.agent, owner.team, m.sc.Demo, m.now, version, notice, m.arrived).Scan(&list); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM rank.item WHERE list_id = $1`, list); err != nil {
		return err
	}
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"rank", "item"},
		[]string{"list_id", "account_id", "person_id", "likelihood", "value", "expected", "score", "features", "reasons"},
		pgx.CopyFromSlice(len(items), func(i int) ([]any, error) {
			a := items[i]
			var value, expected *float64
			if a.prediction != nil {
				v, e := a.prediction.Value*a.unit, a.prediction.Expected*a.unit
				value, expected = &v, &e
			}
			return []any{list, a.ID, a.PersonID, a.likelihood(), value, expected, a.score, a.x, reasonsJSON(a.reasons)}, nil
		}))
	return err
}

func reasonsJSON(list []Reason) []Reason {
	if list == nil {
		return []Reason{}
	}
	return list
}
