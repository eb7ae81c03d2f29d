package hear

import (
	"regexp"
	"strings"
)

// rule hears one way of doing an act. unless, where set, silences it on the
// whole sentence; negatable acts are silenced by a denial in the same clause,
// unless a condition turns the denial into a hint ("nobody will come, as long as …").
type rule struct {
	kind      string
	re        *regexp.Regexp
	unless    *regexp.Regexp
	negatable bool
}

func r(kind, re string) rule { return rule{kind: kind, re: regexp.MustCompile(re)} }

func (x rule) not(re string) rule {
	x.unless = regexp.MustCompile(re)
	return x
}

func (x rule) deniable() rule {
	x.negatable = true
	return x
}

var (
	zhDenial = regexp.MustCompile(`不会|不再|不(?:应)?该打|上次|之前|以前|不用担心|绝不|从不|不可能|没有人会|没人会|不能(?:去|对|给|向)|不得|不允许|不是来|不去|并不|无权|不该|不应该|从来不|不打给|不找|不提|不需要|不准|禁止|别担心|不对的|是错的|没这回事|不存在|道歉|对不起|赔(?:个)?不是|没有(?:一样|这回事|权|人)|没这(?:回事|个)|没法|不(?:抓|会让|外|归|能说|该说|让)|谈不上|站不住|别被|别往|两(?:回|码)事|吓唬|报警|报上去|挂掉|谁(?:跟|劝|在)|以.{0,8}名义|截图|冒充|您听好了|查得到|自称`)
	enDenial = regexp.MustCompile(`\b(?:no ?body|no one|never|not|won't|wouldn't|don't|doesn't|can't|cannot|isn't|aren't|didn't|shouldn't|nothing|without|wrong of|sorry|somebody offered|told you|anybody from|fired for|no (?:warrant|garnishment|bailiffs?|judgment|prison|jail|list)|we've neither|(?:'ll|will) (?:tell|say) you)\b`)
	condit   = regexp.MustCompile(`只要|除非|前提是|要是(?:您|你)?(?:再)?不|如果(?:您|你)?(?:再|还)?不|不然|否则|as long as|provided|unless|only if|or else|otherwise|\bif (?:you|it|that|this) (?:don't|doesn't|isn't|lands|clears|pay)`)
)

// ruleset is the rules of one language, most telling first within a kind.
func (h *hearing) ruleset(s span) []rule {
	if h.zh(s) {
		return zhRules
	}
	return enRules
}

// sentence hears one sentence: every rule that fits adds its act, the clauses'
// questions follow, and amounts and days go to the acts they belong to.
func (h *hearing) sentence(s span) {
	before := len(h.acts)
	text := h.text(s)
	for _, x := range h.ruleset(s) {
		h.try(x, s, text)
	}
	h.questions(s, text, before)
	h.figures(s, text, before)
	h.settles(text, before)
}

// settles: an amount with its day, said as a statement, restates what is agreed.
func (h *hearing) settles(text string, before int) {
	if zhQuestion.MatchString(text) || enQuestion.MatchString(text) || demands.MatchString(text) {
		return
	}
	for i := before; i < len(h.acts); i++ {
		if a := &h.acts[i]; a.Kind == AskCommitment && a.Amount != nil && a.Date != nil {
			a.Kind = ConfirmCommitment
		}
	}
}

var demands = regexp.MustCompile(`请|必须|务必|麻烦|您看|能|\b(?:please|need|must|can|could|would)\b`)

func (h *hearing) try(x rule, s span, text string) {
	if x.unless != nil && x.unless.MatchString(text) {
		return
	}
	for _, m := range x.re.FindAllStringIndex(text, -1) {
		if x.negatable && (h.denied(text, m[0], m[1]) || quoted(text, m[0])) {
			continue
		}
		at := h.at(s, text, m[0], m[1])
		h.add(x.kind, h.clause(at, s))
	}
}

// denied looks for a denial before the words or in the same clause.
func (h *hearing) denied(text string, from, to int) bool {
	if condit.MatchString(text) {
		return false
	}
	head := text[:to]
	if i := strings.LastIndexAny(head, "，,;；"); i >= 0 && len(head)-i > 60 {
		head = head[i:]
	}
	end := from + strings.IndexAny(text[from:]+"，", "，,")
	return zhDenial.MatchString(head) || enDenial.MatchString(head) || zhDenial.MatchString(text[from:min(end, len(text))])
}

