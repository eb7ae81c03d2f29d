package score

import (
	"regexp"
	"strings"

	"evenkeel/coach/hear"
)

var takesBack = regexp.MustCompile(`(?i)对不起|对不住|抱歉|道歉|不好意思|收回|更正|说错|说得不对|口误|我(刚才|刚刚)?(那句|这句|说的|的话).{0,12}(不对|不合适|不妥|不当|错|不该)|不该(这么|那么|这样|那样|跟您|对您)|当我没说|\b(apologi[sz]e|apologies|i('m| am) (so |very |really )?sorry (for|about|i|that i|if i)|sorry,? (that|i|let me)|my (mistake|apologies|fault)|take (that|it) back|shouldn't have (said|told|asked|called)|let me (correct|rephrase|start (again|over))|i was wrong|that was wrong|i misspoke|correction|wasn't (right|fair|true)|out of line)\b`)

// repaired reports whether the agent's next turn undoes a breach: apologises,
// takes it back or corrects it, or makes up the step that was left out, and does
// not break the same rule again. A repair holds whatever the debtor says.
func (k complier) repaired(f Finding, agent []heard, all []Finding) bool {
	next, ok := following(agent, f.Turn)
	if !ok || next.empty {
		return false
	}
	for _, other := range all {
		if other.Turn == next.turn.Index && other.Family == f.Family && !other.ToReview {
			return false
		}
	}
	text := next.turn.Text
	if hear.Has(next.turn.Acts, hear.Apologise) || takesBack.MatchString(text) {
		return true
	}
	switch f.Family {
	case "F01":
		return identifies(next.turn)
	case "F02":
		return givesNotice(next.turn)
	case "F19":
		return hear.Has(next.turn.Acts, hear.LogDispute) || hearsIt.MatchString(text) && !demands(next.turn)
	case "F18":
		return hear.Has(next.turn.Acts, hear.HandleCrisis) || keeps.MatchString(text) && !demands(next.turn)
	case "F12":
		return yields.MatchString(text) && !strings.ContainsAny(text, "?？")
	}
	return false
}

// following is the agent's turn after the one with this index.
func following(agent []heard, index int) (heard, bool) {
	for i, h := range agent {
		if h.turn.Index == index && i+1 < len(agent) {
			return agent[i+1], true
		}
	}
	return heard{}, false
}
