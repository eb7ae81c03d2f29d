package rank

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// Account is all that stands beside a call: the person, their debts, numbers and history, and what is permitted now.
type Account struct {
	Item                 // the row as it would stand on the list; Name is whole here
	Ref         string   // the lender's reference of the person
	Zones       []string // every zone the person may be in
	Agent, Team string
	Numbers     []PhoneNumber
	Promises    []Promise   // of all debts, the latest first
	Timeline    []Event     // the latest first
	Journal     []Journaled // with what was taken back, the latest first
	Windows     []Window    // permitted times of the person's present day
	Plan        []PlanLimits
	ScoredAt    time.Time // when the scores were made; zero without any
	Model       string    // "" for written rules
}

// Event is one line of the timeline.
type Event struct {
	At        time.Time // a day as midnight UTC where Day is set, else a moment
	Day       bool
	Kind      string // statement, payment, promise, contact
	AccountID int64
	Amount    *Money // balance, payment or promise
	Days      int    // past due, of a statement
	Channel   string
	Number    string
	Result    string // of a contact; kept, broken, open of a promise
	Due       *time.Time
}

// PlanLimits is what a repayment plan for one debt may be without asking anybody.
type PlanLimits struct {
	AccountID int64
	Owed      Money
	// MaxMonths is how many monthly payments at most. Sixty for Chinese cards (信用卡业务监督管理办法 art. 70: five years),
	// twelve elsewhere by house policy.
	MaxMonths int
	// LeastMonthly is the smallest payment that clears the debt in MaxMonths, rounded up to whole minor units.
	LeastMonthly Money
}

// timelineMonths is how far back the timeline goes.
const timelineMonths = 24

// Account reads everything about one person. Errors: ErrNotFound for a person who is not the viewer's.
func (s *Store) Account(ctx context.Context, v Viewer, personID int64, now time.Time) (*Account, error) {
	items, out, err := s.personItems(ctx, v, personID)
	if err != nil {
		return nil, fmt.Errorf("rank: account: %w", err)
	}
	ids, at := make([]int64, len(items)), make(map[int64]*History, len(items))
	for i := range items {
		ids[i], at[items[i].ID] = items[i].ID, &items[i].History
	}
	since := dateOf(now).AddDate(0, -timelineMonths, 0)
	if err := s.loadLately(ctx, ids, scope{Until: now.AddDate(0, 0, 1), Since: since}, at); err != nil {
		return nil, fmt.Errorf("rank: account: %w", err)
	}
	standings, err := s.loadStandings(ctx, []int64{personID}, now)
	if err != nil {
		return nil, err
	}
	st := standings[personID]
	name := out.Name
	out.Item = s.row(items, st, now).Item
	if name != "" {
		out.Name = name
	}
	out.Numbers = st.numbers
	today := dateOf(now.In(here(out.Zones)))
	for i := range items {
		out.addHistory(&items[i], today)
	}
	out.Windows = windowsOfDay(items, st, now)
	if err := s.addContacts(ctx, out, ids, since, now); err != nil {
		return nil, fmt.Errorf("rank: account: %w", err)
	}
	if err := s.addJournal(ctx, out, st, personID, now); err != nil {
		return nil, fmt.Errorf("rank: account: %w", err)
	}
	slices.SortStableFunc(out.Timeline, func(a, b Event) int { return b.At.Compare(a.At) })
	slices.SortStableFunc(out.Promises, func(a, b Promise) int { return cmp.Or(b.Due.Compare(a.Due), b.Made.Compare(a.Made)) })
	return out, nil
}

// personItems reads the person's accounts with their last scores.
func (s *Store) personItems(ctx context.Context, v Viewer, personID int64) ([]listed, *Account, error) {
	agent, team := v.mine()
	out := &Account{}
	err := s.pool.QueryRow(ctx, `SELECT p.ref, p.name, p.zones, p.agent, p.team,
			coalesce(l.made_at, 'epoch'), coalesce((SELECT m.model_id FROM rank.model_version m WHERE m.id = l.model_version_id), '')
		FROM rank.person p
		LEFT JOIN LATERAL (SELECT l.made_at, l.model_version_id FROM rank.item i JOIN rank.list l ON l.id = i.list_id
			WHERE i.person_id = p.id ORDER BY l.day DESC, l.made_at DESC LIMIT 1) l ON true
		WHERE p.id = $1 AND ($2::text IS NULL OR p.agent = $2) AND ($3::text IS NULL OR p.team = $3)`, personID, agent, team).
		Scan(&out.Ref, &out.Name, &out.Zones, &out.Agent, &out.Team, &out.ScoredAt, &out.Model)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil, ErrNotFound
	}
	if err != nil {
		return nil, nil, err
	}
	if out.ScoredAt.Unix() == 0 {
		out.ScoredAt = time.Time{}
	}
	rows, err := s.pool.Query(ctx, `SELECT a.id, a.person_id, a.ref, p.ref, p.name, p.agent, p.team, a.currency, a.jurisdiction, a.product, a.state,
			p.zones, p.lang, a.demo, m.kind, m.principal, m.use, m.placed_from, m.placed_until,
			i.likelihood, i.value, i.expected, coalesce(i.score, 0), coalesce(i.reasons, '[]')
		FROM rank.account a JOIN rank.person p ON p.id = a.person_id JOIN rank.mandate m ON m.id = a.mandate_id
		LEFT JOIN LATERAL (SELECT i.* FROM rank.item i JOIN rank.list l ON l.id = i.list_id
			WHERE i.account_id = a.id AND i.person_id = p.id ORDER BY l.day DESC, l.made_at DESC LIMIT 1) i ON true
		WHERE a.person_id = $1 ORDER BY i.score DESC NULLS LAST, a.ref`, personID)
	if err != nil {
		return nil, nil, err
	}
	items, err := pgx.CollectRows(rows, scanListed)
	if err == nil && len(items) == 0 {
		err = ErrNotFound // their accounts went to another person
	}
	return items, out, err
}

