package rank

import "time"

// stageWeight is how much of a balance the written rules hope for by days past due: the later the stage, the less.
// The steps are the house's own, taken from how roll rates fall between stages; a model replaces them as soon as there
// are payments enough.
var stageWeight = []struct {
	upTo   int // days past due
	weight float64
}{{5, 0.9}, {18, 0.8}, {30, 0.7}, {60, 0.5}, {90, 0.35}, {180, 0.2}, {36500, 0.1}}

// brokenFirst lifts broken promises over everything else under the written rules: they are followed up before any new
// call. It is added when a list is read, since a payment may come in after the list was made.
const brokenFirst = 1e6

// writtenScore orders accounts where there is no model, after broken promises: by balance and stage. balance is on the
// currency's scale.
func writtenScore(h History, balance float64) float64 {
	last, ok := h.last()
	if !ok || balance <= 0 {
		return 0
	}
	for _, s := range stageWeight {
		if last.DaysPastDue <= s.upTo {
			return balance * s.weight
		}
	}
	return 0
}

// writtenReasons say what writtenScore went by.
func writtenReasons(x []float64, currency string) []Reason {
	var out []Reason
	if feat(x, "days_past_due") <= 5 {
		out = append(out, Reason{Code: "stage_early"})
	}
	for _, theme := range []string{"days_past_due", "balance", "months_paid"} {
		if r, ok := reasonOf(theme, x, currency, nil); ok && len(out) < topReasons {
			out = append(out, r)
		}
	}
	return out
}

// brokenMemory is for how many days a broken promise stands first, unless the debtor is spoken with before.
const brokenMemory = 30

// brokenPledge is the last promise, if it was broken within brokenMemory and nobody has spoken with the debtor since.
func (h History) brokenPledge(today time.Time) (Pledge, bool) {
	if len(h.Pledges) == 0 {
		return Pledge{}, false
	}
	p := h.Pledges[0]
	for _, q := range h.Pledges {
		if !q.Due.Before(p.Due) {
			p = q
		}
	}
	over := p.Due.AddDate(0, 0, PromiseGrace)
	if h.pledgeState(p, today) != "broken" || daysBetween(over, today) > brokenMemory {
		return p, false
	}
	for _, a := range h.Attempts {
		if reachedBy(a.Result) && a.At.After(over.AddDate(0, 0, 1)) {
			return p, false
		}
	}
	return p, true
}

func promiseReason(code string, p Pledge, currency string) Reason {
	return Reason{code, map[string]any{"amount": Money{p.Amount, currency}.String(), "date": day(p.Due)}}
}
