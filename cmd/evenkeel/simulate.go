package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"evenkeel/coach"
	"evenkeel/coach/debtor"
	"evenkeel/corpus/rulebook"
)

type simulateCmd struct {
	Scenario string `help:"Key of the scenario; without it the list is shown and today's drill is taken."`
	Lang     string `enum:"en,zh" default:"en" help:"Language of the scenarios: en or zh."`
	As       string `default:"terminal" help:"Login under which the call is kept."`
	Team     string `default:"main" help:"Team under which the call is kept."`
	JSON     bool   `name:"json" help:"Print the result as JSON."`
}

// Run holds one call: a line is a turn, an empty line is silence, the end of
// input or /end hangs up.
func (c *simulateCmd) Run(ctx context.Context, a *app) error {
	r, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer r.Close()
	if _, err := r.coach.SeedScenarios(ctx, a.Now()); err != nil {
		return err
	}
	v := coach.Viewer{Staff: c.As, Team: c.Team, Role: coach.RoleTrainee}
	card, err := c.choose(ctx, r.coach, v)
	if err != nil {
		return err
	}
	call, err := r.coach.Start(ctx, v, card.ID, a.Now())
	if err != nil {
		return err
	}
	c.introduce(a.Err, card)
	for _, t := range call.Turns {
		fmt.Fprintf(a.Err, "%s %s\n", phrase(c.Lang, "debtor"), t.Text)
	}
	if err := c.talk(ctx, a, r.coach, v, call.ID); err != nil {
		return err
	}
	if _, err := r.coach.HangUp(ctx, v, call.ID, a.Now()); err != nil {
		return err
	}
	result, err := r.coach.ResultIn(ctx, v, call.ID, c.Lang)
	if err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(a.Out).Encode(result)
	}
	return c.report(a.Out, result, r.book)
}

func (c *simulateCmd) choose(ctx context.Context, s *coach.Store, v coach.Viewer) (coach.ScenarioCard, error) {
	cards, err := s.Scenarios(ctx, v, c.Lang)
	if err != nil {
		return coach.ScenarioCard{}, err
	}
	var keys []string
	for _, card := range cards {
		if card.Key == c.Scenario || c.Scenario == "" {
			return card, nil
		}
		keys = append(keys, card.Key)
	}
	return coach.ScenarioCard{}, refuse("--scenario: %q is not one of %s", c.Scenario, strings.Join(keys, ", "))
}

func (c *simulateCmd) introduce(w io.Writer, card coach.ScenarioCard) {
	fmt.Fprintf(w, "%s (%s)\n%s\n%s\n%s\n%s\n\n", card.Title, card.Key, card.Who, card.Know, card.Judged, phrase(c.Lang, "how"))
}

// talk reads turns until the call is over. Whether the debtor has hung up is
// told by the turn itself.
func (c *simulateCmd) talk(ctx context.Context, a *app, s *coach.Store, v coach.Viewer, callID int64) error {
	in := bufio.NewScanner(a.In)
	in.Buffer(make([]byte, 0, 4096), 1<<20)
	for ctx.Err() == nil {
		fmt.Fprint(a.Err, phrase(c.Lang, "you"), " ")
		if !in.Scan() || strings.TrimSpace(in.Text()) == "/end" {
			fmt.Fprintln(a.Err)
			return in.Err()
		}
		c.echo(a, in.Text())
		fmt.Fprint(a.Err, phrase(c.Lang, "debtor"), " ")
		turn, err := s.Say(ctx, v, callID, in.Text(), a.Now(), func(piece string) error {
			_, err := io.WriteString(a.Err, piece)
			return err
		})
		fmt.Fprintln(a.Err)
		if err != nil {
			return err
		}
		if turn.Ended {
			fmt.Fprintln(a.Err, phrase(c.Lang, "over"))
			return nil
		}
	}
	return ctx.Err()
}

// echo writes what was said where no keyboard has shown it: a script's line,
// and silence.
func (c *simulateCmd) echo(a *app, said string) {
	typed := false
	if f, ok := a.In.(*os.File); ok {
		typed = term.IsTerminal(int(f.Fd()))
	}
	if strings.TrimSpace(said) == "" {
		said = phrase(c.Lang, "silence")
	} else if typed {
		return
	}
	fmt.Fprintln(a.Err, said)
}

// report prints the score: the result, what was agreed, each breach with its
// rule in words, what a person should look at, and the one thing to do better.
func (c *simulateCmd) report(w io.Writer, r *coach.Result, book *rulebook.Book) error {
	_, err := fmt.Fprintf(w, "\n%s: %s\n%s %s   %s %s   %s %d/%d\n", phrase(c.Lang, r.Outcome), r.Why,
		phrase(c.Lang, "tone"), scale(c.Lang, r.Tone), phrase(c.Lang, "empathy"), scale(c.Lang, r.Empathy),
		phrase(c.Lang, "compliance"), r.Compliance.Clean, r.Compliance.Scored)
	if err == nil && r.Agreement != nil {
		_, err = fmt.Fprintf(w, "%s %s\n", phrase(c.Lang, "agreed"), debtor.SayParts(r.Agreement.Parts, r.Call.Scenario.Debtor.Currency, c.Lang))
	}
	for _, f := range r.Findings {
		if err == nil {
			err = c.finding(w, f, book)
		}
	}
	if err == nil && r.Better != "" {
		_, err = fmt.Fprintf(w, "\n%s %s\n", phrase(c.Lang, "better"), r.Better)
	}
	return err
}

// finding prints one breach, or one suspicion that counts for nothing yet.
func (c *simulateCmd) finding(w io.Writer, f coach.Finding, book *rulebook.Book) error {
	title := f.RuleID
	if rule, ok := book.Rule(f.RuleID); ok {
		title = rule.Words(c.Lang) + " (" + f.RuleID + ")"
	}
	if f.ToReview {
		title = phrase(c.Lang, "review") + " " + title
	}
	_, err := fmt.Fprintf(w, "\n"+phrase(c.Lang, "turn")+"  %s\n  “%s”\n  %s %s\n", f.Turn, title, f.Quote, phrase(c.Lang, "instead"), f.Instead)
	return err
}

func scale(lang string, s coach.Scale) string {
	if !s.OK {
		return phrase(lang, coach.NotScored)
	}
	return fmt.Sprintf("%.1f/5", s.Mean)
}

// phrase is one of the terminal's own words.
func phrase(lang, key string) string {
	if lang == "zh" {
		return phrasesZH[key]
	}
	return phrasesEN[key]
}

var phrasesEN = map[string]string{
	"debtor": "Them:", "you": "You: ", "over": "They have ended the call.",
	"how":  "One line is one turn; an empty line is silence; /end hangs up.",
	"pass": "Pass", "coach": "Coach", "fail": "Fail", "not_scored": "not scored",
	"tone": "Tone", "empathy": "Empathy", "compliance": "Turns without a breach",
	"turn": "Turn %d", "silence": "(silence)", "agreed": "Agreed:", "review": "[to review, not counted]", "instead": "Say instead:", "better": "One thing to do better:",
}

var phrasesZH = map[string]string{
	"debtor": "对方：", "you": "您：", "over": "对方挂断了电话。",
	"how":  "一行就是一句话；空行表示沉默；输入 /end 挂断。",
	"pass": "通过", "coach": "需辅导", "fail": "不通过", "not_scored": "未评分",
	"tone": "语气", "empathy": "同理心", "compliance": "合规的话数",
	"turn": "第%d句", "silence": "（沉默）", "agreed": "约定：", "review": "〔待复核，不计分〕", "instead": "可以这样说：", "better": "最该改进的一点：",
}
