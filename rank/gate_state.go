package rank

import (
	"slices"
	"time"
)

// blockingStates are the states that forbid contact by themselves. Source: account_state_block of the worklist policy,
// and the product's own from hardship_review on.
var blockingStates = []string{
	"paid", "settled", "discharged", "deceased", "disputed_open", "breathing_space", "capacity_flag", "wrong_person",
	"fraud_victim", "statute_barred_refused",
	"hardship_review", "no_snapshot", "not_overdue", "no_number", "snoozed", "promised", "call_back",
}

// plainStates forbid nothing.
var plainStates = []string{"", "open", "active", "overdue"}

// lawOfState is the catalogue's rule of a state, where a country has one.
var lawOfState = map[string]map[string]string{
	"disputed_open":          {"CN": "CN-CCARD-69", "US": "US-REGF-38-DISPUTE", "UK": "UK-CONC-7.14-DISP"},
	"breathing_space":        {"UK": "UK-DRS-BS"},
	"capacity_flag":          {"UK": "UK-CONC-7.10-CAP"},
	"deceased":               {"CN": "CN-CC-1161"},
	"statute_barred_refused": {"UK": "UK-CONC-7.15-BARRED"},
	"stop_asked":             {"US": "US-REGF-6e-OPTOUT"}, // to stop calling is to opt out of calls: 12 CFR 1006.14(h)
	"vulnerable":             {"CN": "CN-VULN", "UK": "UK-PRIN2A"},
	"student":                {"CN": "CN-STUDENT"},
}

// gateState blocks by the account's state, by the dates of the mandate and where the place is not known.
func gateState(s *scene, at time.Time) finding {
	found := s.states(at, func(name string) bool {
		return !slices.Contains(plainStates, name) && name != "stop_asked" && name != "vulnerable" && name != "student"
	})
	s.recall(at, &found)
	if s.country == "" {
		found.block("HOUSE-JURISDICTION", time.Time{})
	}
	return found
}

// gateVulnerable takes people who need special care off the ordinary list.
func gateVulnerable(s *scene, at time.Time) finding {
	return s.states(at, func(name string) bool { return name == "vulnerable" || name == "student" && s.country == "CN" })
}

// states judges those states of the facts that concern the gate.
func (s *scene) states(at time.Time, mine func(string) bool) finding {
	var found finding
	for _, state := range s.States {
		if !mine(state.Name) || state.Until != nil && !state.Until.After(at) {
			continue
		}
		var opens time.Time
		if state.Until != nil {
			opens = *state.Until
		}
		found.block(s.ruleOfState(state.Name), opens)
	}
	return found
}

func (s *scene) ruleOfState(name string) string {
	switch law := lawOfState[name][s.country]; {
	case law == "CN-CCARD-69" && s.Product != "" && s.Product != "card":
		return stateRule(name) // the card rule binds cards; an unknown product is judged like one
	case law != "":
		return law
	case name == "recalled":
		return "HOUSE-RECALL"
	case slices.Contains(blockingStates, name) && name != "statute_barred_refused", name == "stop_asked", name == "vulnerable":
		return stateRule(name)
	}
	return stateRule("unknown")
}

// recall blocks outside the days of the placement, counted in every zone.
func (s *scene) recall(at time.Time, found *finding) {
	for _, zone := range s.zones {
		if s.Mandate.Covers(at.In(zone)) {
			continue
		}
		var opens time.Time
		if from := s.Mandate.From; from != nil && dateOf(at.In(zone)).Before(*from) {
			opens = firstMoment(from.Year(), from.Month(), from.Day(), zone)
		}
		found.block("HOUSE-RECALL", opens)
	}
	if last := s.Mandate.Until; last != nil && len(found.rules) == 0 {
		for _, zone := range s.zones {
			found.closeBy(firstMoment(last.Year(), last.Month(), last.Day()+1, zone))
		}
	}
}

// block adds a broken rule that stays so until opens; zero: until a state changes. All of a gate's rules must fall
// away before it opens, so the latest time stands.
func (f *finding) block(rule string, opens time.Time) {
	never := len(f.rules) > 0 && f.opens.IsZero()
	if !slices.Contains(f.rules, rule) {
		f.rules = append(f.rules, rule)
	}
	switch {
	case never || opens.IsZero():
		f.opens = time.Time{}
	case opens.After(f.opens):
		f.opens = opens
	}
}

// closeBy notes a moment at which the open gate shuts; the earliest stands.
func (f *finding) closeBy(t time.Time) {
	if f.closes.IsZero() || t.Before(f.closes) {
		f.closes = t
	}
}
