package synth

import (
	"math"
	"math/rand/v2"
	"time"
)

// instalment is an amount that fell due on a day and is not yet covered.
type instalment struct {
	due   time.Time
	minor int64
}

// account is one debt as it is lived through.
type account struct {
	ref, product string
	n            int // of the person's debts, from 0
	limit        int64
	balance      int64
	dueDay       int // of the month, 1–28
	rate         float64
	open         []instalment // oldest first
	mandateKind  float64      // a draw in [0, 1)
	snapshots    []Snapshot
	payments     []Payment
	contacts     []Contact
	promises     []Promise
	months       []Month
	quietUntil   time.Time // after a dispute or a hardship nobody calls until then
}

func newAccount(rng *rand.Rand, who *person, n int) *account {
	a := &account{ref: who.ref + "-" + string(rune('a'+n)), n: n, product: "card", dueDay: []int{3, 5, 8, 10, 15, 18, 20, 25}[rng.IntN(8)], mandateKind: rng.Float64()}
	middle, spread, step := 18_000.0, 0.7, int64(1000_00) // yuan
	a.rate = 0.015                                        // a month: 0.05 % a day, the usual of Chinese cards
	if who.currency == "USD" {
		middle, step, a.rate = 4_200, 100_00, 0.02
	}
	a.limit = max(step, round(int64(100*middle*math.Exp(spread*rng.NormFloat64())), step))
	a.balance = int64(float64(a.limit) * (0.25 + 0.7*rng.Float64()))
	return a
}

// mandate is in which right the account is collected, in the form that the importer reads. A few are over.
func (a *account) mandate(asOf time.Time) string {
	switch u := a.mandateKind; {
	case u < recalledShare:
		return "agency;for=Harbour Demo Bank;use=consumer;until=" + recalledOn(asOf).Format(time.DateOnly)
	case u < 0.45:
		return "agency;for=Harbour Demo Bank;use=consumer"
	case u < 0.55:
		return "debt_buyer;use=consumer"
	}
	return "lender;use=consumer"
}

const recalledShare = 0.015

func recalledOn(asOf time.Time) time.Time { return asOf.AddDate(0, 0, -9) }

func (a *account) everOverdue(c calendar) bool {
	for _, s := range a.snapshots {
		if s.DaysPastDue > 0 && !s.AsOf.Before(c.firstEnd) && !s.AsOf.After(c.lastEnd) {
			return true
		}
	}
	return false
}

// liveMonth lives one month of one person: charges, a new instalment, perhaps a call, perhaps a payment, a statement.
func liveMonth(rng *rand.Rand, first time.Time, who *person, accounts []*account) {
	who.luck = 0.80*who.luck + 0.27*rng.NormFloat64()
	called := chooseOne(accounts)
	for _, a := range accounts {
		start := a.now(first.AddDate(0, 0, -1))
		charges := a.charge(rng, start.DaysPastDue > 0)
		a.bill(first)
		var paid int64
		if start.DaysPastDue > 0 {
			paid = a.overdueMonth(rng, first, who, start, a == called)
		} else {
			paid = a.currentMonth(rng, first, who)
		}
		s := a.now(endOf(first))
		s.Paid, s.Charges = paid, charges
		a.snapshots = append(a.snapshots, s)
	}
}

// now is the statement of a day, before what happened since the last one is known.
func (a *account) now(asOf time.Time) Snapshot {
	s := Snapshot{Account: a.ref, AsOf: asOf, Balance: a.balance, Limit: a.limit}
	for _, x := range a.open {
		s.Due += x.minor
	}
	if len(a.open) > 0 {
		s.DaysPastDue = max(0, int(asOf.Sub(a.open[0].due)/(24*time.Hour)))
	}
	return s
}

// charge adds interest, and purchases where the card is not stopped.
func (a *account) charge(rng *rand.Rand, overdue bool) int64 {
	charges := int64(a.rate * float64(a.balance))
	if room := a.limit - a.balance - charges; !overdue && room > 0 {
		charges += int64(float64(room) * 0.25 * rng.Float64())
	}
	a.balance += charges
	return charges
}

// bill sets the month's instalment: a twentieth of the balance, and not less than a small sum.
func (a *account) bill(first time.Time) {
	var owed int64
	for _, x := range a.open {
		owed += x.minor
	}
	minor := min(max(a.balance/20, 50_00), a.balance-owed)
	if minor > 0 {
		a.open = append(a.open, instalment{first.AddDate(0, 0, a.dueDay-1), minor})
	}
}

// currentMonth pays the instalment on time, or misses it; some pay more than they must.
func (a *account) currentMonth(rng *rand.Rand, first time.Time, who *person) int64 {
	miss := sigmoid(logit(who.kind.miss) - 0.5*who.bent - 0.5*who.luck)
	if first.Before(who.trouble) {
		miss *= 0.1
	}
	if len(a.open) == 0 || rng.Float64() < miss {
		return 0
	}
	minor := a.open[0].minor
	if rng.Float64() < 0.4 {
		minor = round(minor+int64(rng.Float64()*0.3*float64(a.balance)), 10_00)
	}
	return a.pay(first.AddDate(0, 0, rng.IntN(a.dueDay)), minor)
}

