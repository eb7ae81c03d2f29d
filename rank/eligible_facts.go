package rank

import "time"

// Facts are what the gates know when they judge one contact: this callee, about this account, by this channel, on
// this number. The zero value of a field means "not known", and what is not known never passes silently: a callee
// without a role is a third party, a line without a kind is not the firm's, a debtor without a place is not called.
// Ordinary fills in what holds for an agent who dials by hand from a desk.
type Facts struct {
	// Jurisdiction is the debtor's place, with the state or city where it is known: CN, US, US-MA, US-NYC, UK, IN, HK,
	// SG, EU, TW. A place without rules in the catalogue is judged by the house's own.
	Jurisdiction string
	Overlays     []string // further places whose limits hold as well: "US-MA", "US-NYC"
	// Zones are all IANA zones the debtor may be in (address, area code, what they said). The hours must be right in
	// every one of them. Places with a single zone need none.
	Zones   []string
	Account int64
	Product string  // "card" and others; empty is judged like a card, the strictest
	Mandate Mandate // outside its days, counted in the debtor's zones, nobody is called

	States []AccountState // of the account and of the person, whichever blocks

	Role     Role
	Callee   int64 // the third party's or guarantor's own id; 0 is the debtor
	Contract bool  // the guarantor has signed, or the spouse owes as well: on file, never presumed
	Refused  bool  // this third party has asked not to be called
	Purpose  Purpose

	Attorney       bool // an attorney is known to act on the debt
	Representative bool // a debt adviser or another agent acts for the debtor
	CeaseWritten   bool // a written refusal to pay or request to cease

	Channel      Channel
	Line         LineKind
	Dialler      Dialler
	AutoConsent  bool // consent on file to calls by a machine or an artificial voice
	Number       Number
	OptedOut     []Channel // the debtor asked not to be contacted by these
	OnlyChannels []Channel // the debtor asked to be contacted by these alone
	Visit        VisitPlan

	Agreed       []Hours   // agreed with the debtor, on file: they widen the hours
	Inconvenient []Hours   // times the debtor said do not suit
	Consents     []Consent // prior consents to another call, given to us by the debtor

	// Contacts are all earlier contacts with the person, of the lender and of every agency, in any order, at least
	// those of the last 31 days. The rules count them themselves.
	Contacts []Contact
	// NumbersInvalid says that no number of the debtor works any more.
	NumbersInvalid bool
}

// AccountState is a state that forbids contact until it changes or, where Until is set, until that moment.
type AccountState struct {
	Name  string // paid, settled, … promised, snoozed: see blockingStates
	Until *time.Time
}

// Role is who would answer.
type Role string

// The roles. An unknown or any other role is a third party.
const (
	RoleDebtor     Role = "debtor"
	RoleGuarantor  Role = "guarantor"
	RoleSpouse     Role = "spouse"
	RoleThirdParty Role = "third_party" // emergency contact, relative, friend, colleague
	RoleEmployer   Role = "employer"
	RoleAttorney   Role = "attorney" // the debtor's own
)

// Purpose is what the contact is for. The zero value is collecting.
type Purpose string

// The purposes that open what is closed to collecting.
const (
	PurposeCollect Purpose = ""
	PurposeLocate  Purpose = "locate" // ask a third party where the debtor is, or to pass on a message; no word of a debt
	PurposeNotice  Purpose = "notice" // confirm that contact ends, or name a remedy: 12 CFR 1006.6(c)(2)
)

// Channel is the way of contact.
type Channel string

// The channels.
const (
	ChannelCall          Channel = "call"
	ChannelText          Channel = "text"
	ChannelEmail         Channel = "email"
	ChannelEmployerEmail Channel = "employer_email"
	ChannelChat          Channel = "chat"
	ChannelPublicSocial  Channel = "social_public" // anything others can see
	ChannelLetter        Channel = "letter"
	ChannelVisit         Channel = "visit"
)

