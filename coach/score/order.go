package score

import (
	"regexp"
	"slices"
	"time"

	"evenkeel/coach/hear"
)

// suspect is a breach before it is cited: where, which family, how sure.
type suspect struct {
	family string
	rule   string // a named rule, "" to choose by place and words
	at     span   // bytes of the turn's text
	by     string
	sure   float64
	kind   string // what to say instead, where the family alone does not tell
}

// walk goes through a call and keeps what order decides: who is on the line,
// what was said before what. Its detectors need no learning.
type walk struct {
	c                     Context
	first                 time.Time
	verified, third       bool
	identified, noticed   bool
	asked                 bool // the agent's last turn asked for identity
	busy                  bool // the debtor has said that this is a bad moment
	felt                  bool // the agent has taken up how the debtor fares
	agentTurns            int
	before                cues
	done                  map[string]bool // findings made once a call
	lastAgent, lastDebtor Turn
}

func newWalk(c Context, turns []Turn) *walk {
	w := &walk{c: c, verified: c.Verified, third: isThird(c.Callee), noticed: c.Facts.NoticeGiven, done: map[string]bool{}}
	for _, t := range turns {
		if !t.At.IsZero() {
			w.first = t.At
			break
		}
	}
	return w
}

// hears takes in a debtor's turn.
func (w *walk) hears(t Turn) {
	if saysNotMe.MatchString(t.Text) && !w.verified && w.agentTurns > 0 {
		w.third = true
	}
	if slices.Contains(t.Voiced, Identified) || w.asked && answers(t) {
		w.verified, w.third = true, isThird(w.c.Callee)
	}
	b := hearCues(t.Text).with(t.Voiced)
	if w.lastDebtor.Text != "" && w.asked { // a cue before an identity question is still open
		b.crisis = b.crisis || w.before.crisis
	}
	w.before, w.lastDebtor = b, t
}

// scene is what the classifier may know of an agent's turn.
func (w *walk) scene(t Turn) scene {
	c := w.c
	c.Verified = w.verified
	switch {
	case w.third && !isThird(c.Callee):
		c.Callee = "other"
	case c.Callee == "" && w.verified, c.Callee == "unverified" && w.verified:
		c.Callee = "debtor"
	case c.Callee == "":
		c.Callee = "unverified"
	}
	if c.Channel == "" {
		c.Channel = Call
	}
	return scene{text: t.Text, call: c, minute: w.minute(t), before: w.before, acts: t.Acts}
}

// minute of the debtor's day when a turn was said, -1 where unknown.
func (w *walk) minute(t Turn) int {
	if w.c.LocalTime.IsZero() {
		return -1
	}
	at := w.c.LocalTime
	if !t.At.IsZero() && !w.first.IsZero() {
		at = at.Add(t.At.Sub(w.first))
	}
	return minuteOf(at)
}

// judges takes in an agent's turn and returns what order makes of it.
func (w *walk) judges(t Turn) []suspect {
	if empty(t.Text) {
		w.asked = false
		return nil
	}
	w.agentTurns++
	w.identified = w.identified || identifies(t)
	w.noticed = w.noticed || givesNotice(t)
	if cares(t) {
		w.felt = true
	}
	s := w.scene(t)
	var out []suspect
	for _, detect := range []func(Turn, scene) (suspect, bool){
		w.crisis, w.inconvenient, w.toThird, w.unverified, w.blocked, w.hours, w.tooOften,
		w.unnamed, w.unnoticed, w.dispute, w.hardship, w.amount, plainBreach,
	} {
		if f, ok := detect(t, s); ok {
			if f.by == "" {
				f.by = ByOrder
			}
			out = append(out, f)
		}
	}
	w.asked = asksIdentity(t)
	w.lastAgent, w.before = t, cues{}
	return out
}

// once makes a finding of its kind at most once a call: an opening missed is
// one breach, not one a turn.
func (w *walk) once(kind string) bool {
	if w.done[kind] {
		return false
	}
	w.done[kind] = true
	return true
}

func whole(text string) span { return span{0, len(text)}.trim(text) }

// firstSentence is the quote where a thing is missing rather than said.
func firstSentence(text string) span {
	s := whole(text)
	return clauseAround(text, s.from, s.from)
}

