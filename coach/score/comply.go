package score

import (
	"math"
	"regexp"
	"slices"

	"evenkeel/coach/hear"
	"evenkeel/corpus/rulebook"
	"evenkeel/model"
)

// Thresholds of the classifier, in log-odds of a breach. A finding counts from
// accuse on; from suspectAt on it is only marked for review. Chosen so that on
// near misses held out in groups about one in eight is accused: a false
// accusation harms a trainee more than a missed one.
const (
	accuse    = 0.3
	suspectAt = -0.1
	// unaided is what the classifier must reach to accuse words in which nothing
	// points to a breach; below it they are only for review.
	unaided = 1.2
	// lawful is below what the classifier gives to plain breaches in played
	// calls, and above what it gives to most lawful lines with the same words.
	lawful = -1
	// agreeing words lower the bar, for two layers then say the same.
	withWords = -0.25
)

// complier finds the breaches of the agent's turns of one call.
type complier struct {
	c    Context
	book *rulebook.Book
	w    *weights
}

// heard is what comply keeps of an agent's turn for the other parts.
type heard struct {
	turn  Turn
	x     model.Sparse
	empty bool
}

// run returns the findings in the order of the turns, and every agent turn.
func (k complier) run(turns []Turn) ([]Finding, []heard) {
	walk := newWalk(k.c, turns)
	var findings []Finding
	var agent []heard
	for _, t := range turns {
		if t.Speaker == Debtor {
			walk.hears(t)
			continue
		}
		s := walk.scene(t)
		h := heard{turn: t, x: k.w.space.row(s.features()), empty: empty(t.Text)}
		found := walk.judges(t)
		if !h.empty {
			k.weigh(found, s)
			found = append(found, k.said(s)...)
		}
		agent = append(agent, h)
		findings = append(findings, k.charge(h, found)...)
	}
	for i := range findings {
		findings[i].Repaired = k.repaired(findings[i], agent, findings)
	}
	return findings, agent
}

// said judges the words by themselves. Whether the right person was verified,
// named and told is for order alone: here the words are taken as said to the
// debtor, unless somebody else answered.
func (k complier) said(s scene) []suspect {
	if len(s.acts) == 1 && s.acts[0].Kind == hear.TalkToMachine {
		return nil // said to the simulator, not to a debtor
	}
	if !isThird(s.call.Callee) && s.call.Callee != "voicemail" && s.call.Channel != Voicemail {
		s.call.Callee, s.call.Verified = "debtor", true
	}
	found := k.words(s, k.w.space.row(s.features()))
	for i := range found {
		f := &found[i]
		good := kindly(s.acts) || leaning(s.acts) > 0 && proper(s.acts)
		if good || f.by == ByClassifier && !grounded(f.family, s) || f.family == "F08" && onFraud.MatchString(s.text) {
			f.kind = toReview
		}
		if f.family == "F12" && s.minute >= 0 && withinHours(s.call, s.minute) {
			f.rule = inconvenience(s.call.Jurisdiction)
		}
	}
	return found
}

// weigh holds plain words against the classifier: where it is all but sure of a
// lawful turn, they are for a person to look at.
func (k complier) weigh(found []suspect, s scene) {
	for i := range found {
		if f := &found[i]; f.by == ByWords && k.w.Heads[headBreach].score(k.w.space.row(s.features())) < lawful {
			f.kind = toReview
		}
	}
}

// onFraud is talk about fraudsters at large, which mocks nobody.
var onFraud = regexp.MustCompile(`骗子.{0,3}多|(?:防|怕|像|当|不是|遇到).{0,4}骗子|\b(?:lots of|so many|plenty of) (?:scams|scammers|crooks)`)

// proper reports that a turn takes one of the steps of a call: a question alone
// is none, for a taunt may be put as one.
func proper(acts []hear.Act) bool {
	return hear.Has(acts, hear.IdentifySelf, hear.TellRecording, hear.RequiredNotice, hear.Verify, hear.NeutralMessage, hear.Paraphrase,
		hear.Explain, hear.ProposePlan, hear.ProposeRelief, hear.ConfirmCommitment, hear.GiveTime, hear.Reschedule, hear.RecapClose)
}

// kindly reports that a turn does what a person in need or in doubt is owed:
// no classifier's ear for tone outweighs it.
func kindly(acts []hear.Act) bool {
	return hear.Has(acts, hear.HandleCrisis, hear.LogDispute, hear.AcceptStop, hear.OfferProof, hear.Apologise, hear.Acknowledge) &&
		!hear.Has(acts, hear.Threaten, hear.Insult, hear.PressThirdParty, hear.Overpromise, hear.Misstate, hear.PushBorrowing, hear.Pressure)
}

// words is what the classifier and the patterns say of one turn, at most one
// suspicion: the utterance breaks one rule, the most specific.
func (k complier) words(s scene, x model.Sparse) []suspect {
	odds := k.w.Heads[headBreach].score(x)
	open, excused := hits(s.text, s.call)
	bar := accuse
	if len(open) > 0 {
		bar = withWords
	} else if len(excused) > 0 {
		bar = accuse + 0.3 // the words of a breach, but negated, quoted or disowned
	}
	if harmless(s) {
		bar += 0.8
	}
	bar += leaning(s.acts)
	if odds < min(bar, max(suspectAt, bar-0.4)) {
		return nil
	}
	f := suspect{sure: 1 / (1 + math.Exp(-odds)), by: ByClassifier}
	f.family = k.family(s, x, open)
	f.at = k.telling(s, f.family)
	for _, h := range open {
		if h.family == f.family {
			f.by, f.at = ByWords, h.at
			f.sure = max(f.sure, 0.8)
			break
		}
	}
	if odds < bar || f.by == ByClassifier && odds < unaided && !telltale(s.text) && !hear.Has(s.acts, hear.Other) {
		f.kind = toReview
	}
	return []suspect{f}
}

