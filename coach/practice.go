package coach

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"evenkeel/coach/debtor"
	"evenkeel/coach/hear"
)

// Keys of notes about a turn.
const (
	NoteEndpoint = "voice_endpoint" // the model's endpoint failed: the built-in voice said the line
	NoteCheck    = "voice_check"    // the model's words did not fit the move: the built-in voice said the line
	NoteCut      = "voice_cut"      // the listener left in mid-stream: the line stands as far as it was heard
)

// Words tells a note in lang ("en", else Chinese).
func (n Note) Words(lang string) string {
	en, zh := noteEN[n.Key], noteZH[n.Key]
	if lang == "en" {
		return en
	}
	return zh
}

var noteEN = map[string]string{
	NoteEndpoint: "The language model did not answer in time; the built-in voice took over for this turn.",
	NoteCheck:    "The language model's words did not fit what the debtor had decided; the built-in voice said the line.",
	NoteCut:      "You left while the debtor was speaking; the line stands as far as it was heard.",
}

var noteZH = map[string]string{
	NoteEndpoint: "语言模型没有及时回应，这一句由内置语音接着说。",
	NoteCheck:    "语言模型说的话不符合对方此时的决定，这一句改由内置语音来说。",
	NoteCut:      "对方说话时您离开了，这句话只记到当时听到的地方。",
}

// Practice is a call in memory: what a Store keeps, and what a terminal can
// play without one. It is not safe for concurrent use.
type Practice struct {
	Scenario Scenario
	State    debtor.State
	Turns    []Turn
	Local    time.Time // the debtor's wall clock when the call began
	Started  time.Time
}

// NewPractice opens a call: the debtor has picked up the phone, and the first
// turn stands. The same scenario, seed and words give the same call.
func NewPractice(sc Scenario, seed uint64, now time.Time) *Practice {
	p := &Practice{Scenario: sc, Local: localStart(sc, now), Started: now}
	state, move := debtor.Begin(sc.Debtor, seed)
	state, text := debtor.Words(sc.Debtor, state, move)
	p.add(state, Turn{Speaker: Debtor, Text: text, At: now, Move: &move, Voice: VoiceBuiltIn})
	return p
}

// localStart is the debtor's wall clock, labelled UTC: the call's day at the
// time of day that the scenario sets.
func localStart(sc Scenario, now time.Time) time.Time {
	y, m, d := now.UTC().Date()
	t, err := time.Parse("15:04", sc.Setting.LocalTime)
	if err != nil {
		return now.UTC()
	}
	return time.Date(y, m, d, t.Hour(), t.Minute(), 0, 0, time.UTC)
}

func (p *Practice) add(state debtor.State, turns ...Turn) {
	p.State = state
	for _, t := range turns {
		t.Index = len(p.Turns)
		if t.Speaker == Debtor {
			t.State = &state
		}
		p.Turns = append(p.Turns, t)
	}
}

// Over reports whether the debtor has ended the call.
func (p *Practice) Over() bool {
	return p.State.Ended != "" || len(p.Turns) > 0 && p.Turns[len(p.Turns)-1].Ended
}

// Say is one exchange: the trainee's words (empty: silence), then the debtor's
// answer, piece by piece through emit as it is spoken. An error of emit stops
// the streaming, not the call. voice may be nil. Errors: ErrFinished, ErrTooLong.
func (p *Practice) Say(ctx context.Context, text string, now time.Time, voice debtor.Voice, emit func(string) error) (*Turn, error) {
	if p.Over() {
		return nil, ErrFinished
	}
	text = storable(text)
	if utf8.RuneCountInString(text) > MaxTurn {
		return nil, ErrTooLong
	}
	acts := p.hear(text, now)
	state, move := debtor.Next(p.Scenario.Debtor, p.State, debtor.Heard{Acts: acts, Today: p.today(now)})
	if len(p.Turns)+2 >= MaxTurns && !move.Ends {
		state, move = debtor.Close(state, "max_turns")
	}
	state, reply := p.speak(ctx, state, move, text, voice, emit)
	reply.At, reply.Move, reply.Ended = now, &move, move.Ends
	p.add(state, Turn{Speaker: Agent, Text: text, At: now, Acts: acts}, reply)
	return &p.Turns[len(p.Turns)-1], nil
}