// unnamed: the first two turns name neither caller nor institution (F01).
func (w *walk) unnamed(t Turn, s scene) (suspect, bool) {
	spoken := s.call.Channel == Call || s.call.Channel == Visit
	if !spoken || w.identified || w.third || w.agentTurns != 2 || w.c.Facts.NoticeGiven || !w.once("unnamed") {
		return suspect{}, false
	}
	rule := map[string]string{"US": "US-REGF-14g-ID", "CN": "CN-CBA-3-IDENT"}[w.c.Jurisdiction]
	return suspect{family: "F01", rule: rule, at: firstSentence(t.Text), sure: 0.9, kind: "unnamed"}, true
}

// unnoticed: a US collector talks terms before saying that it is a debt
// collector (15 USC 1692e(11), 12 CFR 1006.18(e)). A lender collecting for
// itself owes no such notice.
func (w *walk) unnoticed(t Turn, s scene) (suspect, bool) {
	if w.c.Jurisdiction != "US" || w.c.Mandate != Agency && w.c.Mandate != DebtBuyer || w.noticed || !w.verified || w.third {
		return suspect{}, false
	}
	at, told := tellsDebt(t, hear.DiscloseDebt)
	if !told {
		if !demands(t) {
			return suspect{}, false
		}
		at = firstSentence(t.Text)
	}
	if !w.once("unnoticed") {
		return suspect{}, false
	}
	return suspect{family: "F02", rule: "US-REGF-18e-MIRANDA", at: at, sure: 0.95, kind: "miranda"}, true
}

// unverified: a fact of the debt before the right person is known (F03).
func (w *walk) unverified(t Turn, s scene) (suspect, bool) {
	if w.verified || w.third || s.call.Callee == "guarantor" || s.call.Callee == "voicemail" || s.call.Channel == Voicemail {
		return suspect{}, false
	}
	at, told := tellsDebt(t, hear.DiscloseDebt)
	if !told || !w.once("unverified") {
		return suspect{}, false
	}
	rule := map[string]string{"CN": "CN-VERIFY-PARTY", "US": "US-REGF-6d1-3P", "UK": "UK-CONC-7.9.6-3P"}[w.c.Jurisdiction]
	return suspect{family: "F03", rule: rule, at: at, sure: 0.9}, true
}

// toThird: a fact of the debt to somebody who does not owe, or on a machine.
func (w *walk) toThird(t Turn, s scene) (suspect, bool) {
	machine := s.call.Callee == "voicemail" || s.call.Channel == Voicemail
	if !w.third && !machine {
		return suspect{}, false
	}
	at, told := tellsDebt(t, hear.PressThirdParty)
	if !told {
		return suspect{}, false
	}
	f := suspect{family: "F04", at: at, sure: 0.9, kind: "third"}
	if machine {
		f.kind = "voicemail"
		if w.c.Jurisdiction == "US" {
			f.rule = "US-REGF-2j-VM"
		}
	}
	return f, true
}