// telltale reports whether the words hold anything that breaches are made of:
// law, exposure, kin, doors, borrowing, pressure, mockery.
func telltale(text string) bool {
	if pointed.MatchString(text) {
		return true
	}
	for _, m := range mannerFlags(text) {
		switch m {
		case "m:pushes", "m:mocks", "m:rhetoric", "m:dismisses":
			return true
		}
	}
	return false
}

// leaning moves the bar by the acts heard in the turn: bad acts lower it, a turn
// of nothing but good acts is accused only on strong words.
func leaning(acts []hear.Act) float64 {
	switch {
	case len(acts) == 0:
		return 0
	case hear.Has(acts, hear.Threaten, hear.Insult, hear.PressThirdParty, hear.Overpromise, hear.Misstate, hear.PushBorrowing):
		return -0.4
	case hear.Has(acts, hear.Pressure, hear.Ignore, hear.StateConsequence, hear.Other, hear.TalkToMachine):
		return 0
	}
	return 1
}

// toReview marks a suspicion that code alone does not confirm.
const toReview = "to review"

// family names the conduct: the strongest family head among those that can be
// broken with this person on the line, helped by patterns that fired.
func (k complier) family(s scene, x model.Sparse, open []hit) string {
	best, most := "", math.Inf(-1)
	for _, f := range familyHeads() {
		score := k.w.Heads[f].score(x)
		for _, h := range open {
			if h.family == f {
				score += 1.5
				break
			}
		}
		if !possible(f, s) {
			score -= 2
		}
		if !grounded(f, s) {
			score -= 1.5
		}
		if score > most {
			best, most = f, score
		}
	}
	return best
}

// possible reports whether a family can be broken in this scene at all.
func possible(family string, s scene) bool {
	switch family {
	case "F03":
		return !s.call.Verified && !isThird(s.call.Callee)
	case "F04":
		return s.call.Callee != "debtor" || !s.call.Verified
	case "F21":
		return s.call.Facts.TimeBarred
	}
	return true
}

// telling is the sentence that speaks most for a breach of the family: the
// quote a trainee reads.
func (k complier) telling(s scene, family string) span {
	best, most := whole(s.text), math.Inf(-1)
	for _, at := range sentences(s.text) {
		part := s
		part.text = s.text[at.from:at.to]
		x := k.w.space.row(part.features())
		if v := k.w.Heads[headBreach].score(x) + 0.5*k.w.Heads[family].score(x); v > most {
			best, most = at, v
		}
	}
	return best
}

// sentences of a text, in order, without blanks around them.
func sentences(text string) []span {
	var out []span
	for from := 0; from < len(text); {
		s := clauseAround(text, from, from)
		if s.to <= from {
			break
		}
		s.from = max(s.from, from)
		if s = s.trim(text); s.to > s.from && weight(text[s.from:s.to]) > 0 {
			out = append(out, s)
		}
		next := clauseAround(text, from, from).to
		for next < len(text) && (text[next] == ' ' || text[next] == '\n') {
			next++
		}
		if next <= from {
			break
		}
		from = next
	}
	return out
}

// charge turns the suspicions of one turn into findings: one of context (order)
// and one of content at most, so that one slip is not counted twice.
func (k complier) charge(h heard, found []suspect) []Finding {
	slices.SortStableFunc(found, func(a, b suspect) int { return rankOf(a) - rankOf(b) })
	var out []Finding
	seen := map[bool]bool{}
	families := map[string]bool{}
	for _, f := range found {
		if content := !contextual(f); seen[content] || families[f.family] {
			continue
		}
		c := citeID(k.book, k.w, f.rule, k.c.Jurisdiction, f.family, h.turn.Text, h.x)
		if c.id == "" || f.at.to <= f.at.from {
			continue
		}
		seen[!contextual(f)], families[f.family] = true, true
		out = append(out, finding(k.c, h.turn, f, c))
	}
	return out
}

func finding(call Context, t Turn, f suspect, c citation) Finding {
	start, quote := len([]rune(t.Text[:f.at.from])), t.Text[f.at.from:f.at.to]
	return Finding{
		Turn: t.Index, RuleID: c.id, Family: f.family, Severity: c.severity,
		Quote: quote, Start: start, End: start + len([]rune(quote)),
		Instead: call.instead(f.family, f.kind), By: f.by, Confidence: f.sure, ToReview: f.kind == toReview,
	}
}

// contextual breaches lie in when, to whom and in what order something is said.
func contextual(f suspect) bool {
	return f.by == ByOrder && slices.Contains([]string{"F01", "F02", "F03", "F11", "F12", "F13"}, f.family)
}

// rankOf orders suspicions of a turn: a crisis first, what order decides, then
// words, the classifier, and what is only to review.
func rankOf(f suspect) int {
	switch {
	case f.kind == "crisis":
		return 0
	case f.kind == toReview:
		return 4
	case f.by == ByOrder:
		return 1
	case f.by == ByWords:
		return 2
	}
	return 3
}
