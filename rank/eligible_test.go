package rank

import (
	"slices"
	"testing"
	"time"

	"evenkeel/corpus/rulebook"
)

// clockAt reads a debtor's clock: "2026-11-20 14:00" or with seconds.
func clockAt(t *testing.T, zone, clock string) time.Time {
	t.Helper()
	z, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	layout := "2006-01-02 15:04:05"
	at, err := time.ParseInLocation(layout[:len(clock)], clock, z)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func gateBook(t *testing.T) *rulebook.Book {
	t.Helper()
	b, err := rulebook.Load()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// attempts makes n contacts with a result, the last one some time before at and the others an hour apart before it.
func attempts(n int, at time.Time, before time.Duration, result OutcomeKind) []Contact {
	var out []Contact
	for i := range n {
		out = append(out, Contact{At: at.Add(-before - time.Duration(i)*time.Hour), Channel: ChannelCall, Number: 1, Accounts: []int64{1}, Result: result})
	}
	return out
}

func daysAgo(at time.Time, days int, channel Channel, result OutcomeKind) Contact {
	return Contact{At: at.AddDate(0, 0, -days), Channel: channel, Number: 1, Accounts: []int64{1}, Result: result}
}

const (
	inShanghai = "Asia/Shanghai"
	inNewYork  = "America/New_York"
	inLondon   = "Europe/London"
	inKolkata  = "Asia/Kolkata"
)

// TestPolicyVectors are the worklist test vectors A01 to A30 of the conduct rules, section 3.
func TestPolicyVectors(t *testing.T) {
	const two = "2026-11-20 14:00"
	cn, us, uk := Facts{Jurisdiction: "CN"}, Facts{Jurisdiction: "US", Zones: []string{inNewYork}}, Facts{Jurisdiction: "UK"}
	third := func(f *Facts) { f.Role, f.Callee = RoleThirdParty, 7 }
	unreachable := func(f *Facts, at time.Time) {
		for d := 1; d <= 3; d++ {
			f.Contacts = append(f.Contacts, daysAgo(at, d, ChannelCall, NoAnswer))
		}
	}
	vectors := []struct {
		id, zone, clock string
		facts           Facts
		more            func(f *Facts, at time.Time)
		allowed         bool
		rules           []string
		note            string
	}{
		{"A01", inShanghai, "2026-11-20 07:59", cn, nil, false, []string{"CN-GBT-5.3-TIME"}, ""},
		{"A02", inShanghai, "2026-11-20 08:00", cn, nil, true, nil, ""},
		{"A03", inShanghai, "2026-11-20 22:00", cn, nil, false, []string{"CN-GBT-5.3-TIME"}, ""},
		{"A04", inShanghai, "2026-11-20 22:30", cn, func(f *Facts, _ time.Time) { f.Agreed = []Hours{{From: 22 * 60, To: 23 * 60}} }, true, nil, ""},
		{"A05", inShanghai, two, cn, func(f *Facts, at time.Time) { f.Contacts = attempts(3, at, time.Hour, Refused) }, false, []string{"CN-GBT-5.3-FREQ3"}, ""},
		{"A06", inShanghai, two, cn, func(f *Facts, at time.Time) {
			f.Contacts = append(attempts(2, at, time.Hour, Refused), attempts(6, at, time.Minute, NoAnswer)...)
		}, false, []string{"CN-CBA-3-FREQ6"}, ""},
		{"A07", inShanghai, two, cn, func(f *Facts, at time.Time) {
			f.Contacts = append(attempts(2, at, time.Hour, Refused), attempts(5, at, time.Minute, NoAnswer)...)
		}, true, nil, ""},
		{"A08", inShanghai, two, cn, func(f *Facts, _ time.Time) { third(f) }, false, []string{"CN-GBT-5.3-CONTACT"}, ""},
		{"A09", inShanghai, two, cn, func(f *Facts, at time.Time) { third(f); unreachable(f, at) }, true, []string{"CN-CBA-3-LOST"}, "message_only"},
		{"A10", inShanghai, two, cn, func(f *Facts, at time.Time) { third(f); unreachable(f, at); f.Refused = true }, false, []string{"CN-GBT-5.3-CONTACT"}, ""},
		{"A11", inShanghai, two, cn, func(f *Facts, _ time.Time) {
			f.Channel, f.Line, f.Mandate.Kind = ChannelChat, LinePrivate, "agency"
		}, false, []string{"CN-CBA-PRIVPHONE"}, ""},
		{"A12", inShanghai, two, cn, func(f *Facts, _ time.Time) { f.Product, f.States = "card", []AccountState{{Name: "disputed_open"}} }, false, []string{"CN-CCARD-69"}, ""},
		{"A13", inNewYork, "2026-11-20 09:30", us, func(f *Facts, _ time.Time) { f.Zones = []string{"America/Los_Angeles", inNewYork} }, false, []string{"US-REGF-6b1-TIME"}, ""},
		{"A14", inNewYork, "2026-11-20 21:00", us, nil, true, nil, ""},
		{"A15", inNewYork, "2026-11-20 21:01", us, nil, false, []string{"US-REGF-6b1-TIME"}, ""},
		{"A16", inNewYork, two, us, func(f *Facts, at time.Time) { f.Contacts = attempts(7, at, 24*time.Hour, NoAnswer) }, false, []string{"US-REGF-14b2-FREQ"}, ""},
		{"A17", inNewYork, two, us, func(f *Facts, at time.Time) {
			f.Contacts = append(attempts(6, at, 24*time.Hour, NoAnswer), attempts(1, at, 50*time.Hour, Busy)[0], attempts(1, at, 51*time.Hour, NotInService)[0])
		}, true, nil, ""},
		{"A18", inNewYork, two, us, func(f *Facts, at time.Time) { f.Contacts = []Contact{daysAgo(at, 6, ChannelCall, Refused)} }, false, []string{"US-REGF-14b2-FREQ"}, ""},
		{"A19", inNewYork, two, us, func(f *Facts, at time.Time) { f.Contacts = []Contact{daysAgo(at, 7, ChannelCall, Refused)} }, true, nil, ""},
		{"A20", inNewYork, two, us, func(f *Facts, at time.Time) {
			f.Contacts = append(attempts(8, at, 24*time.Hour, NoAnswer), daysAgo(at, 3, ChannelCall, CallBack))
			f.Consents = []Consent{{Given: at.AddDate(0, 0, -3)}}
		}, true, nil, ""},
		{"A21", inNewYork, two, us, func(f *Facts, _ time.Time) { f.Attorney = true }, false, []string{"US-REGF-6b2-ATTY"}, ""},
		{"A22", inNewYork, two, us, func(f *Facts, _ time.Time) { f.Channel, f.OptedOut = ChannelText, []Channel{ChannelText} }, false, []string{"US-REGF-6e-OPTOUT"}, ""},
		{"A23", inNewYork, two, us, func(f *Facts, _ time.Time) { f.CeaseWritten = true }, false, []string{"US-REGF-6c-CEASE"}, ""},
		{"A24", inNewYork, two, Facts{Jurisdiction: "US-NYC"}, func(f *Facts, at time.Time) {
			f.Contacts = []Contact{daysAgo(at, 2, ChannelCall, NoAnswer), daysAgo(at, 3, ChannelText, ""), daysAgo(at, 4, ChannelEmail, "")}
		}, false, []string{"US-STATE-FREQ"}, ""},
		{"A25", inNewYork, two, Facts{Jurisdiction: "US-MA"}, func(f *Facts, at time.Time) { f.Contacts = attempts(2, at, 48*time.Hour, NoAnswer) }, false, []string{"US-STATE-FREQ"}, ""},
		{"A26", inLondon, two, uk, func(f *Facts, _ time.Time) { f.States = []AccountState{{Name: "breathing_space"}} }, false, []string{"UK-DRS-BS"}, ""},
		{"A27", inLondon, two, uk, func(f *Facts, _ time.Time) { f.States = []AccountState{{Name: "capacity_flag"}} }, false, []string{"UK-CONC-7.10-CAP"}, ""},
		{"A28", inLondon, two, uk, func(f *Facts, _ time.Time) { f.OnlyChannels = []Channel{ChannelEmail} }, false, []string{"UK-CONC-7.9.4-TIME"}, ""},
		{"A29", inKolkata, "2026-11-20 19:01", Facts{Jurisdiction: "IN"}, nil, false, []string{"IN-RBI-TIME"}, ""},
		{"A30", inKolkata, "2026-11-20 18:55", Facts{Jurisdiction: "IN"}, nil, true, nil, ""},
	}
	b := gateBook(t)
	for _, v := range vectors {
		t.Run(v.id, func(t *testing.T) {
			at := clockAt(t, v.zone, v.clock)
			f := v.facts
			f.Account, f.Number = 1, Number{ID: 1, Kind: "mobile"}
			if v.more != nil {
				v.more(&f, at)
			}
			got := Judge(Ordinary(f), at, b)
			if got.Allowed != v.allowed || !slices.Equal(got.Rules, v.rules) || got.Note != v.note {
				t.Fatalf("got %+v, want allowed=%v rules=%v note=%q", got, v.allowed, v.rules, v.note)
			}
			if !got.Allowed && got.Severity == "" {
				t.Errorf("the deciding rule %s has no severity: not in the book?", got.Rules[0])
			}
		})
	}
}