// storable leaves out what is not text: broken UTF-8, and control characters,
// of which the database refuses one.
func storable(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r == utf8.RuneError {
			return -1
		}
		return r
	}, text))
}

func (p *Practice) hear(text string, now time.Time) []hear.Act {
	d := p.Scenario.Debtor
	return hear.Hear(text, p.Scenario.Lang, hear.Context{
		Date: p.today(now), Currency: d.Currency, Balance: d.Owed, LastDebtor: p.lastDebtor(),
		Callee: d.Callee, PaydayDay: d.Means.Payday, Firm: p.Scenario.Setting.Firm, Name: d.Name,
	})
}

// today is the debtor's clock now: where it stood at the start plus the time passed.
func (p *Practice) today(now time.Time) time.Time { return p.Local.Add(now.Sub(p.Started)) }

func (p *Practice) lastDebtor() string {
	for i := len(p.Turns) - 1; i >= 0; i-- {
		if p.Turns[i].Speaker == Debtor {
			return p.Turns[i].Text
		}
	}
	return ""
}

func (p *Practice) said() []string {
	var lines []string
	for _, t := range p.Turns {
		if t.Speaker == Debtor {
			lines = append(lines, t.Text)
		}
	}
	return lines
}

// speak words the move: by the model where there is one and its words pass,
// else by the phrase bank.
func (p *Practice) speak(ctx context.Context, state debtor.State, move debtor.Move, heard string, voice debtor.Voice, emit func(string) error) (debtor.State, Turn) {
	emit = untilFirstError(emit)
	state, builtIn := debtor.Words(p.Scenario.Debtor, state, move)
	t := Turn{Speaker: Debtor, Text: builtIn, Voice: VoiceBuiltIn}
	if voice == nil || scripted[move.Kind] || p.voiceGone() {
		emitPieces(builtIn, emit)
		return state, t
	}
	text, err := voice.Speak(ctx, debtor.Request{Profile: p.Scenario.Debtor, State: state, Move: move, Heard: heard, BuiltIn: builtIn, Said: p.said()}, emit)
	switch {
	case err == nil:
		t.Text, t.Voice = text, VoiceModel
	case ctx.Err() != nil && text != "":
		t.Text, t.Voice, t.Note = text, VoiceModel, NoteCut
	default:
		t.Text, t.Note = join(text, builtIn, p.Scenario.Lang), noteFor(err)
		emitPieces(strings.TrimPrefix(t.Text, text), emit)
	}
	return state, t
}

// scripted moves are said as written whatever the voice: a machine's beep, the
// click of a hung-up phone, and words of self-harm, which nobody should make up.
var scripted = map[string]bool{debtor.Beep: true, debtor.HangUp: true, debtor.CrisisWords: true}

// voiceGone reports that the model's endpoint failed in two model turns in a
// row: the call goes on without waiting for it each time.
func (p *Practice) voiceGone() bool {
	failed := 0
	for i := len(p.Turns) - 1; i >= 0 && failed < 2; i-- {
		switch t := p.Turns[i]; {
		case t.Note == NoteEndpoint:
			failed++
		case t.Voice == VoiceModel:
			return false
		}
	}
	return failed >= 2
}

func noteFor(err error) string {
	if errors.Is(err, debtor.ErrUnfit) {
		return NoteCheck
	}
	return NoteEndpoint
}

func join(a, b, lang string) string {
	if a == "" || lang == "zh" {
		return a + b
	}
	return strings.TrimRight(a, " ") + " " + b
}

// untilFirstError makes a listener that has gone away go quiet.
func untilFirstError(emit func(string) error) func(string) error {
	gone := emit == nil
	return func(piece string) error {
		if gone || piece == "" {
			return nil
		}
		if err := emit(piece); err != nil {
			gone = true
		}
		return nil
	}
}

// emitPieces speaks a whole line as a person does: clause by clause.
func emitPieces(line string, emit func(string) error) {
	for _, piece := range debtor.Clauses(line) {
		if emit(piece) != nil {
			return
		}
	}
}
