package debtor

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"evenkeel/coach/hear"
)

var today = time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)

func scenarios(t testing.TB) []Scenario {
	t.Helper()
	all, err := Scenarios()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestScenariosCoverEveryKindInBothLanguages(t *testing.T) {
	t.Parallel()
	byLang := map[string]int{}
	kinds := map[string]bool{}
	for _, s := range scenarios(t) {
		byLang[s.Debtor.Lang]++
		kinds[s.Debtor.Kind] = true
	}
	if byLang["zh"] < 6 || byLang["en"] < 6 {
		t.Errorf("scenarios by language: %v", byLang)
	}
	for kind := range tempers {
		if !kinds[kind] {
			t.Errorf("no scenario with a %s debtor", kind)
		}
	}
}

// drawTurn makes a turn of one to three acts, with amounts and days where acts carry them.
func drawTurn(t *rapid.T, currency string) []hear.Act {
	var acts []hear.Act
	for range rapid.IntRange(1, 3).Draw(t, "acts") {
		a := hear.Act{Kind: rapid.SampledFrom(hear.Kinds).Draw(t, "kind")}
		switch a.Kind {
		case hear.ProposePlan, hear.AskCommitment, hear.ConfirmCommitment, hear.ProposeRelief:
			if rapid.Bool().Draw(t, "amount") {
				a.Amount = &hear.Money{Minor: rapid.Int64Range(-100, 2_000_000).Draw(t, "minor"), Currency: currency}
			}
			if rapid.Bool().Draw(t, "day") {
				d := day(today).AddDate(0, 0, rapid.IntRange(-5, 200).Draw(t, "days"))
				a.Date = &d
			}
		}
		acts = append(acts, a)
	}
	return acts
}

type line struct {
	move Move
	text string
}

// play runs a call and returns what the debtor did.
func play(p Profile, seed uint64, turns [][]hear.Act) ([]line, []State) {
	s, m := Begin(p, seed)
	s, text := Words(p, s, m)
	lines, states := []line{{m, text}}, []State{s}
	for _, acts := range turns {
		if s.Ended != "" {
			break
		}
		s, m = Next(p, s, Heard{Acts: acts, Today: today})
		s, text = Words(p, s, m)
		lines, states = append(lines, line{m, text}), append(states, s)
	}
	return lines, states
}

func TestLawsOfTheMind(t *testing.T) {
	t.Parallel()
	all := scenarios(t)
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SampledFrom(all).Draw(t, "scenario").Debtor
		seed := rapid.Uint64().Draw(t, "seed")
		turns := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) []hear.Act { return drawTurn(t, p.Currency) }), 1, 25).Draw(t, "turns")
		lines, states := play(p, seed, turns)
		again, _ := play(p, seed, turns)
		seen := map[string]bool{}
		for i, l := range lines {
			if l.text != again[i].text || l.move.Kind != again[i].move.Kind {
				t.Fatalf("turn %d differs on replay: %q, %q", i, l.text, again[i].text)
			}
			if l.text == "" || seen[l.text] {
				t.Fatalf("turn %d: %q is empty or was said before (%s)", i, l.text, l.move.Kind)
			}
			seen[l.text] = true
			if len(l.move.Why) == 0 {
				t.Fatalf("turn %d: move %s without a reason", i, l.move.Kind)
			}
			s := states[i]
			if s.Trust < 0 || s.Trust > 1 || s.Patience < 0 || s.Patience > 1 {
				t.Fatalf("turn %d: trust %v patience %v", i, s.Trust, s.Patience)
			}
			if l.move.Ends != (s.Ended != "") {
				t.Fatalf("turn %d: move ends %v, state %q", i, l.move.Ends, s.Ended)
			}
			for _, a := range []*Agreement{s.Agreement, s.Offer} {
				if a != nil && !p.Means.affordable(a.Parts, today) {
					t.Fatalf("turn %d: %s beyond the means: %+v", i, l.move.Kind, a.Parts)
				}
			}
			if s.Agreement != nil && (p.Kind == Disputing || p.Kind == WrongPerson) {
				t.Fatalf("turn %d: a %s debtor agreed", i, p.Kind)
			}
		}
	})
}

func TestAnOldStateStaysAsItWas(t *testing.T) {
	t.Parallel()
	p := scenarios(t)[0].Debtor
	s, _ := Begin(p, 3)
	before := s.clone()
	for _, kind := range hear.Kinds {
		Next(p, s, Heard{Acts: []hear.Act{{Kind: kind}}, Today: today})
	}
	if s.Turn != before.Turn || s.Trust != before.Trust || !slices.Equal(s.Used, before.Used) {
		t.Errorf("a step changed the state it came from: %+v", s)
	}
}

func script(kinds ...string) [][]hear.Act {
	var turns [][]hear.Act
	for _, k := range kinds {
		turns = append(turns, []hear.Act{{Kind: k}})
	}
	return turns
}

