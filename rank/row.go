package rank

import "time"

// Statuses of a row, each the tab it stands in but for the two that share one.
const (
	statusToCall   = "to_call"
	statusPromised = "promised"
	statusLater    = "later"
	statusBlocked  = "blocked"
	statusDone     = "done"
)

// How long to leave a number that did not answer, and how often to try in a day: the house's own, below every limit of
// the law, because a call that nobody takes costs the debtor's patience too.
const (
	retryBusy     = 30 * time.Minute
	retryNoAnswer = 3 * time.Hour
	triesPerDay   = 2
)

// callBackMemory is for how long a call-back that was agreed and not made stands first.
const callBackMemory = 48 * time.Hour

// ranked is a row with what it is ordered by.
type ranked struct {
	Item
	pin   int // 0: a call-back is due; 1: a promise was broken; 2: nothing special
	score float64
}

// rows makes a row of each person; items come in the order of people.
func (s *Store) rows(items []listed, standings map[int64]*standing, now time.Time) []ranked {
	var out []ranked
	for i := 0; i < len(items); {
		j := i + 1
		for j < len(items) && items[j].PersonID == items[i].PersonID {
			j++
		}
		out = append(out, s.row(items[i:j], standings[items[i].PersonID], now))
		i = j
	}
	return out
}

func (s *Store) row(debts []listed, st *standing, now time.Time) ranked {
	first := &debts[0]
	zone := here(first.Zones)
	st.debts = nil
	for i := range debts {
		st.debts = append(st.debts, &debts[i].portfolioAccount)
	}
	r := ranked{pin: 2, Item: Item{PersonID: first.PersonID, Name: maskName(first.PersonName, first.Person), Lang: first.Lang,
		Jurisdiction: first.Jurisdiction, Demo: first.Demo}}
	if len(first.Zones) > 0 {
		r.Zone, r.LocalTime = first.Zones[0], now.In(zone).Format("15:04")
	}
	for i := range debts {
		d := s.debt(&debts[i], st, now)
		r.Debts = append(r.Debts, d)
		r.addDebt(d, debts[i].score)
		r.promised(&debts[i], st, dateOf(now.In(zone)))
	}
	r.Gate = best(r.Debts)
	if r.Gate.Allowed {
		r.PermittedUntil = r.Gate.Until
	}
	if len(st.journal) > 0 {
		r.Last = st.journal[len(st.journal)-1].shown(st)
	}
	r.settle(st, now, zone)
	return r
}

// debt is one account as the row shows it.
func (s *Store) debt(a *listed, st *standing, now time.Time) Debt {
	last, _ := a.History.last()
	money := func(minor *int64) *Money {
		if minor == nil {
			return nil
		}
		return &Money{*minor, a.Currency}
	}
	estimate := func(x *float64) *Money {
		if x == nil {
			return nil
		}
		return &Money{minorOf(*x), a.Currency}
	}
	return Debt{AccountID: a.ID, Ref: a.Ref, Product: a.Product, Jurisdiction: a.Jurisdiction, Mandate: a.Mandate,
		Balance: Money{last.Balance - a.History.paidSince(), a.Currency}, Due: money(last.Due), CreditLimit: money(last.Limit),
		DaysPastDue: last.DaysPastDue, AsOf: last.AsOf, State: a.State,
		Likelihood: a.likelihood, Value: estimate(a.value), Expected: estimate(a.expected), Reasons: a.reasons,
		Gate: s.judge(factsOf(&a.portfolioAccount, st, now), st, now)}
}

// addDebt sums a debt into the row. A debt that may not be called about adds to what is owed, not to the order.
func (r *ranked) addDebt(d Debt, score float64) {
	r.Owed = addMoney(r.Owed, d.Balance)
	r.DaysPastDue = max(r.DaysPastDue, d.DaysPastDue)
	if len(r.Reasons) == 0 {
		r.Reasons = d.Reasons
	}
	if d.Likelihood != nil && (r.Likelihood == nil || *d.Likelihood > *r.Likelihood) {
		r.Likelihood = d.Likelihood
	}
	if d.Expected != nil && (d.Gate.Allowed || d.Gate.Earliest != nil) {
		r.Expected = addMoney(r.Expected, *d.Expected)
	}
	if d.Gate.Allowed || d.Gate.Earliest != nil {
		r.score += score
	}
}

// promised takes the account's promise into the row: an open one, or a broken one that stands first.
func (r *ranked) promised(a *listed, st *standing, today time.Time) {
	h := a.History
	for _, c := range st.contacts {
		h.Attempts = append(h.Attempts, Attempt{c.At, string(c.Result)})
	}
	for _, p := range h.Pledges {
		if h.pledgeState(p, today) == "open" && (r.Promise == nil || r.Promise.State != "open" || p.Due.Before(r.Promise.Due)) {
			r.Promise = h.promise(p, a.ID, a.Currency, today)
		}
	}
	if p, broken := h.brokenPledge(today); broken && r.Promise == nil {
		r.Promise = h.promise(p, a.ID, a.Currency, today)
		why := promiseReason("promise_broken", p, a.Currency)
		r.pin, r.MovedWhy = 1, &why
		r.first(why)
	}
}

// first puts a reason before the others; a line and a half holds no more than topReasons.
func (r *ranked) first(why Reason) {
	r.Reasons = append([]Reason{why}, r.Reasons[:min(len(r.Reasons), topReasons-1)]...)
}

func (h History) promise(p Pledge, account int64, currency string, today time.Time) *Promise {
	paid, _ := h.paidBetween(p.Made.AddDate(0, 0, -1), p.Due.AddDate(0, 0, PromiseGrace))
	return &Promise{AccountID: account, Made: p.Made, Due: p.Due, Amount: Money{p.Amount, currency}, Paid: Money{paid, currency},
		State: h.pledgeState(p, today)}
}

