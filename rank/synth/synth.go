// Package synth makes a portfolio of overdue accounts that never existed, with a truth that is known: for every account
// and month, how likely a payment was if nobody called, how likely if the person was reached, and how much.
//
// It fills the demonstration and is the yardstick for whatever claims to find out whom a call helps. It owns no table
// and touches no database: it writes the files that rank imports. The same seed gives the same portfolio. No number in
// it can be dialled: +1 … 555-01xx is reserved for fiction, +86 154 is a range that no operator holds.
package synth

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// Config says what to make. Zero values stand for 5,000 accounts and 12 months.
type Config struct {
	Seed uint64
	// AsOf is today: statements end with the last month end up to it, other events with the day before it.
	AsOf time.Time
	// Accounts is how many accounts are overdue on the last statement. Those that recovered during the months come on
	// top, about three for every ten: a portfolio without them would teach that few people pay.
	Accounts int
	Months   int // of statements
	// Agents share the accounts among them: each person goes to one who speaks their language. None: unassigned.
	Agents []Agent
}

// Agent is a member of staff who works accounts. Lang is zh or en.
type Agent struct{ Login, Team, Lang string }

// Portfolio is what was made. Rows of a kind are in the order of their accounts, then of time.
type Portfolio struct {
	AsOf      time.Time
	Accounts  []Account
	Snapshots []Snapshot
	Payments  []Payment
	Contacts  []Contact
	Promises  []Promise
	Truth     []Truth // one for each account, in their order
	Months    []Month // one for each account and month that began overdue
	people    []Person
}

// Account is one debt of a person. Zone may hold several candidates with | between, or be empty: unknown.
type Account struct {
	Ref, Person, Currency, Jurisdiction, Zone, Lang, Agent, Mandate, Product string
}

// Snapshot is the statement of a month end. Money is in minor units.
type Snapshot struct {
	Account                   string
	AsOf                      time.Time
	Balance, Limit, Due, Paid int64
	DaysPastDue               int
	// Charges are interest and purchases since the statement before: Balance = the one before + Charges − payments.
	Charges int64
}

// Payment is money that came in on a day.
type Payment struct {
	Account string
	Date    time.Time
	Minor   int64
}

// Contact is one attempt by phone, on the debtor's clock. Propensity is set where the draw was random.
type Contact struct {
	Account, Number, Result, ChosenBy string
	At                                time.Time
	Propensity                        float64
}

// Promise is what was said in a call; Kept is what came of it.
type Promise struct {
	Account   string
	Made, Due time.Time
	Minor     int64
	Kept      bool
}

// People returns everyone's identifier, name and numbers, in order.
func (p *Portfolio) People() []Person { return p.people }

const (
	burnIn = 4 // months lived before the first statement, so that it finds accounts in several stages
	// lifeStream parts our random draws from others made with the same seed. Each person has a stream of their own, so
	// that a larger portfolio begins with the same people.
	lifeStream = 0x6c696665
)

// Make makes a portfolio. It panics on a config without AsOf, which no caller can mean.
func Make(c Config) *Portfolio {
	if c.AsOf.IsZero() {
		panic("synth: Config.AsOf is not set")
	}
	if c.Accounts == 0 {
		c.Accounts = 5000
	}
	if c.Months == 0 {
		c.Months = 12
	}
	m := &maker{Config: c, p: &Portfolio{AsOf: day(c.AsOf)}, cal: newCalendar(c.AsOf, c.Months), turn: map[string]int{}, lines: map[int]int{}}
	m.until = later(m.p.AsOf, m.cal.lastEnd.AddDate(0, 0, 1))
	for i := 0; m.overdue < c.Accounts; i++ {
		m.person(i)
	}
	return m.p
}

// maker is one portfolio in the making.
type maker struct {
	Config
	p       *Portfolio
	cal     calendar
	overdue int            // accounts overdue on the last statement so far
	turn    map[string]int // agents given out, by language
	lines   map[int]int
	until   time.Time // the first day whose events are not kept
}

