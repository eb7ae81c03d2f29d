package rank

import (
	"slices"
	"time"
)

var (
	lineRule = map[string]string{"CN": "CN-CBA-PRIVPHONE", "": "HOUSE-LINE"}
	// optOutRule is the rule of a way of contact the debtor does not want.
	optOutRule = map[string]string{"US": "US-REGF-6e-OPTOUT", "UK": "UK-CONC-7.9.4-TIME", "": "HOUSE-CHANNEL"}
	publicRule = map[string]string{"CN": "CN-CBA-POST", "US": "US-REGF-22f-SOCIAL", "UK": "UK-CONC-7.9.6-3P", "": "HOUSE-CHANNEL"}
	workRule   = map[string]string{"US": "US-REGF-6b3-WORK", "UK": "UK-CONC-7.9.4-TIME", "": "HOUSE-CHANNEL"}
	visitRule  = map[string]string{"CN": "CN-CBA-22-VISIT", "UK": "UK-CONC-7.9.14-VISIT", "": "HOUSE-CHANNEL"}
)

// gateChannel judges the way of contact: private, the firm's own line, wanted by the debtor, not at a forbidden place.
func gateChannel(s *scene, _ time.Time) finding {
	var found finding
	never := func(broken bool, rules map[string]string) {
		if broken {
			found.block(s.rule(rules), time.Time{})
		}
	}
	never(s.Channel == "", map[string]string{"": "HOUSE-CHANNEL"})
	never(s.Channel == ChannelPublicSocial, publicRule)
	never(s.Channel == ChannelEmployerEmail, map[string]string{"US": "US-REGF-22f-SOCIAL", "": "HOUSE-CHANNEL"})
	never(s.Line != LineInstitutional && s.Channel != ChannelLetter && s.Channel != ChannelVisit, lineRule)
	never(s.unwanted(), optOutRule)
	never(s.phone() && s.Number.WorkForbidden && s.Number.Kind != "mobile" && s.Number.Kind != "home", workRule)
	never(s.phone() && s.Number.PlaceUnsuited, inconvenientRule)
	never(s.Channel == ChannelVisit && (s.Visit.Staff < 2 || !s.Visit.Identified || !s.Visit.Consent), visitRule)
	return found
}

// unwanted tells whether the debtor asked not to be contacted this way. An attorney is not the debtor.
func (s *scene) unwanted() bool {
	if s.Role == RoleAttorney {
		return false
	}
	return slices.Contains(s.OptedOut, s.Channel) || len(s.OnlyChannels) > 0 && !slices.Contains(s.OnlyChannels, s.Channel)
}

func (s *scene) phone() bool { return s.Channel == ChannelCall || s.Channel == ChannelText }

// gateDialler: in the United States a machine may not dial a mobile, nor speak to anybody, without consent. An unknown
// dialler may be a machine, an unknown number a mobile. Source: 47 USC 227(b); 47 CFR 64.1200(a).
func gateDialler(s *scene, _ time.Time) finding {
	machine := s.Dialler != DialManual && (s.Dialler != DialAuto || s.Number.Kind != "home" && s.Number.Kind != "work")
	if s.country == "US" && s.phone() && machine && !s.AutoConsent {
		return finding{rules: []string{"US-TCPA-CONSENT"}}
	}
	return finding{}
}
