package rank

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"evenkeel/model"
)

// scored is an account with what the list is ordered by.
type scored struct {
	*portfolioAccount
	x          []float64 // as Features gives them
	prediction *model.Prediction
	unit       float64 // minor units that stand for 1 in the prediction's amounts
	score      float64 // one scale for all currencies
	reasons    []Reason
}

// expected is the money to expect by the next month end, in minor units; nil under written rules.
func (s scored) expected() *Money {
	return s.money(func(p *model.Prediction) float64 { return p.Expected })
}

// value is the money to expect if the person pays, in minor units; nil under written rules.
func (s scored) value() *Money { return s.money(func(p *model.Prediction) float64 { return p.Value }) }

func (s scored) money(of func(*model.Prediction) float64) *Money {
	if s.prediction == nil {
		return nil
	}
	return &Money{minorOf(of(s.prediction) * s.unit), s.Currency}
}

func (s scored) likelihood() *float64 {
	if s.prediction == nil {
		return nil
	}
	return &s.prediction.Likelihood
}

// scoreAll scores every account that has a statement by the end of date, by the newest model that has read nothing
// later, or by written rules where there is none; the model is nil then.
func (s *Store) scoreAll(ctx context.Context, accounts []portfolioAccount, date time.Time, demo bool) ([]scored, *trained, error) {
	t, err := s.modelFor(ctx, date, demo)
	if err != nil && !errors.Is(err, errNoModel) {
		return nil, nil, err
	}
	out := make([]scored, len(accounts))
	for i := range accounts {
		out[i] = scored{portfolioAccount: &accounts[i], x: Features(accounts[i].History, date)}
	}
	if t == nil {
		scoreWritten(out)
		return out, nil, nil
	}
	if err := t.score(out, date); err != nil {
		return nil, nil, fmt.Errorf("rank: score: %w", err)
	}
	return out, t, nil
}

// score fills predictions and reasons of the accounts that have a statement.
func (t *trained) score(list []scored, date time.Time) error {
	t.meetCurrencies(list)
	var vectors [][]float64
	var caps []float64
	var at []int
	for i := range list {
		a := &list[i]
		last, ok := a.History.Until(date).last()
		if !ok {
			continue
		}
		a.unit = t.columns.scale(a.Currency)
		vectors = append(vectors, t.columns.vector(a.x, last.Extra, a.Currency))
		caps = append(caps, capOf(minorOf(a.x[0]), a.unit))
		at = append(at, i)
	}
	if len(vectors) == 0 {
		return nil
	}
	x := pick(t.columns.table(vectors), t.models.features())
	predictions, err := t.models.predict(x, caps)
	if err != nil {
		return err
	}
	why, err := t.models.explain(x)
	if err != nil {
		return err
	}
	for j, i := range at {
		a := &list[i]
		p := &predictions[j]
		a.prediction, a.score = p, p.Expected
		a.reasons = reasonsOf(why[j], a.x, a.Currency)
	}
	return nil
}

// meetCurrencies gives currencies that the model has not met the scale of the list itself.
func (t *trained) meetCurrencies(list []scored) {
	for code, scale := range listScales(list) {
		if t.columns.Scales[code] == 0 {
			t.columns.Scales[code] = scale
		}
	}
}

// listScales is the median balance of each currency.
func listScales(list []scored) map[string]float64 {
	balances := map[string][]float64{}
	for _, a := range list {
		if b := a.x[0]; b > 0 {
			balances[a.Currency] = append(balances[a.Currency], b)
		}
	}
	out := map[string]float64{}
	for code, b := range balances {
		out[code] = median(b)
	}
	return out
}

func scoreWritten(list []scored) {
	scales := listScales(list)
	for i := range list {
		a := &list[i]
		if scales[a.Currency] > 0 {
			a.score = writtenScore(a.History, orZero(a.x[0])/scales[a.Currency])
		}
		a.reasons = writtenReasons(a.x, a.Currency)
	}
}

// Ranked is one account of a ranking, as the command line prints it. Money is in major units of the account's currency.
type Ranked struct {
	Account        string     `json:"account"`
	Person         string     `json:"person"`
	Agent          string     `json:"agent"`
	Position       *int       `json:"position"` // null: no call is permitted
	Likelihood     *float64   `json:"likelihood"`
	Value          *float64   `json:"value"`
	Expected       *float64   `json:"expected"`
	Extra          *float64   `json:"extra"` // money a call adds; not measured yet, and then null
	Reasons        []string   `json:"reasons"`
	RuleIDs        []string   `json:"rule_ids"`
	PermittedFrom  *time.Time `json:"permitted_from"`
	PermittedUntil *time.Time `json:"permitted_until"`
	Earliest       *time.Time `json:"earliest"`
}