// addHistory puts an account's statements, payments and promises on the timeline, and its limits beside it.
func (a *Account) addHistory(i *listed, today time.Time) {
	money := func(minor int64) *Money { return &Money{minor, i.Currency} }
	h := i.History
	for _, st := range h.Statements {
		a.Timeline = append(a.Timeline, Event{At: st.AsOf, Day: true, Kind: "statement", AccountID: i.ID, Amount: money(st.Balance), Days: st.DaysPastDue})
	}
	for _, p := range h.Payments {
		a.Timeline = append(a.Timeline, Event{At: p.On, Day: true, Kind: "payment", AccountID: i.ID, Amount: money(p.Amount)})
	}
	for _, p := range h.Pledges {
		made := h.promise(p, i.ID, i.Currency, today)
		a.Promises = append(a.Promises, *made)
		a.Timeline = append(a.Timeline, Event{At: p.Made, Day: true, Kind: "promise", AccountID: i.ID, Amount: &made.Amount, Result: made.State, Due: &made.Due})
	}
	if last, ok := h.last(); ok && last.Balance > h.paidSince() {
		a.Plan = append(a.Plan, planLimits(i, last.Balance-h.paidSince()))
	}
}

func planLimits(i *listed, owed int64) PlanLimits {
	months := 12
	if strings.HasPrefix(i.Jurisdiction, "CN") && (i.Product == "" || i.Product == "card") {
		months = 60
	}
	least := (owed + int64(months) - 1) / int64(months)
	return PlanLimits{AccountID: i.ID, Owed: Money{owed, i.Currency}, MaxMonths: months, LeastMonthly: Money{least, i.Currency}}
}

// windowsOfDay are the permitted times of the person's day, of the first debt that has any.
func windowsOfDay(items []listed, st *standing, now time.Time) []Window {
	for i := range items {
		if w := Windows(factsOf(&items[i].portfolioAccount, st, now), now.In(here(items[i].Zones))); len(w) > 0 {
			return w
		}
	}
	return nil
}

func (s *Store) addContacts(ctx context.Context, out *Account, ids []int64, since, now time.Time) error {
	return each(ctx, s, `SELECT account_id, at, channel, number, result FROM rank.contact
		WHERE account_id = any($1) AND at >= $2 AND at <= $3 ORDER BY at DESC`, []any{ids, since, now}, func(rows pgx.Rows) error {
		e := Event{Kind: "contact"}
		err := rows.Scan(&e.AccountID, &e.At, &e.Channel, &e.Number, &e.Result)
		out.Timeline = append(out.Timeline, e)
		return err
	})
}

// addJournal shows the journal with what was taken back, which a standing leaves out.
func (s *Store) addJournal(ctx context.Context, out *Account, st *standing, personID int64, now time.Time) error {
	all, err := s.journalOf(ctx, personID, now)
	if err != nil {
		return err
	}
	currency := map[int64]string{}
	for _, d := range out.Debts {
		currency[d.AccountID] = d.Balance.Currency
	}
	for _, e := range all {
		j := e.shown(st)
		if e.kind == Promised {
			j.Promise = &Promise{AccountID: e.accountID, Made: dateOf(e.at), Due: *e.due, Amount: Money{*e.amount, currency[e.accountID]}}
		}
		out.Journal = append(out.Journal, *j)
	}
	slices.Reverse(out.Journal)
	return nil
}

func (s *Store) journalOf(ctx context.Context, personID int64, now time.Time) ([]entry, error) {
	var out []entry
	err := s.eachEntry(ctx, []int64{personID}, now, func(_ int64, e entry) { out = append(out, e) })
	return out, err
}
