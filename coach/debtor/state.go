package debtor

import "time"

// Moves a debtor can make.
const (
	Answer        = "answer"         // picks up the phone
	AskIdentity   = "ask_identity"   // who is this?
	Confirm       = "confirm"        // yes, that is me
	GiveDetail    = "give_detail"    // answers a verification question
	AskProof      = "ask_proof"      // how do I know you are who you say?
	Object        = "object"         // raises an objection
	Repeat        = "repeat"         // says again what was not answered
	Reveal        = "reveal"         // tells a fact
	Soften        = "soften"         // eases, having been heard
	Stall         = "stall"          // evades, says nothing definite
	Refuse        = "refuse"         // says no
	AskTerms      = "ask_terms"      // wants it concrete: how much, by when
	CounterOffer  = "counter_offer"  // names an own amount and date
	Agree         = "agree"          // takes the plan
	ConfirmPlan   = "confirm_plan"   // says yes to the recap
	AcceptTime    = "accept_time"    // will think it over until then
	Satisfied     = "satisfied"      // the dispute, the proof or the stop was taken seriously
	QuoteRights   = "quote_rights"   // answers a threat with the rules
	Complain      = "complain"       // says there will be a complaint
	Hurt          = "hurt"           // answers an insult
	CrisisWords   = "crisis"         // speaks of self-harm
	CrisisEase    = "crisis_ease"    // feels heard in the crisis
	NotMe         = "wrong_person"   // you have the wrong person
	CalleeAsks    = "callee_asks"    // a third party wants to know what it is about
	CalleeUpset   = "callee_upset"   // a third party objects to being pulled in
	CalleeAccepts = "callee_accepts" // a third party takes it well
	AskStop       = "ask_stop"       // do not call again
	AskOtherTime  = "ask_other_time" // not now
	Puzzled       = "puzzled"        // does not understand what was said
	StillThere    = "still_there"    // hello?
	Goodbye       = "goodbye"        // ends the call politely
	HangUp        = "hang_up"        // ends the call
	Beep          = "beep"           // the machine records
)

// State is what is in the debtor's head; it is stored with every turn so that
// a call can be taken up again from any of them.
type State struct {
	Seed      uint64     `json:"seed"`
	Turn      int        `json:"turn"` // agent turns so far
	Trust     float64    `json:"trust"`
	Patience  float64    `json:"patience"`
	Mood      string     `json:"mood"`
	Knows     Knows      `json:"knows"`
	Told      []string   `json:"told,omitempty"`     // keys of the facts disclosed
	Raised    []string   `json:"raised,omitempty"`   // objections stated
	Answered  []string   `json:"answered,omitempty"` // objections settled
	Offer     *Agreement `json:"offer,omitempty"`    // the debtor's own offer on the table
	Agreement *Agreement `json:"agreement,omitempty"`
	Counts    Counts     `json:"counts"`
	Crisis    string     `json:"crisis,omitempty"` // "", open, eased
	Sprung    []int      `json:"sprung,omitempty"` // traps used up
	Used      []string   `json:"used,omitempty"`   // lines said, by key, so that none comes twice
	Last      string     `json:"last,omitempty"`   // the last move
	Ended     string     `json:"ended,omitempty"`  // why the debtor ended the call; empty: still talking
}

// Knows is what the debtor has learnt about the call.
type Knows struct {
	Caller    bool `json:"caller,omitempty"`    // who is calling
	Confirmed bool `json:"confirmed,omitempty"` // has said to be the right person
	Topic     bool `json:"topic,omitempty"`     // what it is about
	Proof     bool `json:"proof,omitempty"`     // proof was offered
}

// Counts of what has happened, for limits.
type Counts struct {
	Threats  int `json:"threats,omitempty"`
	Insults  int `json:"insults,omitempty"`
	Pressed  int `json:"pressed,omitempty"`
	Ignored  int `json:"ignored,omitempty"`
	Silences int `json:"silences,omitempty"`
	Machine  int `json:"machine,omitempty"`
	Stops    int `json:"stops,omitempty"`
	Heard    int `json:"heard,omitempty"` // times the debtor felt heard
}

// Agreement is a promise or offer: amounts and days. Kept tells whether this
// debtor would keep it: false where the real reason is not out yet and the
// promise was only made to end the call.
type Agreement struct {
	Parts []Part `json:"parts"`
	Kept  bool   `json:"kept"`
}

// Part is one payment, minor units, on or before Date (midnight UTC of the
// debtor's day).
type Part struct {
	Minor int64     `json:"minor"`
	Date  time.Time `json:"date"`
}

// Move is what the debtor does next, chosen by code. Why lists the reasons in
// the order in which they were weighed, for the log of the call.
type Move struct {
	Kind      string   `json:"kind"`
	Mood      string   `json:"mood"`
	Objection string   `json:"objection,omitempty"`
	Fact      string   `json:"fact,omitempty"`
	Offer     []Part   `json:"offer,omitempty"`
	Line      string   `json:"line,omitempty"` // the scenario's own words for it
	Why       []string `json:"why"`
	Ends      bool     `json:"ends,omitempty"`
}
