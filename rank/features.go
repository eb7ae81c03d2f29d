package rank

import (
	"math"
	"time"
)

// FeatureVersion names the set below: a model refuses features of another set.
const FeatureVersion = 2

// feature is one column: its name, and whether it is an amount of money (minor units; put on the currency's scale
// before a model sees it, so that a model may learn from several currencies and none is a feature).
type feature struct {
	name   string
	amount bool
}

// features of version 2, in the order of Features. What is not here is not used: no attribute of a person, no place,
// no language, no channel the debtor prefers, and no complaint or dispute.
var features = []feature{
	{"balance", true}, {"balance_prev1", true}, {"balance_prev2", true}, {"balance_change", false},
	{"credit_limit", true}, {"utilisation", false}, {"due", true},
	{"days_past_due", false}, {"days_past_due_prev1", false}, {"days_past_due_change", false},
	{"new_on_file", false}, {"balance_change_to_limit", false}, {"charges_to_limit", false}, {"room", true},
	{"paid", true}, {"paid_prev1", true}, {"paid_prev2", true},
	{"paid_share", false}, {"paid_share_prev1", false}, {"paid_to_due", false}, {"paid_to_limit", false}, {"paid_mean", true},
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

func balanceFeatures(h History) []float64 {
	now, ok := h.last()
	if !ok {
		return filled(missing, 14)
	}
	prev1, prev2 := missing, missing
	daysBefore := missing
	if s, ok := h.monthsBack(1); ok {
		prev1, daysBefore = float64(s.Balance), float64(s.DaysPastDue)
	}
	if s, ok := h.monthsBack(2); ok {
		prev2 = float64(s.Balance)
	}
	balance, limit := float64(now.Balance-h.paidSince()), optional(now.Limit)
	charges := balance - prev1 + h.paidBack(0) // what was bought, and interest and fees
	return []float64{balance, prev1, prev2, share(balance-prev1, prev1), limit, share(balance, limit), optional(now.Due),
		float64(now.DaysPastDue), daysBefore, float64(now.DaysPastDue) - daysBefore,
		h.newOnFile(), share(balance-prev1, limit), share(charges, limit), limit - balance}
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
	due, limit := missing, missing
	if s, ok := h.last(); ok {
		limit = optional(s.Limit)
	}
	for k := range balances {
		if s, ok := h.monthsBack(k); ok {
			balances[k] = float64(s.Balance)
		}
	}
	if s, ok := h.monthsBack(1); ok { // what was asked for a month ago is what was paid towards since
		due = optional(s.Due)
	}
	recent, _ := h.countPayments(asOf.AddDate(0, 0, -90), asOf)
	return []float64{paid[0], paid[1], paid[2], share(paid[0], balances[0]+paid[0]), share(paid[1], balances[1]+paid[1]), share(paid[0], due), share(paid[0], limit), share(sum, known),
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
