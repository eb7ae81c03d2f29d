package score

import (
	"fmt"

	"evenkeel/coach/hear"
	"evenkeel/corpus/rulebook"
)

func familyName(id, lang string) string { return rulebook.FamilyName(id, lang) }

// advise picks the one thing to do better next time: the gravest breach, else
// the turn that was coldest or passed over the person, else what to keep up.
func (c *Card) advise(agent []heard) {
	if c.Result == NotScored {
		c.Better = Words{"先开口：报上姓名和机构，核实对方身份，再说明来电事由。", "Start talking: give your name and company, verify the person, then say why you call."}
		return
	}
	if f, ok := c.gravest(); ok {
		c.Better = Words{
			fmt.Sprintf("下次换个说法。您说了“%s”，可以这样：%s", short(f.Quote), f.Instead.ZH),
			fmt.Sprintf("Next time, say it differently. You said “%s”. %s", short(f.Quote), f.Instead.EN)}
		return
	}
	c.Better = c.encourage(agent)
}

// encourage is the advice after a call without a breach: the coldest turn where
// the call was cold, a closing step left out where something was agreed, else
// what to keep.
func (c *Card) encourage(agent []heard) Words {
	spoken := len(agent) > 1 // a message left, or a wrong number, has nobody to answer
	empathy, hasEmpathy := c.lowest(agent, func(t TurnScore) *float64 { return t.Empathy })
	tone, hasTone := c.lowest(agent, func(t TurnScore) *float64 { return t.Tone })
	switch {
	case hasTone && c.Tone.Mean < 2.8:
		return Words{
			fmt.Sprintf("语气再缓一点。“%s”听起来有些生硬，先用一句“您看方便吗”或“我理解”开头。", short(tone)),
			fmt.Sprintf("Soften the tone. “%s” sounds curt; open with a short courtesy or “I understand” before the demand.", short(tone))}
	case spoken && hasEmpathy && c.Empathy.Mean < 2.8:
		return Words{
			fmt.Sprintf("先回应对方的处境再谈钱。说“%s”之前，用一句话复述他刚说的难处。", short(empathy)),
			fmt.Sprintf("Answer the person before the money. Before “%s”, say back in one sentence what they just told you.", short(empathy))}
	case did(agent, hear.ProposePlan, hear.AskCommitment) && !did(agent, hear.ConfirmCommitment, hear.HandleCrisis, hear.LogDispute):
		return Words{
			"结束前把金额、日期和还款渠道再确认一遍。",
			"Before you close, confirm amount, date and channel once more."}
	case !spoken:
		return Words{"保持这样：该说的都说了，不该说的一句没说。", "Keep it like this: all that was needed, and nothing that was not."}
	case did(agent, hear.HandleCrisis):
		return Words{
			"您先顾人、后顾账，这是对的。结束后马上告诉主管，由专人跟进。",
			"You put the person before the account, which is right. Tell your lead at once after such a call, so that somebody follows up."}
	}
	return Words{"保持这样的节奏。挂断前问一句对方还有没有疑问。", "Keep this pace. Before you hang up, ask whether anything is still unclear."}
}

// did reports whether any of the agent's turns did one of these.
func did(agent []heard, kinds ...string) bool {
	for _, h := range agent {
		if hear.Has(h.turn.Acts, kinds...) {
			return true
		}
	}
	return false
}

// gravest is the breach to speak of first: unrepaired before repaired, illegal
// before regulatory before best practice, then the earlier one.
func (c *Card) gravest() (Finding, bool) {
	weigh := func(f Finding) int {
		w := map[string]int{Illegal: 3, Regulatory: 2, BestPractice: 1}[f.Severity]
		if !f.Repaired {
			w += 3
		}
		return w
	}
	var best Finding
	found := false
	for _, f := range c.Findings {
		if !f.ToReview && (!found || weigh(f) > weigh(best)) {
			best, found = f, true
		}
	}
	return best, found
}

var opening = []string{hear.IdentifySelf, hear.AskRightParty, hear.Verify, hear.TellRecording, hear.RequiredNotice}

// lowest is the text of the turn with the lowest score of a scale.
func (c *Card) lowest(agent []heard, of func(TurnScore) *float64) (string, bool) {
	text, least := "", 6.0
	for i, t := range c.Turns {
		if i >= len(agent) || hear.Has(agent[i].turn.Acts, opening...) {
			continue // the steps of an opening are answers to nobody
		}
		if v := of(t); v != nil && *v < least {
			text, least = agent[i].turn.Text, *v
		}
	}
	return text, text != ""
}

// short keeps a quote readable within a sentence: 40 characters at most.
func short(s string) string {
	r := []rune(s)
	if len(r) <= 40 {
		return s
	}
	return string(r[:39]) + "…"
}
