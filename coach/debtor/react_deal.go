package debtor

import (
	"slices"

	"evenkeel/coach/hear"
)

// agreeAt is the trust at which a kind of debtor takes an affordable plan; 2:
// never in this call. A judgement: the rational need least, the stubborn most.
var agreeAt = map[string]float64{
	Rational: 0.45, Stubborn: 0.58, Emotional: 0.5, Evasive: 0.5, Hardship: 0.45, Disputing: 2, NeverMeant: 0.9, WrongPerson: 2,
}

// counterAt is the trust at which an own offer is made.
const counterAt = 0.42

// settled: after an agreement only the recap and the goodbye are left.
func (m *mind) settled() (Move, bool) {
	if m.s.Agreement == nil {
		return Move{}, false
	}
	a, asked := m.terms()
	if asked && len(a.parts) > 0 && !a.accepted && !same(a.parts, m.s.Agreement.Parts) {
		return m.changed(a)
	}
	switch {
	case m.said(ConfirmPlan) && m.did(hear.RecapClose, hear.ConfirmCommitment, hear.Greet):
		return m.end(Goodbye, EndGoodbye, "the plan stands and the caller takes leave")
	case m.did(hear.RecapClose) && m.did(hear.ConfirmCommitment):
		mv := Move{Kind: ConfirmPlan, Offer: m.s.Agreement.Parts, Why: []string{"the recap is right"}, Ends: true}
		m.s.Ended = EndGoodbye
		return mv, true
	case m.did(hear.RecapClose):
		return m.end(Goodbye, EndGoodbye, "the caller takes leave")
	case m.did(hear.ConfirmCommitment, hear.ProposePlan, hear.AskCommitment):
		return Move{Kind: ConfirmPlan, Offer: m.s.Agreement.Parts, Why: []string{"the recap is right"}}, true
	case m.did(hear.AskOpen, hear.AskClosed):
		if mv, ok := m.reveal("asked after the agreement"); ok {
			m.s.Agreement.Kept = m.meansIt()
			return mv, true
		}
	}
	return m.soften("the plan stands")
}

// changed: other terms than agreed are weighed anew.
func (m *mind) changed(a asked) (Move, bool) {
	can := m.p.Means.affordable(a.parts, m.h.Today)
	if can && sum(a.parts) <= sum(m.s.Agreement.Parts) {
		return m.agree(a.parts, "easier terms than agreed")
	}
	if can && m.did(hear.ProposePlan, hear.AskCommitment) && m.s.Trust >= agreeAt[m.p.Kind] {
		return m.agree(a.parts, "asked for other terms, and they can be kept as well")
	}
	return Move{Kind: Refuse, Objection: "changed", Offer: m.s.Agreement.Parts, Why: []string{"not what was agreed"}}, true
}

// proposal weighs what is asked for against the means, what still stands in the
// way, and trust, in this order. Nothing beyond the means is ever agreed.
func (m *mind) proposal() (Move, bool) {
	a, asked := m.terms()
	if !asked || !m.s.Knows.Topic && !a.amount {
		return Move{}, false
	}
	if m.disputesOpen() {
		return Move{}, false
	}
	if m.passed != "" && m.s.Last != Repeat && m.s.Trust < 0.6 && !m.p.Easy {
		return Move{}, false // unanswered will speak
	}
	if !a.amount && !a.date {
		return m.vague()
	}
	if len(a.parts) == 0 {
		return m.half(a)
	}
	if !m.p.Means.affordable(a.parts, m.h.Today) {
		return m.tooMuch()
	}
	return m.fits(a)
}

func (m *mind) disputesOpen() bool {
	if m.p.Kind == Disputing {
		return true
	}
	for _, k := range disputes {
		if slices.Contains(m.s.Raised, k) && !slices.Contains(m.s.Answered, k) {
			return true
		}
	}
	return false
}

// vague: asked to pay, with neither amount nor day.
func (m *mind) vague() (Move, bool) {
	if o, ok := m.next(); ok && m.s.Trust < 0.65 {
		return m.raise(o, "asked to pay, and has something against it")
	}
	if m.p.Easy || m.p.Kind == Evasive && m.s.Trust < 0.5 {
		return move(Stall, "a vague question gets a vague answer")
	}
	return m.counter("asked to pay, and names what is possible")
}

