package rank

import "time"

// thirdPartyRule is the rule against collecting from somebody who does not owe.
var thirdPartyRule = map[string]string{
	"CN": "CN-GBT-5.3-OBJ", "US": "US-REGF-6d1-3P", "UK": "UK-CONC-7.9.6-3P", "HK": "HK-CBP-3P", "TW": "TW-OUTSRC-16",
	"IN": "IN-RBI-HUMIL", "": "HOUSE-PARTY",
}

// lostStale is how long failed dials speak for a debtor being out of reach. Ours: after it they are tried again first.
const lostStale = 30 * 24 * time.Hour

// gateParty lets the debtor pass, those who owe by contract, and the debtor's own attorney; others only where and how
// the place allows it.
func gateParty(s *scene, at time.Time) finding {
	switch {
	case s.Role == RoleAttorney:
		return finding{note: "attorney_only", cite: attorneyRule(s)}
	case !s.thirdParty():
		return finding{}
	case s.country == "CN":
		return s.thirdPartyCN(at)
	case s.country == "US":
		return s.thirdPartyUS()
	}
	return finding{rules: []string{s.rule(thirdPartyRule)}}
}

// thirdPartyCN: a contact may be asked to pass on a message once the debtor cannot be reached, until they refuse. A
// spouse or guarantor without a basis on file may not be asked to pay at all.
func (s *scene) thirdPartyCN(at time.Time) finding {
	if s.Purpose != PurposeLocate {
		switch s.Role {
		case RoleSpouse:
			return finding{rules: []string{"CN-CBA-3-DEBTREL"}}
		case RoleGuarantor:
			return finding{rules: []string{"CN-GBT-5.3-OBJ"}}
		}
	}
	if s.Refused {
		return finding{rules: []string{"CN-GBT-5.3-CONTACT"}}
	}
	lost, change := s.lostContact(at)
	if !lost {
		return finding{rules: []string{"CN-GBT-5.3-CONTACT"}, opens: change}
	}
	return finding{closes: change, note: "message_only", cite: "CN-CBA-3-LOST"}
}

// thirdPartyUS: one call to ask where the consumer is, and no other. Source: 12 CFR 1006.6(d)(1), 1006.10.
func (s *scene) thirdPartyUS() finding {
	if s.Purpose != PurposeLocate {
		return finding{rules: []string{"US-REGF-6d1-3P"}}
	}
	if s.Refused {
		return finding{rules: []string{"US-REGF-10-LOC"}}
	}
	for _, c := range s.contacts {
		if !c.Inbound {
			return finding{rules: []string{"US-REGF-10-LOC"}}
		}
	}
	return finding{note: "location_only", cite: "US-REGF-10-LOC"}
}

// lostContact tells whether the debtor is out of reach: no number works, or three dials in a row failed and the day of
// the third is over, or dials failed on three days running. change is when that turns by itself; zero: never.
// Source: CN-CBA-3-LOST; the letter of the policy, with stale dials left out.
func (s *scene) lostContact(at time.Time) (lost bool, change time.Time) {
	if s.NumbersInvalid {
		return true, time.Time{}
	}
	run := s.failedRun()
	if len(run) < 3 {
		return false, time.Time{}
	}
	stale := run[len(run)-1].At.Add(lostStale)
	if !at.Before(stale) {
		return false, time.Time{}
	}
	nextDay := s.dayAfter(run[2].At, 1, true)
	if !at.Before(nextDay) || s.threeDaysRunning(run) {
		return true, stale
	}
	if nextDay.Before(stale) {
		return false, nextDay
	}
	return false, time.Time{}
}

// failedRun are the failed dials to the debtor since the last contact that reached them, oldest first.
func (s *scene) failedRun() []Contact {
	var run []Contact
	for _, c := range s.debtor {
		switch {
		case c.talk():
			run = nil
		case c.unanswered():
			run = append(run, c)
		}
	}
	return run
}

func (s *scene) threeDaysRunning(run []Contact) bool {
	for _, zone := range s.zones {
		days, last := 1, dateOf(run[0].At.In(zone))
		most := days
		for _, c := range run[1:] {
			d := dateOf(c.At.In(zone))
			switch d.Sub(last) {
			case 0:
			case 24 * time.Hour:
				days++
			default:
				days = 1
			}
			last, most = d, max(most, days)
		}
		if most < 3 {
			return false
		}
	}
	return true
}

// gateRepresentative: who has somebody to act for them is left alone; the representative is not.
func gateRepresentative(s *scene, _ time.Time) finding {
	switch {
	case s.Role == RoleAttorney:
	case s.Attorney:
		return finding{rules: []string{attorneyRule(s)}}
	case s.Representative && s.country == "UK":
		return finding{rules: []string{"UK-CONC-ADVISER"}}
	case s.Representative:
		return finding{rules: []string{"HOUSE-REP"}}
	}
	return finding{}
}

func attorneyRule(s *scene) string {
	return s.rule(map[string]string{"US": "US-REGF-6b2-ATTY", "UK": "UK-CONC-ADVISER", "": "HOUSE-REP"})
}

// gateCease: a request to stop is kept, but for the notices the law names.
func gateCease(s *scene, at time.Time) finding {
	if s.Role == RoleAttorney {
		return finding{}
	}
	written := s.rule(map[string]string{"US": "US-REGF-6c-CEASE", "": stateRule("stop_asked")})
	asked := s.states(at, func(name string) bool { return name == "stop_asked" })
	if s.Purpose == PurposeNotice && (s.CeaseWritten || len(asked.rules) > 0) {
		return finding{note: "notice_only", cite: written}
	}
	if s.CeaseWritten {
		return finding{rules: append([]string{written}, asked.rules...)}
	}
	return asked
}
