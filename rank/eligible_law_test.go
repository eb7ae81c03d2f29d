package rank

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"evenkeel/corpus/rulebook"
)

// lawWeeks are where the clocks change, in spring and autumn, and an ordinary one.
var lawWeeks = []string{"2026-03-06", "2026-03-27", "2026-10-23", "2026-10-30", "2026-11-18"}

var lawPlaces = []struct {
	jurisdiction string
	zones        []string
}{
	{"CN", nil}, {"US", []string{inNewYork}}, {"US", []string{inNewYork, "America/Los_Angeles"}}, {"US", []string{"America/Phoenix", "America/Denver"}},
	{"US-NYC", nil}, {"US-MA", nil}, {"UK", nil}, {"IN", nil}, {"SG", nil}, {"EU", []string{"Europe/Madrid"}},
	{"AU", []string{"Australia/Lord_Howe"}}, {"US", []string{"Pacific/Honolulu", inNewYork}}, {"US", nil}, {"", []string{inKolkata}},
}

func drawMoment(t *rapid.T) time.Time {
	start, err := time.Parse(time.DateOnly, rapid.SampledFrom(lawWeeks).Draw(t, "week"))
	if err != nil {
		t.Fatal(err)
	}
	return start.Add(time.Duration(rapid.IntRange(0, 6*24*60*60).Draw(t, "second")) * time.Second)
}

func drawContacts(t *rapid.T, at time.Time, most int) []Contact {
	results := append([]OutcomeKind{""}, OutcomeKinds...)
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Contact {
		c := Contact{
			At:      at.Add(time.Duration(rapid.IntRange(-12*24*60, 12*60).Draw(t, "minutes")) * time.Minute),
			Channel: rapid.SampledFrom([]Channel{ChannelCall, ChannelCall, ChannelText, ""}).Draw(t, "channel"),
			Number:  rapid.Int64Range(0, 2).Draw(t, "number"),
			Inbound: rapid.IntRange(0, 9).Draw(t, "inbound") == 0,
			Result:  rapid.SampledFrom(results).Draw(t, "result"),
		}
		if rapid.Bool().Draw(t, "named") {
			c.Accounts = []int64{rapid.Int64Range(1, 2).Draw(t, "account")}
		}
		return c
	}), 0, most).Draw(t, "contacts")
}

func drawHours(t *rapid.T, name string) []Hours {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Hours {
		h := Hours{From: 30 * rapid.IntRange(0, 47).Draw(t, "from"), To: 30 * rapid.IntRange(0, 48).Draw(t, "to")}
		if rapid.Bool().Draw(t, "weekly") {
			h.Days = []time.Weekday{time.Weekday(rapid.IntRange(0, 6).Draw(t, "weekday"))}
		}
		return h
	}), 0, 2).Draw(t, name)
}

func drawFacts(t *rapid.T, at time.Time) Facts {
	place := rapid.SampledFrom(lawPlaces).Draw(t, "place")
	f := Ordinary(Facts{Jurisdiction: place.jurisdiction, Zones: place.zones, Account: 1, Number: Number{ID: 1, Kind: "mobile"}})
	f.Contacts = drawContacts(t, at, 14)
	f.Agreed, f.Inconvenient = drawHours(t, "agreed"), drawHours(t, "inconvenient")
	if rapid.IntRange(0, 3).Draw(t, "state") == 0 {
		until := at.Add(time.Duration(rapid.IntRange(-60, 4*24*60).Draw(t, "until")) * time.Minute)
		f.States = []AccountState{{Name: "promised", Until: &until}}
	}
	if rapid.IntRange(0, 3).Draw(t, "consent") == 0 {
		f.Consents = []Consent{{Given: at.Add(-time.Duration(rapid.IntRange(-300, 9*24*60).Draw(t, "given")) * time.Minute)}}
	}
	if rapid.IntRange(0, 5).Draw(t, "mandate") == 0 {
		from, until := dateOf(at).AddDate(0, 0, rapid.IntRange(-3, 3).Draw(t, "from day")), dateOf(at).AddDate(0, 0, rapid.IntRange(3, 5).Draw(t, "until day"))
		f.Mandate.From, f.Mandate.Until = &from, &until
	}
	return f
}