// LineKind is whose line or account is used.
type LineKind string

// The kinds of line.
const (
	LineInstitutional LineKind = "institutional" // registered by the firm: its numbers and enterprise accounts
	LinePrivate       LineKind = "private"
)

// Dialler is what places the call.
type Dialler string

// The diallers.
const (
	DialManual     Dialler = "manual"
	DialAuto       Dialler = "auto"
	DialArtificial Dialler = "artificial_voice" // pre-recorded or made by a machine
)

// Number is the number to be dialled.
type Number struct {
	ID            int64
	Kind          string // mobile, home, work; empty is judged like the strictest
	WorkForbidden bool   // the employer forbids such calls
	PlaceUnsuited bool   // the debtor said that this place does not suit
}

// VisitPlan is what has been settled about a visit.
type VisitPlan struct {
	Staff      int  // how many go
	Identified bool // they carry identification
	Consent    bool // the debtor agreed to be visited there
}

// Hours are a weekly time of the debtor's day.
type Hours struct {
	Days     []time.Weekday // empty: every day; the day on which they begin
	From, To int            // minutes after local midnight, 0 to 1440; To at or before From runs into the next day
}

// Consent is the debtor's own agreement to be called again soon. It lasts seven days, the day given being the first
// (12 CFR 1006.14(b)(3)(i)), or until it was withdrawn.
type Consent struct {
	Given     time.Time
	Withdrawn *time.Time
}

// Contact is one earlier contact or attempt.
type Contact struct {
	At       time.Time
	Channel  Channel // empty is judged like a call
	Number   int64   // 0: not known; judged as if it were the number to be dialled
	Callee   int64   // as Facts.Callee
	Accounts []int64 // the debts it was about; empty: all of the person's
	Inbound  bool
	// Result is what came of it. One that is no outcome of a call counts as a conversation and as unanswered too.
	Result OutcomeKind
	// OffOwnPhone says that the number was not one of the debtor's own: work, for instance.
	OffOwnPhone bool
}

// Verdict is what the gates say about one contact at one moment.
type Verdict struct {
	Allowed bool `json:"allowed"`
	// Rules are the ids of all broken rules in the order of the gates: the first one decides. Of an allowed contact
	// they are the rules whose condition it must keep, which Note names.
	Rules []string `json:"rules,omitempty"`
	// Note is what an allowed contact must keep to: message_only, location_only, attorney_only, notice_only; or empty.
	Note string `json:"note,omitempty"`
	// Severity of the deciding rule by the book: illegal, regulatory or best practice; empty when allowed.
	Severity string `json:"severity,omitempty"`
	// Earliest is the first moment from now on that is permitted if no further contact is made; now itself when allowed,
	// nil where only a change of state can open the way.
	Earliest *time.Time `json:"earliest,omitempty"`
	// Until is the end of the present permitted window; nil when blocked, or where no rule ever ends it.
	Until *time.Time `json:"until,omitempty"`
}

// Window is a permitted time. Until is the last permitted moment where Closed (21:00:00 in the United States), else the
// first one forbidden (22:00 in China).
type Window struct {
	From, Until time.Time
	Closed      bool
}

// Contains tells whether t lies in the window. A closed end includes the whole second.
func (w Window) Contains(t time.Time) bool { return !t.Before(w.From) && t.Before(w.end()) }

func (w Window) end() time.Time {
	if w.Closed {
		return w.Until.Add(time.Second)
	}
	return w.Until
}

// Ordinary returns the facts with what holds for an agent who dials the debtor by hand from a desk of the firm, where
// the facts do not say otherwise.
func Ordinary(f Facts) Facts {
	if f.Role == "" && f.Callee == 0 {
		f.Role = RoleDebtor
	}
	if f.Channel == "" {
		f.Channel = ChannelCall
	}
	if f.Line == "" {
		f.Line = LineInstitutional
	}
	if f.Dialler == "" {
		f.Dialler = DialManual
	}
	return f
}
