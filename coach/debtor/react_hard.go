package debtor

import "evenkeel/coach/hear"

// The hard moments: what comes before any talk about the debt.

// machine: whoever answers the phone does not know of prompts and scores.
func (m *mind) machine() (Move, bool) {
	if !m.did(hear.TalkToMachine) {
		return Move{}, false
	}
	if m.s.Counts.Machine >= 3 {
		return m.end(HangUp, EndMachine, "spoken to as a machine for the third time")
	}
	return move(Puzzled, "the words make no sense on a phone")
}

// voicemail: the machine records one message.
func (m *mind) voicemail() (Move, bool) {
	if !m.p.Voicemail {
		return Move{}, false
	}
	return m.end(Beep, EndVoicemail, "the message is recorded")
}

func (m *mind) silence() (Move, bool) {
	if !m.only(hear.HoldOrSilence) {
		return Move{}, false
	}
	if m.s.Counts.Silences >= 3 {
		return m.end(HangUp, EndSilence, "silence for the third time")
	}
	return move(StillThere, "nothing to hear")
}

// crisis: words of self-harm come where the profile has them and the talk is
// about the debt; from then on only being met counts.
func (m *mind) crisis() (Move, bool) {
	if len(m.p.Crisis) == 0 {
		return Move{}, false
	}
	switch m.s.Crisis {
	case "":
		return m.crisisBegins()
	case "eased":
		if m.did(hear.RecapClose) || m.did(hear.GiveTime, hear.Reschedule) && !m.did(hear.HandleCrisis) {
			return m.end(Goodbye, EndSafe, "the crisis was met and help is at hand")
		}
		if m.did(hear.AskCommitment, hear.Pressure, hear.ProposePlan, hear.Threaten) {
			m.s.Crisis = "open"
			return m.crisisAgain("money again, right after the crisis")
		}
		if m.did(hear.HandleCrisis) {
			return move(CrisisEase, "is being looked after")
		}
		return move(Soften, "still shaken, listens")
	}
	if m.did(hear.HandleCrisis) {
		m.s.Crisis = "eased"
		return move(CrisisEase, "the words were heard, safety came first")
	}
	return m.crisisAgain("the words were passed over")
}

func (m *mind) crisisBegins() (Move, bool) {
	if m.did(hear.HandleCrisis) { // asked outright, before it was said
		m.s.Crisis = "open"
		return Move{Kind: CrisisWords, Line: m.p.Crisis[0], Why: []string{"was asked whether all is well, and says it"}}, true
	}
	worn := m.s.Patience < 0.4 || m.s.Trust < 0.3 || m.did(hear.Threaten, hear.Insult, hear.Pressure)
	if !m.s.Knows.Topic || m.s.Turn < 2 || !worn && m.s.Turn < 4 {
		return Move{}, false
	}
	m.s.Crisis = "open"
	return Move{Kind: CrisisWords, Line: m.p.Crisis[0], Why: []string{"cannot carry it any longer"}}, true
}

// crisisAgain: passed over once the words come again; twice, the line goes dead.
func (m *mind) crisisAgain(why string) (Move, bool) {
	if !m.did(hear.Ignore) { // counted already
		m.s.Counts.Ignored++
	}
	if m.s.Counts.Ignored >= 2 || len(m.p.Crisis) < 2 {
		return m.end(HangUp, EndCrisis, why)
	}
	return Move{Kind: CrisisWords, Line: m.p.Crisis[1], Why: []string{why}}, true
}

// abuse: a threat is answered with the rules, an insult with hurt, the second
// of either with a complaint, the third by hanging up.
func (m *mind) abuse() (Move, bool) {
	threat, insult := m.did(hear.Threaten), m.did(hear.Insult)
	if !threat && !insult {
		return Move{}, false
	}
	n := m.s.Counts.Threats + m.s.Counts.Insults
	switch {
	case n >= 3 || n >= 2 && m.s.Patience < 0.15:
		return m.end(HangUp, EndAnger, "threatened or insulted once too often")
	case m.other():
		return move(CalleeUpset, "a bystander is threatened or insulted")
	case n == 2:
		return move(Complain, "the second time")
	case threat:
		return move(QuoteRights, "a threat")
	}
	return move(Hurt, "an insult")
}

// wornOut: nobody stays on a line that only takes.
func (m *mind) wornOut() (Move, bool) {
	switch {
	case m.s.Patience <= 0.03 && m.other():
		return m.end(HangUp, EndUpset, "a bystander has had enough")
	case m.s.Patience <= 0.03:
		return m.end(HangUp, EndPatience, "patience is used up")
	case m.s.Counts.Pressed >= 4:
		return m.end(HangUp, EndAnger, "pressed for the fourth time")
	}
	return Move{}, false
}

