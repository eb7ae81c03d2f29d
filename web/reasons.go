package web

import (
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"evenkeel/rank"
)

// aboutPromise are the reasons that the promise's own mark says already.
var aboutPromise = map[string]bool{"promise_broken": true, "promise_open": true, "promise_due": true}

// onRow are the reasons that the row's own figures say: what is owed, and the
// days past due of the oldest debt under it.
var onRow = map[string]bool{"days_past_due": true, "balance": true}

// besideFigures are the reasons that say something the row does not; the
// promise has its mark.
func besideFigures(it rank.Item) []rank.Reason {
	var rest []rank.Reason
	for _, r := range it.Reasons {
		if onRow[r.Code] || it.Promise != nil && aboutPromise[r.Code] {
			continue
		}
		rest = append(rest, r)
	}
	if len(rest) == 0 && it.Promise == nil {
		return it.Reasons
	}
	return rest
}

// toldByLast are the moves that the last outcome, which stands there too, tells
// better: "Promise at 18:20" beside "spoke today".
var toldByLast = map[string]bool{"spoke_today": true, "tried_today": true}

// movedWords say what moved a row, "" where the row shows it already.
func movedWords(it rank.Item, lang string) string {
	why := it.MovedWhy
	if why == nil || it.Promise != nil && aboutPromise[why.Code] || it.Last != nil && toldByLast[why.Code] {
		return ""
	}
	return sayReason(*why, lang)
}

// sayAll joins reasons into one line that begins like a sentence.
func sayAll(reasons []rank.Reason, lang string) string {
	parts := make([]string, 0, len(reasons))
	for _, r := range reasons {
		parts = append(parts, sayReason(r, lang))
	}
	if lang == zh {
		return strings.Join(parts, "；")
	}
	text := strings.Join(parts, "; ")
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + text[size:]
}

// sayReason puts a reason into words, with amounts and days as the page writes
// its own: $1,367.88 and Sat 14 Nov, not 1,367.88 USD and 2026-11-14.
func sayReason(r rank.Reason, lang string) string {
	args := make(map[string]any, len(r.Args))
	for name, v := range r.Args {
		if text, ok := v.(string); ok {
			v = ownFigure(text, lang)
		}
		args[name] = v
	}
	return rank.Say(rank.Reason{Code: r.Code, Args: args}, lang)
}

// How rank writes what it puts into reasons: "1,367.88 USD", "2026-11-14",
// "2026-11-14 10:00".
var (
	plainAmount = regexp.MustCompile(`^([0-9,]+(?:\.[0-9]+)?) ([A-Z]{3})$`)
	plainTimes  = []struct {
		layout string
		write  func(lang string, t time.Time) string
	}{
		{time.DateOnly, day},
		{"2006-01-02 15:04", func(lang string, t time.Time) string { return day(lang, t) + " " + clock(t) }},
	}
)

// ownFigure rewrites an amount or a time; anything else stays as it is.
func ownFigure(text, lang string) string {
	if m := plainAmount.FindStringSubmatch(text); m != nil {
		if minor, err := parseMoney(m[1], m[2]); err == nil {
			return money(lang, rank.Money{Minor: minor, Currency: m[2]})
		}
	}
	for _, f := range plainTimes {
		if t, err := time.Parse(f.layout, text); err == nil {
			return f.write(lang, t)
		}
	}
	return text
}