func find(t *testing.T, key string) Profile {
	t.Helper()
	for _, s := range scenarios(t) {
		if s.Key == key {
			return s.Debtor
		}
	}
	t.Fatalf("no scenario %s", key)
	return Profile{}
}

func TestHowCallsGo(t *testing.T) {
	t.Parallel()
	open := []string{hear.IdentifySelf, hear.Verify, hear.DiscloseDebt}
	for name, c := range map[string]struct {
		key   string
		turns []string
		ended string   // "" for still talking, * for any reason
		moves []string // that must have come
	}{
		"threats end the call":          {"cn-hardship-courier", append(open, hear.Threaten, hear.Threaten, hear.Threaten), EndAnger, []string{QuoteRights}},
		"insults end the call":          {"us-rational-engineer", append(open, hear.Insult, hear.Insult, hear.Insult), EndAnger, []string{Hurt}},
		"a crisis passed over":          {"cn-crisis-shopkeeper", append(open, hear.AskCommitment, hear.Pressure, hear.AskCommitment, hear.AskCommitment), EndCrisis, []string{CrisisWords}},
		"a crisis met":                  {"us-crisis-veteran", append(open, hear.Pressure, hear.HandleCrisis, hear.RecapClose), EndSafe, []string{CrisisWords, CrisisEase}},
		"a machine is no debtor":        {"us-evasive-promise", []string{hear.TalkToMachine, hear.TalkToMachine, hear.TalkToMachine}, EndMachine, []string{Puzzled}},
		"silence":                       {"us-evasive-promise", []string{hear.HoldOrSilence, hear.HoldOrSilence, hear.HoldOrSilence}, EndSilence, []string{StillThere}},
		"a dispute logged":              {"cn-dispute-card-fraud", append(open, hear.LogDispute, hear.RecapClose), EndGoodbye, []string{Object, Satisfied}},
		"a dispute pushed aside":        {"us-dispute-medical-bill", append(open, hear.AskCommitment, hear.AskCommitment, hear.AskCommitment, hear.AskCommitment, hear.AskCommitment), "*", []string{Complain, AskStop}},
		"a stop accepted":               {"us-stop-calling-work", append(open, hear.Acknowledge, hear.AcceptStop), EndStop, []string{AskStop}},
		"a bystander left in peace":     {"us-wrong-number", []string{hear.AskRightParty, hear.Apologise, hear.RecapClose}, EndGoodbye, []string{NotMe, CalleeAccepts}},
		"a bystander drawn in":          {"cn-third-party-wife", []string{hear.PressThirdParty, hear.PressThirdParty, hear.PressThirdParty}, EndUpset, []string{CalleeUpset}},
		"proof asked and given":         {"cn-stubborn-prove-it", []string{hear.IdentifySelf, hear.OfferProof, hear.Verify}, "", []string{AskProof, GiveDetail}},
		"a bad time":                    {"cn-busy-site", []string{hear.IdentifySelf, hear.Reschedule, hear.RecapClose}, EndGoodbye, []string{AskOtherTime, AcceptTime}},
		"a machine records":             {"us-voicemail", []string{hear.NeutralMessage}, EndVoicemail, []string{Beep}},
		"asked about the debt too soon": {"us-rational-engineer", []string{hear.DiscloseDebt}, "", []string{AskIdentity}},
	} {
		lines, states := play(find(t, c.key), 11, script(c.turns...))
		var moves []string
		for _, l := range lines {
			moves = append(moves, l.move.Kind)
		}
		if got := states[len(states)-1].Ended; got != c.ended && (c.ended != "*" || got == "") {
			t.Errorf("%s: ended %q, want %q; moves %v", name, got, c.ended, moves)
		}
		for _, m := range c.moves {
			if !slices.Contains(moves, m) {
				t.Errorf("%s: no %s in %v", name, m, moves)
			}
		}
	}
}

func TestMeansLimitAgreements(t *testing.T) {
	t.Parallel()
	m := Means{Now: 10000, Monthly: 50000, Payday: 10}
	at := func(days int) time.Time { return day(today).AddDate(0, 0, days) }
	for _, c := range []struct {
		parts []Part
		want  bool
	}{
		{[]Part{{10000, at(0)}}, true},
		{[]Part{{10001, at(19)}}, false}, // 9 December: before pay day
		{[]Part{{60000, at(20)}}, true},  // 10 December
		{[]Part{{60000, at(20)}, {50001, at(51)}}, false},
		{[]Part{{60000, at(20)}, {50000, at(51)}}, true}, // 10 January
		{[]Part{{50000, at(-1)}}, false},
		{nil, false},
	} {
		if got := m.affordable(c.parts, today); got != c.want {
			t.Errorf("%v: %v, want %v", c.parts, got, c.want)
		}
	}
}
