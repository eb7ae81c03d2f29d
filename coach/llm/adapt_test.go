package llm_test

import (
	"context"
	"fmt"
	"strings"

	"evenkeel/coach/debtor"
	"evenkeel/coach/llm"
	"evenkeel/coach/score"
)

// ModelVoice has a language model word the debtor's moves.
func ModelVoice(c *llm.Client) debtor.Voice { return modelVoice{c} }

// ModelJudge has a language model judge beside the built-in judge.
func ModelJudge(c *llm.Client) score.Judge { return modelJudge{c} }

type modelVoice struct{ client *llm.Client }

// Speak's error is debtor.ErrUnfit where the model answered and its words cannot be used.
func (v modelVoice) Speak(ctx context.Context, r debtor.Request, emit func(string) error) (string, error) {
	text, err := v.client.Speak(ctx, lineFor(r), emit)
	if llm.Answered(err) {
		return text, fmt.Errorf("%w: %w", debtor.ErrUnfit, err)
	}
	return text, err
}

// lineFor tells the model the move and nothing else of the debtor.
func lineFor(r debtor.Request) llm.Line {
	l := llm.Line{Lang: r.Profile.Lang, Kind: r.Move.Kind, Topic: r.Move.Objection, Mood: r.Move.Mood,
		BuiltIn: r.BuiltIn, Heard: r.Heard, Said: r.Said, Wording: wordings(r)}
	if r.Move.Line != "" && strings.Contains(r.BuiltIn, r.Move.Line) {
		l.Fact = r.Move.Line
	}
	if len(r.Move.Offer) > 0 {
		l.Terms = debtor.SayParts(r.Move.Offer, r.Profile.Currency, r.Profile.Lang)
	}
	return l
}

// wordings are other lines of the bank for the same move.
func wordings(r debtor.Request) []string {
	var out []string
	for seed := range uint64(6) {
		_, text := debtor.Words(r.Profile, debtor.State{Seed: seed, Mood: r.State.Mood}, r.Move)
		out = append(out, text)
	}
	return out
}

type modelJudge struct{ client *llm.Client }

// Judge passes on what the model claims; score verifies it.
func (j modelJudge) Judge(ctx context.Context, r score.Request) (score.Reply, error) {
	v, err := j.client.Judge(ctx, callFor(r))
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
