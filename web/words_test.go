package web

import (
	"encoding/json"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"evenkeel/coach/debtor"
	"evenkeel/corpus"
	"evenkeel/rank"
)

func readLocale(t *testing.T, name string) map[string]any {
	t.Helper()
	data, err := localeFiles.ReadFile("locales/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(data, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestEveryKeyIsInBothLanguages(t *testing.T) {
	enWords, zhWords := readLocale(t, "en"), readLocale(t, "zh-CN")
	for key := range enWords {
		if _, ok := zhWords[key]; !ok {
			t.Errorf("%s has no Chinese", key)
		}
	}
	for key := range zhWords {
		if _, ok := enWords[key]; !ok {
			t.Errorf("%s has no English", key)
		}
	}
	for key, value := range enWords {
		if text, plain := value.(string); plain && strings.Contains(text, "{{.Count}}") {
			t.Errorf("%s counts and has no form for one", key)
		}
	}
}

// TestPlaceholdersAgree holds that both languages are given the same values.
func TestPlaceholdersAgree(t *testing.T) {
	slot := regexp.MustCompile(`\{\{\.\w+\}\}`)
	enWords, zhWords := readLocale(t, "en"), readLocale(t, "zh-CN")
	for key := range enWords {
		a, b := slots(slot, enWords[key]), slots(slot, zhWords[key])
		for s := range a {
			if !b[s] {
				t.Errorf("%s: Chinese lacks %s", key, s)
			}
		}
		for s := range b {
			if !a[s] {
				t.Errorf("%s: English lacks %s", key, s)
			}
		}
	}
}

func slots(slot *regexp.Regexp, v any) map[string]bool {
	text, ok := v.(string)
	if forms, plural := v.(map[string]any); plural && !ok {
		text, _ = forms["other"].(string)
	}
	found := map[string]bool{}
	for _, s := range slot.FindAllString(text, -1) {
		found[s] = true
	}
	return found
}

// TestEveryKeyUsedHasWords looks for literal keys in templates and code.
func TestEveryKeyUsedHasWords(t *testing.T) {
	have := readLocale(t, "en")
	used := regexp.MustCompile(`(?:\bt |s\.say\(v, )"([a-z_]+\.[a-z_.0-9]+)"`)
	check := func(name string, data []byte) {
		for _, m := range used.FindAllStringSubmatch(string(data), -1) {
			if _, ok := have[m[1]]; !ok && !strings.HasSuffix(m[1], ".") {
				t.Errorf("%s: no words for %s", name, m[1])
			}
		}
	}
	err := fs.WalkDir(os.DirFS("."), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == "auth") {
			return fs.SkipDir
		}
		if strings.HasSuffix(path, ".html") || strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
			data, err := os.ReadFile(path)
			check(path, data)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestCodesHaveWords holds the words of codes that come from other rooms.
func TestCodesHaveWords(t *testing.T) {
	all, err := loadWords()
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range all {
		for _, k := range rank.OutcomeKinds {
			if !w.has("outcome." + string(k)) {
				t.Errorf("%s: no words for outcome %s", w.lang, k)
			}
		}
		for _, st := range append(statuses, internal) {
			for _, part := range []string{".title", ".what", ".next"} {
				if !w.has("error." + st.key + part) {
					t.Errorf("%s: no words for error %s%s", w.lang, st.key, part)
				}
			}
		}
	}
}

// TestKnowledgeHasWords holds the words of the facets and kinds that the
// built-in cases and scenarios carry.
func TestKnowledgeHasWords(t *testing.T) {
	all, err := loadWords()
	if err != nil {
		t.Fatal(err)
	}
	docs, err := corpus.Seed()
	if err != nil {
		t.Fatal(err)
	}
	scenarios, err := debtor.Scenarios()
	if err != nil {
		t.Fatal(err)
	}
	prefix := map[string]string{"jurisdiction": "place.law.", "stage": "stage.", "debtor_kind": "debtor.", "reason": "cause.", "outcome": "ended.", "product": "product."}
	for _, w := range all {
		for _, d := range docs {
			for name, value := range d.Facets {
				if p := prefix[name]; p != "" && value != "unknown" && !w.has(p+value) && !w.has(p+strings.ToUpper(value)) {
					t.Errorf("%s: no words for %s %s", w.lang, name, value)
				}
			}
		}
		for _, sc := range scenarios {
			if !w.has("debtor."+sc.Debtor.Kind) || !w.has("stage."+sc.Stage) {
				t.Errorf("%s: no words for debtor %s or stage %s", w.lang, sc.Debtor.Kind, sc.Stage)
			}
		}
	}
}

func TestFigures(t *testing.T) {
	for _, c := range []struct {
		lang, want string
		m          rank.Money
	}{
		{zh, "¥12,345.67", rank.Money{Minor: 1234567, Currency: "CNY"}},
		{en, "CN¥12,345.67", rank.Money{Minor: 1234567, Currency: "CNY"}},
		{en, "−$0.05", rank.Money{Minor: -5, Currency: "USD"}},
		{zh, "US$1,000,000.00", rank.Money{Minor: 100000000, Currency: "USD"}},
		{en, "JPY 1,200", rank.Money{Minor: 1200, Currency: "JPY"}},
		{en, "KWD 1.005", rank.Money{Minor: 1005, Currency: "KWD"}},
	} {
		if got := money(c.lang, c.m); got != c.want {
			t.Errorf("money(%s, %v) = %q, want %q", c.lang, c.m, got, c.want)
		}
	}
	for _, c := range []struct {
		text, currency string
		want           int64 // 0: refused
	}{
		{"1,200.50", "CNY", 120050}, {"1200", "USD", 120000}, {"¥ 0.5", "CNY", 50}, {"1200", "JPY", 1200},
		{"-5", "USD", 0}, {"0", "USD", 0}, {"1.234", "USD", 0}, {"", "USD", 0}, {"12e3", "USD", 0}, {"99999999999999999999", "USD", 0}, {"5.+1", "USD", 0},
	} {
		got, err := parseMoney(c.text, c.currency)
		if (err == nil) != (c.want > 0) || got != c.want {
			t.Errorf("parseMoney(%q, %s) = %d, %v; want %d", c.text, c.currency, got, err, c.want)
		}
	}
	friday := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	if got := day(zh, friday); got != "11月20日 周五" {
		t.Errorf("day zh = %q", got)
	}
	if got := day(en, friday); got != "Fri 20 Nov" {
		t.Errorf("day en = %q", got)
	}
}

func TestReturnAddressStaysHere(t *testing.T) {
	for _, bad := range []string{"https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)", "today", ""} {
		if got := local(bad, "/here"); got != "/here" {
			t.Errorf("local(%q) = %q", bad, got)
		}
	}
	if got := local("/today?tab=done", "/"); got != "/today?tab=done" {
		t.Errorf("local = %q", got)
	}
}
