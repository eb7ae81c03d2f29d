// Package rulebook holds the conduct rules the product works by: what may be
// said, when, to whom and how often, per jurisdiction, each with its source and
// how well that source was read. It owns no table: the catalogue and the house
// rules are embedded files, checked when loaded. It never judges a call or a
// moment itself; rank and coach do, and cite rules by their id.
package rulebook

import (
	"bufio"
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

//go:embed rules.jsonl
var catalogue []byte

//go:embed house.jsonl
var house []byte

// ErrInvalid is returned (wrapped, with the line) when an embedded rule cannot
// be used: a missing text, an unknown family, severity or letter, a repeated id.
var ErrInvalid = errors.New("rulebook: invalid rule")

// Rule is one rule of conduct as shown to people and tested by machines.
type Rule struct {
	ID           string `json:"id"`
	Jurisdiction string `json:"jurisdiction"` // CN, US, UK, EU, HK, SG, IN, TW or ANY
	Family       string `json:"family"`       // F01…F23 (what kind of conduct), F00 for the state of an account
	Source       string `json:"source"`
	Verified     string `json:"verified"` // P primary text, S secondary, M memory, H our own; mixed as "P+S", qualified as "P(part)"
	Sure         int    `json:"sure"`     // 0–100, of the source's wording
	Severity     string `json:"severity"` // illegal, regulatory or best practice
	EN           string `json:"en"`
	ZH           string `json:"zh"`
	Check        string `json:"check"` // what a machine can test
}

// Words returns the rule in plain words: Chinese for a lang starting with "zh",
// otherwise English.
func (r Rule) Words(lang string) string {
	if isChinese(lang) {
		return r.ZH
	}
	return r.EN
}

// SourceNote says how far the source was read, in the given language: empty for
// a primary text, "not verified" where memory is part of it, "house rule" for
// our own, "secondary source" for everything between.
func (r Rule) SourceNote(lang string) string {
	notes := [2]string{"secondary source", "二手来源"}
	switch {
	case r.Verified == "P":
		return ""
	case r.Verified == "H":
		notes = [2]string{"house rule", "本机构规定"}
	case slices.Contains(letters(r.Verified), "M"):
		notes = [2]string{"not verified", "未经核实"}
	}
	if isChinese(lang) {
		return notes[1]
	}
	return notes[0]
}

// Book is the loaded catalogue. It does not change and may be shared.
type Book struct {
	rules []Rule
	byID  map[string]int
}

// Load reads and checks the embedded rules: the catalogue first, then the house
// rules, each in the order of its file. It returns ErrInvalid (wrapped).
func Load() (*Book, error) {
	rules, err := read("rules.jsonl", catalogue)
	if err != nil {
		return nil, err
	}
	own, err := read("house.jsonl", house)
	if err != nil {
		return nil, err
	}
	return newBook(append(rules, own...))
}

// Rule returns the rule with this id and whether there is one.
func (b *Book) Rule(id string) (Rule, bool) {
	i, ok := b.byID[id]
	if !ok {
		return Rule{}, false
	}
	return b.rules[i], true
}

// All returns every rule in the order of the files. The slice is the caller's.
func (b *Book) All() []Rule { return slices.Clone(b.rules) }

// State returns the id of the house rule that blocks an account in this state,
// for instance "HOUSE-STATE-paid".
func State(state string) string { return "HOUSE-STATE-" + state }

func newBook(rules []Rule) (*Book, error) {
	b := &Book{rules: rules, byID: make(map[string]int, len(rules))}
	for i, r := range rules {
		if _, twice := b.byID[r.ID]; twice {
			return nil, fmt.Errorf("%w: id %s is used twice", ErrInvalid, r.ID)
		}
		b.byID[r.ID] = i
	}
	return b, nil
}

func read(name string, text []byte) ([]Rule, error) {
	var rules []Rule
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		r, err := parse(lines.Bytes())
		if err != nil {
			return nil, fmt.Errorf("%w: %s line %d: %w", ErrInvalid, name, n, err)
		}
		rules = append(rules, r)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("rulebook: read %s: %w", name, err)
	}
	return rules, nil
}

func parse(line []byte) (Rule, error) {
	var r Rule
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return Rule{}, err
	}
	return r, r.check()
}

var (
	severities    = []string{"illegal", "regulatory", "best practice"}
	jurisdictions = []string{"CN", "US", "UK", "EU", "HK", "SG", "IN", "TW", "ANY"}
)

func (r Rule) check() error {
	switch {
	case r.ID == "" || strings.ContainsAny(r.ID, " \t"):
		return fmt.Errorf("id %q: must be one word", r.ID)
	case !slices.Contains(jurisdictions, r.Jurisdiction):
		return fmt.Errorf("%s: unknown jurisdiction %q", r.ID, r.Jurisdiction)
	case FamilyName(r.Family, "en") == "":
		return fmt.Errorf("%s: unknown family %q", r.ID, r.Family)
	case !slices.Contains(severities, r.Severity):
		return fmt.Errorf("%s: unknown severity %q", r.ID, r.Severity)
	case r.Sure < 0 || r.Sure > 100:
		return fmt.Errorf("%s: sure is %d, not 0 to 100", r.ID, r.Sure)
	case len(letters(r.Verified)) == 0:
		return fmt.Errorf("%s: unknown verification %q", r.ID, r.Verified)
	case r.Source == "" || r.Check == "":
		return fmt.Errorf("%s: source or check is empty", r.ID)
	case strings.TrimSpace(r.EN) == "" || !hasHan(r.ZH):
		return fmt.Errorf("%s: needs words in English and in Chinese", r.ID)
	}
	return nil
}

// letters splits a verification like "P(part)+M" into its letters; it returns
// nil when one of them is unknown.
func letters(verified string) []string {
	var out []string
	for _, part := range strings.Split(verified, "+") {
		letter, _, _ := strings.Cut(part, "(")
		if !slices.Contains([]string{"P", "S", "M", "H"}, letter) {
			return nil
		}
		out = append(out, letter)
	}
	return out
}

func isChinese(lang string) bool { return strings.HasPrefix(lang, "zh") }

func hasHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r >= 0x4e00 && r <= 0x9fff })
}
