package rank

import "time"

// OutcomeKind is what came of a call.
type OutcomeKind string

// The kinds of outcome an agent can record. Answered kinds are conversations with the person who owes.
const (
	NoAnswer     OutcomeKind = "no_answer"
	Voicemail    OutcomeKind = "voicemail"
	Busy         OutcomeKind = "busy"
	NotInService OutcomeKind = "not_in_service"
	Refused      OutcomeKind = "refused" // spoke, and would not pay
	Promised     OutcomeKind = "promise"
	Paid         OutcomeKind = "paid" // says it is paid: wait for the statement
	Dispute      OutcomeKind = "dispute"
	Hardship     OutcomeKind = "hardship"
	WrongPerson  OutcomeKind = "wrong_person"
	Stop         OutcomeKind = "stop" // asked us not to call
	CallBack     OutcomeKind = "call_back"
	snoozed      OutcomeKind = "snooze" // the agent set the person aside; not an outcome of a call
	reopened     OutcomeKind = "reopen" // a lead opened what a dispute, hardship or request to stop had closed
)

// call tells whether the row of the journal was an attempt on the telephone.
func (k OutcomeKind) call() bool { return k != snoozed && k != reopened }

// OutcomeKinds are the kinds in the order of the keys 1–9 and on that the pages offer.
var OutcomeKinds = []OutcomeKind{NoAnswer, Voicemail, Busy, Refused, Promised, Paid, CallBack, Dispute, Hardship, WrongPerson, NotInService, Stop}

// Conversation tells whether the kind means that somebody who owes was spoken with.
func (k OutcomeKind) Conversation() bool {
	switch k {
	case Refused, Promised, Paid, Dispute, Hardship, Stop, CallBack:
		return true
	}
	return false
}

// Outcome is what an agent records after a call. AccountID 0 means all of the person's debts, NumberID 0 the person's
// only or unknown number. PromiseAmount is in minor units of the account's currency.
type Outcome struct {
	PersonID, AccountID, NumberID int64
	Kind                          OutcomeKind
	PromiseAmount                 int64
	PromiseDate                   *time.Time
	CallBackAt                    *time.Time
	Note                          string
	// Written says that a request to stop, or a dispute, came in writing: in the United States a written request to
	// cease binds more than a spoken one (15 USC 1692c(c)).
	Written bool
}

// Journaled is one line of the journal as the account page shows it.
type Journaled struct {
	ID        int64
	AccountID int64
	Number    string
	Kind      OutcomeKind
	Promise   *Promise
	Until     *time.Time
	Note      string
	Staff     string
	At        time.Time
	Undone    bool
}
