package hear

import (
	"regexp"
	"slices"
)

// What decides an act beyond its own words: who is on the line, and what the
// other side has just said.

// bystander reports that whoever answers is not the debtor.
func (h *hearing) bystander() bool {
	return h.ctx.Callee != "" && h.ctx.Callee != "debtor" && h.ctx.Callee != "unverified"
}

// ownThirdParty: naming a debt, or asking for payment, to somebody else is
// press_third_party, whatever else it would be; to the debtor the same words
// are about somebody else only if they ask that person to pay.
func (h *hearing) ownThirdParty() {
	if h.bystander() {
		for _, kind := range []string{DiscloseDebt, AskCommitment, ProposePlan, Pressure, StateConsequence, ConfirmCommitment} {
			h.rename(kind, PressThirdParty)
		}
		if h.has(PressThirdParty) {
			h.drop(NeutralMessage)
		}
		return
	}
	h.drop(PressThirdParty)
}

// spoils lists which act a bad one stands in place of.
var spoils = map[string][]string{
	Threaten:          {StateConsequence, Explain, AskCommitment, NeutralMessage, AcceptStop, Reschedule, Pressure, IdentifySelf},
	Insult:            {Acknowledge, AskOpen, AskClosed, Paraphrase, Greet},
	Misstate:          {StateConsequence, Explain, IdentifySelf, DiscloseDebt},
	Overpromise:       {ProposeRelief, Explain, StateConsequence},
	Pressure:          {AskCommitment, AskClosed},
	PushBorrowing:     {AskCommitment, AskClosed, ProposePlan, Pressure},
	HandleCrisis:      {AskClosed, AskOpen, Acknowledge, GiveTime, Pressure},
	PressThirdParty:   {AskClosed, Explain},
	TalkToMachine:     {AskOpen, AskClosed, IdentifySelf, Explain},
	GiveTime:          {Reschedule},
	Paraphrase:        {AskCommitment, AskClosed},
	LogDispute:        {AcceptStop, ProposeRelief},
	AcceptStop:        {Reschedule},
	ConfirmCommitment: {AskCommitment, AskClosed, Paraphrase},
	ProposePlan:       {AskCommitment},
	Verify:            {AskClosed, Pressure, AskCommitment},
	OfferProof:        {Explain, NeutralMessage},
}

// spoiled drops what overlaps with an act that stands in its place.
func (h *hearing) spoiled() {
	var kept []Act
	for _, a := range h.acts {
		gone := false
		for _, b := range h.acts {
			for _, kind := range spoils[b.Kind] {
				gone = gone || kind == a.Kind && a.Start < b.End && b.Start < a.End
			}
		}
		if !gone {
			kept = append(kept, a)
		}
	}
	h.acts = kept
	h.carryOver()
}

// carryOver: a plan that took the place of a request keeps its figures, which
// went to the plan already; a threat over a whole turn needs no greeting.
func (h *hearing) carryOver() {
	if !h.has(HandleCrisis) {
		return
	}
	h.acts = slices.DeleteFunc(h.acts, func(a Act) bool { // "could you ring somebody now?" asks for no money
		return a.Kind == AskCommitment && a.Amount == nil && a.Date == nil
	})
	if !h.has(AskCommitment, Pressure, ProposePlan) {
		h.drop(AskClosed, AskOpen)
	}
}

// cue is something the other side said that must not be passed over.
type cue struct {
	said *regexp.Regexp
	met  []string // acts that take it up
	over []string // acts that, without these, pass it over; nil: anything
}

var asksForMoney = []string{AskCommitment, Pressure, DiscloseDebt, StateConsequence, ProposePlan, ConfirmCommitment}

var cues = []cue{
	{regexp.MustCompile(`不想活|活着(?:没|真没|也没)|一死|死了算|自杀|轻生|跳楼|了结|活不下去|不如死|没意思了|kill myself|end it all|don't want to (?:live|be here|wake up)|better off (?:dead|without me)|can't go on|suicid|no reason to (?:live|go on)|hurt myself`),
		[]string{HandleCrisis}, nil},
	{regexp.MustCompile(`不是我(?:借|办|的|刷)|没(?:借|办|贷)过|(?:已经|早就|都)还(?:了|过|清)|还过了|金额不对|多收|不认|被盗刷|冒用|not mine|never opened|already paid|wrong amount|identity|don't owe|stolen|dispute`),
		[]string{LogDispute, OfferProof, Apologise, Explain, AskOpen, AskClosed, Verify, Paraphrase, Acknowledge}, asksForMoney},
	{regexp.MustCompile(`失业|没(?:了)?工作|裁员|住院|生病|手术|去世|过世|走了|断了收入|吃饭的钱|化疗|laid off|lost my job|hospital|cancer|passed away|died|surgery|no income|evict`),
		[]string{Acknowledge, ProposeRelief, AskOpen, Paraphrase, GiveTime, HandleCrisis, Apologise}, asksForMoney},
	{regexp.MustCompile(`别再打|不要再打|不要打|别打|stop calling|don't call|do not call|quit calling`),
		[]string{AcceptStop, Apologise, Acknowledge, Reschedule, RecapClose, Explain}, asksForMoney},
	{regexp.MustCompile(`你(?:到底)?是(?:谁|哪)|您(?:是)?哪(?:位|里)|哪儿打来|报个名字|who (?:is this|are you|am i)|what company|where are you calling`),
		[]string{IdentifySelf, NeutralMessage, OfferProof, Explain}, asksForMoney},
}

// ignored adds ignore where a cue of the other side was passed over. It is
// added to what was done instead.
func (h *hearing) ignored() {
	if h.ctx.LastDebtor == "" || h.has(TalkToMachine, HoldOrSilence) {
		return
	}
	last := make([]rune, 0, len(h.ctx.LastDebtor))
	for _, r := range h.ctx.LastDebtor {
		last = append(last, fold(r))
	}
	for _, c := range cues {
		if !c.said.MatchString(string(last)) || h.has(c.met...) {
			continue
		}
		if c.over == nil || h.has(c.over...) {
			h.acts = append(h.acts, Act{Kind: Ignore, Text: string(h.raw), Start: 0, End: len(h.raw)})
			return
		}
	}
}