// overdueMonth is a month that began overdue: a call or none, and a payment or none. Whether somebody pays hangs on the
// call only through being reached.
func (a *account) overdueMonth(rng *rand.Rand, first time.Time, who *person, start Snapshot, mayCall bool) int64 {
	m := Month{Account: a.ref, AsOf: start.AsOf, DaysPastDue: start.DaysPastDue, Kind: who.kind.name}
	m.P0, m.P1 = who.odds(first, start)
	m.Reach = who.reachOdds()
	m.Expected = a.expected(who)
	call := a.decide(rng, first, who, start, mayCall)
	m.ChosenBy, m.Propensity = call.chosenBy, call.propensity
	u := rng.Float64() // the same draw decides with and without a call: being reached never loses a payment
	talk := a.dial(rng, who, call)
	m.Called, m.Reached = call.made, talk.reached
	p := m.P0
	if m.Reached {
		p = m.P1
	}
	m.Paid = u < p
	if m.Paid {
		date, minor := payDay(rng, first, talk.last, who.lang), a.amount(rng, who)
		m.Minor = a.pay(date, minor)
		talk.settle(rng, a, who, date, m.Minor)
	} else {
		talk.settle(rng, a, who, time.Time{}, 0)
	}
	a.months = append(a.months, m)
	return m.Minor
}

// odds are P(a payment in the month) without a call and when reached.
func (p *person) odds(first time.Time, s Snapshot) (p0, p1 float64) {
	late := math.Min(float64(s.DaysPastDue)/30, 8)
	use := float64(s.Balance) / float64(s.Limit)
	x := p.kind.base - 0.15*late - 0.7*(use-0.6) + p.bent + p.luck + season(first.Month(), p.lang)
	return sigmoid(x), sigmoid(x + p.kind.lift)
}

// season moves the log-odds by month: bonuses before the Spring Festival and tax refunds help, the feasts do not.
func season(m time.Month, lang string) float64 {
	switch {
	case lang == "zh" && m == time.January:
		return 0.20
	case lang == "zh" && m == time.February:
		return -0.20
	case lang == "en" && (m == time.February || m == time.March):
		return 0.25
	case lang == "en" && m == time.December:
		return -0.20
	}
	return 0
}

// due is what would bring the account up to date.
func (a *account) due() int64 {
	var sum int64
	for _, x := range a.open {
		sum += x.minor
	}
	return sum
}

// expected is the mean of amount, before it is rounded.
func (a *account) expected(who *person) int64 {
	k := who.kind
	return int64(float64(a.due()) * (k.full + (1-k.full)*(k.low+k.high)/2))
}

// amount is what a person pays: all that is due, or a share of it in round figures.
func (a *account) amount(rng *rand.Rand, who *person) int64 {
	k, due := who.kind, a.due()
	if rng.Float64() < k.full {
		return due
	}
	share := k.low + (k.high-k.low)*rng.Float64()
	return min(due, max(10_00, round(int64(share*float64(due)), 10_00)))
}

// pay covers the oldest instalments first and returns what was taken, at most the balance.
func (a *account) pay(date time.Time, minor int64) int64 {
	minor = min(minor, a.balance)
	if minor <= 0 {
		return 0
	}
	a.balance -= minor
	a.payments = append(a.payments, Payment{a.ref, date, minor})
	left := minor
	for len(a.open) > 0 && left >= a.open[0].minor {
		left -= a.open[0].minor
		a.open = a.open[1:]
	}
	if len(a.open) > 0 {
		a.open[0].minor -= left
	}
	return minor
}

// payDay is a day of the month after the last attempt, near a payday: the 10th, 15th and 25th in China, the 1st, the
// 15th and the last days in the United States.
func payDay(rng *rand.Rand, first, after time.Time, lang string) time.Time {
	from := first
	if after.After(from) {
		from = after.AddDate(0, 0, 1)
	}
	days := int(endOf(first).Sub(from)/(24*time.Hour)) + 1
	var total float64
	weights := make([]float64, days)
	for i := range weights {
		weights[i] = payWeight(from.AddDate(0, 0, i), lang)
		total += weights[i]
	}
	u := rng.Float64() * total
	for i, w := range weights {
		if u -= w; u < 0 {
			return from.AddDate(0, 0, i)
		}
	}
	return from.AddDate(0, 0, days-1)
}

func payWeight(d time.Time, lang string) float64 {
	near := []int{10, 15, 25}
	if lang == "en" {
		near = []int{1, 15, 30}
	}
	w := 1.0
	for _, payday := range near {
		if gap := d.Day() - payday; gap >= 0 && gap <= 2 {
			w += 3
		}
	}
	return w
}

func round(minor, step int64) int64 { return (minor + step/2) / step * step }

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

func logit(p float64) float64 { return math.Log(p / (1 - p)) }
