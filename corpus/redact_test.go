package corpus

import (
	"bufio"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"
)

type labelledText struct {
	lang, text string
	spans      []Span
}

var labelMark = regexp.MustCompile(`\{(\w+)\|([^}]*)\}`)

// labelledTexts reads testdata/redaction.txt.
func labelledTexts(t *testing.T) []labelledText {
	t.Helper()
	f, err := os.Open("testdata/redaction.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []labelledText
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		lang, marked, ok := strings.Cut(lines.Text(), "\t")
		if !ok {
			continue
		}
		l, at := labelledText{lang: lang}, 0
		for _, m := range labelMark.FindAllStringSubmatchIndex(marked, -1) {
			l.text += marked[at:m[0]]
			start := utf8.RuneCountInString(l.text)
			l.text += marked[m[4]:m[5]]
			l.spans = append(l.spans, Span{Start: start, End: utf8.RuneCountInString(l.text), Kind: SpanKind(marked[m[2]:m[3]])})
			at = m[1]
		}
		l.text += marked[at:]
		out = append(out, l)
	}
	return out
}

// covered tells whether every code point of s lies in one of spans.
func covered(s Span, spans []Span) bool {
	for i := s.Start; i < s.End; i++ {
		if !slices.ContainsFunc(spans, func(k Span) bool { return k.Start <= i && i < k.End }) {
			return false
		}
	}
	return true
}

func touches(s Span, spans []Span) bool {
	return slices.ContainsFunc(spans, func(k Span) bool { return s.Start < k.End && k.Start < s.End })
}

// The targets: recall 0.98 for numbers and ids, 0.92 for names, precision 0.95. A labelled span counts as found where
// all of it is redacted; a redacted span is right where it touches a labelled one.
func TestRedactionQuality(t *testing.T) {
	wanted, hit := map[string]int{}, map[string]int{}
	got, right := 0, 0
	for _, l := range labelledTexts(t) {
		_, spans := Redact(l.text, nil)
		r := []rune(l.text)
		for _, s := range l.spans {
			group := "number"
			switch s.Kind {
			case SpanName:
				group = "name " + l.lang
			case SpanAddress:
				group = "address"
			}
			wanted[group]++
			if covered(s, spans) {
				hit[group]++
			} else {
				t.Logf("missed %s %q in %s", s.Kind, string(r[s.Start:s.End]), l.text)
			}
		}
		for _, s := range spans {
			got++
			if touches(s, l.spans) {
				right++
			} else {
				t.Logf("wrongly %s %q in %s", s.Kind, string(r[s.Start:s.End]), l.text)
			}
		}
	}
	all := 0
	for group, n := range wanted {
		all += n
		recall := float64(hit[group]) / float64(n)
		t.Logf("%-8s recall %.3f of %d", group, recall, n)
		if least := map[bool]float64{true: .92, false: .98}[strings.HasPrefix(group, "name")]; recall < least && group != "address" || recall < .9 {
			t.Errorf("%s: recall %.3f", group, recall)
		}
	}
	precision := float64(right) / float64(got)
	t.Logf("precision %.3f of %d", precision, got)
	if all < 400 || precision < .95 {
		t.Errorf("%d labelled spans, precision %.3f", all, precision)
	}
}

func TestRedactKnownAndConsistent(t *testing.T) {
	text, spans := Redact("小明说ＷＡＮＧ的电话１３８００１３８０００，王小明又说138 0013 8000，还款１２００元。Wang agreed.", []string{"王小明", "Wang Xiaoming"})
	want := "[NAME-1]说[NAME-2]的电话[PHONE-1]，[NAME-3]又说[PHONE-1]，还款１２００元。[NAME-2] agreed."
	if text != want {
		t.Errorf("got  %s\nwant %s", text, want)
	}
	if len(spans) != 6 || spans[1].Start != 3 || spans[1].End != 7 || spans[1].Kind != SpanName {
		t.Errorf("spans %+v", spans)
	}
}

// Redacting twice changes nothing, spans are in order and apart, and what is not in a span stays as it was.
func TestRedactLaws(t *testing.T) {
	pieces := []string{"王小明", "13800138000", "Mr. Smith ", " ", "，", "110101199003077774", "a@b.example", "[NAME-3]", "欠款", "$1,200.00", "\xff", "😀", "微信abc_123456", "京A12345", "说"}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 12).Draw(t, "pieces"), rapid.SampledFrom([]string{" ", "，", ""}).Draw(t, "between"))
		once, spans := Redact(text, []string{"王小明"})
		twice, again := Redact(once, []string{"王小明"})
		if once != twice || len(again) > 0 {
			t.Fatalf("%q becomes %q, then %q", text, once, twice)
		}
		r, at, rebuilt := []rune(strings.ToValidUTF8(text, "\uFFFD")), 0, ""
		for _, s := range spans {
			if s.Start < at || s.End <= s.Start || s.End > len(r) {
				t.Fatalf("span %+v in %q", s, text)
			}
			rebuilt += string(r[at:s.Start]) + s.Mark
			at = s.End
		}
		if rebuilt+string(r[at:]) != once {
			t.Fatalf("spans do not rebuild %q", once)
		}
	})
}

// A text of the greatest size must not take the import with it: a second, were the machine free. What is caught here is
// time that grows with the square of the length.
func TestRedactLongText(t *testing.T) {
	text := strings.Repeat("客户王小明说13800138000打不通，Mr. Smith paid $100 by card. ", MaxText/80)
	begin := time.Now()
	if _, spans := Redact(text, nil); len(spans) < 3*(MaxText/80) {
		t.Errorf("%d spans", len(spans))
	}
	if took := time.Since(begin); took > time.Minute {
		t.Errorf("took %v", took)
	}
}
