package web

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"evenkeel/coach"
	"evenkeel/corpus"
	"evenkeel/rank"
)

// account opens a person's page; the audit trail keeps that it was opened.
func (s *server) account(v *visit) error {
	id, err := v.number("person")
	if err != nil {
		return err
	}
	acc, err := s.rank.Account(v.ctx(), v.rankViewer(), id, v.now)
	if err != nil {
		return err
	}
	if err := s.note(v, "account.open", fmt.Sprintf("person/%d", id)); err != nil {
		return err
	}
	p, err := s.newAccountPage(v, acc)
	if err != nil {
		return err
	}
	p.Frame = s.frame(v, accountPlace[v.me.Role])
	p.Title, p.Wide = p.A.Name, true
	return s.render(v, 200, "account", p)
}

// accountPlace is the place an account belongs to.
var accountPlace = map[string]string{"agent": "today", "lead": "list", "admin": "list"}

func (s *server) newAccountPage(v *visit, acc *rank.Account) (accountPage, error) {
	a := s.newAccountView(v, acc)
	here := fmt.Sprintf("/people/%d", a.PersonID)
	p := accountPage{A: a, Opening: s.openingLines(v, a), Plan: newPlan(v, acc, s),
		Form: newOutcomeForm(a.PersonID, a.Zone, a.Debts, v.now, here)}
	p.Form.Numbers, p.Form.Once = a.Numbers, v.id
	p.Reopen = v.me.IsLead() && closedByWords(acc.Journal)
	near, err := s.nearest(v, acc)
	if err != nil {
		return p, err
	}
	p.Objections = near.objections
	for _, h := range near.cases {
		p.Cases = append(p.Cases, newCaseView(h))
	}
	calls, err := s.coach.ForPerson(v.ctx(), v.coachViewer(), a.PersonID)
	if err != nil {
		return p, err
	}
	for _, c := range calls[:min(len(calls), 3)] {
		p.Rehearsals = append(p.Rehearsals, newCallRow(c, v, nil))
	}
	return p, nil
}

func (s *server) newAccountView(v *visit, acc *rank.Account) accountView {
	row := newRow(acc.Item, v, "")
	a := accountView{PersonID: acc.PersonID, Name: acc.Name, Lang: acc.Lang, Jurisdiction: acc.Jurisdiction, Zone: acc.Zone,
		LocalTime: acc.LocalTime, Gate: acc.Gate, Until: row.Until, Opens: row.Opens, Debts: acc.Debts, Owed: acc.Owed,
		DaysPastDue: acc.DaysPastDue, Why: row.Why, Percent: row.Percent, Model: shortModel(acc.Model),
		ScoredAt: inZone(acc.ScoredAt, v.me.Zone), Promise: acc.Promise}
	if a.Name == "" {
		a.Name = acc.Ref
	}
	for _, n := range acc.Numbers {
		a.Numbers = append(a.Numbers, numberView{ID: n.ID, Number: n.Number, Dial: dialable(n.Number), State: n.State, Source: n.Source})
	}
	all := s.timeline(v, acc)
	open := min(len(all), timelineOpen)
	a.Timeline, a.Earlier = all[:open], all[open:]
	return a
}

// dialable keeps what a telephone link may hold.
func dialable(number string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, number)
}

// timelineOpen is how many events stand open, timelineLines how many the page
// holds with those behind the fold; older ones stay on file.
const (
	timelineOpen  = 8
	timelineLines = 80
)

// timeline puts events and outcomes into words, the latest first.
func (s *server) timeline(v *visit, acc *rank.Account) []event {
	var all []event
	for _, e := range acc.Timeline {
		all = append(all, s.eventWords(v, acc, e))
	}
	for _, j := range acc.Journal {
		at := inZone(j.At, v.me.Zone)
		e := event{At: j.At, When: day(v.lang, at) + " " + clock(at), Words: s.say(v, "outcome."+string(j.Kind)), Note: j.Note}
		if j.Promise != nil {
			e.Kind, e.Words = "promise", s.say(v, "promise.open", "Amount", money(v.lang, j.Promise.Amount), "Due", day(v.lang, j.Promise.Due))
		}
		if j.Undone {
			e.Kind, e.Note = "", s.say(v, "outcome.undo")
		}
		all = append(all, e)
	}
	slices.SortStableFunc(all, func(a, b event) int { return b.At.Compare(a.At) })
	return all[:min(len(all), timelineLines)]
}

func (s *server) eventWords(v *visit, acc *rank.Account, e rank.Event) event {
	out := event{At: e.At, When: longDay(v.lang, e.At)}
	if !e.Day {
		at := inZone(e.At, acc.Zone)
		out.When = longDay(v.lang, at) + " " + clock(at)
	}
	amount, due := "", ""
	if e.Amount != nil {
		amount = money(v.lang, *e.Amount)
	}
	if e.Due != nil {
		due = day(v.lang, *e.Due)
	}
	w := s.words[v.lang]
	switch e.Kind {
	case "payment":
		out.Kind, out.Words = "paid", s.say(v, "event.payment", "Amount", amount)
	case "statement":
		out.Words = s.say(v, "event.statement", "Amount", amount, "Count", e.Days)
	case "promise":
		out.Kind, out.Words = promiseDot[e.Result], s.say(v, "promise."+e.Result, "Amount", amount, "Due", due)
	default:
		out.Words = w.maybe("channel.", e.Channel) + s.say(v, "event.colon") + w.maybe("outcome.", e.Result)
	}
	return out
}

