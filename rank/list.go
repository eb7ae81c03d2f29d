package rank

import "time"

// Money is an amount in minor units (cents, fen; whole yen) of an ISO 4217 currency.
type Money struct {
	Minor    int64
	Currency string
}

// Reason is why a person stands where they stand: a code with its numbers. Say puts it into words.
type Reason struct {
	Code string         `json:"code"`
	Args map[string]any `json:"args,omitempty"`
}

// Promise is what a person said they would pay, and what came of it by now.
type Promise struct {
	AccountID int64
	Made, Due time.Time // local days of the person, as midnight UTC
	Amount    Money
	Paid      Money  // paid on the account since it was made, up to its due day and the day of grace
	State     string // open, kept, broken
}

// Debt is one account of a person on the list.
type Debt struct {
	AccountID    int64
	Ref          string
	Product      string
	Jurisdiction string
	Mandate      Mandate
	Balance      Money  // of the last statement, less what was paid since
	Due          *Money // of the last statement
	CreditLimit  *Money
	DaysPastDue  int // on the day of the statement
	AsOf         time.Time
	State        string
	Likelihood   *float64 // P(any payment by the next month end), in [0, 1]
	Value        *Money   // expected amount if a payment is made
	Expected     *Money
	Reasons      []Reason
	Gate         Verdict
}

// Item is a row of the list: one person with all their debts.
type Item struct {
	PersonID     int64
	Position     int    // from 1 within its tab
	Name         string // masked; the account page shows it whole
	Lang         string
	Jurisdiction string
	Zone         string // the first of the person's zones; "" when unknown
	LocalTime    string // hh:mm there now; "" when the zone is unknown
	Debts        []Debt
	Owed         []Money // one sum per currency
	DaysPastDue  int     // of the oldest debt
	Likelihood   *float64
	Expected     []Money // one sum per currency; empty under written rules
	Reasons      []Reason
	// PermittedUntil is the last moment of the window that is open now; nil when none is.
	PermittedUntil *time.Time
	Gate           Verdict // of the debt that may be called; where none may, of the one that opens first
	Promise        *Promise
	// Status is why a row is in its tab: to_call, promised, call_back, later, snoozed, blocked, done.
	Status string
	// MovedWhy tells what moved the row since the list was made; nil when nothing did.
	MovedWhy *Reason
	Last     *Journaled
	Demo     bool

	order [2]float64 // what is due first, then the score
}

// List is what an agent sees of one day. Counts and money are of the rows as they stand at the moment of reading.
type List struct {
	Date      time.Time // midnight UTC of the day
	MadeAt    time.Time
	Model     string // "" when ordered by written rules
	Notice    string // key of a plain line above the list: "", "written_rules"
	Demo      bool
	CallsLeft int
	Expected  []Money
	ToCall    []Item
	Promised  []Item
	Later     []Item
	Blocked   []Item
	Done      []Item
}

// NoticeWrittenRules is the key of the line that says: too few payments to learn from, ordered by written rules.
const NoticeWrittenRules = "written_rules"
