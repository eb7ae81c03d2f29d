package debtor

import (
	"regexp"
	"slices"

	"evenkeel/coach/hear"
)

// The talk itself: who calls, what about, what stands in the way, what can be agreed.

// settledBy says which acts settle an objection, where the scenario does not.
// Source: the answers to the objections in the domain digest.
var settledBy = map[string][]string{
	"no_money":        {hear.AskOpen, hear.ProposeRelief, hear.ProposePlan, hear.Acknowledge},
	"pay_later":       {hear.AskOpen, hear.GiveTime, hear.ProposePlan},
	"lost_job":        {hear.Acknowledge, hear.ProposeRelief, hear.AskOpen},
	"illness":         {hear.Acknowledge, hear.ProposeRelief, hear.GiveTime},
	"business_failed": {hear.AskOpen, hear.ProposePlan, hear.ProposeRelief, hear.Acknowledge},
	"forgot":          {hear.Explain, hear.AskCommitment, hear.ProposePlan, hear.Acknowledge},
	"no_bill":         {hear.OfferProof, hear.Explain, hear.LogDispute, hear.Apologise},
	"already_paid":    {hear.LogDispute, hear.OfferProof, hear.AskClosed, hear.AskOpen},
	"wrong_fee":       {hear.LogDispute, hear.OfferProof, hear.Explain},
	"not_me":          {hear.LogDispute},
	"spouse_handles":  {hear.GiveTime, hear.Reschedule, hear.AskOpen},
	"mis_sold":        {hear.LogDispute, hear.Acknowledge},
	"busy":            {hear.Reschedule, hear.GiveTime},
	"who_are_you":     {hear.IdentifySelf, hear.OfferProof},
	"scammer":         {hear.OfferProof, hear.Explain, hear.Acknowledge},
	"how_number":      {hear.Explain, hear.Apologise, hear.AcceptStop},
	"stop_calling":    {hear.AcceptStop},
	"recorded":        {hear.TellRecording, hear.Acknowledge, hear.Explain},
	"other_debts":     {hear.AskOpen, hear.Acknowledge, hear.ProposePlan, hear.ProposeRelief},
	"discount":        {hear.Explain, hear.ProposeRelief, hear.GiveTime},
	"waive_interest":  {hear.Explain, hear.ProposeRelief, hear.GiveTime},
	"minimum":         {hear.Explain, hear.ProposePlan},
	"think":           {hear.GiveTime, hear.AskOpen},
	"sue_me":          {hear.Acknowledge, hear.Explain, hear.AskOpen},
	"credit_ruined":   {hear.Explain, hear.Acknowledge},
	"lawyer":          {hear.AcceptStop, hear.AskClosed, hear.Reschedule, hear.Explain},
}

// disputes are the objections that no plan can settle: collecting must stop first.
var disputes = []string{"already_paid", "wrong_fee", "not_me", "mis_sold", "no_bill"}

func (m *mind) answers(o Objection) []string {
	if len(o.AnsweredBy) > 0 {
		return o.AnsweredBy
	}
	return settledBy[o.Key]
}

// settle looks whether the turn answers the objection raised last.
func (m *mind) settle() {
	if m.s.Last != Object && m.s.Last != Repeat || len(m.s.Raised) == 0 {
		return
	}
	key := m.s.Raised[len(m.s.Raised)-1]
	if slices.Contains(m.s.Answered, key) {
		return
	}
	for _, o := range m.p.Objections {
		if o.Key != key {
			continue
		}
		if m.did(m.answers(o)...) && !m.did(hear.Ignore, hear.Threaten, hear.Insult, hear.Pressure) {
			m.s.Answered, m.answered = append(m.s.Answered, key), key
			m.because("the objection " + key + " was answered")
			return
		}
		m.passed = key
	}
}

// next is the next objection not yet raised.
func (m *mind) next() (Objection, bool) {
	for _, o := range m.p.Objections {
		if !slices.Contains(m.s.Raised, o.Key) {
			return o, true
		}
	}
	return Objection{}, false
}

// raise states an objection, in the scenario's own words where it has some.
func (m *mind) raise(o Objection, why string) (Move, bool) {
	m.s.Raised = append(m.s.Raised, o.Key)
	mv := Move{Kind: Object, Objection: o.Key, Why: []string{why}}
	if len(o.Lines) > 0 {
		mv.Line = o.Lines[0]
	}
	return mv, true
}