// factsBefore leaves out what is made after a moment, as Judge does.
func factsBefore(f Facts, at time.Time) Facts {
	f.Contacts = slices.DeleteFunc(slices.Clone(f.Contacts), func(c Contact) bool { return c.At.After(at) })
	f.Consents = slices.DeleteFunc(slices.Clone(f.Consents), func(c Consent) bool { return c.Given.After(at) })
	return f
}

func TestAMomentIsPermittedExactlyWithinTheWindows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := drawMoment(t)
		f := drawFacts(t, at)
		zone := newScene(f, at).zones[0]
		windows := Windows(f, at.In(zone))
		for i, w := range windows {
			if !w.From.Before(w.end()) || i > 0 && !windows[i-1].end().Before(w.From) {
				t.Fatalf("windows out of order: %v", windows)
			}
		}
		y, m, d := at.In(zone).Date()
		day := firstMoment(y, m, d, zone)
		moments := []time.Time{at}
		for u := day; u.Before(nextMidnight(day, zone)); u = u.Add(97 * time.Minute) {
			moments = append(moments, u)
		}
		for _, u := range moments {
			in := slices.ContainsFunc(windows, func(w Window) bool { return w.Contains(u) })
			if got := Judge(f, u, nil); got.Allowed != in {
				t.Fatalf("at %v: judged %+v, windows %v", u.In(zone), got, windows)
			}
		}
	})
}

func TestEarliestIsPermittedAndNothingBeforeIt(t *testing.T) {
	b, err := rulebook.Load()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		at := drawMoment(t)
		f := factsBefore(drawFacts(t, at), at)
		v := Judge(f, at, b)
		for _, id := range v.Rules {
			if _, ok := b.Rule(id); !ok {
				t.Fatalf("rule %s is not in the book", id)
			}
		}
		if v.Allowed {
			checkUntil(t, f, at, v)
			return
		}
		end := at.Add(20 * 24 * time.Hour)
		if v.Earliest != nil {
			end = *v.Earliest
			if got := Judge(f, end, b); !got.Allowed {
				t.Fatalf("%v is given as earliest and judged %+v", end, got)
			}
			if got := Judge(f, end.Add(-time.Second), b); got.Allowed {
				t.Fatalf("a second before the earliest, %v, is permitted", end)
			}
		}
		step := end.Sub(at)/40 + time.Second
		for u := at; u.Before(end); u = u.Add(step) {
			if got := Judge(f, u, b); got.Allowed {
				t.Fatalf("%v is permitted, before the earliest %v", u, v.Earliest)
			}
		}
	})
}

func checkUntil(t *rapid.T, f Facts, at time.Time, v Verdict) {
	if v.Until == nil {
		return
	}
	step := v.Until.Sub(at)/20 + time.Second
	for u := at; u.Before(*v.Until); u = u.Add(step) {
		if got := Judge(f, u, nil); !got.Allowed {
			t.Fatalf("%v is blocked (%+v) before the end of the window, %v", u, got, *v.Until)
		}
	}
	if got := Judge(f, v.Until.Add(time.Second), nil); got.Allowed {
		t.Fatalf("permitted after the end of the window, %v", *v.Until)
	}
}

func TestMoreContactsNeverOpenAGate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := drawMoment(t)
		f := drawFacts(t, at)
		was := Judge(f, at, nil)
		more := f
		more.Contacts = append(slices.Clone(f.Contacts), drawContacts(t, at, 5)...)
		now := Judge(more, at, nil)
		for _, id := range was.Rules {
			if !slices.Contains(now.Rules, id) {
				t.Fatalf("more contacts lifted %s: %v, then %v", id, was.Rules, now.Rules)
			}
		}
		if was.Earliest == nil && now.Earliest != nil {
			t.Fatalf("more contacts gave a moment, %v, where there was none", now.Earliest)
		}
		if was.Earliest != nil && now.Earliest != nil && now.Earliest.Before(*was.Earliest) {
			t.Fatalf("more contacts brought the earliest from %v to %v", was.Earliest, now.Earliest)
		}
	})
}