// person lives one person's months and keeps the accounts that were ever overdue on a statement.
func (m *maker) person(i int) {
	rng := rand.New(rand.NewPCG(m.Seed, lifeStream+uint64(i)))
	who := newPerson(rng, i, m.lines)
	who.trouble = m.cal.month(rng.IntN(m.Months+burnIn) - burnIn)
	accounts := make([]*account, who.debts)
	for n := range accounts {
		accounts[n] = newAccount(rng, who, n)
	}
	for k := -burnIn; k <= m.Months; k++ {
		liveMonth(rng, m.cal.month(k), who, accounts)
	}
	kept := false
	for _, a := range accounts {
		if m.overdue < m.Accounts && a.everOverdue(m.cal) {
			m.keep(who, a)
			kept = true
		}
	}
	if kept {
		m.p.people = append(m.p.people, Person{Ref: who.ref, Name: who.name, Lang: who.lang, Numbers: who.allNumbers})
	}
}

// keep copies one account's rows into the portfolio: statements from the first month on, and no event from today on.
func (m *maker) keep(who *person, a *account) {
	agent := m.agentFor(who)
	m.p.Accounts = append(m.p.Accounts, Account{
		Ref: a.ref, Person: who.ref, Currency: who.currency, Jurisdiction: who.jurisdiction, Zone: who.zoneList(), Lang: who.lang,
		Agent: agent, Mandate: a.mandate(m.p.AsOf), Product: a.product,
	})
	for _, s := range a.snapshots {
		if !s.AsOf.Before(m.cal.firstEnd) && !s.AsOf.After(m.cal.lastEnd) {
			m.p.Snapshots = append(m.p.Snapshots, s)
		}
	}
	for _, x := range a.payments {
		if !x.Date.Before(m.cal.first) && x.Date.Before(m.until) {
			m.p.Payments = append(m.p.Payments, x)
		}
	}
	for _, x := range a.contacts {
		if local := day(x.At); !local.Before(m.cal.first) && local.Before(m.until) {
			m.p.Contacts = append(m.p.Contacts, x)
		}
	}
	for _, x := range a.promises {
		if !x.Made.Before(m.cal.first) && x.Made.Before(m.until) {
			m.p.Promises = append(m.p.Promises, x)
		}
	}
	m.keepTruth(who, a)
}

// keepTruth keeps the months that began on a statement, and the last one as the account's truth.
func (m *maker) keepTruth(who *person, a *account) {
	t := Truth{Account: a.ref, Kind: who.kind.name}
	for _, x := range a.months {
		if x.AsOf.Before(m.cal.firstEnd) {
			continue
		}
		m.p.Months = append(m.p.Months, x)
		if x.AsOf.Equal(m.cal.lastEnd) {
			t.Overdue, t.P0, t.P1, t.Reach, t.Minor = true, x.P0, x.P1, x.Reach, x.Expected
		}
	}
	if t.Overdue {
		m.overdue++
	}
	m.p.Truth = append(m.p.Truth, t)
}

// agentFor gives people of a language to its agents in turn.
func (m *maker) agentFor(who *person) string {
	if who.agent != "" {
		return who.agent
	}
	var speak []Agent
	for _, a := range m.Agents {
		if a.Lang == who.lang {
			speak = append(speak, a)
		}
	}
	if len(speak) == 0 {
		return ""
	}
	who.agent = speak[m.turn[who.lang]%len(speak)].Login
	m.turn[who.lang]++
	return who.agent
}

// calendar holds the months of the portfolio; days are midnight UTC.
type calendar struct {
	first    time.Time // of the month of the first statement
	firstEnd time.Time
	lastEnd  time.Time
}

func newCalendar(asOf time.Time, months int) calendar {
	today := day(asOf)
	last := time.Date(today.Year(), today.Month()+1, 0, 0, 0, 0, 0, time.UTC)
	if last.After(today) {
		last = time.Date(today.Year(), today.Month(), 0, 0, 0, 0, 0, time.UTC)
	}
	first := time.Date(last.Year(), last.Month()-time.Month(months-1), 1, 0, 0, 0, 0, time.UTC)
	return calendar{first: first, firstEnd: endOf(first), lastEnd: last}
}

// month is the first day of month k, 0 being that of the first statement.
func (c calendar) month(k int) time.Time { return c.first.AddDate(0, k, 0) }

// endOf is the last day of the month that begins with first.
func endOf(first time.Time) time.Time { return first.AddDate(0, 1, -1) }

// day is the calendar day of t in its own zone, as midnight UTC.
func day(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

func refOf(place, what string, i int) string { return fmt.Sprintf("demo-%s-%s%05d", place, what, i+1) }
