package web

import (
	"net/http"
	"strings"
	"testing"

	"evenkeel/rank"
)

// A dispute closes the account; a lead opens it again with a reason, an agent
// cannot.
func TestLeadOpensADisputeAgain(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c, lead := h.as(t, "lu"), h.as(t, "lan")
	person := personOf(t, c.get("/today"))
	c.post(person+"/outcome", "kind", "dispute", "back", "/today")
	if p := c.get(person); strings.Contains(string(p.body), person+"/reopen") {
		t.Error("an agent is offered to open again")
	}
	if p := c.post(person+"/reopen", "reason", "x"); p.StatusCode != http.StatusForbidden {
		t.Errorf("an agent opens again: %s", p.Status)
	}
	if p := lead.get(person); !strings.Contains(string(p.body), person+"/reopen") {
		t.Fatalf("a lead is not offered to open again: %s", p.Status)
	}
	if p := lead.post(person+"/reopen", "reason", " "); !strings.Contains(p.text, "没有恢复") {
		t.Errorf("without a reason: %s", p.Status)
	}
	p := lead.post(person+"/reopen", "reason", "账单已核实，书面答复已寄出")
	if !strings.Contains(p.text, "已恢复") || strings.Contains(string(p.body), person+"/reopen") || !strings.Contains(p.text, "书面答复已寄出") {
		t.Errorf("after opening again: %s", p.Status)
	}
	// They were spoken with today, so that the row is done for the day.
	if back := c.get("/today?tab=blocked"); strings.Contains(string(back.body), `href="`+person+`"`) {
		t.Error("the person is still blocked")
	}
}

func TestClosedByWords(t *testing.T) {
	j := func(kind rank.OutcomeKind, undone bool) rank.Journaled {
		return rank.Journaled{Kind: kind, Undone: undone}
	}
	for name, c := range map[string]struct {
		journal []rank.Journaled
		want    bool
	}{
		"nothing":            {nil, false},
		"a dispute":          {[]rank.Journaled{j(rank.NoAnswer, false), j(rank.Dispute, false)}, true},
		"taken back":         {[]rank.Journaled{j(rank.Stop, true)}, false},
		"opened":             {[]rank.Journaled{j("reopen", false), j(rank.Hardship, false)}, false},
		"opening taken back": {[]rank.Journaled{j("reopen", true), j(rank.Hardship, false)}, true},
		"one debt opened":    {[]rank.Journaled{{Kind: "reopen", AccountID: 3}, j(rank.Dispute, false)}, true},
	} {
		if got := closedByWords(c.journal); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