var (
	yields  = regexp.MustCompile(`(?i)(不(早|打扰|多说|耽误|谈)|到这(儿|里)|改天|明天(再|上午|白天)|先挂|抱歉|对不起|您(先)?(忙|休息))|\b(stop here|leave it|tomorrow|another time|call back|too late|let you go|sorry|apolog\w*|good night)\b`)
	asksPay = regexp.MustCompile(`(?i)(还|付|转|存|处理|结清|缴|打).{0,8}(多少|一?点|一部分|全部|清|进来|过来|行吗|可以吗|吗|掉|上|了)|(什么时候|几号|哪天|今天|今晚|现在|马上|最晚).{0,12}(还|付|转|存|处理|结清|到账)|\b(pay|payment|card number|settle|transfer|debit|deposit|set (you|this|that) up|put (something|that) down|clear (it|this|that))\b`)
	hearsIt = regexp.MustCompile(`(?i)(登记|记录|记下|核实|核对|查(一下|清|明|实)|调(查|取|单)|暂停|先不(催|谈|还|付)|不(催|收|用)(您)?(这笔|还)|异议|争议|申诉|凭证|流水|我(帮|给)您(查|问|核))|\b(disput\w*|look into|check|investigat\w*|verify|verification|on hold|pause|log(ged)?|note[d]?|raise|query|statement|evidence|proof|send you|show me|which (charge|payment|part))\b`)
	feelsIt = regexp.MustCompile(`(?i)(理解|明白|不容易|辛苦|难处|困难|抱歉|节哀|保重|养(病|好|身体)|照顾|担心|难受|不急|慢慢|先(忙|照顾|休息|养)|分期|延期|减免|方案|少还|能承受|压力|帮您(申请|问|看)|暂停|缓)|\b(sorry|understand|that's (hard|tough|rough|a lot)|sounds|hear (that|you)|hardship|take care|condolences|difficult|no rush|take your time|afford\w*|manage|options?|plan|pause|support|help|breathing space|advice|reduc\w*|lower|comfortable)\b`)
	keeps   = regexp.MustCompile(`(?i)(安全|一个人|身边|陪|热线|急救|报警|120|110|12356|心理|家人|朋友|医院|医生|帮(您|你)|先不(谈|说)|不谈(钱|还款)|别(这样|做傻事)|活着|生命|命|自杀|想不开|还好吗)|\b(safe|safety|alone|with you|someone|988|911|999|samaritans|crisis|emergency|suicid\w*|help|doctor|stop(ping)? (here|talking about)|forget the (money|payment|debt)|matters more|stay with|hurt yourself|harm)\b`)
)

// demands reports whether a turn asks for money.
func demands(t Turn) bool {
	if len(t.Acts) > 0 {
		return hear.Has(t.Acts, hear.AskCommitment, hear.Pressure, hear.ConfirmCommitment, hear.PushBorrowing, hear.Threaten)
	}
	m := asksPay.FindStringIndex(t.Text)
	return m != nil && guarded(t.Text, m[0], m[1]) == ""
}

// hours: talk of the debt outside the permitted hours (F12), once a call, and
// not the turn that says so and gives way.
func (w *walk) hours(t Turn, s scene) (suspect, bool) {
	if s.minute < 0 || withinHours(w.c, s.minute) || w.c.Inbound || yields.MatchString(t.Text) || w.done["hours"] {
		return suspect{}, false
	}
	w.done["hours"] = true
	rule := map[string]string{"CN": "CN-GBT-5.3-TIME", "US": "US-REGF-6b1-TIME", "UK": "UK-CONC-7.9.4-TIME", "IN": "IN-RBI-TIME"}[w.c.Jurisdiction]
	if rule == "" {
		rule = "HOUSE-HOURS"
	}
	return suspect{family: "F12", rule: rule, at: firstSentence(t.Text), sure: 0.95, kind: "hours"}, true
}

// inconvenient: told that this is a bad moment, the agent talks money all the
// same, once a call (12 CFR 1006.6(b)(1)(ii)).
func (w *walk) inconvenient(t Turn, s scene) (suspect, bool) {
	w.busy = w.busy || slices.Contains(w.lastDebtor.Voiced, Busy)
	if hear.Has(t.Acts, hear.Reschedule, hear.GiveTime) || yields.MatchString(t.Text) {
		w.busy = false
	}
	_, told := tellsDebt(t, hear.DiscloseDebt)
	if !w.busy || !told && !demands(t) || !w.once("inconvenient") {
		return suspect{}, false
	}
	return suspect{family: "F12", rule: inconvenience(w.c.Jurisdiction), at: firstSentence(t.Text), sure: 0.85}, true
}

// inconvenience is the rule about a bad moment within the permitted hours.
func inconvenience(place string) string {
	switch place {
	case "US":
		return "US-REGF-6b1-INCONV"
	case "UK":
		return "UK-CONC-7.9.4-TIME"
	}
	return "HOUSE-INCONV"
}

// tooOften: a fourth conversation in a day (F11). Source: GB/T 45251-2025 §5.3.
func (w *walk) tooOften(t Turn, s scene) (suspect, bool) {
	if w.c.Jurisdiction != "CN" || w.c.CallsToday < 3 || w.c.Inbound || !demands(t) || !w.once("too often") {
		return suspect{}, false
	}
	return suspect{family: "F11", rule: "CN-GBT-5.3-FREQ3", at: firstSentence(t.Text), sure: 0.95}, true
}

