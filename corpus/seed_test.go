package corpus

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"evenkeel/corpus/rulebook"
)

// everyday are the objections of the domain digest.
var everyday = strings.Fields(`no_money pay_later lost_job illness business_failed forgot no_bill already_paid wrong_fee not_me
	spouse_handles mis_sold busy who_are_you scammer how_number stop_calling recorded other_debts discount waive_interest minimum
	think sue_me credit_ruined lawyer self_harm silence`)

func seeded(t *testing.T) []Document {
	t.Helper()
	docs, err := Seed()
	if err != nil {
		t.Fatal(err)
	}
	return docs
}

func TestSeedCounts(t *testing.T) {
	cases, objections := map[string]int{}, map[string][]string{}
	refs := map[string]bool{}
	for _, d := range seeded(t) {
		if refs[d.Ref] {
			t.Errorf("%s: twice", d.Ref)
		}
		refs[d.Ref] = true
		if err := d.check(); err != nil {
			t.Errorf("%s: %v", d.Ref, err)
		}
		if d.Kind == Case {
			cases[d.Lang]++
		} else {
			objections[d.Lang] = append(objections[d.Lang], d.Facets["objection"])
		}
	}
	if cases["zh"]+cases["en"] < 44 || cases["zh"] < 20 || cases["en"] < 20 {
		t.Errorf("cases: %v; want 44, about half in each language", cases)
	}
	for lang, keys := range objections {
		if !slices.Equal(keys, everyday) {
			t.Errorf("%s objections: %v", lang, keys)
		}
	}
}

func TestSeedCasesAreWhole(t *testing.T) {
	badly := 0
	for _, d := range seeded(t) {
		if d.Kind != Case {
			continue
		}
		for _, f := range []string{d.Title, d.Said, d.Agreed, d.Ended} {
			if f == "" {
				t.Errorf("%s: a field is empty", d.Ref)
			}
		}
		for _, name := range []string{"jurisdiction", "product", "stage", "debtor_kind", "reason", "objection", "outcome"} {
			if d.Facets[name] == "" {
				t.Errorf("%s: no %s", d.Ref, name)
			}
		}
		if !slices.Contains(everyday, d.Facets["objection"]) {
			t.Errorf("%s: objection %q is not an everyday one", d.Ref, d.Facets["objection"])
		}
		if n := words(d.Text); n < 120 || n > 300 {
			t.Errorf("%s: %d words; want 120 to 300", d.Ref, n)
		}
		if EndedBadly(d.Facets["outcome"]) {
			badly++
		}
	}
	if badly < 10 {
		t.Errorf("%d cases ended badly; a library of successes teaches a lie", badly)
	}
}

// words counts Latin words, and Han characters as two thirds of one (a Chinese word is one and a half on average).
func words(s string) int {
	han := 0
	for _, r := range s {
		if unicode.Is(unicode.Han, r) {
			han++
		}
	}
	if han*10 > len([]rune(s)) {
		return han * 2 / 3
	}
	return len(strings.Fields(s))
}

func TestSeedAnswersCiteRules(t *testing.T) {
	book, err := rulebook.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range seeded(t) {
		if d.Kind != Objection {
			continue
		}
		if d.Good == "" || d.Bad == "" || len(d.BadRules) == 0 {
			t.Errorf("%s: good, bad or rules missing", d.Ref)
		}
		for _, id := range d.BadRules {
			r, ok := book.Rule(id)
			if !ok {
				t.Errorf("%s: no rule %s", d.Ref, id)
			} else if j := d.Facets["jurisdiction"]; r.Jurisdiction != j && r.Jurisdiction != "ANY" {
				t.Errorf("%s: rule %s is of %s", d.Ref, id, r.Jurisdiction)
			}
		}
	}
}

func TestSeedNamesNobody(t *testing.T) {
	numbers := regexp.MustCompile(`\d{6}|\d{3}-\d{4}|@`)
	for _, d := range seeded(t) {
		for _, text := range []string{d.Title, d.Text, d.Said, d.Agreed, d.Ended, d.Good, d.Bad} {
			if m := numbers.FindString(text); m != "" {
				t.Errorf("%s: %q looks like a number of somebody", d.Ref, m)
			}
			if _, spans := Redact(text, nil); len(spans) > 0 {
				r := []rune(text)
				for _, s := range spans {
					t.Errorf("%s: redaction takes %q for a %s in …%s…", d.Ref, string(r[s.Start:s.End]), s.Kind, string(r[max(0, s.Start-8):min(len(r), s.End+8)]))
				}
			}
			han := strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
			if text != "" && han != (d.Lang == "zh") {
				t.Errorf("%s: not in %s: %.40s", d.Ref, d.Lang, text)
			}
		}
	}
}