// half: only an amount or only a day was named.
func (m *mind) half(a asked) (Move, bool) {
	if o, ok := m.next(); ok && m.s.Trust < 0.6 && !m.p.Easy {
		return m.raise(o, "half a proposal, and something against it")
	}
	if m.p.Kind == Evasive && !m.said(Stall) {
		return move(Stall, "a way round a clear answer")
	}
	if m.s.Trust >= 0.55 {
		return m.counter("completes the proposal with what is possible")
	}
	shade := "amount"
	if a.amount {
		shade = "date"
	}
	return Move{Kind: AskTerms, Objection: shade, Why: []string{"only half of the terms are named"}}, true
}

func (m *mind) tooMuch() (Move, bool) {
	m.because("beyond the means")
	if m.p.Easy {
		return move(Stall, "cannot, and does not say so")
	}
	if o, ok := m.next(); ok && m.s.Trust < 0.5 {
		return m.raise(o, "cannot, and has something against it")
	}
	if m.s.Trust >= counterAt {
		return m.counter("cannot, but wants a way")
	}
	return Move{Kind: Refuse, Objection: "means", Why: []string{"cannot"}}, true
}

// fits: the money would be there; is the will?
func (m *mind) fits(a asked) (Move, bool) {
	if m.p.Easy || a.accepted || m.s.Offer != nil && sum(a.parts) <= sum(m.s.Offer.Parts) && m.s.Trust >= 0.3 {
		return m.agree(a.parts, "within the means, and close to what was offered")
	}
	if o, ok := m.next(); ok && m.s.Trust < agreeAt[m.p.Kind]+0.15 {
		return m.raise(o, "possible, but something stands in the way")
	}
	if m.s.Trust >= agreeAt[m.p.Kind] {
		return m.agree(a.parts, "within the means, and trusts enough")
	}
	if m.p.Kind == Evasive || m.p.Kind == NeverMeant {
		return move(Stall, "possible, but does not want to be bound")
	}
	if m.s.Trust >= counterAt {
		return m.counter("possible, but on own terms")
	}
	return Move{Kind: Refuse, Objection: "trust", Why: []string{"possible, but not won over"}}, true
}

func (m *mind) agree(parts []Part, why string) (Move, bool) {
	m.s.Agreement = &Agreement{Parts: parts, Kept: m.meansIt()}
	m.s.Offer = nil
	mv := Move{Kind: Agree, Offer: parts, Why: []string{why}}
	if m.did(hear.RecapClose) && m.did(hear.ConfirmCommitment) {
		mv.Ends, m.s.Ended = true, EndGoodbye // recap and farewell in one breath
	}
	return mv, true
}

// meansIt: a promise counts where no hidden reason is left untold.
func (m *mind) meansIt() bool {
	for _, f := range m.p.Facts {
		if f.Hidden && !slices.Contains(m.s.Told, f.Key) {
			return false
		}
	}
	return m.p.Kind != NeverMeant
}

// counter puts an own offer on the table; where there is nothing to offer, says so.
func (m *mind) counter(why string) (Move, bool) {
	if m.p.Kind == NeverMeant || m.p.Kind == Disputing {
		return move(Stall, "would not be bound")
	}
	if m.s.Offer != nil && m.said(CounterOffer) {
		if m.s.Last == CounterOffer || m.s.Trust < counterAt {
			return Move{Kind: Refuse, Objection: "offer", Offer: m.s.Offer.Parts, Why: []string{why, "stays with the own offer"}}, true
		}
	}
	parts := m.p.Means.offer(m.h.Today, m.p.Owed)
	if len(parts) == 0 {
		return Move{Kind: Refuse, Objection: "means", Why: []string{why, "there is nothing to offer"}}, true
	}
	m.s.Offer = &Agreement{Parts: parts, Kept: m.meansIt()}
	return Move{Kind: CounterOffer, Offer: parts, Why: []string{why}}, true
}

func sum(parts []Part) int64 {
	total := int64(0)
	for _, p := range parts {
		total += p.Minor
	}
	return total
}

func same(a, b []Part) bool {
	return slices.EqualFunc(a, b, func(x, y Part) bool { return x.Minor == y.Minor && x.Date.Equal(y.Date) })
}
