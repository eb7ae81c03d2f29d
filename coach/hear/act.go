// Package hear tells what a trainee's turn does: which speech acts it carries,
// in the order in which they are said, with the amounts and dates they name.
// It is pure and fast, knows Chinese and English, and owns no table.
// It never judges: whether an act breaks a rule is for coach/score, and what
// the debtor makes of it is for coach/debtor.
package hear

import "time"

// The speech acts. One turn carries one or more; Other only when nothing else
// fits. An act is what the words do, not which words they are.
const (
	Greet             = "greet"
	IdentifySelf      = "identify_self"
	TellRecording     = "tell_recording"
	RequiredNotice    = "required_notice"
	AskRightParty     = "ask_right_party"
	Verify            = "verify"
	DiscloseDebt      = "disclose_debt"
	NeutralMessage    = "neutral_message"
	Acknowledge       = "acknowledge"
	Paraphrase        = "paraphrase"
	AskOpen           = "ask_open"
	AskClosed         = "ask_closed"
	Explain           = "explain"
	StateConsequence  = "state_consequence"
	ProposePlan       = "propose_plan"
	ProposeRelief     = "propose_relief"
	AskCommitment     = "ask_commitment"
	ConfirmCommitment = "confirm_commitment"
	GiveTime          = "give_time"
	LogDispute        = "log_dispute"
	OfferProof        = "offer_proof"
	Apologise         = "apologise"
	HandleCrisis      = "handle_crisis"
	Reschedule        = "reschedule"
	AcceptStop        = "accept_stop"
	RecapClose        = "recap_close"
	Threaten          = "threaten"
	Insult            = "insult"
	Pressure          = "pressure"
	PressThirdParty   = "press_third_party"
	Overpromise       = "overpromise"
	Misstate          = "misstate"
	PushBorrowing     = "push_borrowing"
	Ignore            = "ignore"
	HoldOrSilence     = "hold_or_silence"
	TalkToMachine     = "talk_to_machine"
	Other             = "other"
)

// Kinds lists every act in the order of the catalogue.
var Kinds = []string{
	Greet, IdentifySelf, TellRecording, RequiredNotice, AskRightParty, Verify,
	DiscloseDebt, NeutralMessage, Acknowledge, Paraphrase, AskOpen, AskClosed,
	Explain, StateConsequence, ProposePlan, ProposeRelief, AskCommitment,
	ConfirmCommitment, GiveTime, LogDispute, OfferProof, Apologise, HandleCrisis,
	Reschedule, AcceptStop, RecapClose, Threaten, Insult, Pressure,
	PressThirdParty, Overpromise, Misstate, PushBorrowing, Ignore, HoldOrSilence,
	TalkToMachine, Other,
}

// Money is an amount in minor units (cents, fen) of an ISO 4217 currency.
type Money struct {
	Minor    int64  `json:"minor"`
	Currency string `json:"currency"`
}

// Part is one instalment of a plan or promise; either field may be absent.
type Part struct {
	Amount *Money     `json:"amount,omitempty"`
	Date   *time.Time `json:"date,omitempty"`
}

// Act is one speech act. Amount and Date are the first ones named in it; Date
// is midnight UTC of the calendar day at the debtor's place. Approx says that
// the amount was given as a round guess ("a couple hundred", "小一万").
// Parts lists instalments where the act names more than one. Text is the
// clause, verbatim; Start and End are its place in the turn, in runes.
type Act struct {
	Kind   string     `json:"kind"`
	Amount *Money     `json:"amount,omitempty"`
	Date   *time.Time `json:"date,omitempty"`
	Approx bool       `json:"approx,omitempty"`
	Parts  []Part     `json:"parts,omitempty"`
	Text   string     `json:"text"`
	Start  int        `json:"start"`
	End    int        `json:"end"`
}

// Context is what must be known to hear a turn rightly. Date is the moment of
// the call in the debtor's zone; Balance is what is owed in minor units, 0
// where unknown; LastDebtor is what the other side said just before; Callee is
// who is on the line ("debtor", "spouse", …, empty: debtor); PaydayDay is the
// day of the month wages come, 0 where unknown. Firm is for whom the trainee
// calls and Name whom the trainee is to reach; either may be empty.
type Context struct {
	Date       time.Time
	Currency   string
	Balance    int64
	LastDebtor string
	Callee     string
	PaydayDay  int
	Firm       string
	Name       string
}

// Has reports whether any of the acts is of one of the kinds.
func Has(acts []Act, kinds ...string) bool {
	for _, a := range acts {
		for _, k := range kinds {
			if a.Kind == k {
				return true
			}
		}
	}
	return false
}
