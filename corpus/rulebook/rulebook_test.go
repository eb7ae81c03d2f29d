package rulebook

import (
	"errors"
	"strings"
	"testing"
)

func TestLoadHoldsTheWholeCatalogue(t *testing.T) {
	b, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	per := map[string]int{}
	for _, r := range b.All() {
		if strings.HasPrefix(r.ID, "HOUSE-") {
			per["house"]++
		} else {
			per[r.Jurisdiction]++
		}
	}
	want := map[string]int{"CN": 51, "US": 35, "UK": 17, "ANY": 4, "EU": 2, "HK": 2, "IN": 2, "TW": 2, "SG": 1, "house": 29}
	for k, n := range want {
		if per[k] != n {
			t.Errorf("%s: %d rules, want %d", k, per[k], n)
		}
	}
}

func TestEveryBlockingStateHasAHouseRule(t *testing.T) {
	b, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range strings.Fields(`paid settled discharged deceased disputed_open breathing_space capacity_flag
		wrong_person fraud_victim hardship_review no_snapshot not_overdue no_number snoozed promised
		call_back stop_asked vulnerable unknown`) {
		r, ok := b.Rule(State(s))
		if !ok {
			t.Errorf("no rule for state %s", s)
		}
		if r.Words("zh-CN") == r.Words("en") || r.SourceNote("en") != "house rule" {
			t.Errorf("%s: words or note are wrong: %+v", s, r)
		}
	}
	if _, ok := b.Rule("HOUSE-STATE-none"); ok {
		t.Error("an unknown id was found")
	}
}

func TestSourceNote(t *testing.T) {
	for _, c := range []struct{ verified, en, zh string }{
		{"P", "", ""},
		{"S", "secondary source", "二手来源"},
		{"P(old)", "secondary source", "二手来源"},
		{"P+S", "secondary source", "二手来源"},
		{"P(part)+M", "not verified", "未经核实"},
		{"M", "not verified", "未经核实"},
	} {
		r := Rule{Verified: c.verified}
		if r.SourceNote("en") != c.en || r.SourceNote("zh") != c.zh {
			t.Errorf("%s: got %q, %q", c.verified, r.SourceNote("en"), r.SourceNote("zh"))
		}
	}
}

func TestReadRefusesABadRule(t *testing.T) {
	good := `{"id":"X-1","jurisdiction":"CN","family":"F01","source":"s","verified":"P","sure":9,"severity":"illegal","en":"No.","zh":"不得。","check":"UTT"}`
	if _, err := read("t", []byte(good)); err != nil {
		t.Fatal(err)
	}
	for _, c := range [][2]string{
		{`"X-1"`, `""`}, {`"CN"`, `"Mars"`}, {`"F01"`, `"F99"`}, {`"illegal"`, `"bad"`}, {`"P"`, `"Q"`},
		{`:9`, `:101`}, {`"No."`, `" "`}, {`"不得。"`, `"No."`}, {`"check"`, `"chek"`}, {`"UTT"`, `""`},
	} {
		_, err := read("t", []byte(strings.Replace(good, c[0], c[1], 1)))
		if !errors.Is(err, ErrInvalid) {
			t.Errorf("%s for %s was accepted: %v", c[1], c[0], err)
		}
	}
	if _, err := newBook([]Rule{{ID: "A"}, {ID: "A"}}); !errors.Is(err, ErrInvalid) {
		t.Errorf("a repeated id was accepted: %v", err)
	}
}
