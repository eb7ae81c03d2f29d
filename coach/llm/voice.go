package llm

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"strings"
)

//go:embed prompts/*.tmpl
var promptFiles embed.FS

// prompt reads an embedded file; a missing one is a fault of the build.
func prompt(name, lang string) (string, error) {
	text, err := promptFiles.ReadFile("prompts/" + name + "_" + lang + ".tmpl")
	if err != nil {
		return "", fmt.Errorf("llm: no %s prompt in %q: %w", name, lang, err)
	}
	return string(text), nil
}

// material is what the voice's prompt calls the user message: JSON, in which no
// text can close its own field.
type material struct {
	Meaning string   `json:"meaning"`
	Mood    string   `json:"mood"`
	Fact    string   `json:"fact"`
	Terms   string   `json:"terms"`
	Example string   `json:"example"`
	Heard   string   `json:"heard"`
	Said    []string `json:"said"`
}

// Bounds of what a prompt holds of the call, in runes and lines.
const (
	maxHeard = 600
	maxSaid  = 6
)

// lineTokens bounds a line: maxRunesZH at two tokens a character, and room.
const lineTokens = 240

// moodsZH are the moods in the words of the Chinese prompt.
var moodsZH = map[string]string{"calm": "平静", "wary": "戒备", "irritated": "不耐烦", "angry": "生气", "low": "低落", "confused": "疑惑"}

// Speak has the model word the line. It calls emit with each checked piece, in
// order, and returns their concatenation, also with an error: what was emitted
// stands. The error is an *UnfitError, an *EndpointError, or that of emit.
func (c *Client) Speak(ctx context.Context, l Line, emit func(piece string) error) (string, error) {
	l = l.settled()
	system, err := prompt("voice", l.Lang)
	if err != nil {
		return "", err
	}
	check, err := newChecker(l, system)
	if err != nil {
		return "", err
	}
	data, err := json.Marshal(l.material(check.meaning.words))
	if err != nil {
		return "", fmt.Errorf("llm: line: %w", err)
	}
	s := speech{check: check, emit: emit}
	_, err = c.stream(ctx, ask{system: system, user: string(data), temperature: .8, tokens: lineTokens}, c.opt.VoiceTime, s.take)
	if err == nil {
		err = s.end()
	}
	return check.text, err
}

func (l Line) material(meaning string) material {
	m := material{Meaning: meaning, Mood: l.Mood, Fact: l.Fact, Terms: l.Terms, Example: l.BuiltIn, Heard: l.Heard, Said: l.Said}
	if zh, ok := moodsZH[l.Mood]; ok && l.Lang == "zh" {
		m.Mood = zh
	}
	if r := []rune(m.Heard); len(r) > maxHeard {
		m.Heard = string(r[:maxHeard])
	}
	m.Said = m.Said[max(0, len(m.Said)-maxSaid):]
	return m
}

// speech passes on what is said as soon as a sentence has passed the check.
type speech struct {
	check *checker
	emit  func(string) error
	words sentences
}

func (s *speech) take(words string) error {
	for _, sentence := range s.words.add(words) {
		if err := s.say(sentence); err != nil {
			return err
		}
	}
	if len(s.words.rest) > 2*s.check.line.maxRunes() {
		return &UnfitError{Sentence: s.check.count, Check: CheckLength}
	}
	return nil
}

func (s *speech) say(sentence string) error {
	if sentence = unquoted(sentence); sentence == "" {
		return nil
	}
	before := len(s.check.text)
	if err := s.check.sentence(sentence); err != nil {
		return err
	}
	return s.emit(s.check.text[before:])
}

// end says what is left and holds the whole against the move.
func (s *speech) end() error {
	if err := s.say(s.words.last()); err != nil {
		return err
	}
	return s.check.complete()
}

// unquoted takes off the quotation marks that models put around a line.
func unquoted(s string) string {
	for _, pair := range []string{"“”", `""`, "「」"} {
		r := []rune(pair)
		if strings.Count(s, string(r[0])) == 1 && strings.HasPrefix(s, string(r[0])) || strings.HasPrefix(s, string(r[0])) && strings.HasSuffix(s, string(r[1])) {
			s = strings.TrimPrefix(s, string(r[0]))
		}
		if strings.HasSuffix(s, string(r[1])) && !strings.Contains(strings.TrimSuffix(s, string(r[1])), string(r[0])) {
			s = strings.TrimSuffix(s, string(r[1]))
		}
	}
	return strings.TrimSpace(s)
}
