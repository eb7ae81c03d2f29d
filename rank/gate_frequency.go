package rank

import (
	"slices"
	"time"
)

// The limits of how often. Each is reached when so many contacts stand: the next would be one too many.
const (
	// talksCN is per person and calendar day. Source: GB/T 45251-2025 §5.3.
	talksCN = 3
	// dialsCN is per number and calendar day, unanswered. Source: CBA guideline 2026, chapter 3.
	dialsCN = 6
	// callsUS is per person and debt in seven consecutive days. Source: 12 CFR 1006.14(b)(2)(i)(A).
	callsUS = 7
	// quietUS is how many days after a conversation the next call may come, the day of the talk being day 1. Source:
	// 12 CFR 1006.14(b)(2)(i)(B).
	quietUS = 7
	// contactsMA is per debt: in seven days on the debtor's own phone, in thirty days elsewhere. Source: 940 CMR 7.04(1)(f).
	contactsMA = 2
	// contactsNYC is per account in seven days, by all channels. Source: DCWP rule in force since 1 September 2026.
	contactsNYC = 3
	// contactsUK is the house's own: CONC has no number.
	contactsUK = 3

	week  = 7 * 24 * time.Hour // sliding, to the second: never looser than counting calendar days
	month = 30 * 24 * time.Hour
)

// gateFrequency counts earlier contacts by each rule of the debtor's place. A notice the law asks for, and the debtor's
// attorney, are not counted against.
func gateFrequency(s *scene, at time.Time) finding {
	if s.Role == RoleAttorney || s.Purpose == PurposeNotice {
		return finding{}
	}
	switch s.country {
	case "CN":
		return s.frequencyCN(at)
	case "US":
		return s.frequencyUS(at)
	case "UK":
		return s.sliding(at, "HOUSE-FREQ", contactsUK, week, func(c Contact) bool { return !c.Inbound && c.Channel != ChannelLetter })
	}
	return finding{}
}

func (s *scene) frequencyCN(at time.Time) finding {
	var found finding
	if s.Channel != ChannelCall {
		return found
	}
	talks, dials := 0, 0
	for _, c := range s.contacts {
		if !c.call() || c.Inbound || !s.sameDay(c.At, at) {
			continue
		}
		if c.talk() {
			talks++
		}
		if c.unanswered() && (c.Number == s.Number.ID || c.Number == 0 || s.Number.ID == 0) {
			dials++
		}
	}
	if talks >= talksCN {
		found.block("CN-GBT-5.3-FREQ3", s.soonestMidnight(at))
	}
	if dials >= dialsCN {
		found.block("CN-CBA-3-FREQ6", s.soonestMidnight(at))
	}
	return found
}

func (s *scene) frequencyUS(at time.Time) finding {
	var found finding
	if s.Channel == ChannelCall {
		found = s.federalUS(at)
		if until, ok := s.consentAt(at); ok && len(found.rules) > 0 {
			found = finding{closes: until} // a call the debtor agreed to does not count, nor wait
		}
	}
	for _, limit := range s.statesUS(at) {
		for _, rule := range limit.rules {
			found.block(rule, limit.opens)
		}
	}
	return found
}

// federalUS: seven counted calls in seven days, and seven days of quiet after a conversation on the debt, whoever rang.
func (s *scene) federalUS(at time.Time) finding {
	const rule = "US-REGF-14b2-FREQ"
	found := s.sliding(at, rule, callsUS, week, func(c Contact) bool {
		if !c.call() || c.Inbound || !c.about(s.Account) || c.Result == Busy || c.Result == NotInService {
			return false
		}
		_, agreed := s.consentAt(c.At.Add(-1)) // given before this call, not in it
		return !agreed
	})
	for _, c := range s.contacts {
		if !c.call() || !c.talk() || !c.about(s.Account) {
			continue
		}
		if quiet := s.dayAfter(c.At, quietUS, true); at.Before(quiet) {
			found.block(rule, quiet)
		}
	}
	return found
}

// statesUS are the tighter limits of states and cities. Every attempt counts, answered or not.
func (s *scene) statesUS(at time.Time) []finding {
	var out []finding
	const rule = "US-STATE-FREQ"
	if s.in("US-NYC") {
		out = append(out, s.sliding(at, rule, contactsNYC, week, func(c Contact) bool { return !c.Inbound && c.about(s.Account) }))
	}
	if s.in("US-MA") && s.phone() {
		away, span := s.Number.Kind == "work", week
		if away {
			span = month
		}
		out = append(out, s.sliding(at, rule, contactsMA, span, func(c Contact) bool {
			return !c.Inbound && (c.call() || c.Channel == ChannelText) && c.about(s.Account) && c.OffOwnPhone == away
		}))
	}
	return out
}

// sliding blocks while at least limit of the counted contacts lie less than span ago.
func (s *scene) sliding(at time.Time, rule string, limit int, span time.Duration, counts func(Contact) bool) finding {
	var found finding
	var recent []time.Time // oldest first
	for _, c := range s.contacts {
		if counts(c) && at.Sub(c.At) < span {
			recent = append(recent, c.At)
		}
	}
	if n := len(recent); n >= limit {
		found.block(rule, recent[n-limit].Add(span))
	}
	return found
}

// consentAt is the end of the consent in force at a moment. It runs to the end of the seventh day, the day given being
// the first, in whichever zone that is soonest.
func (s *scene) consentAt(at time.Time) (until time.Time, ok bool) {
	for _, c := range s.Consents {
		end := s.dayAfter(c.Given, 7, false)
		if c.Withdrawn != nil && c.Withdrawn.Before(end) {
			end = *c.Withdrawn
		}
		if !at.Before(c.Given) && at.Before(end) && end.After(until) {
			until, ok = end, true
		}
	}
	return until, ok
}

func (c Contact) call() bool { return c.Channel == ChannelCall || c.Channel == "" }

// talk tells whether somebody was spoken with; a result we do not know may have been.
func (c Contact) talk() bool {
	return c.Result.Conversation() || !slices.Contains(OutcomeKinds, c.Result)
}

// unanswered tells whether a call went out and reached nobody; one with an unknown result may have reached nobody too.
func (c Contact) unanswered() bool {
	return c.call() && !c.Inbound && !c.Result.Conversation() && c.Result != WrongPerson
}

// about tells whether the contact was about a debt; one that names none was about all, and 0 asks about any.
func (c Contact) about(account int64) bool {
	return account == 0 || len(c.Accounts) == 0 || slices.Contains(c.Accounts, account)
}
