package rank

import (
	"math"
	"time"
)

// FeatureVersion names the set below: a model refuses features of another set.
const FeatureVersion = 1

// Statement is a snapshot of an account as features see it. Money in minor units.
type Statement struct {
	AsOf             time.Time
	Balance          int64
	DaysPastDue      int
	Limit, Due, Paid *int64 // nil: not stated
	Extra            map[string]float64
}

// Payment is money that came in on a day.
type Payment struct {
	On     time.Time
	Amount int64
}

// Pledge is a promise as it was made; what came of it follows from the payments.
type Pledge struct {
	Made, Due time.Time
	Amount    int64
}

// Attempt is one attempt to reach the debtor.
type Attempt struct {
	At     time.Time
	Result string
}

// History is what is known of one account, each part in the order of time.
type History struct {
	Statements []Statement
	Payments   []Payment
	Pledges    []Pledge
	Attempts   []Attempt
}

// feature is one column: its name, and whether it is an amount of money (minor units; put on the currency's scale
// before a model sees it, so that a model may learn from several currencies and none is a feature).
type feature struct {
	name   string
	amount bool
}

// features of version 1, in the order of Features. What is not here is not used: no attribute of a person, no place,
// no language, no channel the debtor prefers, and no complaint or dispute.
var features = []feature{
	{"balance", true}, {"balance_prev1", true}, {"balance_prev2", true}, {"balance_change", false},
	{"credit_limit", true}, {"utilisation", false}, {"due", true},
	{"days_past_due", false}, {"days_past_due_prev1", false}, {"days_past_due_change", false},
	{"paid", true}, {"paid_prev1", true}, {"paid_prev2", true},
	{"paid_share", false}, {"paid_share_prev1", false}, {"paid_to_due", false}, {"paid_mean", true},
	{"months_paid", false}, {"months_known", false}, {"days_since_payment", false}, {"payments_90d", false},
	{"promises_kept", false}, {"promises_broken", false}, {"promise_kept_share", false},
	{"attempts_30d", false}, {"attempts_90d", false}, {"reached_90d", false}, {"reached_share", false}, {"days_since_reached", false},
}

// FeatureNames are the columns of Features, in order.
func FeatureNames() []string {
	names := make([]string, len(features))
	for i, f := range features {
		names[i] = f.name
	}
	return names
}

var missing = math.NaN()

// Features are the account's numbers as they were known at the end of the day asOf; NaN where unknown. Nothing dated
// later is looked at. Amounts are in minor units.
func Features(h History, asOf time.Time) []float64 {
	h = h.Until(asOf)
	x := make([]float64, 0, len(features))
	x = append(x, balanceFeatures(h)...)
	x = append(x, paymentFeatures(h, asOf)...)
	x = append(x, promiseFeatures(h, asOf)...)
	return append(x, contactFeatures(h, asOf)...)
}

// Until drops what is dated after the end of the day d.
func (h History) Until(d time.Time) History {
	end := dateOf(d).AddDate(0, 0, 1)
	return History{
		Statements: priorTo(h.Statements, end, func(s Statement) time.Time { return s.AsOf }),
		Payments:   priorTo(h.Payments, end, func(p Payment) time.Time { return p.On }),
		Pledges:    priorTo(h.Pledges, end, func(p Pledge) time.Time { return p.Made }),
		Attempts:   priorTo(h.Attempts, end, func(a Attempt) time.Time { return a.At }),
	}
}

// priorTo is the part of rows, sorted by time, that lies before end.
func priorTo[T any](rows []T, end time.Time, at func(T) time.Time) []T {
	n := len(rows)
	for n > 0 && !at(rows[n-1]).Before(end) {
		n--
	}
	return rows[:n]
}

// last is the latest statement; ok is false without any.
func (h History) last() (Statement, bool) {
	if len(h.Statements) == 0 {
		return Statement{}, false
	}
	return h.Statements[len(h.Statements)-1], true
}

// monthsBack is the statement k months before the last one, if there is one in that month.
func (h History) monthsBack(k int) (Statement, bool) {
	now, ok := h.last()
	if !ok {
		return now, false
	}
	for i := len(h.Statements) - 1; i >= 0; i-- {
		switch ago := monthNumber(now.AsOf) - monthNumber(h.Statements[i].AsOf); {
		case ago == k:
			return h.Statements[i], true
		case ago > k:
			return Statement{}, false
		}
	}
	return Statement{}, false
}

func monthNumber(t time.Time) int { return t.Year()*12 + int(t.Month()) }

// paidBack is what was paid in the month that ended k months before the last statement; NaN where nobody knows.
// Payment rows win over the statement's own figure: the same money is never counted twice.
func (h History) paidBack(k int) float64 {
	now, ok := h.last()
	if !ok {
		return missing
	}
	to := monthsBefore(now.AsOf, k)
	from := monthsBefore(now.AsOf, k+1)
	s, stated := h.monthsBack(k)
	if stated {
		to = s.AsOf
		from = monthsBefore(to, 1)
	}
	if sum, rows := h.paidBetween(from, to); rows > 0 {
		return float64(sum)
	}
	switch {
	case !stated:
		return missing
	case s.Paid != nil:
		return float64(*s.Paid)
	case h.Statements[0].AsOf.Before(s.AsOf):
		return 0 // the account was known all that month, and no payment came
	}
	return missing
}

