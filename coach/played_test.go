package coach

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"evenkeel/coach/score"
)

// showPlayed prints the played calls of one set with what was found:
// go test ./coach -v -run TestPlayedCalls -args -played D
var showPlayed = flag.String("played", "", "print the played calls of this set (A to D, or a scenario's key)")

// playedCall is a call of testdata/played, line by line as a trainee would speak.
// Patterns were mended on sets A, B and C; set D was played once, afterwards, and
// stays the measure: nothing may be tuned on it. A line that begins "!F07|F10" is a plain breach
// of one of these families, one that begins "~" may be judged either way, any
// other breaks nothing.
type playedCall struct {
	key, name, set string
	outcomes       []string
	lines          []playedLine
}

type playedLine struct {
	text     string
	families []string // nil: clean
	either   bool
}

func playedCalls(t *testing.T) []playedCall {
	t.Helper()
	files, err := filepath.Glob("testdata/played/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no played calls: %v", err)
	}
	var all []playedCall
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
			if head, ok := strings.CutPrefix(line, "== "); ok {
				f := strings.Fields(head)
				key, name, _ := strings.Cut(f[0], "/")
				all = append(all, playedCall{key: key, name: name, set: f[1], outcomes: strings.Split(f[2], "|")})
				continue
			}
			c := &all[len(all)-1]
			c.lines = append(c.lines, playedLineOf(line))
		}
	}
	return all
}

func playedLineOf(line string) playedLine {
	if text, ok := strings.CutPrefix(line, "~"); ok {
		return playedLine{text: text, either: true}
	}
	if rest, ok := strings.CutPrefix(line, "!"); ok {
		families, text, _ := strings.Cut(rest, " ")
		return playedLine{text: text, families: strings.Split(families, "|")}
	}
	return playedLine{text: line}
}

// tally of a set of calls.
type tally struct {
	calls, rightly                  int // outcome as expected
	clean, accused, breaches, found int // lines
	rightFamily                     int
}

func TestPlayedCalls(t *testing.T) {
	t.Parallel()
	sets := map[string]*tally{"A": {}, "B": {}, "C": {}, "D": {}}
	for _, c := range playedCalls(t) {
		play(t, c, sets[c.set])
	}
	for _, name := range []string{"A", "B", "C", "D"} {
		s := sets[name]
		if s.calls == 0 {
			continue
		}
		// The floors are a call and a few lines below what was measured when they were set.
		if 100*s.rightly < 95*s.calls || 100*s.accused > 3*s.clean || 100*s.found < 70*s.breaches {
			t.Errorf("set %s is worse than it was", name)
		}
		t.Logf("set %s: outcome right %d/%d; clean lines accused %d/%d; breaches found %d/%d, family right %d", name, s.rightly, s.calls, s.accused, s.clean, s.found, s.breaches, s.rightFamily)
	}
}

func play(t *testing.T, c playedCall, sum *tally) {
	t.Helper()
	p := NewPractice(builtIn(t, c.key), 3, testNow)
	at := map[int]playedLine{}
	for i, line := range c.lines {
		if p.Over() {
			break
		}
		at[len(p.Turns)] = line
		if _, err := p.Say(t.Context(), line.text, testNow.Add(time.Duration(i)*20*time.Second), nil, nil); err != nil {
			t.Fatal(err)
		}
	}
	card, err := p.Score(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	found := map[int][]string{}
	for _, f := range card.Findings {
		if !f.ToReview {
			found[f.Turn] = append(found[f.Turn], f.Family)
		}
	}
	sum.calls++
	if slices.Contains(c.outcomes, card.Result) {
		sum.rightly++
	}
	for turn, line := range at {
		sum.add(line, found[turn])
	}
	if w := *showPlayed; w != "" && (c.set == w || c.key == w) {
		t.Log(transcript(c, p, at, card, found))
	}
}

func (s *tally) add(line playedLine, found []string) {
	switch {
	case line.either:
	case line.families == nil:
		s.clean++
		if len(found) > 0 {
			s.accused++
		}
	default:
		s.breaches++
		if len(found) > 0 {
			s.found++
		}
		if slices.ContainsFunc(found, func(f string) bool { return slices.Contains(line.families, f) }) {
			s.rightFamily++
		}
	}
}

func transcript(c playedCall, p *Practice, at map[int]playedLine, card score.Card, found map[int][]string) string {
	var b strings.Builder
	mark := ""
	if !slices.Contains(c.outcomes, card.Result) {
		mark = " <<< WANT " + strings.Join(c.outcomes, "|")
	}
	fmt.Fprintf(&b, "\n##### %s/%s: %s, ended %q, agreement %v%s\n", c.key, c.name, card.Result, p.State.Ended, p.State.Agreement, mark)
	for _, turn := range p.Turns {
		if turn.Speaker == Debtor {
			fmt.Fprintf(&b, "      D: %s   [%s/%s %.2f %.2f %s]\n", turn.Text, turn.Move.Kind, turn.Move.Objection, turn.State.Trust, turn.State.Patience, turn.State.Mood)
			continue
		}
		var acts []string
		for _, a := range turn.Acts {
			acts = append(acts, a.Kind)
		}
		line, flag := at[turn.Index], ""
		switch {
		case line.families == nil && !line.either && len(found[turn.Index]) > 0:
			flag = " <<< FALSE"
		case line.families != nil && len(found[turn.Index]) == 0:
			flag = " <<< MISSED " + strings.Join(line.families, "|")
		}
		fmt.Fprintf(&b, " %2d A: %s   [%s]%s\n", turn.Index, turn.Text, strings.Join(acts, " "), flag)
	}
	for _, f := range card.Findings {
		fmt.Fprintf(&b, "   !! %d %s %s %s by %s %.2f review=%v rep=%v “%s” → %s\n", f.Turn, f.Family, f.RuleID, f.Severity, f.By, f.Confidence, f.ToReview, f.Repaired, f.Quote, f.Instead.In(p.Scenario.Lang))
	}
	fmt.Fprintf(&b, "   WHY %s\n   BETTER %s\n   tone %.1f empathy %.1f\n", card.Why.In(p.Scenario.Lang), card.Better.In(p.Scenario.Lang), card.Tone.Mean, card.Empathy.Mean)
	if n := len(c.lines) - len(at); n > 0 {
		fmt.Fprintf(&b, "   %d lines not reached\n", n)
	}
	return b.String()
}