var (
	zhQuestion = regexp.MustCompile(`[?？]|吗[。，]?$|呢[。，]?$|是不是|有没有|能不能|可不可以|方不方便|行不行|好不好|怎么样`)
	zhOpen     = regexp.MustCompile(`什么(?:情况|原因|困难|打算|想法|事|样|时候开始|顾虑|问题|要求|安排|难处)|怎么(?:了|回事|想|打算|考虑|看|会|安排|一回事)|为什么|为啥|如何|哪(?:方面|里困难|些|一步)|能(?:跟我)?(?:说说|讲讲|聊聊)|说说看|具体(?:是|说说)|多少(?:比较|合适|能|不影响|吃得消|没问题)|(?:拿|挤|匀|腾|凑|省)(?:得|的)?出?(?:来)?多少|靠什么|卡在哪|怎么安排|打算(?:怎么|如何)|是因为|出了什么|遇到(?:了)?什么|有什么`)
	zhTag      = regexp.MustCompile(`^(?:，|,)?\s*(?:对吧|对吗|是吧|是吗|好吗|好吧|行吗|可以吗|您看(?:行吗|可以吗|怎么样|好吗)|没错吧)[?？。]?$`)
	enQuestion = regexp.MustCompile(`\?`)
	enOpen     = regexp.MustCompile(`\b(?:what(?:'s| is| are| has| got| happened| would| do| does| did| could| can| kind| part| made| makes| changed)|how (?:are|is|did|do|can|has|have|would|come|things)|why|tell me (?:more|about|a bit|what)|walk me through|help me understand|can you (?:tell|share|explain)|could you (?:tell|share|explain|walk)|what's going on)\b`)
	enTag      = regexp.MustCompile(`^\s*(?:is that (?:right|correct|okay|ok|fair)|right|okay|ok|correct|does that (?:work|sound (?:right|good|ok|okay|fair))|sound (?:good|right|fair)|yes)(?: for you| to you)?\?$`)
)

// questions adds ask_open and ask_closed where a question does nothing more
// particular. A checking tag belongs to the act before it.
func (h *hearing) questions(s span, text string, before int) {
	zh := h.zh(s)
	question, open, tag := enQuestion, enOpen, enTag
	if zh {
		question, open, tag = zhQuestion, zhOpen, zhTag
	}
	trimmed := strings.TrimSpace(text)
	if tag.MatchString(trimmed) && len(h.acts) > 0 {
		return
	}
	invited := !zh && regexpTell.MatchString(text) || zh && zhTell.MatchString(text)
	if !question.MatchString(text) && !invited {
		return
	}
	for _, a := range h.acts[before:] {
		if asks[a.Kind] {
			return
		}
	}
	m := open.FindStringIndex(text)
	switch {
	case m != nil:
		h.add(AskOpen, h.clause(h.at(s, text, m[0], m[1]), s))
	case zh && zhTail.MatchString(trimmed) && len(h.acts) > before:
		// 对吧？ closes the act of the same sentence
	default:
		h.add(AskClosed, h.lastClause(s))
	}
}

var (
	regexpTell = regexp.MustCompile(`\b(?:tell me (?:more|about|what|a bit)|walk me through|help me understand)\b`)
	zhTell     = regexp.MustCompile(`(?:跟我|和我|给我)?(?:说说|讲讲|聊聊)(?:您|你|现在|具体|情况|看)`)
	zhTail     = regexp.MustCompile(`(?:对吧|对吗|是吧|好吗|好吧|行吗|可以吗|没错吧)[?？。]?$`)
)

// asks are the acts that a question mark already belongs to.
var asks = map[string]bool{
	AskRightParty: true, Verify: true, AskCommitment: true, ProposePlan: true, ConfirmCommitment: true, ProposeRelief: true,
	Reschedule: true, HandleCrisis: true, GiveTime: true, Paraphrase: true, AskOpen: true, Threaten: true, Insult: true,
	Pressure: true, PressThirdParty: true, PushBorrowing: true, TalkToMachine: true, NeutralMessage: true, OfferProof: true,
	TellRecording: true,
}

func (h *hearing) lastClause(s span) span {
	end := s.end
	for end > s.start && notWord(h.low[end-1]) {
		end--
	}
	c := h.clause(span{max(s.start, end-1), end}, s)
	c.end = s.end
	return c
}

// withAmount and withDate are the acts that carry an amount or a day.
var withAmount = map[string]bool{DiscloseDebt: true, ProposePlan: true, AskCommitment: true, ConfirmCommitment: true, ProposeRelief: true,
	Overpromise: true, Misstate: true, Threaten: true, Pressure: true, PressThirdParty: true, PushBorrowing: true, Explain: true, StateConsequence: true, Paraphrase: true, RecapClose: true}
var withDate = map[string]bool{ProposePlan: true, AskCommitment: true, ConfirmCommitment: true, GiveTime: true, Reschedule: true,
	ProposeRelief: true, LogDispute: true, OfferProof: true, Pressure: true, Threaten: true, PressThirdParty: true, Paraphrase: true, Explain: true, RecapClose: true}