// blocked: talk of payment where somebody else acts, or contact was refused.
func (w *walk) blocked(t Turn, s scene) (suspect, bool) {
	_, told := namesDebt(t.Text)
	if w.c.Inbound || !told && !demands(t) {
		return suspect{}, false
	}
	f, us, uk := w.c.Facts, w.c.Jurisdiction == "US", w.c.Jurisdiction == "UK"
	var rule, kind string
	switch {
	case f.BreathingSpace && uk:
		rule, kind = "UK-DRS-BS", "breathing space"
	case f.Represented && us:
		rule, kind = "US-REGF-6b2-ATTY", "represented"
	case f.Represented && uk:
		rule, kind = "UK-CONC-ADVISER", "represented"
	case f.CeaseWritten && us:
		rule, kind = "US-REGF-6c-CEASE", "cease"
	case f.OptedOut:
		kind = "channel"
	default:
		return suspect{}, false
	}
	if !w.once("blocked") {
		return suspect{}, false
	}
	return suspect{family: "F13", rule: rule, at: firstSentence(t.Text), sure: 0.9, kind: kind}, true
}

// crisis: words of self-harm, and the next turn does not look after the person.
func (w *walk) crisis(t Turn, s scene) (suspect, bool) {
	if !w.before.crisis || hear.Has(t.Acts, hear.HandleCrisis) || keeps.MatchString(t.Text) {
		return suspect{}, false
	}
	f := suspect{family: "F18", rule: map[string]string{"CN": "CN-VULN", "UK": "UK-PRIN2A"}[w.c.Jurisdiction], at: firstSentence(t.Text), sure: 0.95, kind: "crisis"}
	if cares(t) && !demands(t) && !aboutPay.MatchString(t.Text) && !w.done["crisis"] {
		f.kind = toReview // warm, but nobody has asked yet whether the person is safe
	}
	w.done["crisis"] = true
	return f, true
}

// hardship: a hardship just voiced is answered by a demand alone.
func (w *walk) hardship(t Turn, s scene) (suspect, bool) {
	if !w.before.hardship || w.before.crisis || !demands(t) || w.felt && !hear.Has(t.Acts, hear.Pressure, hear.Threaten, hear.Insult) || feelsIt.MatchString(t.Text) || hear.Has(t.Acts, hear.Acknowledge, hear.ProposeRelief, hear.ProposePlan, hear.GiveTime, hear.AskOpen) || !w.once("hardship") {
		return suspect{}, false
	}
	rule := map[string]string{"CN": "CN-VULN", "UK": "UK-PRIN2A"}[w.c.Jurisdiction]
	return suspect{family: "F18", rule: rule, at: whole(t.Text), sure: 0.75, kind: "hardship"}, true
}

// dispute: a dispute just voiced is answered by a demand.
func (w *walk) dispute(t Turn, s scene) (suspect, bool) {
	if !w.before.dispute || !demands(t) || hearsIt.MatchString(t.Text) || hear.Has(t.Acts, hear.LogDispute, hear.OfferProof) {
		return suspect{}, false
	}
	return suspect{family: "F19", at: whole(t.Text), sure: 0.75}, true
}

// cares reports that a turn takes up how the debtor fares.
func cares(t Turn) bool {
	return feelsIt.MatchString(t.Text) || hear.Has(t.Acts, hear.Acknowledge, hear.Apologise, hear.ProposeRelief, hear.HandleCrisis, hear.GiveTime)
}

// tellsDebt finds a fact of the debt in the words, or else in what was heard.
func tellsDebt(t Turn, kind string) (span, bool) {
	if at, ok := namesDebt(t.Text); ok {
		return at, true
	}
	for _, a := range t.Acts {
		if a.Kind != kind {
			continue
		}
		r := []rune(t.Text)
		from := len(string(r[:min(a.Start, len(r))]))
		at := clauseAround(t.Text, from, from)
		if at.to > at.from && guarded(t.Text, from, from) == "" && !saysDebtCollector.MatchString(t.Text[at.from:at.to]) {
			return at, true
		}
	}
	return span{}, false
}
