package rank

import "time"

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
	// Begins is the first statement day of the whole portfolio that the account was placed with; zero: not known. A month
	// without a statement means something only after it: the account was not on that month's file.
	Begins     time.Time
	Statements []Statement
	Payments   []Payment
	Pledges    []Pledge
	Attempts   []Attempt
}

// Until drops what is dated after the end of the day d.
func (h History) Until(d time.Time) History {
	end := dateOf(d).AddDate(0, 0, 1)
	return History{
		Begins:     h.Begins,
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

// newOnFile is 1 where the last statement's account was not on the portfolio's file of the month before, 0 where it
// was, and NaN where there was no such file.
func (h History) newOnFile() float64 {
	now, ok := h.last()
	if !ok || h.Begins.IsZero() || monthNumber(h.Begins) >= monthNumber(now.AsOf) {
		return missing
	}
	_, before := h.monthsBack(1)
	return float64(b2i(!before))
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