var promiseDot = map[string]string{"open": "promise", "kept": "paid", "broken": "broken"}

// neighbours are the past cases and objections that fit an account.
type neighbours struct{ cases, objections []corpus.Hit }

// wantedCases and wantedObjections are how many stand beside an account.
const (
	wantedCases      = 3
	wantedObjections = 4
)

// nearest searches by what is known of the account, in the person's language.
func (s *server) nearest(v *visit, acc *rank.Account) (neighbours, error) {
	text := s.describe(acc)
	var n neighbours
	if text == "" {
		return n, nil
	}
	query := corpus.Query{Text: text, Kind: corpus.Case, Lang: acc.Lang, K: wantedCases, Near: nearFacets(acc), Known: []string{acc.Name, acc.Ref}}
	var err error
	if n.cases, err = s.corpus.Similar(v.ctx(), v.corpusViewer(), query); err != nil {
		return n, err
	}
	query.Kind, query.K = corpus.Objection, wantedObjections
	n.objections, err = s.corpus.Similar(v.ctx(), v.corpusViewer(), query)
	return n, err
}

// describe is the account in words to search with: what was noted of the
// latest conversations, else what is owed and whether a promise was broken.
// How long ago something was says nothing about how a conversation goes.
func (s *server) describe(acc *rank.Account) string {
	var parts []string
	for _, j := range acc.Journal[:min(len(acc.Journal), 5)] {
		if !j.Undone && j.Note != "" {
			parts = append(parts, j.Note)
		}
	}
	w, ok := s.words[acc.Lang]
	if !ok {
		w = s.words[en]
	}
	if len(acc.Debts) > 0 && acc.Debts[0].Product != "" {
		parts = append(parts, w.maybe("product.", acc.Debts[0].Product))
	}
	if acc.Promise != nil {
		parts = append(parts, w.maybe("search.promise_", acc.Promise.State))
	}
	if len(parts) == 0 {
		parts = append(parts, sayAll(acc.Reasons, acc.Lang))
	}
	return strings.TrimSpace(strings.Join(parts, "\n"))
}

func nearFacets(acc *rank.Account) map[string]string {
	country, _, _ := strings.Cut(acc.Jurisdiction, "-")
	near := map[string]string{}
	if country != "" {
		near["jurisdiction"] = strings.ToLower(country)
	}
	if len(acc.Debts) > 0 && acc.Debts[0].Product != "" {
		near["product"] = acc.Debts[0].Product
	}
	if acc.DaysPastDue > 0 {
		near["stage"] = stageOf(acc.DaysPastDue)
	}
	return near
}

// stageOf is the stage of days past due, as past cases are labelled: early to
// 5 days, middle to 18, late to 30, then beyond.
func stageOf(days int) string {
	switch {
	case days <= 5:
		return "early"
	case days <= 18:
		return "middle"
	case days <= 30:
		return "late"
	}
	return "beyond"
}

// rehearse opens a practice call with an invented person made from the
// account's figures and its similar cases. No name crosses over.
func (s *server) rehearse(v *visit) error {
	id, err := v.number("person")
	if err != nil {
		return err
	}
	acc, err := s.rank.Account(v.ctx(), v.rankViewer(), id, v.now)
	if err != nil {
		return err
	}
	near, err := s.nearest(v, acc)
	if err != nil {
		return err
	}
	call, err := s.coach.StartRehearsal(v.ctx(), v.coachViewer(), newRehearsal(acc, near, v.now), v.now)
	if err != nil {
		return err
	}
	if err := s.note(v, "account.rehearse", fmt.Sprintf("person/%d", id)); err != nil {
		return err
	}
	return v.seeOther(fmt.Sprintf("/calls/%d", call.ID))
}

// newRehearsal maps the account's plain figures; the debt is the one to call
// about first.
func newRehearsal(acc *rank.Account, near neighbours, now time.Time) coach.Rehearsal {
	r := coach.Rehearsal{PersonID: acc.PersonID, Lang: acc.Lang, Jurisdiction: acc.Jurisdiction, DaysPastDue: acc.DaysPastDue,
		Demo: acc.Demo, LocalTime: inZone(now, acc.Zone)}
	if len(acc.Debts) > 0 {
		d := acc.Debts[0]
		r.Currency, r.AmountMinor, r.Product, r.Mandate = d.Balance.Currency, d.Balance.Minor, d.Product, d.Mandate.Kind
	}
	for _, c := range near.cases {
		r.PastCases = append(r.PastCases, strings.TrimSpace(c.Text))
		if r.DebtorKind == "" {
			r.DebtorKind, r.Reason = c.Facets["debtor_kind"], c.Facets["reason"]
		}
	}
	for _, o := range near.objections {
		if key := o.Facets["objection"]; key != "" {
			r.Objections = append(r.Objections, key)
		}
	}
	return r
}