// RankOptions say which day or moment to rank for.
type RankOptions struct {
	Date time.Time
	At   *time.Time // nil: a position is null only where no minute of Date is permitted
	Demo bool
	Lang string // of the reasons; "" is English
}

// Rank orders all accounts for a day, beyond what anybody can call: one line each, the callable ones first by expected
// money. Nothing dated after the day is read.
func (s *Store) Rank(ctx context.Context, o RankOptions, _ time.Time) ([]Ranked, error) {
	date := dateOf(o.Date)
	accounts, err := s.loadPortfolio(ctx, scope{Demo: o.Demo, Until: date})
	if err != nil {
		return nil, err
	}
	list, _, err := s.scoreAll(ctx, accounts, date, o.Demo)
	if err != nil {
		return nil, err
	}
	until := date.AddDate(0, 0, 1).Add(-time.Microsecond)
	if o.At != nil {
		until = *o.At
	}
	standings, err := s.loadStandings(ctx, peopleOf(accounts), until)
	if err != nil {
		return nil, err
	}
	for i := range accounts {
		st := standings[accounts[i].PersonID]
		st.debts = append(st.debts, &accounts[i])
	}
	lines := make([]ranking, len(list))
	for i := range list {
		lines[i] = s.rankOne(&list[i], standings[list[i].PersonID], date, o)
	}
	return ordered(lines), nil
}

// peopleOf are the owners of the accounts, each once.
func peopleOf(accounts []portfolioAccount) []int64 {
	ids := make([]int64, len(accounts))
	for i, a := range accounts {
		ids[i] = a.PersonID
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// ranking is a line with what it is ordered by.
type ranking struct {
	Ranked
	score float64
}

func (s *Store) rankOne(a *scored, st *standing, date time.Time, o RankOptions) ranking {
	line := ranking{score: a.score, Ranked: Ranked{Account: a.Ref, Person: a.Person, Agent: a.Agent, Likelihood: a.likelihood(),
		Value: a.value().major(), Expected: a.expected().major(), Reasons: []string{}, RuleIDs: []string{}}}
	if p, broken := a.History.brokenPledge(date); broken {
		line.Reasons = append(line.Reasons, Say(promiseReason("promise_broken", p, a.Currency), o.Lang))
		if a.prediction == nil {
			line.score += brokenFirst
		}
	}
	for _, r := range a.reasons {
		line.Reasons = append(line.Reasons, Say(r, o.Lang))
	}
	zone := here(a.Zones)
	y, m, d := date.Date()
	// Noon stands for the day: hours are no reason then. What was learnt in its afternoon counts all the same.
	at, known := time.Date(y, m, d, 12, 0, 0, 0, zone), time.Date(y, m, d+1, 0, 0, -1, 0, zone)
	if o.At != nil {
		at = o.At.In(zone)
		known = at
	}
	facts := factsOf(a.portfolioAccount, st, known)
	v := s.judge(facts, st, at)
	window, open := windowOf(facts, time.Date(y, m, d, 0, 0, 0, 0, zone), o.At)
	if open {
		line.PermittedFrom, line.PermittedUntil = local(&window.From, zone), local(&window.Until, zone)
	}
	line.Earliest = local(v.Earliest, zone)
	switch {
	case o.At != nil && v.Allowed:
		line.Position = new(int)
	case o.At == nil && open:
		line.Position, line.Earliest = new(int), line.PermittedFrom
	default:
		line.RuleIDs = append(line.RuleIDs, v.Rules...)
	}
	return line
}

// windowOf is the permitted window of the day: the one at a moment, or the first.
func windowOf(f Facts, day time.Time, at *time.Time) (Window, bool) {
	for _, w := range Windows(f, day) {
		if at == nil || w.Contains(*at) {
			return w, true
		}
	}
	return Window{}, false
}

func local(t *time.Time, zone *time.Location) *time.Time {
	if t == nil {
		return nil
	}
	there := t.In(zone).Truncate(time.Second)
	return &there
}

// ordered puts callable lines first, by score, and numbers them.
func ordered(lines []ranking) []Ranked {
	slices.SortStableFunc(lines, func(a, b ranking) int {
		if c := cmp.Compare(b2i(a.Position == nil), b2i(b.Position == nil)); c != 0 {
			return c
		}
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.Account, b.Account))
	})
	out := make([]Ranked, len(lines))
	for i := range lines {
		if lines[i].Position != nil {
			*lines[i].Position = i + 1
		}
		out[i] = lines[i].Ranked
	}
	return out
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}
