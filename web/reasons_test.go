package web

import (
	"slices"
	"testing"
	"time"

	"evenkeel/rank"
)

func TestReasonsAreWrittenAsThePageWritesFigures(t *testing.T) {
	broken := rank.Reason{Code: "promise_broken", Args: map[string]any{"amount": "1,367.88 USD", "date": "2026-11-14"}}
	due := rank.Reason{Code: "due", Args: map[string]any{"amount": "672.41 CNY"}}
	back := rank.Reason{Code: "call_back_due", Args: map[string]any{"time": "2026-11-23 10:00"}}
	for _, c := range []struct {
		reason   rank.Reason
		lang, to string
	}{
		{broken, en, "promised $1,367.88 by Sat 14 Nov, not received"},
		{broken, zh, "承诺 11月14日 周六 前还 US$1,367.88，尚未到账"},
		{due, en, "CN¥672.41 is due on the last statement"},
		{due, zh, "最近一期账单应还 ¥672.41"},
		{back, en, "asked to be called at Mon 23 Nov 10:00"},
	} {
		if got := sayReason(c.reason, c.lang); got != c.to {
			t.Errorf("%s, want %s", got, c.to)
		}
	}
	for _, text := range []string{"2 USD or so", "2026-13-40", "pay day", "1.234 USD"} {
		if got := ownFigure(text, en); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
	if broken.Args["amount"] != "1,367.88 USD" {
		t.Error("the stored reason was changed")
	}
}

// A row says each thing once: days past due stand under the amount, the promise
// has its mark.
func TestReasonsRepeatNothing(t *testing.T) {
	days := rank.Reason{Code: "days_past_due", Args: map[string]any{"days": 23.0}}
	paid := rank.Reason{Code: "months_paid", Args: map[string]any{"paid": 2.0, "of": 3.0}}
	broken := rank.Reason{Code: "promise_broken"}
	promise := &rank.Promise{State: "broken"}
	codes := func(it rank.Item) (out []string) {
		for _, r := range besideFigures(it) {
			out = append(out, r.Code)
		}
		return out
	}
	for _, c := range []struct {
		it   rank.Item
		want []string
	}{
		{rank.Item{Reasons: []rank.Reason{broken, days, paid}, Promise: promise}, []string{"months_paid"}},
		{rank.Item{Reasons: []rank.Reason{days, paid, {Code: "balance"}}}, []string{"months_paid"}},
		{rank.Item{Reasons: []rank.Reason{days}, Promise: promise}, nil},
		{rank.Item{Reasons: []rank.Reason{days}}, []string{"days_past_due"}}, // a row is never without a reason
	} {
		if got := codes(c.it); !slices.Equal(got, c.want) {
			t.Errorf("%v, want %v", got, c.want)
		}
	}
}

func TestEmptyListNamesTheNextWindow(t *testing.T) {
	v := galleryVisit(pageVisit(en), "agent") // in New York
	at := func(h int) *time.Time { return ptr(galleryNow.Add(time.Duration(h) * time.Hour)) }
	later := []rank.Item{
		{Gate: rank.Verdict{Allowed: true, Earliest: at(0)}}, // set aside: no window is waited for
		{Gate: rank.Verdict{Earliest: at(2)}}, {Gate: rank.Verdict{Earliest: at(1)}}, {}}
	if got := nextWindow(later, v); got != "22:20" { // 03:20 UTC
		t.Errorf("next window %q", got)
	}
	if got := nextWindow(later[:1], v); got != "" {
		t.Errorf("next window %q of nobody who waits", got)
	}
}

// Every rule that a gate may cite for a call to the debtor has plain words.
func TestGateWordsArePlain(t *testing.T) {
	s := pageServer(t)
	rules := ruleWordsOf(s.book)
	for lang, want := range map[string]string{
		en: "Called seven times in seven days about this debt, or spoken with in the last seven days.", zh: "这笔债务七天内已拨打七次，或最近七天内已经通过话。"} {
		if got := gateWords(s.words[lang], rules, "US-REGF-14b2-FREQ"); got != want {
			t.Errorf("%s", got)
		}
		house, _, _ := rules("HOUSE-STATE-no_number", lang)
		if got := gateWords(s.words[lang], rules, "HOUSE-STATE-no_number"); got != house || got == "" {
			t.Errorf("%q, want the book's %q", got, house)
		}
		if got := gateWords(s.words[lang], rules, "XX-NONE"); got != "XX-NONE" {
			t.Errorf("%q", got)
		}
	}
}

func TestSearchStaysInTheLanguageOfItsWords(t *testing.T) {
	for text, want := range map[string]string{"lawyer": en, "律师": zh, "VISA 律师函": zh, "": en} {
		if got := langOfWords(text); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// A row that moved says so once: the outcome of a minute ago tells more than
// "spoke today", and the promise has its mark.
func TestMovedIsSaidOnce(t *testing.T) {
	why := func(code string) *rank.Reason {
		return &rank.Reason{Code: code, Args: map[string]any{"time": "18:20", "again": "21:20"}}
	}
	last := &rank.Journaled{Kind: rank.Refused}
	for name, c := range map[string]struct {
		it   rank.Item
		want string
	}{
		"not moved":         {rank.Item{Last: last}, ""},
		"spoke":             {rank.Item{MovedWhy: why("spoke_today"), Last: last}, ""},
		"spoke, last gone":  {rank.Item{MovedWhy: why("spoke_today")}, "spoke today"},
		"tried":             {rank.Item{MovedWhy: why("tried"), Last: last}, "no answer at 18:20; try again from 21:20"},
		"promise":           {rank.Item{MovedWhy: why("promise_open"), Promise: &rank.Promise{State: "open"}}, ""},
		"set aside, broken": {rank.Item{MovedWhy: why("snoozed"), Promise: &rank.Promise{State: "broken"}, Last: last}, "set aside until 18:20"},
	} {
		if got := movedWords(c.it, en); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
