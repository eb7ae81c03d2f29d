package web

import (
	"strings"
	"testing"

	"evenkeel/coach"

	"pgregory.net/rapid"
)

// TestSplitKeepsTheWords: whatever is quoted, the parts put together are the
// turn, and exactly the quoted runes are marked.
func TestSplitKeepsTheWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("您好abc，。 🙂é")), 0, 40, -1).Draw(t, "text")
		n := len([]rune(text))
		var findings []coach.Finding
		quoted := map[int]bool{}
		for range rapid.IntRange(0, 3).Draw(t, "findings") {
			from := rapid.IntRange(-1, n+1).Draw(t, "from")
			to := rapid.IntRange(from, n+2).Draw(t, "to")
			findings = append(findings, coach.Finding{Start: from, End: to, Repaired: rapid.Bool().Draw(t, "repaired")})
			for i := max(from, 0); i < min(to, n); i++ {
				quoted[i] = true
			}
		}
		var whole strings.Builder
		at, marked := 0, 0
		for _, p := range split(text, findings) {
			whole.WriteString(p.Text)
			for range []rune(p.Text) {
				if p.Marked != quoted[at] {
					t.Fatalf("rune %d marked %v, quoted %v", at, p.Marked, quoted[at])
				}
				if p.Marked {
					marked++
				}
				at++
			}
		}
		if whole.String() != text || marked != len(quoted) {
			t.Fatalf("parts give %q with %d marked, want %q with %d", whole.String(), marked, text, len(quoted))
		}
	})
}

func TestLineChartNeedsTwoPoints(t *testing.T) {
	if c := newLineChart(&coach.Result{TrustLine: []float64{.5}, PatienceLine: []float64{.5}}); c != nil {
		t.Errorf("a chart of one point: %+v", c)
	}
	c := newLineChart(&coach.Result{TrustLine: []float64{0, 1}, PatienceLine: []float64{1, 0}})
	if c == nil || c.Trust != "0,88 560,8" || c.Patience != "0,8 560,88" || len(c.Rows) != 2 {
		t.Errorf("chart %+v", c)
	}
}
