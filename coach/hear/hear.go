package hear

import (
	"slices"
	"strings"
	"time"
	"unicode"
)

// Hear returns the acts of a trainee's turn in the order in which they are
// said, never none. It is a function of its arguments alone.
func Hear(text, lang string, ctx Context) []Act {
	h := listen(text, lang, ctx)
	if h.silent() {
		return []Act{{Kind: HoldOrSilence, Text: text, End: len(h.raw)}}
	}
	for _, s := range h.sentences() {
		h.sentence(s)
		h.known(s)
	}
	h.options()
	h.ownThirdParty()
	h.spoiled()
	h.ignored()
	if len(h.acts) == 0 {
		return []Act{{Kind: Other, Text: text, End: len(h.raw)}}
	}
	return h.inOrder()
}

// hearing is one turn being heard. raw and low have the same length, so that a
// place in one is the place in the other: low is folded for matching only.
type hearing struct {
	raw  []rune
	low  []rune
	lang string
	ctx  Context
	acts []Act
}

func listen(text, lang string, ctx Context) *hearing {
	h := &hearing{raw: []rune(text), ctx: ctx, lang: lang}
	h.low = make([]rune, len(h.raw))
	for i, r := range h.raw {
		h.low[i] = fold(r)
	}
	return h
}

// fold makes one rune comparable: narrow, small, simplified, straight quotes.
func fold(r rune) rune {
	switch {
	case r >= '！' && r <= '～' && !strings.ContainsRune("！？，；：", r):
		r -= '！' - '!'
	case r == '’' || r == '‘':
		return '\''
	case r == '　':
		return ' '
	}
	if s, ok := simplified[r]; ok {
		return s
	}
	return unicode.ToLower(r)
}

// simplified maps the traditional characters that the rules' words need.
var simplified = foldTable(
	"請問還錢這個們時間電話號碼過來賬單據務無關係對嗎麼沒說聽見謝謝銀行報貸簽訴訟費減請幫給讓應該記錄協議證實現經將會為從後開關門樣總額約週幾點處理歡迎喺咗嘅嗰啲佢哋唔係俾",
	"请问还钱这个们时间电话号码过来账单据务无关系对吗么没说听见谢谢银行报贷签诉讼费减请帮给让应该记录协议证实现经将会为从后开关门样总额约周几点处理欢迎在了的那些他们不是给")

func foldTable(from, to string) map[rune]rune {
	m, f, t := map[rune]rune{}, []rune(from), []rune(to)
	for i := range f {
		if f[i] != t[i] {
			m[f[i]] = t[i]
		}
	}
	return m
}

// silent reports that nothing was said, or only that the line be held.
func (h *hearing) silent() bool {
	for _, r := range h.low {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return false
		}
	}
	return true
}

// span is a stretch of the turn in runes.
type span struct{ start, end int }

func (h *hearing) text(s span) string { return string(h.low[s.start:s.end]) }

// sentences splits at marks that end a sentence. A point between digits, as in
// 1.5, ends none.
func (h *hearing) sentences() []span {
	var out []span
	start := 0
	for i, r := range h.low {
		if !strings.ContainsRune("。！？!?；;\n", r) && !h.stop(i) {
			continue
		}
		if i+1 > start {
			out = append(out, span{start, i + 1})
		}
		start = i + 1
	}
	if start < len(h.low) {
		out = append(out, span{start, len(h.low)})
	}
	return slices.DeleteFunc(out, func(s span) bool { return strings.TrimFunc(h.text(s), notWord) == "" })
}

func notWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// stop reports a full stop of an English sentence at i.
func (h *hearing) stop(i int) bool {
	if h.low[i] != '.' {
		return false
	}
	last := i+1 >= len(h.low) || h.low[i+1] == ' '
	for _, short := range []string{"mr", "mrs", "ms", "dr", "no", "a.m", "p.m", "st"} {
		s := []rune(short)
		if i >= len(s) && string(h.low[i-len(s):i]) == short && (i == len(s) || !unicode.IsLetter(h.low[i-len(s)-1])) {
			return false
		}
	}
	return last
}

// clause is the part of a sentence, between commas, around a span.
func (h *hearing) clause(s, within span) span {
	c := s
	for c.start > within.start && !comma(h.low[c.start-1]) {
		c.start--
	}
	for c.end < within.end && !comma(h.low[c.end]) {
		c.end++
	}
	for c.start < c.end && unicode.IsSpace(h.raw[c.start]) {
		c.start++
	}
	return c
}

func comma(r rune) bool { return strings.ContainsRune("，,、：:—", r) }

// add notes an act over a span; the same kind twice in a row is one act.
func (h *hearing) add(kind string, s span) *Act {
	for i := range h.acts {
		if a := &h.acts[i]; a.Kind == kind && s.start <= a.End+2 && s.end >= a.Start {
			a.Start, a.End = min(a.Start, s.start), max(a.End, s.end)
			a.Text = string(h.raw[a.Start:a.End])
			return a
		}
	}
	h.acts = append(h.acts, Act{Kind: kind, Text: string(h.raw[s.start:s.end]), Start: s.start, End: s.end})
	return &h.acts[len(h.acts)-1]
}

func (h *hearing) has(kinds ...string) bool { return Has(h.acts, kinds...) }

func (h *hearing) drop(kinds ...string) {
	h.acts = slices.DeleteFunc(h.acts, func(a Act) bool { return slices.Contains(kinds, a.Kind) })
}

// rename turns acts of one kind into another.
func (h *hearing) rename(from, to string) {
	for i := range h.acts {
		if h.acts[i].Kind == from {
			h.acts[i].Kind = to
		}
	}
}

// inOrder sorts by place and folds what renaming has doubled.
func (h *hearing) inOrder() []Act {
	slices.SortStableFunc(h.acts, func(a, b Act) int { return a.Start - b.Start })
	out := h.acts[:0]
	for _, a := range h.acts {
		if n := len(out); n > 0 && out[n-1].Kind == a.Kind && out[n-1].Amount == nil && out[n-1].Date == nil && a.Start <= out[n-1].End+2 {
			a.Start = out[n-1].Start
			a.Text = string(h.raw[a.Start:max(a.End, out[n-1].End)])
			out[n-1] = a
			continue
		}
		out = append(out, a)
	}
	return out
}

// today is midnight UTC of the call's calendar day.
func (h *hearing) today() time.Time {
	y, m, d := h.ctx.Date.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

func (h *hearing) zh(s span) bool {
	for _, r := range h.low[s.start:s.end] {
		if unicode.Is(unicode.Han, r) {
			return true
		}
	}
	return false
}