// paidBetween sums the payment rows of (from, to], and counts them.
func (h History) paidBetween(from, to time.Time) (sum int64, rows int) {
	for i := len(h.Payments) - 1; i >= 0 && h.Payments[i].On.After(from); i-- {
		if p := h.Payments[i]; !p.On.After(to) {
			sum += p.Amount
			rows++
		}
	}
	return sum, rows
}

// monthsBefore goes k months back; from a month's end to a month's end.
func monthsBefore(d time.Time, k int) time.Time {
	if d.AddDate(0, 0, 1).Day() == 1 {
		return time.Date(d.Year(), d.Month()-time.Month(k)+1, 0, 0, 0, 0, 0, time.UTC)
	}
	return d.AddDate(0, -k, 0)
}

// paidSince is what came in after the last statement.
func (h History) paidSince() int64 {
	now, ok := h.last()
	if !ok {
		return 0
	}
	sum, _ := h.paidBetween(now.AsOf, time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC))
	return sum
}

func balanceFeatures(h History) []float64 {
	now, ok := h.last()
	if !ok {
		return filled(missing, 10)
	}
	prev1, prev2 := missing, missing
	daysBefore := missing
	if s, ok := h.monthsBack(1); ok {
		prev1, daysBefore = float64(s.Balance), float64(s.DaysPastDue)
	}
	if s, ok := h.monthsBack(2); ok {
		prev2 = float64(s.Balance)
	}
	balance := float64(now.Balance - h.paidSince())
	return []float64{balance, prev1, prev2, share(balance-prev1, prev1), optional(now.Limit), share(balance, optional(now.Limit)), optional(now.Due),
		float64(now.DaysPastDue), daysBefore, float64(now.DaysPastDue) - daysBefore}
}

// knownMonths is how far back payments count as a habit.
const knownMonths = 6

func paymentFeatures(h History, asOf time.Time) []float64 {
	paid := [3]float64{h.paidBack(0), h.paidBack(1), h.paidBack(2)}
	months, known, sum := 0.0, 0.0, 0.0
	for k := range knownMonths {
		if p := h.paidBack(k); !math.IsNaN(p) {
			known++
			sum += p
			if p > 0 {
				months++
			}
		}
	}
	balances := [2]float64{missing, missing}
	due := missing
	for k := range balances {
		if s, ok := h.monthsBack(k); ok {
			balances[k] = float64(s.Balance)
		}
	}
	if s, ok := h.monthsBack(1); ok { // what was asked for a month ago is what was paid towards since
		due = optional(s.Due)
	}
	recent, _ := h.countPayments(asOf.AddDate(0, 0, -90), asOf)
	return []float64{paid[0], paid[1], paid[2], share(paid[0], balances[0]+paid[0]), share(paid[1], balances[1]+paid[1]), share(paid[0], due), share(sum, known),
		months, known, h.daysSincePayment(asOf), recent}
}

func (h History) countPayments(from, to time.Time) (n float64, sum int64) {
	sum, rows := h.paidBetween(from, to)
	return float64(rows), sum
}

// daysSincePayment goes by payment rows, and where there are none by the last statement that says something was paid.
func (h History) daysSincePayment(asOf time.Time) float64 {
	if n := len(h.Payments); n > 0 {
		return daysBetween(h.Payments[n-1].On, asOf)
	}
	for i := len(h.Statements) - 1; i >= 0; i-- {
		if p := h.Statements[i].Paid; p != nil && *p > 0 {
			return daysBetween(h.Statements[i].AsOf, asOf)
		}
	}
	return missing
}

func daysBetween(from, to time.Time) float64 { return math.Floor(to.Sub(from).Hours() / 24) }

func promiseFeatures(h History, asOf time.Time) []float64 {
	kept, broken := 0.0, 0.0
	for _, p := range h.Pledges {
		switch h.pledgeState(p, asOf) {
		case "kept":
			kept++
		case "broken":
			broken++
		}
	}
	return []float64{kept, broken, share(kept, kept+broken)}
}

// PromiseGrace is how many days after its due day a promise may still be kept: a transfer made on the day may take
// until the next one to arrive.
const PromiseGrace = 1

// pledgeState is open until the day of grace is over, kept once the amount has come in, else broken.
func (h History) pledgeState(p Pledge, today time.Time) string {
	until := p.Due.AddDate(0, 0, PromiseGrace)
	paid, _ := h.paidBetween(p.Made.AddDate(0, 0, -1), until)
	switch {
	case paid >= p.Amount:
		return "kept"
	case today.After(until):
		return "broken"
	}
	return "open"
}

func contactFeatures(h History, asOf time.Time) []float64 {
	month, quarter, reached := 0.0, 0.0, 0.0
	since := missing
	for _, a := range h.Attempts {
		ago := daysBetween(a.At, asOf.AddDate(0, 0, 1))
		if reachedBy(a.Result) {
			since = ago
		}
		if ago >= 90 {
			continue
		}
		quarter++
		if ago < 30 {
			month++
		}
		if reachedBy(a.Result) {
			reached++
		}
	}
	return []float64{month, quarter, reached, share(reached, quarter), since}
}

// reachedBy tells whether a result of a contact means that the debtor was spoken with.
func reachedBy(result string) bool {
	return OutcomeKind(result).Conversation() || result == "spoke" || result == "inbound"
}

// share is a/b, NaN where b is unknown or nothing.
func share(a, b float64) float64 {
	if b == 0 {
		return missing
	}
	return a / b
}

func optional(n *int64) float64 {
	if n == nil {
		return missing
	}
	return float64(*n)
}

func filled(x float64, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = x
	}
	return out
}