// whoCalls: nobody talks about money with a stranger.
func (m *mind) whoCalls() (Move, bool) {
	k := &m.s.Knows
	if !k.Caller {
		if m.did(hear.AskRightParty) && !k.Confirmed && m.s.Trust > 0.25 {
			k.Confirmed = true
			return Move{Kind: Confirm, Objection: "who", Why: []string{"says so, and asks who calls"}}, true
		}
		if m.said(AskIdentity) && m.s.Counts.Stops >= 2 {
			return m.end(HangUp, EndPatience, "the caller does not say who it is")
		}
		if m.said(AskIdentity) {
			m.s.Counts.Stops++
		}
		return move(AskIdentity, "does not know who calls")
	}
	if m.p.Proof && !k.Proof {
		return m.proof()
	}
	if m.did(hear.Verify) {
		k.Confirmed = true
		return Move{Kind: GiveDetail, Objection: m.detail(), Why: []string{"knows who calls, gives the detail"}}, true
	}
	if m.did(hear.AskRightParty) && !m.did(hear.DiscloseDebt) {
		k.Confirmed = true
		return move(Confirm, "is the right person")
	}
	return Move{}, false
}

// detail is what was asked for: the last digits of something, or anything else.
func (m *mind) detail() string {
	for _, a := range m.h.Acts {
		if a.Kind == hear.Verify && !digits.MatchString(a.Text) {
			return "other"
		}
	}
	return ""
}

var digits = regexp.MustCompile(`(?i)位|尾号|last (?:four|4)|digits`)

// proof: wants it shown before anything else; being told how to check helps.
func (m *mind) proof() (Move, bool) {
	asked := m.said(AskProof)
	if asked && m.did(hear.Explain) {
		m.s.Knows.Proof = true
		return Move{Kind: Satisfied, Objection: "proof", Why: []string{"was told how to check the caller"}}, true
	}
	if asked && m.did(hear.Pressure, hear.AskCommitment, hear.DiscloseDebt) && m.s.Trust < 0.2 {
		return m.end(HangUp, EndPatience, "takes the caller for a fraud")
	}
	return move(AskProof, "wants to be shown who calls")
}

// busy: caught at a bad time; naming another one is all that helps.
func (m *mind) busy() (Move, bool) {
	if !m.p.Busy {
		return Move{}, false
	}
	asked := m.said(AskOtherTime)
	switch {
	case m.said(AcceptTime):
		return m.end(Goodbye, EndGoodbye, "another time is agreed")
	case m.did(hear.Reschedule, hear.GiveTime):
		return move(AcceptTime, "another time suits")
	case asked && m.s.Counts.Stops >= 2:
		return m.end(HangUp, EndPatience, "said twice that it is a bad time")
	}
	m.s.Counts.Stops++
	return move(AskOtherTime, "cannot talk now")
}

// dispute: as long as it is not taken up, nothing else is heard.
func (m *mind) dispute() (Move, bool) {
	o, ok := m.disputed()
	if !ok || !m.s.Knows.Topic {
		return Move{}, false
	}
	if slices.Contains(m.s.Answered, o.Key) || m.did(hear.LogDispute) {
		return m.disputeLogged(o)
	}
	if !slices.Contains(m.s.Raised, o.Key) {
		return m.raise(o, "disputes the debt")
	}
	switch {
	case m.did(hear.AskCommitment, hear.Pressure, hear.ProposePlan, hear.StateConsequence):
		m.s.Counts.Pressed++
		if m.s.Counts.Pressed >= 3 {
			return m.end(HangUp, EndAnger, "asked for money three times on a disputed debt")
		}
		if m.s.Counts.Pressed == 2 {
			return move(Complain, "asked for money on a disputed debt")
		}
	case m.did(hear.AskOpen, hear.AskClosed, hear.Acknowledge, hear.Paraphrase, hear.Verify):
		if mv, ok := m.reveal("asked about the dispute"); ok {
			return mv, true
		}
	case m.did(hear.RecapClose):
		return m.end(Goodbye, EndGoodbye, "the caller takes leave")
	}
	return m.repeat(o, "the dispute was not taken up")
}

func (m *mind) disputed() (Objection, bool) {
	if m.p.Kind != Disputing {
		return Objection{}, false
	}
	for _, o := range m.p.Objections {
		if slices.Contains(disputes, o.Key) {
			return o, true
		}
	}
	return Objection{}, false
}

func (m *mind) disputeLogged(o Objection) (Move, bool) {
	if !slices.Contains(m.s.Answered, o.Key) {
		m.s.Answered = append(m.s.Answered, o.Key)
	}
	if m.said(Satisfied) && m.did(hear.RecapClose, hear.Greet, hear.Apologise, hear.LogDispute) {
		return m.end(Goodbye, EndGoodbye, "the dispute is in good hands")
	}
	if m.did(hear.AskCommitment, hear.Pressure, hear.ProposePlan) && m.said(Satisfied) {
		return m.repeat(o, "money again, though the dispute is logged")
	}
	if m.said(Satisfied) && m.did(hear.AskOpen, hear.AskClosed) {
		if mv, ok := m.reveal("asked about the dispute"); ok {
			return mv, true
		}
	}
	return move(Satisfied, "the dispute was taken up")
}

// repeat says an objection again.
func (m *mind) repeat(o Objection, why string) (Move, bool) {
	mv := Move{Kind: Repeat, Objection: o.Key, Why: []string{why}}
	if len(o.Lines) > 1 {
		mv.Line = o.Lines[1]
	}
	return mv, true
}

