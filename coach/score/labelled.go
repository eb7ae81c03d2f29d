package score

import (
	"bufio"
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// The labelled utterances the classifier and the judge learn from: 4,210 lines
// of collectors' speech, Chinese and English, each with its label and most with
// tone and empathy, written for this project.
//
//go:embed labelled/lines.jsonl.gz
var labelledLines []byte

// Ordinary lawful talk, so that the classifier has heard how a good call sounds
// and not only how it nearly goes wrong.
//
//go:embed labelled/ordinary.tsv
var ordinaryLines string

// example is one labelled utterance. Tone and Empathy are 1–5, 0 where the line
// was not rated.
type example struct {
	ID           string `json:"id"`
	Lang         string `json:"lang"`
	Jurisdiction string `json:"jurisdiction"`
	Channel      string `json:"channel"`
	Callee       string `json:"callee"`
	LocalTime    string `json:"local_time"`
	Context      string `json:"context"`
	Fact         string `json:"fact"`
	Text         string `json:"text"`
	Label        string `json:"label"`
	RuleID       string `json:"rule_id"`
	NearMissFor  string `json:"near_miss_for"`
	Family       string `json:"family"`
	Tone         int    `json:"tone"`
	Empathy      int    `json:"empathy"`
}

func (e example) breach() bool { return e.Label == "violation" }

// readLabelled reads the embedded lines in their order.
func readLabelled() ([]example, error) {
	z, err := gzip.NewReader(bytes.NewReader(labelledLines))
	if err != nil {
		return nil, fmt.Errorf("labelled utterances: %w", err)
	}
	var out []example
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var e example
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return nil, fmt.Errorf("labelled utterances: line %d: %w", len(out)+1, err)
		}
		out = append(out, e)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("labelled utterances: %w", err)
	}
	more, err := readOrdinary()
	return append(out, more...), err
}

// readOrdinary reads the ordinary lines. They hold anywhere, and are counted in
// China or the United States by their language.
func readOrdinary() ([]example, error) {
	var out []example
	for n, line := range strings.Split(strings.TrimSpace(ordinaryLines), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		field := strings.Split(line, "\t")
		if len(field) != 4 {
			return nil, fmt.Errorf("ordinary talk: line %d has %d fields, not 4", n+1, len(field))
		}
		tone, errTone := strconv.Atoi(field[1])
		empathy, errEmpathy := strconv.Atoi(field[2])
		if err := errors.Join(errTone, errEmpathy); err != nil {
			return nil, fmt.Errorf("ordinary talk: line %d: %w", n+1, err)
		}
		for _, text := range spoken(field[3]) {
			e := example{
				ID: fmt.Sprintf("O%04d", n), Lang: "en", Jurisdiction: "US", Channel: Call, Callee: field[0],
				Text: text, Label: "compliant", RuleID: "NONE", Tone: tone, Empathy: empathy,
			}
			if hasHan.MatchString(text) {
				e.Lang, e.Jurisdiction = "zh", "CN"
			}
			out = append(out, e)
		}
	}
	return out, nil
}

var choice = regexp.MustCompile(`\{([^}]*)\}`)

// spoken writes out a line's alternatives: the first of each, the second of
// each, …; as many lines as the longest choice has.
func spoken(line string) []string {
	lines := 1
	for _, m := range choice.FindAllStringSubmatch(line, -1) {
		lines = max(lines, strings.Count(m[1], "|")+1)
	}
	out := make([]string, lines)
	for i := range out {
		out[i] = choice.ReplaceAllStringFunc(line, func(c string) string {
			ways := strings.Split(strings.Trim(c, "{}"), "|")
			return ways[i%len(ways)]
		})
	}
	return out
}

var hasHan = regexp.MustCompile(`\p{Han}`)

// scene turns the line into what a call would show: the words, who answered,
// where, when, and the facts an account holds. Free text of the labeller is read
// only for facts that Facts has too, so that what is learnt can be used.
func (e example) scene() scene {
	said := e.Context + " | " + e.Fact
	c := Context{
		Jurisdiction: e.Jurisdiction, Lang: e.Lang, Channel: e.Channel, Callee: e.Callee,
		Verified: e.Callee == "debtor" && !saysUnverified.MatchString(e.Context),
		Facts: Facts{
			TimeBarred:        saysBarred.MatchString(said),
			Represented:       saysLawyer.MatchString(said),
			CeaseWritten:      saysCease.MatchString(said),
			OptedOut:          saysOptOut.MatchString(said),
			BreathingSpace:    saysMoratorium.MatchString(said),
			LostContact:       saysLost.MatchString(said),
			ThirdPartyRefused: saysRefused.MatchString(said),
			LateAgreed:        saysAgreed.MatchString(said),
		},
	}
	if c.Callee == "" && e.Channel == Voicemail {
		c.Callee = "voicemail"
	}
	if at, err := time.Parse("15:04", e.LocalTime); err == nil {
		// A weekday in no particular season; only the clock matters.
		c.LocalTime = time.Date(2026, 11, 18, at.Hour(), at.Minute(), 0, 0, time.UTC)
	}
	return scene{text: e.Text, call: c, minute: minuteOf(c.LocalTime), before: hearCues(e.Context)}
}

var (
	saysUnverified = regexp.MustCompile(`(?i)not (yet )?verified|unverified|nobody (has )?(confirmed|verified)|before (any|the) (check|security)`)
	saysBarred     = regexp.MustCompile(`(?i)limitation expired|(statute|time)-barred`)
	saysLawyer     = regexp.MustCompile(`(?i)(attorney|lawyer|solicitor|adviser)('s)? (known|letter|represents)|letter of representation|representation on file|represented consumer|authority on file`)
	saysCease      = regexp.MustCompile(`(?i)cease (request|letter|e-mail)|request to (cease|stop)`)
	saysOptOut     = regexp.MustCompile(`(?i)opted out|replied STOP|asked .{0,30}not to (get|receive|be (called|texted))`)
	saysMoratorium = regexp.MustCompile(`(?i)breathing space (day|running)|moratorium (still )?running`)
	saysLost       = regexp.MustCompile(`(?i)lost-contact (test|trigger) met|debtor (unreachable|lost) for|out of service for`)
	saysRefused    = regexp.MustCompile(`(?i)third party refused|asked not to be called again`)
	saysAgreed     = regexp.MustCompile(`(?i)agreed window (on file|recorded|is)|prior consent on file|consented directly`)
)
