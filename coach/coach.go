// Package coach is practice: scenario, call, turn, score, review, progress.
// It owns the schema coach (scenario, call, turn, score, finding, review,
// dispute). A call is run by the wings: hear tells what the trainee's words
// do, debtor decides and words the answer, score judges the finished call,
// llm speaks to a chat endpoint.
//
// It never knows a real debtor: a rehearsal is made from plain, pseudonymised
// figures, and only the person's id leads back to the account. It never lets a
// language model decide what the debtor does, and never changes a first score:
// a lead's override stands beside it.
package coach

import (
	"errors"
	"time"

	"evenkeel/coach/debtor"
	"evenkeel/coach/hear"
)

// Roles, as web/auth names them.
const (
	RoleAgent   = "agent"
	RoleTrainee = "trainee"
	RoleLead    = "lead"
	RoleAdmin   = "admin"
)

// Speakers of a turn.
const (
	Agent  = "agent"  // the trainee
	Debtor = "debtor" // the simulated debtor, or whoever answers
)

// Outcomes of a scored call.
const (
	Pass      = "pass"
	Coach     = "coach"
	Fail      = "fail"
	NotScored = "not_scored"
)

// Voices that can word a debtor's turn.
const (
	VoiceBuiltIn = "builtin"
	VoiceModel   = "model"
)

var (
	// ErrNotFound: no such thing, or not the viewer's to see.
	ErrNotFound = errors.New("coach: not found")
	// ErrForbidden: the viewer may see it, but not do this.
	ErrForbidden = errors.New("coach: not allowed")
	// ErrFinished: the call is over.
	ErrFinished = errors.New("coach: the call is over")
	// ErrBusy: the debtor is still answering the turn before.
	ErrBusy = errors.New("coach: the debtor is still answering")
	// ErrReason: an override or a dispute needs a reason in words.
	ErrReason = errors.New("coach: a reason is needed")
	// ErrInvalid: what was asked makes no sense as it is (empty scenario, unknown outcome, score out of range).
	ErrInvalid = errors.New("coach: invalid")
	// ErrTooLong: a turn of more than MaxTurn characters.
	ErrTooLong = errors.New("coach: the turn is too long")
)

// MaxTurn is the longest trainee's turn in characters: two minutes of speech.
const MaxTurn = 2000

// MaxTurns ends a call: nobody keeps a debtor on the line for longer than 120 turns.
const MaxTurns = 120

// Viewer is who asks. Trainees and agents see their own calls, a lead and an
// admin those of the team.
type Viewer struct{ Staff, Team, Role string }

// leads reports whether the viewer may see and review the team's calls.
func (v Viewer) leads() bool { return v.Role == RoleLead || v.Role == RoleAdmin }

// Scenario is one version of a practice case. Who, Know and Judged are words
// for the trainee; Debtor is what only the mind knows.
type Scenario struct {
	ID           int64
	Key          string
	Version      int
	Lang         string // zh or en
	Team         string // "" for all teams
	Title        string
	Who          string // who will answer
	Know         string // what the trainee knows before the call
	Judged       string // how the call will be judged
	Jurisdiction string
	Stage        string // early, middle, late
	DebtorKind   string
	Objections   []string // keys of the objections that come
	Difficulty   int      // 1 (easy) to 5
	Setting      debtor.Setting
	Debtor       debtor.Profile
	Demo         bool
	PersonID     int64 // the account's person a rehearsal was made from; 0 for others
}

// ScenarioCard is a scenario as offered for choice, with the viewer's own history in it.
type ScenarioCard struct {
	Scenario
	Tries    int
	Best     string // best outcome so far, "" if never scored
	BestCall int64
	LastAt   *time.Time
	Drill    bool // today's suggestion
}

// Call is a practice call with all its turns. Outcome is "" until it is scored.
type Call struct {
	ID        int64
	Scenario  Scenario
	Staff     string
	Team      string
	Started   time.Time
	LocalTime time.Time // the debtor's wall clock when the call began
	Ended     *time.Time
	EndedBy   string // agent or debtor; "" while it runs
	EndReason string // hang_up, goodbye, voicemail, max_turns, …
	Parent    int64  // the call this one branched from; 0: none
	FromTurn  int    // turns taken over from Parent
	PersonID  int64
	Demo      bool
	Turns     []Turn
	Notes     []Note
	Outcome   string
}