// best is the verdict of the debt that may be called about; where none may, of the one that opens first.
func best(debts []Debt) Verdict {
	out := debts[0].Gate
	for _, d := range debts[1:] {
		switch {
		case out.Allowed:
			return out
		case d.Gate.Allowed, out.Earliest == nil && d.Gate.Earliest != nil,
			out.Earliest != nil && d.Gate.Earliest != nil && d.Gate.Earliest.Before(*out.Earliest):
			out = d.Gate
		}
	}
	return out
}

// settle decides where the row stands: what happened today first, then promises, then the gates.
func (r *ranked) settle(st *standing, now time.Time, zone *time.Location) {
	midnight := dateOf(now.In(zone)).AddDate(0, 0, 1)
	thisDay := func(t *time.Time) bool { return t != nil && dateOf(t.In(zone)).Before(midnight) }
	if r.Promise != nil && r.Promise.State == "open" {
		r.Status = statusPromised
		why := promiseReason("promise_open", Pledge{Due: r.Promise.Due, Amount: r.Promise.Amount.Minor}, r.Promise.Amount.Currency)
		r.MovedWhy = &why
		return
	}
	if why, status := r.moved(st, now, zone); status != "" {
		r.Status, r.MovedWhy = status, why
		return
	}
	switch {
	case r.Gate.Allowed:
		r.Status = statusToCall
	case thisDay(r.Gate.Earliest):
		r.Status = statusLater
	default:
		r.Status = statusBlocked
	}
}

// moved is what today's calls made of the row; an empty status when they leave it where it is.
func (r *ranked) moved(st *standing, now time.Time, zone *time.Location) (*Reason, string) {
	var today []entry
	for _, e := range st.journal {
		if dateOf(e.at.In(zone)).Equal(dateOf(now.In(zone))) {
			today = append(today, e)
		}
	}
	if len(st.journal) > 0 {
		if e := st.journal[len(st.journal)-1]; e.kind == CallBack && e.until != nil && !e.until.After(now) && now.Sub(*e.until) < callBackMemory {
			why := Reason{"call_back_due", map[string]any{"time": timeThere(*e.until, now, zone)}}
			r.pin = 0
			r.first(why)
			if r.Gate.Allowed {
				return &why, statusToCall
			}
			return nil, ""
		}
	}
	if len(today) == 0 {
		return nil, ""
	}
	return r.after(today, now, zone)
}

// after is where the row goes after the last call of today.
func (r *ranked) after(today []entry, now time.Time, zone *time.Location) (*Reason, string) {
	last := today[len(today)-1]
	at := timeThere(last.at, now, zone)
	switch last.kind {
	case snoozed:
		return r.untilThen(Reason{"snoozed", map[string]any{"time": timeThere(*last.until, now, zone)}}, *last.until, now, zone)
	case CallBack:
		return r.untilThen(Reason{"call_back_due", map[string]any{"time": timeThere(*last.until, now, zone)}}, *last.until, now, zone)
	case NoAnswer, Busy:
		wait, code := retryNoAnswer, "tried"
		if last.kind == Busy {
			wait, code = retryBusy, "busy"
		}
		again := last.at.Add(wait)
		if tries(today) >= triesPerDay || !r.stillOpen(again, now, zone) {
			return &Reason{Code: "tried_today"}, statusDone
		}
		if now.Before(again) {
			return &Reason{code, map[string]any{"time": at, "again": timeThere(again, now, zone)}}, statusLater
		}
		return nil, ""
	case NotInService:
		if r.Gate.Allowed {
			return nil, "" // another number is left
		}
		return &Reason{Code: "tried_today"}, statusDone
	case Voicemail, WrongPerson:
		return &Reason{Code: "tried_today"}, statusDone
	}
	return &Reason{Code: "spoke_today"}, statusDone
}

func tries(today []entry) int {
	n := 0
	for _, e := range today {
		if e.kind == NoAnswer || e.kind == Busy {
			n++
		}
	}
	return n
}

// stillOpen tells whether a second try at that time falls into today's permitted hours.
func (r *ranked) stillOpen(again, now time.Time, zone *time.Location) bool {
	if !dateOf(again.In(zone)).Equal(dateOf(now.In(zone))) {
		return false
	}
	if r.Gate.Allowed {
		return r.Gate.Until == nil || again.Before(*r.Gate.Until)
	}
	return r.Gate.Earliest != nil && dateOf(r.Gate.Earliest.In(zone)).Equal(dateOf(now.In(zone)))
}

// untilThen keeps a row aside until a time: later today, or done for today.
func (r *ranked) untilThen(why Reason, until, now time.Time, zone *time.Location) (*Reason, string) {
	switch {
	case !until.After(now):
		return nil, ""
	case dateOf(until.In(zone)).Equal(dateOf(now.In(zone))):
		return &why, statusLater
	}
	return &why, statusDone
}

// timeThere writes a time on the debtor's clock, with its day unless it is today.
func timeThere(t, now time.Time, zone *time.Location) string {
	if dateOf(t.In(zone)).Equal(dateOf(now.In(zone))) {
		return t.In(zone).Format("15:04")
	}
	return t.In(zone).Format("2006-01-02 15:04")
}

// shown is a row of the journal as pages show it.
func (e entry) shown(st *standing) *Journaled {
	j := &Journaled{ID: e.id, AccountID: e.accountID, Kind: e.kind, Until: e.until, Note: e.note, Staff: e.staff, At: e.at, Undone: e.undone}
	for _, n := range st.numbers {
		if e.number != nil && n.ID == *e.number {
			j.Number = n.Number
		}
	}
	return j
}
