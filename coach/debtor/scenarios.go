package debtor

import (
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

//go:embed scenarios/*.json
var scenarioFiles embed.FS

// Scenario is a practice case as written: words for the trainee, and the debtor.
type Scenario struct {
	Key        string  `json:"key"`
	Title      string  `json:"title"`
	Who        string  `json:"who"`
	Know       string  `json:"know"`
	Judged     string  `json:"judged"`
	Stage      string  `json:"stage"`
	Difficulty int     `json:"difficulty"`
	Setting    Setting `json:"setting"`
	Debtor     Profile `json:"debtor"`
}

// Scenarios returns the practice cases that come with the program, by key.
// Each is written in its own language for its own place; none is a translation.
func Scenarios() ([]Scenario, error) {
	files, err := scenarioFiles.ReadDir("scenarios")
	if err != nil {
		return nil, fmt.Errorf("debtor: scenarios: %w", err)
	}
	var all []Scenario
	for _, f := range files {
		text, err := scenarioFiles.ReadFile("scenarios/" + f.Name())
		if err != nil {
			return nil, fmt.Errorf("debtor: scenarios: %w", err)
		}
		var s Scenario
		dec := json.NewDecoder(strings.NewReader(string(text)))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&s); err != nil {
			return nil, fmt.Errorf("debtor: scenario %s: %w", f.Name(), err)
		}
		if err := s.check(); err != nil {
			return nil, fmt.Errorf("debtor: scenario %s: %w", f.Name(), err)
		}
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b Scenario) int { return strings.Compare(a.Key, b.Key) })
	return all, nil
}

func (s Scenario) check() error {
	d := s.Debtor
	for _, x := range []struct {
		bad  bool
		what string
	}{
		{s.Key == "" || s.Title == "" || s.Who == "" || s.Know == "" || s.Judged == "", "a text is missing"},
		{s.Difficulty < 1 || s.Difficulty > 5, "difficulty lies in 1–5"},
		{d.Lang != "zh" && d.Lang != "en", "lang is zh or en"},
		{tempers[d.Kind].gain == 0, "unknown kind of debtor"},
		{d.Owed <= 0 || d.Currency == "", "an amount with its currency is needed"},
		{d.Trust < 0 || d.Trust > 1 || d.Patience <= 0 || d.Patience > 1, "trust and patience lie in 0–1"},
		{d.Means.Payday < 0 || d.Means.Payday > 28, "pay day lies in 1–28"},
		{d.Voicemail && len(d.Opening) == 0, "a machine needs its greeting"},
	} {
		if x.bad {
			return fmt.Errorf("%s", x.what)
		}
	}
	for _, o := range d.Objections {
		if settledBy[o.Key] == nil {
			return fmt.Errorf("unknown objection %q", o.Key)
		}
	}
	return nil
}
