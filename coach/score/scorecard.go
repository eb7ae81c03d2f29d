package score

import (
	"fmt"
	"strings"
)

// tally fills the card's sums from its turns and findings: means over the turns
// scored, clean turns of scored ones, and the result.
func (c *Card) tally() {
	broken := map[int]bool{}
	for _, f := range c.Findings {
		if !f.ToReview {
			broken[f.Turn] = true
		}
	}
	var tone, empathy []float64
	c.Clean, c.Scored = 0, 0
	for i := range c.Turns {
		t := &c.Turns[i]
		t.Clean = !broken[t.Turn]
		if t.Tone != nil {
			tone = append(tone, *t.Tone)
		}
		if t.Empathy != nil {
			empathy = append(empathy, *t.Empathy)
		}
		if t.Scored {
			c.Scored++
			if t.Clean {
				c.Clean++
			}
		}
	}
	c.Tone, c.Empathy = scale(tone), scale(empathy)
	c.decide()
}

func scale(v []float64) Scale {
	if len(v) == 0 {
		return Scale{}
	}
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return Scale{Mean: sum / float64(len(v)), Turns: len(v), OK: true}
}

// decide applies the rule of the conduct catalogue, section 4. Fail: an illegal
// or regulatory breach not repaired in the next agent turn, or two breaches or
// more. Coach: one breach, repaired or of best practice. Else pass.
func (c *Card) decide() {
	if c.Scored == 0 {
		c.Result = NotScored
		c.Why = Words{"您在这通电话里没有说出可评分的话。", "You said nothing in this call that could be scored."}
		return
	}
	var breaches []Finding
	for _, f := range c.Findings {
		if !f.ToReview {
			breaches = append(breaches, f)
		}
	}
	switch {
	case len(breaches) == 0:
		c.Result = Pass
		c.Why = Words{
			fmt.Sprintf("评分的 %d 句话里没有发现违规。", c.Scored),
			fmt.Sprintf("No breach was found in the %s scored.", count(c.Scored, "turn"))}
	case len(breaches) >= 2:
		c.Result = Fail
		c.Why = Words{
			fmt.Sprintf("出现 %d 处违规（%s），两处及以上即不通过。", len(breaches), names(breaches, "zh")),
			fmt.Sprintf("There were %d breaches (%s); two or more fail a call.", len(breaches), names(breaches, "en"))}
	default:
		c.one(breaches[0])
	}
}

// one decides a call with a single breach.
func (c *Card) one(f Finding) {
	zh, en := names([]Finding{f}, "zh"), names([]Finding{f}, "en")
	switch {
	case f.Severity == BestPractice:
		c.Result = Coach
		c.Why = Words{
			fmt.Sprintf("有一处不符合良好做法（%s），需要辅导。", zh),
			fmt.Sprintf("One turn fell short of best practice (%s): worth coaching.", en)}
	case f.Repaired:
		c.Result = Coach
		c.Why = Words{
			fmt.Sprintf("有一处违规（%s），但您下一句就纠正了。", zh),
			fmt.Sprintf("There was one breach (%s), and you put it right in your next turn.", en)}
	default:
		c.Result = Fail
		c.Why = Words{
			fmt.Sprintf("有一处违规（%s），下一句也没有纠正。", zh),
			fmt.Sprintf("There was one breach (%s), and your next turn did not put it right.", en)}
	}
}

// names of the families broken, each once, in the order of the call.
func names(fs []Finding, lang string) string {
	var out []string
	seen := map[string]bool{}
	for _, f := range fs {
		if !seen[f.Family] {
			seen[f.Family] = true
			out = append(out, familyName(f.Family, lang))
		}
	}
	if lang == "zh" {
		return strings.Join(out, "、")
	}
	return strings.Join(out, "; ")
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
