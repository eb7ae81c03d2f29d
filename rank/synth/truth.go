package synth

import "time"

// Truth is what holds for an account in the month after the last statement, up to the next month end. Without Overdue
// there is nothing to collect and the figures are zero.
type Truth struct {
	Account string
	Kind    string // pays_anyway, persuadable, needs_plan, hardship, never
	Overdue bool
	P0      float64 // P(any payment | nobody calls)
	P1      float64 // P(any payment | the person is reached); never below P0
	Reach   float64 // P(the person is reached | a call is decided)
	Minor   int64   // expected amount of a payment, minor units of the account's currency
}

// Month is one account and one month that began overdue: what could have happened, and what did. The last month runs on
// past today: of it the files tell only what came before.
type Month struct {
	Account     string
	AsOf        time.Time // the statement it began with
	DaysPastDue int
	Kind        string
	P0, P1      float64
	Reach       float64
	Expected    int64 // of a payment, if one is made
	// Propensity is P(Called), known for every month in which a call was possible; 0 where it was not.
	Propensity float64
	ChosenBy   string // rules, random; "" where no call was possible
	Called     bool
	Reached    bool
	Paid       bool
	Minor      int64
}

// Effect is the true mean effect of deciding to call over these months: P(reached) × (P1 − P0).
func Effect(months []Month) float64 {
	var sum float64
	for _, m := range months {
		sum += m.Reach * (m.P1 - m.P0)
	}
	return sum / float64(len(months))
}