// other reports that whoever answers is not the debtor.
func (m *mind) other() bool {
	return m.p.Kind == WrongPerson || m.p.Callee != "" && m.p.Callee != "debtor"
}

// thirdParty: a relative, a colleague, the new owner of the number. They say
// who they are not, want to know what it is about, and mind being drawn in.
func (m *mind) thirdParty() (Move, bool) {
	if !m.other() {
		return Move{}, false
	}
	switch {
	case m.did(hear.PressThirdParty, hear.DiscloseDebt, hear.Pressure, hear.AskCommitment):
		m.s.Counts.Pressed++
		if m.s.Counts.Pressed >= 3 {
			return m.end(HangUp, EndUpset, "drawn into another's affairs for the third time")
		}
		return move(CalleeUpset, "drawn into another's affairs")
	case !m.said(NotMe):
		return m.bystander(NotMe, "is not the one who was asked for")
	case m.did(hear.RecapClose):
		return m.end(Goodbye, EndGoodbye, "the caller takes leave")
	case m.did(hear.NeutralMessage) && !m.did(hear.Apologise, hear.AcceptStop) && !m.said(CalleeAsks):
		return m.bystander(CalleeAsks, "a message that says nothing makes curious")
	case m.did(hear.AskClosed, hear.AskOpen) && m.only(hear.Apologise, hear.AskClosed, hear.AskOpen, hear.Greet) && m.p.Callee != "other":
		return m.bystander(CalleeAsks, "is asked for the other, and asks back")
	case m.did(hear.Apologise, hear.AcceptStop, hear.NeutralMessage, hear.Reschedule):
		if m.said(CalleeAccepts) {
			return m.end(Goodbye, EndGoodbye, "all is said")
		}
		return m.bystander(CalleeAccepts, "left in peace")
	case m.did(hear.Verify):
		return move(CalleeUpset, "asked for particulars of someone else")
	case m.s.Counts.Stops >= 2:
		return m.end(Goodbye, EndGoodbye, "nothing more to say")
	}
	m.s.Counts.Stops++
	return m.bystander(CalleeAsks, "wants to know what it is about")
}

// bystander shades a move by whether the callee is family or a stranger.
func (m *mind) bystander(kind, why string) (Move, bool) {
	shade := "family"
	if m.p.Callee == "other" || m.p.Callee == "colleague" || m.p.Callee == "employer" {
		shade = "stranger"
	}
	return Move{Kind: kind, Objection: shade, Why: []string{why}}, true
}

// said reports that a move was made before in this call.
func (m *mind) said(kind string) bool {
	for _, u := range m.s.Used {
		if len(u) > len(kind) && u[:len(kind)] == kind && (u[len(kind)] == '#' || u[len(kind)] == '.') {
			return true
		}
	}
	return false
}

// stop: asks not to be called again, at the turn that the profile sets or when
// nearly worn out by pressure.
func (m *mind) stop() (Move, bool) {
	due := m.p.StopAfter > 0 && m.s.Turn >= m.p.StopAfter && m.s.Knows.Topic && !m.said(Satisfied)
	asked := m.said(AskStop)
	switch {
	case asked && m.did(hear.AcceptStop):
		m.s.Ended = EndStop
		return Move{Kind: Satisfied, Objection: "stop", Why: []string{"the request to stop was accepted"}, Ends: true}, true
	case due && m.did(hear.AcceptStop):
		return Move{Kind: Satisfied, Objection: "stop", Why: []string{"was going to ask for it: no more such calls"}}, true
	case m.said(Satisfied) || asked && m.s.Trust >= 0.4 && m.did(hear.AskOpen, hear.Apologise, hear.Acknowledge):
		return Move{}, false
	case asked && m.s.Counts.Stops >= 2:
		return m.end(HangUp, EndStop, "asked to stop and was not heard")
	case asked && m.did(hear.RecapClose):
		return m.end(Goodbye, EndStop, "the caller takes leave")
	case asked || due || m.s.Counts.Pressed >= 2 && m.s.Patience < 0.3:
		m.s.Counts.Stops++
		return move(AskStop, "does not want these calls any more")
	}
	return Move{}, false
}

// trap springs once, when the trainee does what it waits for.
func (m *mind) trap() (Move, bool) {
	for i, t := range m.p.Traps {
		if contains(m.s.Sprung, i) || !m.did(t.On...) {
			continue
		}
		m.s.Sprung = append(m.s.Sprung, i)
		m.s.Trust, m.s.Patience = clamp(m.s.Trust+t.Trust), clamp(m.s.Patience+t.Patience)
		return Move{Kind: Repeat, Line: t.Line, Why: []string{"walked into what this person minds"}}, true
	}
	return Move{}, false
}

func contains(list []int, x int) bool {
	for _, y := range list {
		if y == x {
			return true
		}
	}
	return false
}
