package rank

import (
	"slices"
	"testing"
	"time"
)

func usualFacts(jurisdiction string, zones ...string) Facts {
	return Ordinary(Facts{Jurisdiction: jurisdiction, Zones: zones, Account: 1, Number: Number{ID: 1, Kind: "mobile"}})
}

// sameMoment compares a moment with a local clock.
func sameMoment(t *testing.T, what string, got *time.Time, zone, clock string) {
	t.Helper()
	if clock == "" {
		if got != nil {
			t.Errorf("%s: %v, want none", what, got)
		}
		return
	}
	if want := clockAt(t, zone, clock); got == nil || !got.Equal(want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func TestEarliestAndUntil(t *testing.T) {
	friday := func(zone, hour string) time.Time { return clockAt(t, zone, "2026-11-20 "+hour) }
	promised := friday(inShanghai, "00:00").AddDate(0, 0, 2)
	placed := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	cases := []struct {
		name            string
		zone, at        string
		facts           func(f *Facts, at time.Time)
		base            Facts
		earliest, until string
	}{
		{"China before eight", inShanghai, "2026-11-20 07:59", nil, usualFacts("CN"), "2026-11-20 08:00", ""},
		{"China by day", inShanghai, "2026-11-20 12:00", nil, usualFacts("CN"), "2026-11-20 12:00", "2026-11-20 22:00"},
		{"China after ten", inShanghai, "2026-11-20 22:00", nil, usualFacts("CN"), "2026-11-21 08:00", ""},
		{"United States, last second", inNewYork, "2026-11-20 21:00:00", nil, usualFacts("US", inNewYork), "2026-11-20 21:00", "2026-11-20 21:00:00"},
		{"United States, a second later", inNewYork, "2026-11-20 21:00:01", nil, usualFacts("US", inNewYork), "2026-11-21 08:00", ""},
		{"two coasts", inNewYork, "2026-11-20 09:30", nil, usualFacts("US", inNewYork, "America/Los_Angeles"), "2026-11-20 11:00", ""},
		{"two coasts, open", inNewYork, "2026-11-20 12:00", nil, usualFacts("US", inNewYork, "America/Los_Angeles"), "2026-11-20 12:00", "2026-11-20 21:00"},
		{"half-hour zone", "Australia/Adelaide", "2026-11-20 07:00", nil, usualFacts("AU", "Australia/Adelaide"), "2026-11-20 08:00", ""},
		{"across the spring change", inNewYork, "2026-03-07 22:00", nil, usualFacts("US", inNewYork), "2026-03-08 08:00", ""},
		{"across the autumn change", inNewYork, "2026-10-31 22:00", nil, usualFacts("US", inNewYork), "2026-11-01 08:00", ""},
		{"third talk of the day", inShanghai, "2026-11-20 14:00", func(f *Facts, at time.Time) { f.Contacts = attempts(3, at, time.Hour, Refused) }, usualFacts("CN"), "2026-11-21 08:00", ""},
		{"seven calls: the first falls out to the second", inNewYork, "2026-11-20 14:00", func(f *Facts, at time.Time) {
			f.Contacts = append(attempts(6, at, time.Hour, NoAnswer), Contact{At: at.Add(-5 * 24 * time.Hour), Channel: ChannelCall, Result: Voicemail})
		}, usualFacts("US", inNewYork), "2026-11-22 14:00", ""},
		{"quiet after a talk, over the autumn change", inNewYork, "2026-10-30 14:00", func(f *Facts, at time.Time) { f.Contacts = attempts(1, at, time.Hour, Refused) }, usualFacts("US", inNewYork), "2026-11-06 08:00", ""},
		{"their own call starts the quiet as well", inNewYork, "2026-11-20 14:00", func(f *Facts, at time.Time) {
			f.Contacts = attempts(1, at, time.Hour, Refused)
			f.Contacts[0].Inbound = true
		}, usualFacts("US", inNewYork), "2026-11-27 08:00", ""},
		{"another debt is not this one", inNewYork, "2026-11-20 14:00", func(f *Facts, at time.Time) {
			f.Contacts = attempts(7, at, time.Hour, Refused)
			f.Account = 2
		}, usualFacts("US", inNewYork), "2026-11-20 14:00", "2026-11-20 21:00"},
		{"promised until Sunday", inShanghai, "2026-11-20 14:00", func(f *Facts, _ time.Time) { f.States = []AccountState{{"promised", &promised}} }, usualFacts("CN"), "2026-11-22 08:00", ""},
		{"disputed: no time opens it", inShanghai, "2026-11-20 14:00", func(f *Facts, _ time.Time) { f.States = []AccountState{{Name: "disputed_open"}} }, usualFacts("CN"), "", ""},
		{"placed from Monday", inShanghai, "2026-11-20 14:00", func(f *Facts, _ time.Time) { f.Mandate.From = &placed }, usualFacts("CN"), "2026-11-23 08:00", ""},
		{"consent ends before the window", inNewYork, "2026-11-26 14:00", func(f *Facts, at time.Time) {
			f.Contacts = []Contact{daysAgo(at, 2, ChannelCall, CallBack)}
			end := at.Add(2 * time.Hour)
			f.Consents = []Consent{{Given: at.AddDate(0, 0, -2), Withdrawn: &end}}
		}, usualFacts("US", inNewYork), "2026-11-26 14:00", "2026-11-26 16:00"},
		{"no zone, no time", inNewYork, "2026-11-20 14:00", nil, usualFacts("US"), "", ""},
		{"works nights", inLondon, "2026-11-20 09:00", func(f *Facts, _ time.Time) { f.Inconvenient = []Hours{{From: 7 * 60, To: 15 * 60}} }, usualFacts("UK"), "2026-11-20 15:00", ""},
		{"never convenient", inLondon, "2026-11-20 09:00", func(f *Facts, _ time.Time) { f.Inconvenient = []Hours{{From: 0, To: 24 * 60}} }, usualFacts("UK"), "", ""},
		{"UK, three in a week", inLondon, "2026-11-20 09:00", func(f *Facts, at time.Time) {
			f.Contacts = []Contact{daysAgo(at, 1, ChannelCall, NoAnswer), daysAgo(at, 2, ChannelCall, NoAnswer), daysAgo(at, 5, ChannelCall, NoAnswer)}
		}, usualFacts("UK"), "2026-11-22 09:00", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			at := clockAt(t, c.zone, c.at)
			f := c.base
			if c.facts != nil {
				c.facts(&f, at)
			}
			v := Judge(f, at, nil)
			sameMoment(t, "earliest", v.Earliest, c.zone, c.earliest)
			sameMoment(t, "until", v.Until, c.zone, c.until)
		})
	}
}

// TestWhatIsNotKnownDoesNotPass: each fact taken away, or unread, shuts a gate.
func TestWhatIsNotKnownDoesNotPass(t *testing.T) {
	cases := []struct {
		name string
		less func(f *Facts)
		rule string
	}{
		{"role", func(f *Facts) { f.Role = "" }, "US-REGF-6d1-3P"},
		{"channel", func(f *Facts) { f.Channel = "" }, "HOUSE-CHANNEL"},
		{"line", func(f *Facts) { f.Line = "" }, "HOUSE-LINE"},
		{"dialler", func(f *Facts) { f.Dialler = "" }, "US-TCPA-CONSENT"},
		{"zone", func(f *Facts) { f.Zones = nil }, "HOUSE-ZONE"},
		{"a zone that is none", func(f *Facts) { f.Zones = append(f.Zones, "America/Nowhere") }, "HOUSE-ZONE"},
		{"jurisdiction", func(f *Facts) { f.Jurisdiction = "" }, "HOUSE-JURISDICTION"},
		{"a state nobody knows", func(f *Facts) { f.States = []AccountState{{Name: "limbo"}} }, "HOUSE-STATE-unknown"},
		{"the result of a call", func(f *Facts) {
			f.Contacts = []Contact{{At: clockAt(t, inNewYork, "2026-11-19 14:00")}}
		}, "US-REGF-14b2-FREQ"},
	}
	at := clockAt(t, inNewYork, "2026-11-20 14:00")
	for _, c := range cases {
		f := usualFacts("US", inNewYork)
		if v := Judge(f, at, nil); !v.Allowed {
			t.Fatalf("nothing missing, and blocked by %v", v.Rules)
		}
		c.less(&f)
		if v := Judge(f, at, nil); v.Allowed || !slices.Contains(v.Rules, c.rule) {
			t.Errorf("without %s: %+v, want %s", c.name, v, c.rule)
		}
	}
}

// TestThePolicysOrderDecides: all broken rules are named, in the order of the gates.
func TestThePolicysOrderDecides(t *testing.T) {
	f := usualFacts("US", inNewYork)
	at := clockAt(t, inNewYork, "2026-11-20 22:00")
	f.States = []AccountState{{Name: "vulnerable"}, {Name: "paid"}}
	f.Attorney, f.CeaseWritten, f.Dialler = true, true, DialAuto
	f.OptedOut = []Channel{ChannelCall}
	f.Contacts = attempts(7, at, time.Hour, NoAnswer)
	want := []string{"HOUSE-STATE-paid", "US-REGF-6b2-ATTY", "US-REGF-6c-CEASE", "US-REGF-6e-OPTOUT", "US-TCPA-CONSENT",
		"US-REGF-6b1-TIME", "US-REGF-14b2-FREQ", "HOUSE-STATE-vulnerable"}
	if v := Judge(f, at, gateBook(t)); !slices.Equal(v.Rules, want) || v.Severity != "best practice" {
		t.Errorf("got %v (%s), want %v", v.Rules, v.Severity, want)
	}
}

func TestParties(t *testing.T) {
	cases := []struct {
		name    string
		f       Facts
		more    func(f *Facts)
		allowed bool
		rule    string
	}{
		{"guarantor with a contract", usualFacts("CN"), func(f *Facts) { f.Role, f.Contract = RoleGuarantor, true }, true, ""},
		{"guarantor without", usualFacts("CN"), func(f *Facts) { f.Role = RoleGuarantor }, false, "CN-GBT-5.3-OBJ"},
		{"spouse without a shared debt", usualFacts("CN"), func(f *Facts) { f.Role = RoleSpouse }, false, "CN-CBA-3-DEBTREL"},
		{"spouse in the United States", usualFacts("US", inNewYork), func(f *Facts) { f.Role = RoleSpouse }, true, ""},
		{"attorney of the debtor", usualFacts("US", inNewYork), func(f *Facts) { f.Role, f.Attorney = RoleAttorney, true }, true, "US-REGF-6b2-ATTY"},
		{"location call", usualFacts("US", inNewYork), func(f *Facts) { f.Role, f.Callee, f.Purpose = RoleThirdParty, 5, PurposeLocate }, true, "US-REGF-10-LOC"},
		{"second location call", usualFacts("US", inNewYork), func(f *Facts) {
			f.Role, f.Callee, f.Purpose = RoleThirdParty, 5, PurposeLocate
			f.Contacts = []Contact{{At: clockAt(t, inNewYork, "2026-06-01 12:00"), Callee: 5, Result: NoAnswer}}
		}, false, "US-REGF-10-LOC"},
		{"friend in Hong Kong", usualFacts("HK"), func(f *Facts) { f.Role = RoleThirdParty }, false, "HK-CBP-3P"},
		{"notice after a written stop", usualFacts("US", inNewYork), func(f *Facts) { f.CeaseWritten, f.Purpose = true, PurposeNotice }, true, "US-REGF-6c-CEASE"},
		{"card dispute, other product", usualFacts("CN"), func(f *Facts) { f.Product, f.States = "mortgage", []AccountState{{Name: "disputed_open"}} }, false, "HOUSE-STATE-disputed_open"},
		{"work phone, forbidden", usualFacts("US", inNewYork), func(f *Facts) { f.Number = Number{ID: 1, Kind: "work", WorkForbidden: true} }, false, "US-REGF-6b3-WORK"},
		{"dialled by machine with consent", usualFacts("US", inNewYork), func(f *Facts) { f.Dialler, f.AutoConsent = DialArtificial, true }, true, ""},
		{"student", usualFacts("CN"), func(f *Facts) { f.States = []AccountState{{Name: "student"}} }, false, "CN-STUDENT"},
		{"visit by one", usualFacts("CN"), func(f *Facts) {
			f.Channel, f.Visit = ChannelVisit, VisitPlan{Staff: 1, Identified: true, Consent: true}
		}, false, "CN-CBA-22-VISIT"},
	}
	for _, c := range cases {
		c.more(&c.f)
		zone := newScene(c.f, time.Time{}).zones[0]
		v := Judge(c.f, clockAt(t, zone.String(), "2026-11-20 14:00"), gateBook(t))
		if v.Allowed != c.allowed || c.rule != "" && (len(v.Rules) == 0 || v.Rules[0] != c.rule) {
			t.Errorf("%s: %+v, want allowed=%v %s", c.name, v, c.allowed, c.rule)
		}
	}
}

// TestLostContactComesOvernight: three failed dials of one day count from the next day, and lapse with a talk.
func TestLostContactComesOvernight(t *testing.T) {
	f := usualFacts("CN")
	f.Role, f.Callee = RoleThirdParty, 9
	at := clockAt(t, inShanghai, "2026-11-20 15:00")
	f.Contacts = attempts(3, at, time.Hour, NoAnswer)
	v := Judge(f, at, nil)
	sameMoment(t, "earliest", v.Earliest, inShanghai, "2026-11-21 08:00")
	if v := Judge(f, clockAt(t, inShanghai, "2026-11-21 08:00"), nil); !v.Allowed || v.Note != "message_only" {
		t.Errorf("the next day: %+v", v)
	}
	f.Contacts = append(f.Contacts, Contact{At: at, Channel: ChannelCall, Inbound: true, Result: Refused})
	if v := Judge(f, clockAt(t, inShanghai, "2026-11-21 08:00"), nil); v.Allowed {
		t.Errorf("after the debtor rang: %+v", v)
	}
}
