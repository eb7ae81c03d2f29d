package rank

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// DayCapacity is how many calls an agent can make in a day with its notes: eight hours at eight minutes each.
const DayCapacity = 60

// listed is an account on a stored list with its score, and with the facts as they are now.
type listed struct {
	portfolioAccount
	likelihood, value, expected *float64
	score                       float64
	reasons                     []Reason
}

// Today is the viewer's list as it stands at this moment: gates, order and tabs are worked out now, from the day's
// stored scores and the journal. The day is the one on the viewer's own clock. Where nobody has built its list yet, or
// a file or a model has come since, it is built first. It takes a constant number of queries, whatever the length of
// the list. Errors: *InvalidError for a viewer's zone that does not exist.
func (s *Store) Today(ctx context.Context, v Viewer, now time.Time) (*List, error) {
	clock, err := v.clock()
	if err != nil {
		return nil, fmt.Errorf("rank: today: %w", err)
	}
	list, err := s.todaysList(ctx, v, dateOf(now.In(clock)), now)
	if err != nil {
		return nil, fmt.Errorf("rank: today: %w", err)
	}
	items, err := s.listedItems(ctx, v, list.Date, now)
	if err != nil {
		return nil, fmt.Errorf("rank: today: %w", err)
	}
	standings, err := s.loadStandings(ctx, peopleListed(items), now)
	if err != nil {
		return nil, err
	}
	for _, row := range s.rows(items, standings, now) {
		list.put(row)
	}
	list.arrange()
	list.CallsLeft = max(0, DayCapacity-callsToday(standings, v, clock, now))
	list.Expected = list.expected()
	return list, nil
}

// mine is the condition on p (rank.person) and l (rank.list) that holds what a viewer may see: an agent or trainee
// their own people, a lead the team's, an admin everybody. Its arguments are the agent and the team, null for all.
func (v Viewer) mine() (agent, team *string) {
	switch v.Role {
	case "admin":
		return nil, nil
	case "lead":
		return nil, &v.Team
	}
	return &v.Staff, &v.Team
}

// todaysList is the head of the day's list. Lists that nobody has built yet, and those made before the last file or
// model came, are built first, of the viewer's whole team, so that a lead never sees a part of it.
func (s *Store) todaysList(ctx context.Context, v Viewer, today, now time.Time) (*List, error) {
	agent, team := v.mine()
	stale, err := s.staleLists(ctx, today, agent, team)
	if err != nil {
		return nil, err
	}
	for _, demo := range stale {
		if err := s.buildLists(ctx, scope{Demo: demo, Until: today, Team: team}, now); err != nil {
			return nil, err
		}
	}
	list, err := s.listHead(ctx, v, today)
	if err == nil && list.MadeAt.IsZero() {
		list.MadeAt = now // nobody is given to the viewer: an empty list is a list
	}
	return list, err
}

// staleLists says of which of the two sets, the demonstration's and the real one, a list is missing or was made before
// the last file or model came. People count, not lists: an agent whose people all went elsewhere needs no new one.
func (s *Store) staleLists(ctx context.Context, today time.Time, agent, team *string) ([]bool, error) {
	rows, err := s.pool.Query(ctx, `WITH arrived AS (SELECT d.demo, `+arrivals+` AS n FROM (VALUES (false), (true)) d (demo))
		SELECT DISTINCT p.demo FROM rank.person p JOIN arrived USING (demo)
		WHERE ($2::text IS NULL OR p.agent = $2) AND ($3::text IS NULL OR p.team = $3)
			AND EXISTS (SELECT FROM rank.account a WHERE a.person_id = p.id)
			AND NOT EXISTS (SELECT FROM rank.list l WHERE l.day = $1 AND l.team = p.team AND l.agent = p.agent AND l.demo = p.demo
				AND l.arrived = arrived.n)
		ORDER BY p.demo`, today, agent, team)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[bool])
}

// arrivals counts the files and models of d.demo that have come. Times would not do: a file that takes a minute to load
// begins before, and ends after, a list that is made meanwhile.
const arrivals = `(SELECT count(*) FROM rank.import i WHERE i.demo = d.demo AND i.loaded > 0)
	+ (SELECT count(*) FROM rank.model_version m WHERE m.demo = d.demo)`

