package debtor

import (
	"math/rand/v2"
	"slices"
	"time"

	"evenkeel/coach/hear"
)

// Heard is what reaches the debtor of the trainee's turn: its acts, and the
// debtor's own wall clock.
type Heard struct {
	Acts  []hear.Act
	Today time.Time
}

// Reasons why a call ended, State.Ended.
const (
	EndGoodbye   = "goodbye"   // in good order
	EndVoicemail = "voicemail" // the message was recorded
	EndAnger     = "anger"     // threats, insults, pressure
	EndPatience  = "patience"  // worn out
	EndSilence   = "silence"
	EndMachine   = "machine" // spoken to as a machine once too often
	EndStop      = "stop"    // asked for no more calls
	EndCrisis    = "crisis"  // words of self-harm were passed over
	EndSafe      = "safe"    // the crisis was met, the debtor is with help
	EndUpset     = "third_party_upset"
)

// Begin opens the call: the phone is picked up.
func Begin(p Profile, seed uint64) (State, Move) {
	s := State{Seed: seed, Trust: clamp(p.Trust), Patience: clamp(p.Patience), Mood: p.Mood}
	if s.Mood == "" {
		s.Mood = Calm
	}
	m := Move{Kind: Answer, Mood: s.Mood, Why: []string{"the phone rings"}}
	if p.Voicemail {
		m.Kind = Beep
	}
	if len(p.Opening) > 0 {
		m.Line = p.Opening[rng(seed, 0, 'o').IntN(len(p.Opening))]
	}
	s.Last = m.Kind
	return s, m
}

// Next moves the debtor's head by what was heard and chooses what the debtor
// does. It is a function of its arguments alone: the same state and words give
// the same move.
func Next(p Profile, s State, h Heard) (State, Move) {
	m := &mind{p: p, s: s.clone(), h: h, acts: kindsOf(h.Acts)}
	m.s.Turn++
	m.r = rng(s.Seed, m.s.Turn, 'm')
	m.settle()
	m.feel()
	m.learn()
	m.s.Mood = m.mood()
	move := m.choose()
	m.s.Mood = m.mood() // what was decided shows, too
	move.Mood = m.s.Mood
	m.s.Last = move.Kind
	if move.Ends && m.s.Ended == "" {
		m.s.Ended = EndGoodbye
	}
	return m.s, move
}

// Close ends the call from outside, with a goodbye.
func Close(s State, reason string) (State, Move) {
	s = s.clone()
	s.Ended, s.Last = reason, Goodbye
	return s, Move{Kind: Goodbye, Mood: s.Mood, Why: []string{reason}, Ends: true}
}

// mind is one step of thought.
type mind struct {
	p    Profile
	s    State
	h    Heard
	acts map[string]bool
	r    *rand.Rand
	why  []string
	// answered is the objection that this turn settled, passed the one it did not.
	answered, passed string
}

// choose asks each concern in order of urgency; the first that applies decides.
func (m *mind) choose() Move {
	for _, concern := range []func() (Move, bool){
		m.machine, m.voicemail, m.silence, m.crisis, m.abuse, m.wornOut, m.thirdParty, m.stop, m.trap,
		m.whoCalls, m.busy, m.dispute, m.settled, m.timeGiven, m.proposal, m.unanswered, m.question, m.heardOut, m.topic,
	} {
		if move, ok := concern(); ok {
			move.Why = append(m.why, move.Why...)
			return move
		}
	}
	return Move{Kind: Stall, Why: append(m.why, "nothing calls for more")}
}

// because notes a reason on the way.
func (m *mind) because(why string) { m.why = append(m.why, why) }

func (m *mind) did(kinds ...string) bool {
	for _, k := range kinds {
		if m.acts[k] {
			return true
		}
	}
	return false
}

// only reports that the turn did nothing but these.
func (m *mind) only(kinds ...string) bool {
	for k := range m.acts {
		if !slices.Contains(kinds, k) {
			return false
		}
	}
	return len(m.acts) > 0
}

func (m *mind) end(kind, reason, why string) (Move, bool) {
	m.s.Ended = reason
	return Move{Kind: kind, Why: []string{why}, Ends: true}, true
}

func move(kind, why string) (Move, bool) { return Move{Kind: kind, Why: []string{why}}, true }

func kindsOf(acts []hear.Act) map[string]bool {
	set := make(map[string]bool, len(acts))
	for _, a := range acts {
		set[a.Kind] = true
	}
	return set
}

// rng is the random source of one purpose in one turn: replaying a call, or
// branching from a turn, draws the same numbers again.
func rng(seed uint64, turn int, purpose rune) *rand.Rand {
	return rand.New(rand.NewPCG(seed, uint64(turn)<<32|uint64(purpose)))
}

func clamp(x float64) float64 { return max(0, min(1, x)) }

// clone copies what a step may change, so that a stored state stays as it was.
func (s State) clone() State {
	s.Told, s.Raised, s.Answered = slices.Clone(s.Told), slices.Clone(s.Raised), slices.Clone(s.Answered)
	s.Sprung, s.Used = slices.Clone(s.Sprung), slices.Clone(s.Used)
	s.Offer, s.Agreement = s.Offer.clone(), s.Agreement.clone()
	return s
}

func (a *Agreement) clone() *Agreement {
	if a == nil {
		return nil
	}
	return &Agreement{Parts: slices.Clone(a.Parts), Kept: a.Kept}
}
