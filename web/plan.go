package web

import (
	"strconv"
	"time"

	"evenkeel/rank"
)

// usualMonths is what the calculator shows before anybody has asked.
const usualMonths = 3

// newPlan answers the plan calculator within the limits that rank gives.
func newPlan(v *visit, acc *rank.Account, s *server) planView {
	p := planView{Months: usualMonths}
	if n, err := strconv.Atoi(v.DefaultQuery("months", strconv.Itoa(usualMonths))); err == nil && n > 0 {
		p.Months = n
	}
	if len(acc.Plan) == 0 {
		p.Problem = s.say(v, "plan.none")
		return p
	}
	limit := acc.Plan[0]
	for _, l := range acc.Plan {
		if strconv.FormatInt(l.AccountID, 10) == v.Query("debt") {
			limit = l
		}
	}
	p.Debt = limit.AccountID
	if p.Months > limit.MaxMonths {
		p.Problem = s.say(v, "plan.too_long", "Months", limit.MaxMonths)
		return p
	}
	p.Note = s.say(v, "plan.limits", "Months", limit.MaxMonths, "Least", money(v.lang, limit.LeastMonthly))
	p.Rows = instalments(limit.Owed, p.Months, inZone(v.now, acc.Zone))
	p.First, p.Last = p.Rows[0].Amount, p.Rows[len(p.Rows)-1].Amount
	return p
}

// instalments lays an amount out in equal monthly payments from a month ahead,
// rounded up to whole minor units; the last takes what is left, so that they
// add up to the amount exactly. A late month end stays the last of its month.
func instalments(owed rank.Money, months int, from time.Time) []planRow {
	each := (owed.Minor + int64(months) - 1) / int64(months)
	left := owed.Minor
	var rows []planRow
	for n := 1; n <= months && left > 0; n++ {
		amount := min(each, left)
		left -= amount
		rows = append(rows, planRow{N: n, Due: monthsOn(from, n), Amount: rank.Money{Minor: amount, Currency: owed.Currency}})
	}
	return rows
}

// monthsOn is the same day n months later, or the last day of a shorter month.
func monthsOn(t time.Time, n int) time.Time {
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Day(), last)-1)
}
