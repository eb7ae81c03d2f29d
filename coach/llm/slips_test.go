package llm

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// review says a whole text sentence by sentence, as Speak does, and returns the
// check that refused it, "" where all passed.
func review(t *testing.T, l Line, text string) string {
	t.Helper()
	system, err := prompt("voice", l.Lang)
	if err != nil {
		t.Fatal(err)
	}
	check, err := newChecker(l, system)
	if err != nil {
		t.Fatal(err)
	}
	s := speech{check: check, emit: func(string) error { return nil }}
	if err = s.take(text); err == nil {
		err = s.end()
	}
	var unfit *UnfitError
	if err != nil && !errors.As(err, &unfit) {
		return err.Error()
	} else if err != nil {
		return unfit.Check
	}
	return ""
}

// data reads labelled lines of real small models, or skips loudly.
func data[T any](t *testing.T, name string) []T {
	t.Helper()
	dir := os.Getenv("EVENKEEL_DATA")
	text, err := os.ReadFile(filepath.Join(dir, "model_slips", name))
	if dir == "" || err != nil {
		t.Skipf("SKIPPED: no labelled model lines here (EVENKEEL_DATA): %v", err)
	}
	var out []T
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		var row T
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatal(err)
		}
		out = append(out, row)
	}
	return out
}

type slip struct {
	ID, Lang, Persona, Agent, Text string
	Concession                     bool
	Role                           bool `json:"role_slip"`
	Fact                           bool `json:"fact_slip"`
	OK                             bool
}

// personas maps who the model was told to be to the move it could have been
// given: each refuses in his own way.
var personas = map[string][2]string{"lost job": {"refuse", "means"}, "disputes": {"refuse", "trust"}, "card stolen": {"refuse", "trust"},
	"mother": {"refuse", "means"}, "a colleague": {"callee_upset", ""}, "stubborn": {"refuse", "trust"}}

// TestSlipsAreCaught measures on the lines from which the words of role.go and
// concede.go were read: an upper bound. What was measured on words not seen
// before stands in TestRealWords.
func TestSlipsAreCaught(t *testing.T) {
	var slips, caught, concessions, conceded, usable, alarms int
	var early int // caught before the check of meaning
	for _, s := range data[slip](t, "turns.jsonl") {
		l := Line{Lang: s.Lang, Heard: s.Agent}
		for who, move := range personas {
			if strings.HasPrefix(s.Persona, who) {
				l.Kind, l.Topic = move[0], move[1]
			}
		}
		got := review(t, l, s.Text)
		switch {
		case s.OK:
			usable++
			if got != "" && got != CheckMeaning { // told to be a person, not to say a meaning
				alarms++
				t.Logf("alarm %s %s: %s", s.ID, got, s.Text)
			}
		case s.Concession || s.Role || s.Fact:
			slips++
			if got != "" {
				caught++
			} else {
				t.Logf("missed %s: %s", s.ID, s.Text)
			}
			if got != "" && got != CheckMeaning {
				early++
			} else if got != "" {
				t.Logf("only by meaning %s: %s", s.ID, s.Text)
			}
			if s.Concession {
				concessions++
				if got != "" {
					conceded++
				}
			}
		}
	}
	t.Logf("slips caught %d of %d (%d before meaning), concessions %d of %d, alarms on usable turns %d of %d", caught, slips, early, conceded, concessions, alarms, usable)
	if 100*caught < 95*slips || 100*conceded < 95*concessions {
		t.Error("fewer than 95 % of slips are caught")
	}
}