// figures gives each amount and day of a sentence to the nearest act that can
// carry it.
func (h *hearing) figures(s span, text string, before int) {
	amounts, days := h.amounts(s), h.dates(s)
	if len(amounts) == 0 && len(days) == 0 {
		return
	}
	h.implied(s, text, amounts, days, before)
	lines := map[int]*parts{}
	for _, f := range amounts {
		if i := h.carrier(f.span, withAmount, before); i >= 0 {
			at(lines, i).amounts = append(at(lines, i).amounts, f)
		}
	}
	for _, d := range days {
		if i := h.carrier(d.span, withDate, before); i >= 0 {
			at(lines, i).days = append(at(lines, i).days, d)
		}
	}
	for i, p := range lines {
		p.into(&h.acts[i], h.ctx.Currency)
	}
}

// implied: an amount or a day said in a turn that does nothing else with it is
// a request ("那周五呢？", "200 on Friday?"), or a recap after the debtor's offer.
func (h *hearing) implied(s span, text string, amounts []figure, days []moment, before int) {
	for _, a := range h.acts[before:] {
		if withAmount[a.Kind] || withDate[a.Kind] {
			return
		}
	}
	kind := ""
	switch {
	case len(amounts) > 0 && len(days) > 0:
		kind = ConfirmCommitment
	case strings.ContainsAny(text, "?？") && len(days)+len(amounts) > 0 && shortAsk(text):
		kind = AskCommitment
	}
	if kind == ConfirmCommitment && strings.ContainsAny(text, "?？") {
		kind = AskCommitment
	}
	if kind == "" && h.tellsBalance(amounts) {
		kind = DiscloseDebt
	}
	if kind == "" {
		return
	}
	h.dropSince(before, AskClosed, AskOpen)
	h.add(kind, s)
}

func (h *hearing) dropSince(before int, kinds ...string) {
	kept := h.acts[:before]
	for _, a := range h.acts[before:] {
		if a.Kind != kinds[0] && a.Kind != kinds[len(kinds)-1] {
			kept = append(kept, a)
		}
	}
	h.acts = kept
}

func shortAsk(text string) bool {
	return len([]rune(text)) <= 16 || len(strings.Fields(text)) <= 5 && len(text) < 40
}

func at(lines map[int]*parts, i int) *parts {
	if lines[i] == nil {
		lines[i] = &parts{}
	}
	return lines[i]
}

// carrier is the act nearest to a place, of the sentence first.
func (h *hearing) carrier(p span, can map[string]bool, before int) int {
	best, dist := -1, 1<<30
	for i := before; i < len(h.acts); i++ {
		a := h.acts[i]
		if !can[a.Kind] {
			continue
		}
		d := max(a.Start-p.end, p.start-a.End, 0)
		if better := d < dist || d == dist && rank[a.Kind] > rank[h.acts[best].Kind]; better {
			best, dist = i, d
		}
	}
	return best
}

// rank prefers the act that is about paying when two are equally near.
var rank = map[string]int{ProposePlan: 4, ConfirmCommitment: 5, AskCommitment: 3, Reschedule: 2, GiveTime: 2, DiscloseDebt: 2, ProposeRelief: 1}

// parts are the amounts and days of one act.
type parts struct {
	amounts []figure
	days    []moment
}

// into sets them: pairs in order become parts; one amount on two days is a part
// on each; two amounts and one day share it only as the first.
func (p parts) into(a *Act, currency string) {
	for _, f := range p.amounts {
		a.Approx = a.Approx || f.approx
	}
	n := max(len(p.amounts), len(p.days))
	list := make([]Part, 0, n)
	for i := range n {
		var part Part
		if len(p.amounts) > 0 && (i < len(p.amounts) || len(p.amounts) == 1) {
			part.Amount = &Money{Minor: p.amounts[min(i, len(p.amounts)-1)].minor, Currency: currency}
		}
		if i < len(p.days) {
			d := p.days[i].day
			part.Date = &d
		}
		list = append(list, part)
	}
	if a.Kind == ProposePlan || a.Kind == ConfirmCommitment || a.Kind == AskCommitment {
		a.Parts = append(a.Parts, list...)
	}
	for _, part := range list {
		if a.Amount == nil {
			a.Amount = part.Amount
		}
		if a.Date == nil {
			a.Date = part.Date
		}
	}
}

// quoted reports that a place lies in quotation marks: another's words, said
// back to confirm, comfort or disown them.
func quoted(text string, at int) bool {
	open := strings.Count(text[:at], "“") + strings.Count(text[:at], "「")
	closed := strings.Count(text[:at], "”") + strings.Count(text[:at], "」")
	return open > closed || strings.Count(text[:at], `"`)%2 == 1
}
