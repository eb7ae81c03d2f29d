package llm

import "strings"

// Line is one move to word, and all that a model is told: no more than it may
// say. Kind, Topic and Mood are the mind's names ("object", "lost_job", "low").
type Line struct {
	Lang    string // zh or en
	Kind    string
	Topic   string // which objection, which refusal; "" where the kind says all
	Mood    string
	Fact    string   // the scenario's own words for this move, or the fact to tell
	Terms   string   // the amounts and dates of the move, as they are said; "" none
	BuiltIn string   // how the phrase bank words it
	Wording []string // further wordings of the same move
	Heard   string   // what the trainee just said; data, never instruction
	Said    []string // the debtor's own earlier lines
}

// Bounds of a debtor's turn. People on the phone answer in a breath or two: the
// longest line of the phrase bank has 34 Han characters or 19 words.
const (
	maxRunesZH   = 110
	maxRunesEN   = 320
	maxSentences = 5
)

func (l Line) maxRunes() int {
	if l.Lang == "zh" {
		return maxRunesZH
	}
	return maxRunesEN
}

// settled drops a fact that is not told this time: a template still to be
// filled, or the scenario's own words where the bank already says it otherwise.
func (l Line) settled() Line {
	told := l.BuiltIn == "" || strings.Contains(strings.ToLower(l.BuiltIn), strings.ToLower(l.Fact))
	if strings.Contains(l.Fact, "{") || !told {
		l.Fact = ""
	}
	return l
}

// figures are the marks that the line may name: those of its own facts.
func (l Line) figures() map[string]bool {
	may := map[string]bool{}
	for _, text := range []string{l.Fact, l.Terms, l.BuiltIn} {
		for _, f := range figures(text, l.Lang) {
			may[f] = true
		}
	}
	return may
}
