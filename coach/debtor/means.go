package debtor

import (
	"slices"
	"time"

	"evenkeel/coach/hear"
)

// capacity is what can be paid in all from today up to and with a day, minor units.
func (m Means) capacity(today, day time.Time) int64 {
	return m.Now + m.Monthly*int64(m.paydays(today, day))
}

// paydays counts the pay days after today, up to and with day; five years at most.
func (m Means) paydays(today, day time.Time) int {
	n := 0
	for d, i := m.nextPayday(today), 0; !d.After(day) && i < 60; i++ {
		n++
		d = m.nextPayday(d)
	}
	return n
}

// nextPayday is the first pay day after a day, at midnight UTC. Without a
// regular one it is the same day of the next month.
func (m Means) nextPayday(after time.Time) time.Time {
	y, mo, d := after.Date()
	pay := m.Payday
	if pay <= 0 {
		return time.Date(y, mo+1, min(d, 28), 0, 0, 0, 0, time.UTC)
	}
	next := time.Date(y, mo, pay, 0, 0, 0, 0, time.UTC)
	if d >= pay {
		next = time.Date(y, mo+1, pay, 0, 0, 0, 0, time.UTC)
	}
	return next
}

// affordable reports whether every part can be paid on its day, one after the
// other, out of the means, and none lies in the past.
func (m Means) affordable(parts []Part, today time.Time) bool {
	parts = slices.Clone(parts)
	slices.SortStableFunc(parts, func(a, b Part) int { return a.Date.Compare(b.Date) })
	sum := int64(0)
	for _, p := range parts {
		if p.Minor <= 0 || p.Date.Before(day(today)) {
			return false
		}
		if sum += p.Minor; sum > m.capacity(today, p.Date) || sum < 0 {
			return false
		}
	}
	return len(parts) > 0
}

// offer is what the debtor can put on the table: something now where there is
// money, else on the next pay day. Empty where there is nothing to offer.
func (m Means) offer(today time.Time, owed int64) []Part {
	if m.Now > 0 && m.Now >= m.Monthly/2 {
		return []Part{{Minor: round(min(m.Now, owed)), Date: day(today).AddDate(0, 0, 3)}}
	}
	if a := round(min(m.Monthly+m.Now, owed)); a > 0 {
		return []Part{{Minor: a, Date: m.nextPayday(today)}}
	}
	return nil
}

// round brings an amount down to what a person says aloud: whole hundreds of
// the main unit, or tens below a hundred and fifty.
func round(minor int64) int64 {
	switch {
	case minor >= 150_000:
		return minor - minor%10_000
	case minor >= 15_000:
		return minor - minor%5_000
	}
	return minor - minor%1_000
}

func day(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// asked is what the turn asks to be paid.
type asked struct {
	parts    []Part
	amount   bool // an amount was named
	date     bool // a day was named
	accepted bool // the debtor's own offer was taken up

	lone hear.Part // an amount and a day that came in different acts
}

// terms collects the proposal in the turn: plan, request or recap.
func (m *mind) terms() (asked, bool) {
	var a asked
	found := false
	for _, act := range m.h.Acts {
		switch act.Kind {
		case hear.ProposePlan, hear.AskCommitment, hear.ConfirmCommitment, hear.ProposeRelief:
			found = found || act.Kind != hear.ProposeRelief || act.Amount != nil
			a.add(act)
		}
	}
	if !found {
		return a, false
	}
	if len(a.parts) == 0 && a.lone.Amount != nil && a.lone.Date != nil {
		a.parts = []Part{{Minor: a.lone.Amount.Minor, Date: *a.lone.Date}}
	}
	if m.s.Offer != nil && !a.amount && (m.did(hear.ConfirmCommitment) || a.date && a.parts == nil) {
		a.parts, a.amount, a.date, a.accepted = m.s.Offer.Parts, true, true, true
	}
	return a, true
}

func (a *asked) add(act hear.Act) {
	parts := act.Parts
	if len(parts) == 0 && (act.Amount != nil || act.Date != nil) {
		parts = []hear.Part{{Amount: act.Amount, Date: act.Date}}
	}
	for _, p := range parts {
		a.amount, a.date = a.amount || p.Amount != nil, a.date || p.Date != nil
		if p.Amount != nil && p.Date != nil {
			a.parts = appendPart(a.parts, Part{Minor: p.Amount.Minor, Date: *p.Date})
			continue
		}
		if p.Amount != nil {
			a.lone.Amount = p.Amount
		}
		if p.Date != nil {
			a.lone.Date = p.Date
		}
	}
}

// appendPart leaves out what a recap says twice.
func appendPart(parts []Part, p Part) []Part {
	for _, q := range parts {
		if q.Minor == p.Minor && q.Date.Equal(p.Date) {
			return parts
		}
	}
	return append(parts, p)
}
