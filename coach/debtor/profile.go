// Package debtor is the simulated debtor of a practice call: the scenarios as
// data, the mind that decides by code and seed what the debtor does next, and
// the voice that words it. It owns no table (scenarios are stored by coach),
// reads no clock and never lets a language model decide anything: a model may
// only word a move that the mind has chosen, and its words are checked first.
package debtor

// Kinds of debtor: behaviour in a call, never a label on a person's file.
const (
	Rational    = "rational"
	Stubborn    = "stubborn"
	Emotional   = "emotional"
	Evasive     = "evasive"
	Hardship    = "hardship"
	Disputing   = "disputing"
	NeverMeant  = "never_meant"
	WrongPerson = "wrong_person"
)

// Moods a debtor can be in; the phrase bank words a move by them.
const (
	Calm      = "calm"
	Wary      = "wary"
	Irritated = "irritated"
	Angry     = "angry"
	Low       = "low" // ashamed, tired, near tears
	Confused  = "confused"
)

// Profile is everything that makes a simulated debtor. All amounts are minor
// units of Currency. Trust and Patience start the call and lie in [0, 1].
type Profile struct {
	Kind         string      `json:"kind"`
	Lang         string      `json:"lang"`         // zh or en
	Jurisdiction string      `json:"jurisdiction"` // CN, US, …
	Currency     string      `json:"currency"`     // ISO 4217
	Callee       string      `json:"callee"`       // who answers: debtor, spouse, parent, colleague, other
	Name         string      `json:"name"`         // pseudonym, as the debtor is addressed
	Mood         string      `json:"mood"`
	Trust        float64     `json:"trust"`
	Patience     float64     `json:"patience"`
	Owed         int64       `json:"owed"`
	DaysPastDue  int         `json:"days_past_due"`
	Means        Means       `json:"means"`
	Opening      []string    `json:"opening"`    // how the phone is answered
	Objections   []Objection `json:"objections"` // in the order in which they come
	Facts        []Fact      `json:"facts"`      // what can be learnt by asking
	Softens      []string    `json:"softens"`    // speech acts that count double with this person
	Traps        []Trap      `json:"traps"`
	Crisis       []string    `json:"crisis"`     // words of self-harm, said once trust or patience is low; empty: none
	Proof        bool        `json:"proof"`      // wants proof of who is calling before anything else
	StopAfter    int         `json:"stop_after"` // asks not to be called again from this agent turn on; 0: only when worn out
	Easy         bool        `json:"easy"`       // promises easily and does not mean it until the hidden reason is out
	Busy         bool        `json:"busy"`       // caught at a bad time: wants another time named
	Voicemail    bool        `json:"voicemail"`  // nobody answers; a machine records
}

// Means is what the debtor can really pay: Now today, Monthly from the pay day
// of each month on. No agreement goes beyond it.
type Means struct {
	Now     int64 `json:"now"`
	Monthly int64 `json:"monthly"`
	Payday  int   `json:"payday"` // day of the month, 1–28; 0: no regular income, Monthly counts from the same day of each month
}

// Objection is one thing that stands in the way. Key is the catalogue's
// ("no_money", "wrong_fee", …); Lines are the scenario's own wordings, used
// before the phrase bank's; AnsweredBy are the speech acts that settle it
// (empty: the catalogue's).
type Objection struct {
	Key        string   `json:"key"`
	Lines      []string `json:"lines,omitempty"`
	AnsweredBy []string `json:"answered_by,omitempty"`
}

// Fact is something the trainee can find out. It is told to a good question
// once trust has reached Trust. Hidden marks the real reason behind the
// arrears: a promise made before it is out is not worth much.
type Fact struct {
	Key    string  `json:"key"`
	Line   string  `json:"line"`
	Trust  float64 `json:"trust"`
	Hidden bool    `json:"hidden,omitempty"`
}

// Trap is a moment built to tempt a mistake: when the trainee does one of On,
// the debtor answers with Line, once, and trust and patience move.
type Trap struct {
	On       []string `json:"on"`
	Line     string   `json:"line"`
	Trust    float64  `json:"trust"`
	Patience float64  `json:"patience"`
}

// Setting is what holds for the whole call and is needed to judge it; coach
// hands it to the scorer.
type Setting struct {
	LocalTime    string  `json:"local_time"` // HH:MM at the debtor's place
	Mandate      string  `json:"mandate"`    // lender, agency, debt_buyer
	Firm         string  `json:"firm"`       // whom the trainee calls for
	Product      string  `json:"product"`
	CallsToday   int     `json:"calls_today,omitempty"`
	TrueAmounts  []int64 `json:"true_amounts,omitempty"` // further figures that may rightly be said
	SuitIntended bool    `json:"suit_intended,omitempty"`
	Disputed     bool    `json:"disputed,omitempty"`
	TimeBarred   bool    `json:"time_barred,omitempty"`
	Represented  bool    `json:"represented,omitempty"`
}