// Turn is one utterance. Index counts from 0 over both speakers.
type Turn struct {
	Index   int
	Speaker string
	Text    string
	At      time.Time
	Acts    []hear.Act    // agent turns: what the words do
	Move    *debtor.Move  // debtor turns: what was decided, and why
	State   *debtor.State // debtor turns: the state after the move
	Voice   string        // debtor turns: VoiceBuiltIn or VoiceModel
	Note    string        // key of a Note; "": none
	Ended   bool          // the debtor ended the call with this turn
}

// Note is something a reader of the call must know about one turn.
type Note struct {
	Turn int
	Key  string
}

// Scale is a mean over the turns scored, 1 (worst) to 5 (best).
type Scale struct {
	Mean  float64
	Turns int
	OK    bool // false: no turn could be scored
}

// Compliance counts turns without a breach of the turns scored.
type Compliance struct{ Clean, Scored int }

// Finding is one breach in the trainee's own words. Quote is verbatim:
// runes [Start, End) of the turn.
type Finding struct {
	ID         int64
	Turn       int
	RuleID     string
	Family     string
	Severity   string
	Quote      string
	Start, End int
	Instead    string
	Repaired   bool
	ToReview   bool // claimed, not confirmed: counts for nothing until a lead has looked
	By         string
	Confidence float64
	Disputes   []DisputeEntry
}

// DisputeEntry is a trainee's objection to a finding.
type DisputeEntry struct {
	ID     int64
	Staff  string
	Reason string
	At     time.Time
}

// TurnScore is the judgement of one agent turn; nil means nothing to judge.
type TurnScore struct {
	Turn          int
	Tone, Empathy *float64
	Clean, Scored bool
}

// Review is a lead's word beside the machine's first score, which stays.
type Review struct {
	Staff         string
	Agree         bool
	Outcome       string // the lead's outcome; equal to the first where Agree
	Tone, Empathy *float64
	Reason        string
	At            time.Time
}

// Result is a finished call with its score. TrustLine and PatienceLine hold the
// debtor's trust and patience in [0, 1] after each debtor turn.
type Result struct {
	Call          *Call
	Outcome       string
	Why           string
	Better        string // the one thing to do better next time
	Tone, Empathy Scale
	Compliance    Compliance
	Findings      []Finding
	TurnScores    []TurnScore
	TrustLine     []float64
	PatienceLine  []float64
	Agreement     *debtor.Agreement
	Missed        []string // facts that were there to be learnt and were not asked for
	Learnt        []string
	Notes         []string // about the scoring, in the call's language
	Review        *Review  // the latest; nil: none
	Reviews       []Review // all, oldest first
}

// CallSummary is a line of "my calls" and of the team's table.
type CallSummary struct {
	ID            int64
	Title         string
	Lang          string
	DebtorKind    string
	Staff         string
	Started       time.Time
	Ended         *time.Time
	Outcome       string // machine's; "" while running
	Reviewed      string // the lead's outcome, "" if none
	Tone, Empathy Scale
	Compliance    Compliance
	Findings      int
	PersonID      int64
}

// ReviewItem is a call that a person should look at, with why.
type ReviewItem struct {
	CallSummary
	Disputed    int     // findings the trainee disputes
	Uncertainty float64 // [0, 1]
	Consequence float64 // [0, 1]
	Why         []string
}

// Override is a lead's judgement of a scored call. With Agree the first score
// is confirmed and Outcome is ignored; otherwise Outcome and Reason are needed.
type Override struct {
	Outcome       string
	Tone, Empathy *float64 // 1–5; nil: as scored
	Reason        string
	Agree         bool
}

// StaffSummary is one person's practice over a team's table.
type StaffSummary struct {
	Staff         string
	Calls, Scored int
	Passed        int
	Tone, Empathy Scale
	Compliance    Compliance
	Last          *time.Time
}

// Rehearsal is what a call is rehearsed from: figures of an account and of its
// similar cases, never a name, a number or an address. AmountMinor is in minor
// units of Currency. LocalTime is the debtor's wall clock now.
type Rehearsal struct {
	PersonID     int64
	Lang         string
	Jurisdiction string
	Currency     string
	AmountMinor  int64
	DaysPastDue  int
	Product      string
	DebtorKind   string
	Reason       string // reason for the arrears, if known
	Objections   []string
	PastCases    []string // redacted
	Mandate      string   // lender, agency or debt_buyer
	Demo         bool     // made from demonstration data
	LocalTime    time.Time
}