func (s *Store) listHead(ctx context.Context, v Viewer, today time.Time) (*List, error) {
	agent, team := v.mine()
	list := &List{Date: today}
	var made *time.Time
	err := s.pool.QueryRow(ctx, `SELECT max(l.made_at), coalesce(max(m.model_id), ''), coalesce(max(l.notice), ''), coalesce(bool_or(l.demo), false)
		FROM rank.list l LEFT JOIN rank.model_version m ON m.id = l.model_version_id
		WHERE l.day = $1 AND ($2::text IS NULL OR l.agent = $2) AND ($3::text IS NULL OR l.team = $3)`, today, agent, team).
		Scan(&made, &list.Model, &list.Notice, &list.Demo)
	if made != nil {
		list.MadeAt = *made
	}
	return list, err
}

// listMemory is how many days back statements, payments and promises matter to a list: the last statement is of the
// month end before the last at most, and a broken promise stands first for thirty days.
const listMemory = 120

// listedItems reads the list's accounts with their scores, and what their histories say of late. People who were given
// to another agent since the list was made are left to that agent.
func (s *Store) listedItems(ctx context.Context, v Viewer, today, now time.Time) ([]listed, error) {
	agent, team := v.mine()
	rows, err := s.pool.Query(ctx, `SELECT a.id, a.person_id, a.ref, p.ref, p.name, p.agent, p.team, a.currency, a.jurisdiction, a.product, a.state,
			p.zones, p.lang, a.demo, m.kind, m.principal, m.use, m.placed_from, m.placed_until,
			i.likelihood, i.value, i.expected, i.score, i.reasons
		FROM rank.list l JOIN rank.item i ON i.list_id = l.id JOIN rank.account a ON a.id = i.account_id
			JOIN rank.person p ON p.id = a.person_id JOIN rank.mandate m ON m.id = a.mandate_id
		WHERE l.day = $1 AND ($2::text IS NULL OR l.agent = $2) AND ($3::text IS NULL OR l.team = $3)
			AND p.agent = l.agent AND p.team = l.team
		ORDER BY a.person_id, i.score DESC, a.ref`, today, agent, team)
	if err != nil {
		return nil, err
	}
	items, err := pgx.CollectRows(rows, scanListed)
	if err != nil {
		return nil, err
	}
	ids, at := make([]int64, len(items)), make(map[int64]*History, len(items))
	for i := range items {
		ids[i], at[items[i].ID] = items[i].ID, &items[i].History
	}
	sc := scope{Until: now.AddDate(0, 0, 1), Since: today.AddDate(0, 0, -listMemory)}
	return items, s.loadLately(ctx, ids, sc, at)
}

func scanListed(row pgx.CollectableRow) (listed, error) {
	var i listed
	m := &i.Mandate
	err := row.Scan(&i.ID, &i.PersonID, &i.Ref, &i.Person, &i.PersonName, &i.Agent, &i.Team, &i.Currency, &i.Jurisdiction, &i.Product, &i.State,
		&i.Zones, &i.Lang, &i.Demo, &m.Kind, &m.Principal, &m.Use, &m.From, &m.Until,
		&i.likelihood, &i.value, &i.expected, &i.score, &i.reasons)
	return i, err
}

// loadLately fills histories without the attempts, which a standing holds already.
func (s *Store) loadLately(ctx context.Context, ids []int64, sc scope, at map[int64]*History) error {
	if err := s.loadStatements(ctx, ids, sc, at); err != nil {
		return err
	}
	if err := s.loadPayments(ctx, ids, sc, at); err != nil {
		return err
	}
	return s.loadPledges(ctx, ids, sc, at)
}

func peopleListed(items []listed) []int64 {
	var out []int64
	for i := range items { // in the order of people
		if i == 0 || items[i].PersonID != items[i-1].PersonID {
			out = append(out, items[i].PersonID)
		}
	}
	return out
}

// callsToday counts the calls that the viewer has recorded today, by the viewer's own clock.
func callsToday(standings map[int64]*standing, v Viewer, clock *time.Location, now time.Time) int {
	n := 0
	for _, st := range standings {
		for _, e := range st.journal {
			if e.staff == v.Staff && e.kind.call() && dateOf(e.at.In(clock)).Equal(dateOf(now.In(clock))) {
				n++
			}
		}
	}
	return n
}
