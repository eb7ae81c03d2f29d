package score

import (
	"context"
	"fmt"
	"math"
	"strings"

	"evenkeel/corpus/rulebook"
)

// consult asks an outside judge and takes over what holds. Scores within 1–5
// are averaged with the built-in ones, so that no judge alone decides; findings
// count only where code found the same family in the same turn, all others are
// marked for review. A judge that fails changes nothing but a note.
func (k complier) consult(ctx context.Context, j Judge, card *Card, agent []heard, turns []Turn) {
	reply, err := j.Judge(ctx, Request{Context: k.c, Turns: turns, Rules: k.rules()})
	if err != nil {
		card.note("judge_failed", "外部评审没有给出结果，以下为内置评分。", "The outside judge gave no result; the built-in scores stand.")
		return
	}
	dropped := 0
	for _, s := range reply.Scores {
		if !card.take(s, reply.Name) {
			dropped++
		}
	}
	for _, f := range reply.Findings {
		if !k.claim(card, f, agent) {
			dropped++
		}
	}
	if dropped > 0 {
		card.note("judge_part_dropped",
			fmt.Sprintf("外部评审的结果中有 %d 处不成立，已剔除。", dropped),
			fmt.Sprintf("%s of the outside judge's reply did not hold and was dropped.", count(dropped, "part")))
	}
}

func (c *Card) note(code, zh, en string) {
	c.Notes = append(c.Notes, Note{Code: code, Words: Words{zh, en}})
}

// take averages one score of a judge into the card; false where it is invalid:
// another's turn, a turn not scored, a number outside 1–5.
func (c *Card) take(s ReplyScore, name string) bool {
	for i := range c.Turns {
		t := &c.Turns[i]
		if t.Turn != s.Turn {
			continue
		}
		if !t.Scored || !rated(s.Tone) || !rated(s.Empathy) {
			return false
		}
		for _, v := range []struct {
			to   *float64
			said float64
		}{{t.Tone, s.Tone}, {t.Empathy, s.Empathy}} {
			if v.to != nil && v.said != 0 {
				*v.to = (*v.to + v.said) / 2
			}
		}
		t.By = "built-in + " + name
		return true
	}
	return false
}

// rated: 1 to 5, or 0 for not judged.
func rated(v float64) bool { return v == 0 || v >= 1 && v <= 5 && !math.IsNaN(v) }

// claim checks a judge's finding; false where the quote is not in the agent's
// turn or the rule is not one of the place. Confirmed by code, it only raises
// the finding's certainty; else it is added for review.
func (k complier) claim(card *Card, f ReplyFinding, agent []heard) bool {
	rule, known := k.book.Rule(f.RuleID)
	text, quote := "", strings.TrimSpace(f.Quote)
	for _, h := range agent {
		if h.turn.Index == f.Turn {
			text = h.turn.Text
		}
	}
	at := strings.Index(text, quote)
	if !known || quote == "" || at < 0 || rule.Jurisdiction != k.c.Jurisdiction && rule.Jurisdiction != "ANY" || !conduct(rule) {
		return false
	}
	for i := range card.Findings {
		own := &card.Findings[i]
		if own.Turn == f.Turn && own.Family == rule.Family {
			own.ToReview = false // two judges of different kinds agree
			own.Confidence = max(own.Confidence, 0.9)
			return true
		}
	}
	s := suspect{family: rule.Family, at: span{at, at + len(quote)}, by: ByJudge, sure: 0.5, kind: toReview}
	card.Findings = append(card.Findings, finding(k.c, Turn{Index: f.Turn, Text: text}, s, charge(rule, k.c.Jurisdiction)))
	return true
}

// conduct reports whether a rule is about what is said, not an account's state.
func conduct(r rulebook.Rule) bool { return r.Family != "F00" }

// rules of the place, as a judge is shown them.
func (k complier) rules() []RuleLine {
	var out []RuleLine
	for _, r := range k.book.All() {
		if conduct(r) && (r.Jurisdiction == k.c.Jurisdiction || r.Jurisdiction == "ANY") && !strings.HasPrefix(r.ID, "HOUSE-") {
			out = append(out, RuleLine{ID: r.ID, Family: r.Family, Words: Words{r.ZH, r.EN}})
		}
	}
	return out
}
