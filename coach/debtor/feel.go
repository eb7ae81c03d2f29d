package debtor

import (
	"slices"

	"evenkeel/coach/hear"
)

// effect is what one act does to trust and patience of a plain person, in
// steps on [0, 1]. The sizes are a judgement from the training articles (domain
// digest): being heard helps most, a threat undoes a whole call.
type effect struct{ trust, patience float64 }

var effects = map[string]effect{
	hear.Greet:             {0.02, 0.02},
	hear.IdentifySelf:      {0.06, 0.03},
	hear.TellRecording:     {0.00, -0.01},
	hear.RequiredNotice:    {0.00, -0.02},
	hear.Verify:            {0.00, -0.03},
	hear.DiscloseDebt:      {0.00, -0.03},
	hear.Acknowledge:       {0.10, 0.08},
	hear.Paraphrase:        {0.07, 0.05},
	hear.AskOpen:           {0.04, 0.02},
	hear.AskClosed:         {0.00, -0.02},
	hear.Explain:           {0.04, 0.00},
	hear.StateConsequence:  {-0.03, -0.05},
	hear.ProposePlan:       {0.03, 0.00},
	hear.ProposeRelief:     {0.10, 0.06},
	hear.AskCommitment:     {-0.01, -0.05},
	hear.ConfirmCommitment: {0.04, 0.02},
	hear.GiveTime:          {0.08, 0.08},
	hear.LogDispute:        {0.12, 0.10},
	hear.OfferProof:        {0.12, 0.06},
	hear.Apologise:         {0.08, 0.08},
	hear.HandleCrisis:      {0.25, 0.25},
	hear.Reschedule:        {0.06, 0.06},
	hear.AcceptStop:        {0.12, 0.15},
	hear.RecapClose:        {0.03, 0.02},
	hear.Threaten:          {-0.35, -0.35},
	hear.Insult:            {-0.30, -0.35},
	hear.Pressure:          {-0.10, -0.15},
	hear.PressThirdParty:   {-0.25, -0.25},
	hear.Overpromise:       {0.01, 0.00},
	hear.Misstate:          {-0.12, -0.10},
	hear.PushBorrowing:     {-0.12, -0.10},
	hear.Ignore:            {-0.12, -0.15},
	hear.HoldOrSilence:     {0.00, -0.06},
	hear.TalkToMachine:     {-0.03, -0.08},
	hear.Other:             {-0.02, -0.03},
}

// temper is how a kind of debtor takes it: gains and losses, and what weighs more.
type temper struct {
	gain, loss float64
	more       map[string]float64
}

var tempers = map[string]temper{
	Rational:    {1, 0.8, map[string]float64{hear.Explain: 1.8, hear.OfferProof: 1.6, hear.ProposePlan: 1.8, hear.Acknowledge: 0.7}},
	Stubborn:    {0.7, 1.1, map[string]float64{hear.AskOpen: 1.8, hear.Paraphrase: 1.5, hear.StateConsequence: 1.5}},
	Emotional:   {1, 1.3, map[string]float64{hear.Acknowledge: 1.6, hear.GiveTime: 1.4, hear.AskCommitment: 1.5}},
	Evasive:     {0.8, 0.9, map[string]float64{hear.AskCommitment: 0.5}},
	Hardship:    {1, 1.1, map[string]float64{hear.ProposeRelief: 1.6, hear.Acknowledge: 1.3}},
	Disputing:   {0.9, 1.2, map[string]float64{hear.LogDispute: 1.8, hear.OfferProof: 1.4, hear.AskCommitment: 1.8}},
	NeverMeant:  {0.4, 0.7, nil},
	WrongPerson: {1, 1.2, map[string]float64{hear.Apologise: 1.6, hear.AcceptStop: 1.4}},
}

// talkCost is what a turn costs in patience whatever is said: calls tire.
const talkCost = 0.015

// feel moves trust and patience by the turn's acts. Being heard again and again
// helps less each time; the same chance and words give the same jitter.
func (m *mind) feel() {
	t, known := tempers[m.p.Kind]
	if !known {
		t = temper{gain: 1, loss: 1}
	}
	m.s.Patience -= talkCost
	for _, kind := range hear.Kinds {
		if !m.acts[kind] {
			continue
		}
		e, weight := effects[kind], m.weight(kind, t)
		m.s.Trust += scaled(e.trust, weight, t)
		m.s.Patience += scaled(e.patience, weight, t)
	}
	if m.did(hear.DiscloseDebt, hear.Verify) && !m.s.Knows.Caller && !m.did(hear.IdentifySelf) {
		m.s.Trust -= 0.06
		m.because("asked before being told who calls")
	}
	m.s.Trust, m.s.Patience = clamp(m.s.Trust), clamp(m.s.Patience)
	m.count()
}

func (m *mind) weight(kind string, t temper) float64 {
	w := 0.9 + 0.2*m.r.Float64()
	if x, ok := t.more[kind]; ok {
		w *= x
	}
	if slices.Contains(m.p.Softens, kind) {
		w *= 2
	}
	if kind == hear.Acknowledge || kind == hear.Paraphrase || kind == hear.Apologise {
		w /= 1 + 0.35*float64(m.s.Counts.Heard)
	}
	return w
}

func scaled(step, weight float64, t temper) float64 {
	if step >= 0 {
		return step * weight * t.gain
	}
	return step * weight * t.loss
}

// count keeps the tallies that limits are judged by.
func (m *mind) count() {
	c := &m.s.Counts
	for _, x := range []struct {
		n     *int
		kinds []string
	}{
		{&c.Threats, []string{hear.Threaten}},
		{&c.Insults, []string{hear.Insult}},
		{&c.Pressed, []string{hear.Pressure, hear.PushBorrowing}},
		{&c.Ignored, []string{hear.Ignore}},
		{&c.Machine, []string{hear.TalkToMachine}},
		{&c.Heard, []string{hear.Acknowledge, hear.Paraphrase, hear.Apologise}},
	} {
		if m.did(x.kinds...) {
			*x.n++
		}
	}
	if m.only(hear.HoldOrSilence) {
		c.Silences++
	} else {
		c.Silences = 0
	}
}

// learn notes what the debtor now knows about the call.
func (m *mind) learn() {
	k := &m.s.Knows
	k.Caller = k.Caller || m.did(hear.IdentifySelf)
	k.Topic = k.Topic || m.did(hear.DiscloseDebt, hear.LogDispute, hear.AcceptStop, hear.StateConsequence) ||
		k.Caller && m.did(hear.ProposePlan, hear.ProposeRelief, hear.AskCommitment)
	k.Proof = k.Proof || m.did(hear.OfferProof)
	if m.did(hear.Threaten, hear.Insult) && m.s.Agreement != nil {
		m.s.Agreement = nil
		m.because("the promise is withdrawn after abuse")
	}
}

// mood follows from trust, patience and the kind of person. The starting mood
// stays until something has really moved.
func (m *mind) mood() string {
	s := m.s
	switch {
	case s.Crisis != "":
		return Low
	case m.did(hear.TalkToMachine):
		return Confused
	case s.Patience < 0.2 || m.did(hear.Threaten, hear.Insult) && s.Patience < 0.6:
		return Angry
	case s.Patience < 0.38:
		return Irritated
	case m.p.Mood != "" && s.Trust-m.p.Trust < 0.12 && m.p.Trust-s.Trust < 0.12:
		return m.p.Mood
	case (m.p.Kind == Hardship || m.p.Kind == Emotional) && s.Trust < 0.62:
		return Low
	case s.Trust < 0.35:
		return Wary
	}
	return Calm
}
