package debtor

import (
	"slices"
	"testing"
	"time"
)

// Every move of the mind must have at least four wordings, each language the
// same sections, and no wording twice.
func TestPhraseBanks(t *testing.T) {
	t.Parallel()
	all, err := banks()
	if err != nil {
		t.Fatal(err)
	}
	for lang, b := range all {
		for section, lines := range b {
			if len(lines) < 4 {
				t.Errorf("%s [%s]: %d wordings", lang, section, len(lines))
			}
			seen := map[string]bool{}
			anyMood := false
			for _, l := range lines {
				if seen[l.text] {
					t.Errorf("%s [%s]: %q twice", lang, section, l.text)
				}
				seen[l.text], anyMood = true, anyMood || l.moods == nil
			}
			if !anyMood {
				t.Errorf("%s [%s]: nothing for any mood", lang, section)
			}
			for _, twin := range all {
				if twin[section] == nil {
					t.Errorf("[%s] is in one language only", section)
				}
			}
		}
		for key := range settledBy {
			if b["object."+key] == nil {
				t.Errorf("%s: no words for the objection %s", lang, key)
			}
		}
	}
}

func TestSaying(t *testing.T) {
	t.Parallel()
	d := time.Date(2026, 12, 2, 0, 0, 0, 0, time.UTC)
	for got, want := range map[string]string{
		SayMoney(123456, "USD", "en"):                           "$1,234.56",
		SayMoney(15000, "CNY", "zh"):                            "150块",
		SayMoney(1200000, "CNY", "zh"):                          "12000块",
		SayDate(d, "en"):                                        "December 2nd",
		SayDate(d, "zh"):                                        "12月2号",
		SayParts([]Part{{5000, d}, {6000, d}}, "USD", "en"):     "$50 on December 2nd and $60 on December 2nd",
		SayParts([]Part{{50000, d}}, "CNY", "zh"):               "12月2号还500块",
		ordinal(11) + ordinal(21) + ordinal(13) + ordinal(3):    "11th21st13th3rd",
		joined("Like I said,", "The money's gone.", "en"):       "Like I said, the money's gone.",
		joined("Like I said,", "I don't have it.", "en"):        "Like I said, I don't have it.",
		joined("我刚才说了，", "没钱。", "zh"):                           "我刚才说了，没钱。",
		SayMoney(100, "XYZ", "en"):                              "1 XYZ",
		SayDate(time.Time{}, "en") + SayParts(nil, "USD", "en"): "",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestClausesJoinToTheLine(t *testing.T) {
	t.Parallel()
	for line, want := range map[string][]string{
		"好，这个我做得到，12月10号还600块。":             {"好，", "这个我做得到，", "12月10号还600块。"},
		"Well... I can do $1,200.50. Okay?": {"Well...", " I can do $1,200.50.", " Okay?"},
		"":                                  nil,
	} {
		if got := Clauses(line); !slices.Equal(got, want) {
			t.Errorf("%q: %q", line, got)
		}
	}
}
