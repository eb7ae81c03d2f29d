package corpus

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// SpanKind is what a redacted piece was.
type SpanKind string

// The kinds of span.
const (
	SpanName     SpanKind = "name"
	SpanPhone    SpanKind = "phone"
	SpanEmail    SpanKind = "email"
	SpanID       SpanKind = "id_number" // a Chinese identity number or a US social security number
	SpanBankCard SpanKind = "bank_card"
	SpanAddress  SpanKind = "address"
	SpanWeChat   SpanKind = "wechat"
	SpanQQ       SpanKind = "qq"
	SpanPlate    SpanKind = "plate"
	SpanAccount  SpanKind = "account_no"
	SpanOther    SpanKind = "other_id" // a passport, a driving licence, a staff or student number
)

// Span is one redacted piece: [Start, End) in code points of the input, and the mark that took its place.
type Span struct {
	Start, End int
	Kind       SpanKind
	Mark       string // [NAME-1]; the same for the same person or number all through one text
}

// marks are the words of the marks, the same in both languages, so that a mark is known for what it is anywhere.
var marks = map[SpanKind]string{
	SpanName: "NAME", SpanPhone: "PHONE", SpanEmail: "EMAIL", SpanID: "ID", SpanBankCard: "CARD", SpanAddress: "ADDRESS",
	SpanWeChat: "WECHAT", SpanQQ: "QQ", SpanPlate: "PLATE", SpanAccount: "ACCOUNT", SpanOther: "NUMBER",
}

// piece is a find in bytes of the text. Where two overlap the more certain wins, then the longer, then the earlier.
type piece struct {
	start, end int
	kind       SpanKind
	sure       int
}

// Redact replaces what tells who somebody is by marks, and lists what it replaced, in order. known are names that are
// known to occur, as the account has them; they are found without any context. Amounts, dates, rates and order numbers
// stay. Redacting a redacted text changes nothing.
func Redact(text string, known []string) (string, []Span) {
	text = strings.ToValidUTF8(text, "\uFFFD")
	r := &redactor{seen: map[string]string{}, count: map[SpanKind]int{}}
	return r.redact(text, known)
}

// redactor carries the marks given so far from one field of a document to the next.
type redactor struct {
	seen  map[string]string // kind and normalised value → mark
	count map[SpanKind]int
}

func (r *redactor) redact(text string, known []string) (string, []Span) {
	folded := foldWidth(text)
	pieces := findAll(folded, known)
	if len(pieces) == 0 {
		return text, nil
	}
	var out strings.Builder
	spans := make([]Span, 0, len(pieces))
	at, runes := 0, 0
	for _, p := range pieces {
		// foldWidth keeps the number of code points but not of bytes: positions are carried over in code points.
		skip := utf8.RuneCountInString(folded[at:p.start])
		size := utf8.RuneCountInString(folded[p.start:p.end])
		mark := r.mark(p.kind, folded[p.start:p.end])
		spans = append(spans, Span{runes + skip, runes + skip + size, p.kind, mark})
		runes, at = runes+skip+size, p.end
	}
	all, from := []rune(text), 0
	for _, s := range spans {
		out.WriteString(string(all[from:s.Start]))
		out.WriteString(s.Mark)
		from = s.End
	}
	out.WriteString(string(all[from:]))
	return out.String(), spans
}

// findAll finds, marks what it found, and looks once more for numbers: one that hung on a name stands free then.
func findAll(text string, known []string) []piece {
	out := resolve(find(text, known))
	masked := []byte(text)
	for _, p := range out {
		for i := p.start; i < p.end; i++ {
			masked[i] = ']'
		}
	}
	out = append(out, resolve(numbers(string(masked)))...)
	slices.SortFunc(out, func(a, b piece) int { return cmp.Compare(a.start, b.start) })
	return out
}

// find runs all finders; overlaps are still in.
func find(text string, known []string) []piece {
	var out []piece
	out = append(out, knownNames(text, known)...)
	has := signs(text)
	out = append(out, numbers(text)...)
	out = append(out, contacts(text)...)
	out = append(out, addresses(text, has)...)
	var names []piece
	if has.han {
		names = chineseNames(text)
	}
	if has.capital {
		names = append(names, englishNames(text)...)
	}
	out = append(out, names...)
	return append(out, repeats(text, names)...)
}

// signsOf a text say which patterns can match at all: most texts are in one language, and its patterns cost the most.
type signsOf struct{ han, capital, digit bool }

func signs(text string) signsOf {
	var s signsOf
	for _, c := range text {
		switch {
		case c >= '0' && c <= '9':
			s.digit = true
		case c >= 'A' && c <= 'Z':
			s.capital = true
		case c > 0x2e00 && unicode.Is(unicode.Han, c):
			s.han = true
		}
	}
	return s
}

// resolve drops what overlaps something surer, and what lies in a mark already there, and sorts by position.
func resolve(pieces []piece) []piece {
	slices.SortStableFunc(pieces, func(a, b piece) int {
		return cmp.Or(cmp.Compare(b.sure, a.sure), cmp.Compare(b.end-b.start, a.end-a.start), cmp.Compare(a.start, b.start))
	})
	var kept []piece
	for _, p := range pieces {
		if p.end > p.start && !slices.ContainsFunc(kept, func(k piece) bool { return p.start < k.end && k.start < p.end }) {
			kept = append(kept, p)
		}
	}
	slices.SortFunc(kept, func(a, b piece) int { return cmp.Compare(a.start, b.start) })
	return slices.DeleteFunc(kept, func(p piece) bool { return p.kind == "" })
}

// mark gives the same value the same mark.
func (r *redactor) mark(kind SpanKind, value string) string {
	key := string(kind) + "\x00" + plain(kind, value)
	if m, ok := r.seen[key]; ok {
		return m
	}
	r.count[kind]++
	m := fmt.Sprintf("[%s-%d]", marks[kind], r.count[kind])
	r.seen[key] = m
	return m
}

// plain is a value without what may differ between two spellings of it.
func plain(kind SpanKind, value string) string {
	value = strings.ToLower(value)
	if kind == SpanName || kind == SpanAddress {
		return strings.Join(strings.Fields(value), " ")
	}
	return strings.Map(func(c rune) rune {
		if strings.ContainsRune(" -.()·•+\t", c) {
			return -1
		}
		return c
	}, value)
}

// foldWidth turns full-width letters, digits and signs into plain ones, code point by code point.
func foldWidth(text string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c >= 0xFF01 && c <= 0xFF5E:
			return c - 0xFEE0
		case c == 0x3000:
			return ' '
		case c >= 0x2010 && c <= 0x2015:
			return '-'
		}
		return c
	}, text)
}
