package rank

import (
	"slices"
	"time"
)

// current tells whether a statement still speaks for an account on a day: it is of the last month end or the one before,
// since a lender needs some days to hand the new one over.
func current(asOf, today time.Time) bool {
	end := monthEnd(today.AddDate(0, 0, -1)) // the first from today on
	if end.After(today) {
		end = monthsBefore(end, 1)
	}
	return !asOf.Before(monthsBefore(end, 1))
}

// here is the person's clock: their first zone, UTC while it is unknown.
func here(zones []string) *time.Location {
	for _, name := range zones {
		if zone, ok := loadZone(name); ok {
			return zone
		}
	}
	return time.UTC
}

// factsOf is what the gates need to know to judge a call about one account at a moment.
func factsOf(a *portfolioAccount, st *standing, at time.Time) Facts {
	f := Facts{Jurisdiction: a.Jurisdiction, Zones: a.Zones, Account: a.ID, Product: a.Product, Mandate: a.Mandate, Contacts: st.contacts}
	f.States = append(f.States, accountState(a, at)...)
	if a.State == "represented" {
		f.Attorney, f.Representative = true, true
	}
	f.CeaseWritten = a.State == "cease_written"
	applyJournal(&f, a, st, at)
	f.States = append(f.States, promiseState(st, at)...)
	f.States = append(f.States, numberState(st)...)
	return Ordinary(f)
}

// accountState is what the lender's own word and the last statement say.
func accountState(a *portfolioAccount, at time.Time) []AccountState {
	var out []AccountState
	switch a.State {
	case "open", "represented", "cease_written":
	case "closed":
		out = append(out, AccountState{Name: "settled"})
	default:
		out = append(out, AccountState{Name: a.State})
	}
	today := dateOf(at.In(here(a.Zones)))
	last, ok := a.History.Until(today).last()
	switch {
	case !ok || !current(last.AsOf, today):
		out = append(out, AccountState{Name: "no_snapshot"})
	case last.DaysPastDue <= 0 || last.Balance-a.History.Until(today).paidSince() <= 0:
		out = append(out, AccountState{Name: "not_overdue"})
	}
	return out
}

// applyJournal adds what callers learnt. Nothing is stored twice: a row taken back leaves no trace here, and neither
// does one that a lead has opened again by then.
func applyJournal(f *Facts, a *portfolioAccount, st *standing, at time.Time) {
	for _, e := range st.journal {
		if e.at.After(at) {
			break
		}
		if st.opened(e, a.ID, at) {
			continue
		}
		if s, ok := stateAfter(e, a, st); ok {
			f.States = append(f.States, s)
		}
		switch {
		case e.kind == Stop && e.written:
			f.CeaseWritten = true
		case e.kind == CallBack:
			f.Consents = append(f.Consents, Consent{Given: e.at}) // asked for by the debtor, in this call
		}
	}
}

// stateAfter is the state that an outcome puts an account into, if it does.
func stateAfter(e entry, a *portfolioAccount, st *standing) (AccountState, bool) {
	switch e.kind {
	case Dispute:
		return AccountState{Name: "disputed_open"}, e.about(a.ID)
	case Hardship: // of the person: no agent goes on about any of their debts
		return AccountState{Name: "hardship_review"}, true
	case Stop:
		return AccountState{Name: "stop_asked"}, true
	case WrongPerson: // the number is wrong; without another one the person cannot be reached at all
		return AccountState{Name: "wrong_person"}, st.unreached || !slices.ContainsFunc(st.numbers, PhoneNumber.usable)
	case Paid: // until a statement of a later day says what is left
		last, ok := a.History.last()
		return AccountState{Name: "paid"}, e.about(a.ID) && !(ok && last.AsOf.After(dateOf(e.at.In(here(a.Zones)))))
	case CallBack:
		return AccountState{Name: "call_back", Until: e.until}, true
	case snoozed:
		return AccountState{Name: "snoozed", Until: e.until}, true
	}
	return AccountState{}, false
}

// promiseState leaves a person alone until the day of a promise and its grace are over: about all their debts, since
// they are called once for all of them. A promise on a debt that is overdue no more binds nobody.
func promiseState(st *standing, at time.Time) []AccountState {
	var out []AccountState
	for _, a := range st.debts {
		zone := here(a.Zones)
		today := dateOf(at.In(zone))
		h := a.History.Until(today)
		for _, p := range h.Pledges {
			if h.pledgeState(p, today) == "open" && h.overdue(today) {
				y, m, d := p.Due.AddDate(0, 0, PromiseGrace+1).Date()
				until := time.Date(y, m, d, 0, 0, 0, 0, zone)
				out = append(out, AccountState{Name: "promised", Until: &until})
			}
		}
	}
	return out
}

// numberState: no call where every number on file is dead. A portfolio without numbers is dialled from elsewhere.
func numberState(st *standing) []AccountState {
	if st.unreached || len(st.numbers) > 0 && !slices.ContainsFunc(st.numbers, PhoneNumber.usable) {
		return []AccountState{{Name: "no_number"}}
	}
	return nil
}

// judge asks the gates about a call on any number that may still reach the debtor, the best first: where a number has
// had its share of the day, another may not.
func (s *Store) judge(f Facts, st *standing, at time.Time) Verdict {
	var first *Verdict
	for _, n := range st.numbers {
		if !n.usable() {
			continue
		}
		f.Number = Number{ID: n.ID}
		v := Judge(f, at, s.book)
		if v.Allowed {
			return v
		}
		if first == nil {
			first = &v
		}
		if !slices.Contains(v.Rules, "CN-CBA-3-FREQ6") {
			break // nothing of a number is in the way
		}
	}
	if first != nil {
		return *first
	}
	return Judge(f, at, s.book)
}
