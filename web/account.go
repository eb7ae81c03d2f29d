package web

import (
	"cmp"
	"time"

	"evenkeel/corpus"
	"evenkeel/rank"
)

// accountPage is one person: the next words to say, with what is known beside.
type accountPage struct {
	Frame
	A          accountView
	Opening    []openingLine
	Plan       planView
	Form       outcomeForm
	Rehearsals []callRow
	Cases      []caseView
	Objections []corpus.Hit
	Reopen     bool // a lead may open again what the person's words have closed
}

// accountView is a person with all their debts.
type accountView struct {
	PersonID     int64
	Name         string // whole: the opening is in the audit trail
	Lang         string
	Jurisdiction string
	Zone         string
	LocalTime    string // hh:mm there now, "" where the zone is unknown
	Gate         rank.Verdict
	Until, Opens string
	Debts        []rank.Debt
	Owed         []rank.Money
	DaysPastDue  int
	Why          string
	Percent      string
	Model        string
	ScoredAt     time.Time
	Numbers      []numberView
	Timeline     []event // the latest first
	Earlier      []event // those behind a fold
	Promise      *rank.Promise
}

// numberView is a telephone number with its state and source.
type numberView struct {
	ID            int64
	Number, Dial  string
	State, Source string
}

// event is a line of the history. Kind colours its dot: promise, broken, paid
// or "".
type event struct {
	At    time.Time
	Kind  string
	When  string
	Words string
	Note  string
}

// openingLine is a statement in the person's language, and the rule behind it.
type openingLine struct {
	Words string
	Rule  string
}

// caseView is a past case with its first words where nobody wrote a summary.
type caseView struct {
	corpus.Hit
	Excerpt string
}

// excerptRunes is how much of a case without a summary is shown.
const excerptRunes = 160

func newCaseView(h corpus.Hit) caseView {
	text := []rune(h.Text)
	v := caseView{Hit: h, Excerpt: h.Text}
	if len(text) > excerptRunes {
		v.Excerpt = string(text[:excerptRunes]) + "…"
	}
	return v
}

// planView is the plan calculator's answer.
type planView struct {
	Debt        int64
	Months      int
	First, Last rank.Money
	Rows        []planRow
	Problem     string
	Note        string
}

// planRow is one payment of a plan.
type planRow struct {
	N      int
	Due    time.Time
	Amount rank.Money
}

// openingLines words the ticks in the debtor's language.
func (s *server) openingLines(v *visit, a accountView) []openingLine {
	mandate := rank.Mandate{Kind: "lender"}
	if len(a.Debts) > 0 {
		mandate = a.Debts[0].Mandate
	}
	w := s.words[a.Lang]
	if w == nil {
		w = s.words[v.lang]
	}
	ours, err := w.T("opening.ours")
	if err != nil {
		s.log.ErrorContext(v.ctx(), "words missing", "request", v.id, "error", err)
	}
	firm := cmp.Or(mandate.Principal, ours)
	if mandate.Kind == "lender" {
		ours = firm
	}
	var lines []openingLine
	for _, t := range openingFor(a.Jurisdiction, mandate.Kind) {
		text, err := w.T("opening."+t.Key, "Me", v.me.Name, "Ours", ours, "Firm", firm, "Name", a.Name)
		if err != nil {
			s.log.ErrorContext(v.ctx(), "words missing", "request", v.id, "error", err)
			continue
		}
		lines = append(lines, openingLine{Words: text, Rule: t.Rule})
	}
	return lines
}
