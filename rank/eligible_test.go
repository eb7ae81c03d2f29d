package rank

import (
	"slices"
	"testing"
	"time"

	"evenkeel/corpus/rulebook"
)

// local reads a debtor's clock: "2026-11-20 14:00" or with seconds.
func local(t *testing.T, zone, clock string) time.Time {
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

func book(t *testing.T) *rulebook.Book {
	t.Helper()
	b, err := rulebook.Load()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// repeat makes n contacts with a result, the last one some time before at and the others an hour apart before it.
func repeat(n int, at time.Time, before time.Duration, result OutcomeKind) []Contact {
	var out []Contact
	for i := range n {
		out = append(out, Contact{At: at.Add(-before - time.Duration(i)*time.Hour), Channel: ChannelCall, Number: 1, Accounts: []int64{1}, Result: result})
	}
	return out
}

func ago(at time.Time, days int, channel Channel, result OutcomeKind) Contact {
	return Contact{At: at.AddDate(0, 0, -days), Channel: channel, Number: 1, Accounts: []int64{1}, Result: result}
}

const (
	shanghai = "Asia/Shanghai"
	newYork  = "America/New_York"
	london   = "Europe/London"
	kolkata  = "Asia/Kolkata"
)

// TestPolicyVectors are the worklist test vectors A01 to A30 of the conduct rules, section 3.
func TestPolicyVectors(t *testing.T) {
	const two = "2026-11-20 14:00"
	cn, us, uk := Facts{Jurisdiction: "CN"}, Facts{Jurisdiction: "US", Zones: []string{newYork}}, Facts{Jurisdiction: "UK"}
	third := func(f *Facts) { f.Role, f.Callee = RoleThirdParty, 7 }
	unreachable := func(f *Facts, at time.Time) {
		for d := 1; d <= 3; d++ {
			f.Contacts = append(f.Contacts, ago(at, d, ChannelCall, NoAnswer))
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
		{"A01", shanghai, "2026-11-20 07:59", cn, nil, false, []string{"CN-GBT-5.3-TIME"}, ""},
		{"A02", shanghai, "2026-11-20 08:00", cn, nil, true, nil, ""},
		{"A03", shanghai, "2026-11-20 22:00", cn, nil, false, []string{"CN-GBT-5.3-TIME"}, ""},
		{"A04", shanghai, "2026-11-20 22:30", cn, func(f *Facts, _ time.Time) { f.Agreed = []Hours{{From: 22 * 60, To: 23 * 60}} }, true, nil, ""},
		{"A05", shanghai, two, cn, func(f *Facts, at time.Time) { f.Contacts = repeat(3, at, time.Hour, Refused) }, false, []string{"CN-GBT-5.3-FREQ3"}, ""},
		{"A06", shanghai, two, cn, func(f *Facts, at time.Time) {
			f.Contacts = append(repeat(2, at, time.Hour, Refused), repeat(6, at, time.Minute, NoAnswer)...)
		}, false, []string{"CN-CBA-3-FREQ6"}, ""},
		{"A07", shanghai, two, cn, func(f *Facts, at time.Time) {
			f.Contacts = append(repeat(2, at, time.Hour, Refused), repeat(5, at, time.Minute, NoAnswer)...)
		}, true, nil, ""},
		{"A08", shanghai, two, cn, func(f *Facts, _ time.Time) { third(f) }, false, []string{"CN-GBT-5.3-CONTACT"}, ""},
		{"A09", shanghai, two, cn, func(f *Facts, at time.Time) { third(f); unreachable(f, at) }, true, []string{"CN-CBA-3-LOST"}, "message_only"},
		{"A10", shanghai, two, cn, func(f *Facts, at time.Time) { third(f); unreachable(f, at); f.Refused = true }, false, []string{"CN-GBT-5.3-CONTACT"}, ""},
		{"A11", shanghai, two, cn, func(f *Facts, _ time.Time) {
			f.Channel, f.Line, f.Mandate.Kind = ChannelChat, LinePrivate, "agency"
		}, false, []string{"CN-CBA-PRIVPHONE"}, ""},
		{"A12", shanghai, two, cn, func(f *Facts, _ time.Time) { f.Product, f.States = "card", []AccountState{{Name: "disputed_open"}} }, false, []string{"CN-CCARD-69"}, ""},
		{"A13", newYork, "2026-11-20 09:30", us, func(f *Facts, _ time.Time) { f.Zones = []string{"America/Los_Angeles", newYork} }, false, []string{"US-REGF-6b1-TIME"}, ""},
		{"A14", newYork, "2026-11-20 21:00", us, nil, true, nil, ""},
		{"A15", newYork, "2026-11-20 21:01", us, nil, false, []string{"US-REGF-6b1-TIME"}, ""},
		{"A16", newYork, two, us, func(f *Facts, at time.Time) { f.Contacts = repeat(7, at, 24*time.Hour, NoAnswer) }, false, []string{"US-REGF-14b2-FREQ"}, ""},
		{"A17", newYork, two, us, func(f *Facts, at time.Time) {
			f.Contacts = append(repeat(6, at, 24*time.Hour, NoAnswer), repeat(1, at, 50*time.Hour, Busy)[0], repeat(1, at, 51*time.Hour, NotInService)[0])
		}, true, nil, ""},
		{"A18", newYork, two, us, func(f *Facts, at time.Time) { f.Contacts = []Contact{ago(at, 6, ChannelCall, Refused)} }, false, []string{"US-REGF-14b2-FREQ"}, ""},
		{"A19", newYork, two, us, func(f *Facts, at time.Time) { f.Contacts = []Contact{ago(at, 7, ChannelCall, Refused)} }, true, nil, ""},
		{"A20", newYork, two, us, func(f *Facts, at time.Time) {
			f.Contacts = append(repeat(8, at, 24*time.Hour, NoAnswer), ago(at, 3, ChannelCall, CallBack))
			f.Consents = []Consent{{Given: at.AddDate(0, 0, -3)}}
		}, true, nil, ""},
		{"A21", newYork, two, us, func(f *Facts, _ time.Time) { f.Attorney = true }, false, []string{"US-REGF-6b2-ATTY"}, ""},
		{"A22", newYork, two, us, func(f *Facts, _ time.Time) { f.Channel, f.OptedOut = ChannelText, []Channel{ChannelText} }, false, []string{"US-REGF-6e-OPTOUT"}, ""},
		{"A23", newYork, two, us, func(f *Facts, _ time.Time) { f.CeaseWritten = true }, false, []string{"US-REGF-6c-CEASE"}, ""},
		{"A24", newYork, two, Facts{Jurisdiction: "US-NYC"}, func(f *Facts, at time.Time) {
			f.Contacts = []Contact{ago(at, 2, ChannelCall, NoAnswer), ago(at, 3, ChannelText, ""), ago(at, 4, ChannelEmail, "")}
		}, false, []string{"US-STATE-FREQ"}, ""},
		{"A25", newYork, two, Facts{Jurisdiction: "US-MA"}, func(f *Facts, at time.Time) { f.Contacts = repeat(2, at, 48*time.Hour, NoAnswer) }, false, []string{"US-STATE-FREQ"}, ""},
		{"A26", london, two, uk, func(f *Facts, _ time.Time) { f.States = []AccountState{{Name: "breathing_space"}} }, false, []string{"UK-DRS-BS"}, ""},
		{"A27", london, two, uk, func(f *Facts, _ time.Time) { f.States = []AccountState{{Name: "capacity_flag"}} }, false, []string{"UK-CONC-7.10-CAP"}, ""},
		{"A28", london, two, uk, func(f *Facts, _ time.Time) { f.OnlyChannels = []Channel{ChannelEmail} }, false, []string{"UK-CONC-7.9.4-TIME"}, ""},
		{"A29", kolkata, "2026-11-20 19:01", Facts{Jurisdiction: "IN"}, nil, false, []string{"IN-RBI-TIME"}, ""},
		{"A30", kolkata, "2026-11-20 18:55", Facts{Jurisdiction: "IN"}, nil, true, nil, ""},
	}
	b := book(t)
	for _, v := range vectors {
		t.Run(v.id, func(t *testing.T) {
			at := local(t, v.zone, v.clock)
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
