// Package score judges what a trainee said in a practice call: breaches of the
// conduct rules with a verbatim quote each (comply), tone and empathy per turn
// (judge), the result of the call (scorecard) and the one thing to do better
// next time (feedback).
//
// It owns no tables: a call comes in as turns and facts, a Card goes out, and
// the same call always gives the same card. It judges only the trainee's own
// turns, never the debtor's. It never dials, stores, or asks a network; a
// language model may be passed in as a Judge, and then only its verified claims
// count.
package score

import (
	"time"

	"evenkeel/coach/hear"
)

// Speakers of a turn.
const (
	Agent  = "agent"
	Debtor = "debtor"
)

// Channels of a contact. An empty channel is a call.
const (
	Call      = "call"
	Voicemail = "voicemail"
	Chat      = "chat"
	SMS       = "sms"
	Email     = "email"
	Visit     = "visit"
)

// Mandates under which a collector works. US disclosure duties (FDCPA) bind
// Agency and DebtBuyer, not the Lender itself.
const (
	Lender    = "lender"
	Agency    = "agency"
	DebtBuyer = "debt_buyer"
)

// What a debtor's turn can let show, Turn.Voiced.
const (
	Dispute  = "dispute"
	Hardship = "hardship"
	Crisis   = "crisis"
	Stop     = "stop"
	Busy     = "busy"
	// Identified: confirmed to be the person asked for, or gave the detail asked for.
	Identified = "identified"
)

// Turn is one utterance of a call, in the order of the call.
type Turn struct {
	Index   int    // position in the call, unique, as the caller numbers turns
	Speaker string // Agent or Debtor
	Text    string
	At      time.Time  // UTC; zero where unknown
	Acts    []hear.Act // what the turn does, where the caller has heard it; may be nil
	// Voiced is what a debtor's turn lets show, where the caller knows it from
	// more than the words: Dispute, Hardship, Crisis, Stop, Busy, Identified. The words are
	// read for the same as well.
	Voiced []string
}

// Context is what holds for the whole call.
type Context struct {
	Jurisdiction string // CN, US, UK, IN, HK, SG, TW, EU; rules follow the debtor's place, not the language
	Lang         string // zh or en
	Channel      string
	// Callee is who answers: debtor, unverified, spouse, parent, colleague,
	// employer, guarantor, voicemail, other. Empty means debtor.
	Callee string
	// Verified says that the right person was already verified before the
	// first turn (an earlier leg of the call, a signed-in chat).
	Verified bool
	// LocalTime is the debtor's wall clock at the first turn; zero: unknown,
	// and then no finding about hours is made.
	LocalTime time.Time
	// Name is whom the agent is to reach, Firm for whom the agent calls; they
	// stand in what could be said instead. Either may be empty.
	Name, Firm string
	CallsToday int // conversations with this debtor earlier today, by anyone
	// Inbound says that the debtor rang; hours and frequency do not bind then.
	Inbound bool
	Mandate string // Lender, Agency or DebtBuyer
	Facts   Facts
}

// Facts are the truth of the account that decides whether words are true.
type Facts struct {
	AmountMinor int64  // balance owed, minor units; 0: unknown
	Currency    string // ISO 4217
	DaysPastDue int
	// TrueAmounts are further figures that may rightly be said, minor units:
	// the minimum due, an instalment, the principal, an approved settlement.
	TrueAmounts []int64

	SuitIntended      bool // the creditor has decided to sue
	Judgment          bool // a court has ruled for the creditor
	Disputed          bool // an open dispute
	TimeBarred        bool // limitation has run out
	Represented       bool // a lawyer or adviser is known to act
	CeaseWritten      bool // a written request to stop is on file
	OptedOut          bool // this channel was refused
	BreathingSpace    bool // UK moratorium is running
	LostContact       bool // the debtor cannot be reached (third-party calls)
	ThirdPartyRefused bool // this contact asked not to be called again
	Vulnerable        bool // a vulnerability is on file
	LateAgreed        bool // the debtor agreed to contact outside the usual hours
	NoticeGiven       bool // caller and collector disclosure were given before the first turn, in this same contact
}
