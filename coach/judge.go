package coach

import (
	"context"
	"strings"

	"evenkeel/coach/llm"
	"evenkeel/coach/score"
)

// ModelJudge lets a chat model judge finished calls beside the built-in judge.
// The scorer verifies what it claims; its raw reply is kept with the score.
func ModelJudge(c *llm.Client) score.Judge { return modelJudge{client: c} }

// modelJudge passes on what the model claims. raw, where set, gets the reply as
// it came, also where it could not be used.
type modelJudge struct {
	client *llm.Client
	raw    *string
}

// keeping returns a judge for one call that keeps the raw reply.
func (j modelJudge) keeping(raw *string) score.Judge {
	j.raw = raw
	return j
}

// Judge asks the model. Errors: those of llm.Client.Judge.
func (j modelJudge) Judge(ctx context.Context, r score.Request) (score.Reply, error) {
	v, err := j.client.Judge(ctx, callFor(r))
	if j.raw != nil {
		*j.raw = v.Raw
	}
	if err != nil {
		return score.Reply{}, err
	}
	out := score.Reply{Name: j.client.Model()}
	for _, s := range v.Scores {
		out.Scores = append(out.Scores, score.ReplyScore{Turn: s.Turn, Tone: float64(s.Tone), Empathy: float64(s.Empathy)})
	}
	for _, f := range v.Findings {
		out.Findings = append(out.Findings, score.ReplyFinding{Turn: f.Turn, RuleID: f.RuleID, Quote: f.Quote})
	}
	return out, nil
}

// callFor is a call as the model is shown it.
func callFor(r score.Request) llm.Call {
	lang := "zh"
	if strings.HasPrefix(r.Context.Lang, "en") {
		lang = "en"
	}
	c := llm.Call{Lang: lang, About: about(r.Context)}
	for _, t := range r.Turns {
		c.Turns = append(c.Turns, llm.Turn{Turn: t.Index, Speaker: t.Speaker, Text: t.Text})
	}
	for _, rule := range r.Rules {
		c.Rules = append(c.Rules, llm.Rule{ID: rule.ID, Family: rule.Family, Words: rule.Words.In(lang)})
	}
	return c
}

func about(c score.Context) map[string]any {
	m := map[string]any{"jurisdiction": c.Jurisdiction, "channel": c.Channel, "callee": c.Callee, "verified": c.Verified,
		"calls_today": c.CallsToday, "mandate": c.Mandate, "facts": c.Facts}
	if !c.LocalTime.IsZero() {
		m["local_time"] = c.LocalTime.Format("15:04")
	}
	return m
}