// timeGiven: time to think was given.
func (m *mind) timeGiven() (Move, bool) {
	if m.s.Agreement == nil && m.said(AcceptTime) && m.did(hear.RecapClose, hear.GiveTime, hear.Reschedule) {
		return m.end(Goodbye, EndGoodbye, "will think it over until then")
	}
	if !m.did(hear.GiveTime, hear.Reschedule) || m.did(hear.AskCommitment, hear.ProposePlan) {
		return m.leave()
	}
	return move(AcceptTime, "was given time")
}

// leave: the trainee ends the call without an agreement.
func (m *mind) leave() (Move, bool) {
	if m.s.Agreement == nil && m.did(hear.RecapClose) && !m.did(hear.ConfirmCommitment, hear.ProposePlan, hear.AskOpen, hear.AskCommitment) {
		return m.end(Goodbye, EndGoodbye, "the caller takes leave")
	}
	return Move{}, false
}

// unanswered: an objection that was passed over comes again, once.
func (m *mind) unanswered() (Move, bool) {
	if m.passed == "" || !m.did(hear.AskCommitment, hear.Pressure, hear.StateConsequence, hear.DiscloseDebt, hear.ProposePlan, hear.Ignore) {
		return Move{}, false
	}
	if m.s.Last == Repeat {
		return Move{}, false
	}
	m.s.Patience = clamp(m.s.Patience - 0.05)
	for _, o := range m.p.Objections {
		if o.Key == m.passed {
			return m.repeat(o, "the objection "+o.Key+" was passed over")
		}
	}
	return Move{}, false
}

// question: an open question finds what trust allows to be told.
func (m *mind) question() (Move, bool) {
	if !m.did(hear.AskOpen, hear.AskClosed, hear.Paraphrase) || !m.s.Knows.Confirmed && !m.did(hear.AskOpen) {
		return Move{}, false
	}
	if mv, ok := m.reveal("asked, and trusts enough to tell"); ok {
		return mv, true
	}
	if o, ok := m.next(); ok && m.s.Trust < 0.6 {
		return m.raise(o, "does not trust enough to tell")
	}
	if m.untold() && m.s.Trust < 0.6 {
		return move(Stall, "does not trust enough to tell")
	}
	return m.counter("asked, and has told all there is")
}

// reveal tells the next fact that trust allows.
func (m *mind) reveal(why string) (Move, bool) {
	for _, f := range m.p.Facts {
		if slices.Contains(m.s.Told, f.Key) || m.s.Trust < f.Trust {
			continue
		}
		m.s.Told = append(m.s.Told, f.Key)
		return Move{Kind: Reveal, Fact: f.Key, Line: f.Line, Why: []string{why}}, true
	}
	return Move{}, false
}

func (m *mind) untold() bool { return len(m.s.Told) < len(m.p.Facts) }

// heardOut: feeling heard opens, a little.
func (m *mind) heardOut() (Move, bool) {
	if !m.did(hear.Acknowledge, hear.Apologise, hear.ProposeRelief, hear.OfferProof, hear.Explain, hear.LogDispute, hear.AcceptStop) {
		return Move{}, false
	}
	if m.s.Last != Reveal || m.did(hear.ProposeRelief) {
		if mv, ok := m.reveal("was heard"); ok && !m.did(hear.Explain) {
			return mv, true
		}
	}
	if o, ok := m.next(); ok && m.s.Trust < 0.5 && m.did(hear.Explain) {
		return m.raise(o, "heard the explanation, has another point")
	}
	if m.s.Last == Soften && m.s.Trust > 0.5 {
		return m.counter("was heard, and moves")
	}
	return m.soften("was heard")
}

// topic: told about the debt, or nothing in particular: the next objection.
func (m *mind) topic() (Move, bool) {
	if !m.s.Knows.Topic {
		talked := len(m.s.Told)+len(m.s.Raised) > 0 || m.said(Soften) || m.said(Satisfied)
		if m.s.Knows.Confirmed && m.said(Confirm) && !talked {
			return Move{Kind: Puzzled, Objection: "topic", Why: []string{"still does not know what it is about"}}, true
		}
		if !m.s.Knows.Confirmed {
			m.s.Knows.Confirmed = true
			return move(Confirm, "is the right person and wants to know what it is about")
		}
	}
	if o, ok := m.next(); ok {
		return m.raise(o, "has something against it")
	}
	if m.s.Trust > 0.55 {
		return m.counter("nothing left to object")
	}
	return move(Stall, "nothing left to object, not won over")
}

// soften eases; told facts are taken in, only feeling heard is thanked for.
func (m *mind) soften(why string) (Move, bool) {
	mv := Move{Kind: Soften, Why: []string{why}}
	if !m.did(hear.Acknowledge, hear.Apologise, hear.Paraphrase, hear.ProposeRelief, hear.HandleCrisis, hear.AcceptStop) {
		mv.Objection = "told"
	}
	return mv, true
}
