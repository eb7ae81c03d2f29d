package main

import (
	"regexp"
	"strings"
	"testing"
)

// TestLeadFindsCallsToReview: the demonstration's calls are played, scored,
// mixed in their results, and wait for the lead; clearing takes them away.
func TestLeadFindsCallsToReview(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	p.must("demo", "fill", "--accounts", "200")
	base := p.serve()
	for _, lead := range []string{"dana", "lan"} {
		review := p.signIn(base, lead).get("/review")
		if n := strings.Count(review, `href="/review/`); n < 2 {
			t.Errorf("%s finds %d calls to review", lead, n)
		}
	}
	calls := p.signIn(base, "jordan").get("/calls")
	if !strings.Contains(calls, `class="mark good"`) || !strings.Contains(calls, `class="mark breach"`) {
		t.Errorf("the trainee's calls are all alike:\n%s", regexp.MustCompile(`(?s)<main.*</main>`).FindString(calls))
	}
}

func TestDemoCallsParse(t *testing.T) {
	calls, err := demoCalls()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range calls {
		if len(c.turns) < 3 || c.ago <= 0 {
			t.Errorf("%s plays %s in %d turns, %v ago", c.login, c.scenario, len(c.turns), c.ago)
		}
	}
}
