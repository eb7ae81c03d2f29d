package web

import (
	"fmt"
	"strconv"
	"strings"

	"evenkeel/coach"
)

// resultPage is a scored call: one thing to do better.
type resultPage struct {
	Frame
	resultView
}

// resultView is what Result and Review share.
type resultView struct {
	R             *coach.Result
	Own           bool
	AgentName     string
	DebtorName    string
	Reviewer      string
	ReviewTone    float64
	ReviewEmpathy float64
	Exchanges     []exchange
	Chart         *lineChart
}

// exchange is a turn of the transcript with what stands in its margin.
type exchange struct {
	Index         int
	Speaker       string
	Clock         string
	Tone, Empathy string // "" where there was nothing to judge
	Parts         []part
	Findings      []coach.Finding
	Note          string
	Last          bool // the call ended here: there is nothing to try from it
}

// part is a piece of a turn's text; Marked ones are quoted by a finding.
type part struct {
	Text     string
	Marked   bool
	Repaired bool
}

func (s *server) result(v *visit) error {
	r, err := s.readResult(v)
	if err != nil {
		return err
	}
	if r.Outcome == "" {
		return v.seeOther(fmt.Sprintf("/calls/%d", r.Call.ID))
	}
	p := resultPage{Frame: s.frame(v, practicePlace[v.me.Role]), resultView: s.newResultView(v, r)}
	if r.Review != nil {
		names, err := s.namesOf(v)
		if err != nil {
			return err
		}
		if name := names[r.Review.Staff]; name != "" {
			p.Reviewer = name
		}
	}
	p.Title, p.Wide = r.Call.Scenario.Title, true
	return s.render(v, 200, "result", p)
}

func (s *server) readResult(v *visit) (*coach.Result, error) {
	id, err := v.number("call")
	if err != nil {
		return nil, err
	}
	return s.coach.ResultIn(v.ctx(), v.coachViewer(), id, v.lang)
}

func (s *server) newResultView(v *visit, r *coach.Result) resultView {
	names := s.namesIn(v, r.Call)
	view := resultView{R: r, Own: r.Call.Staff == v.me.Login, AgentName: names.Agent, DebtorName: names.Debtor,
		Chart: newLineChart(r)}
	if r.Review != nil {
		view.Reviewer = r.Review.Staff
		if r.Review.Tone != nil {
			view.ReviewTone = *r.Review.Tone
		}
		if r.Review.Empathy != nil {
			view.ReviewEmpathy = *r.Review.Empathy
		}
	}
	for i, t := range r.Call.Turns {
		e := newExchange(r, t, v.lang)
		e.Last = t.Ended && i == len(r.Call.Turns)-1
		view.Exchanges = append(view.Exchanges, e)
	}
	return view
}

func newExchange(r *coach.Result, t coach.Turn, lang string) exchange {
	e := exchange{Index: t.Index, Speaker: t.Speaker, Clock: minutes(max(t.At.Sub(r.Call.Started), 0))}
	for _, f := range r.Findings {
		if f.Turn == t.Index {
			e.Findings = append(e.Findings, f)
		}
	}
	for _, sc := range r.TurnScores {
		if sc.Turn == t.Index {
			e.Tone, e.Empathy = points(sc.Tone), points(sc.Empathy)
		}
	}
	if t.Note != "" {
		e.Note = coach.Note{Turn: t.Index, Key: t.Note}.Words(lang)
	}
	e.Parts = split(t.Text, e.Findings)
	return e
}

func points(x *float64) string {
	if x == nil {
		return ""
	}
	return fixed(1, *x)
}

// split cuts a turn at the runes its findings quote. Where two overlap, the
// text between belongs to both marks once.
func split(text string, findings []coach.Finding) []part {
	runes := []rune(text)
	mark := make([]byte, len(runes)) // 0 plain, 1 repaired, 2 breach
	for _, f := range findings {
		kind := byte(2)
		if f.Repaired {
			kind = 1
		}
		for i := max(f.Start, 0); i < min(f.End, len(runes)); i++ {
			mark[i] = max(mark[i], kind)
		}
	}
	var parts []part
	for i := 0; i < len(runes); {
		j := i
		for j < len(runes) && mark[j] == mark[i] {
			j++
		}
		parts = append(parts, part{Text: string(runes[i:j]), Marked: mark[i] > 0, Repaired: mark[i] == 1})
		i = j
	}
	return parts
}

// lineChart is the debtor's trust and patience along the turns, as an SVG
// without a script, and the table behind it.
type lineChart struct {
	Width, Height, Right, Top, Bottom int
	Trust, Patience                   string // points of the polylines
	TextX, TrustY, PatienceY          int
	Rows                              []chartRow
}

// chartRow is a debtor's turn; both values lie in [0, 1].
type chartRow struct {
	Turn            int
	Trust, Patience float64
}

// newLineChart returns nil where there are fewer than two turns: a line needs
// two points.
func newLineChart(r *coach.Result) *lineChart {
	n := min(len(r.TrustLine), len(r.PatienceLine))
	if n < 2 {
		return nil
	}
	c := &lineChart{Width: 640, Height: 96, Right: 560, Top: 8, Bottom: 88, TextX: 568}
	y := func(x float64) int { return c.Bottom - int(x*float64(c.Bottom-c.Top)+0.5) }
	var trust, patience []string
	for i := range n {
		x := i * c.Right / (n - 1)
		trust = append(trust, fmt.Sprintf("%d,%d", x, y(r.TrustLine[i])))
		patience = append(patience, fmt.Sprintf("%d,%d", x, y(r.PatienceLine[i])))
		c.Rows = append(c.Rows, chartRow{Turn: i + 1, Trust: r.TrustLine[i], Patience: r.PatienceLine[i]})
	}
	c.Trust, c.Patience = strings.Join(trust, " "), strings.Join(patience, " ")
	c.TrustY, c.PatienceY = apart(y(r.TrustLine[n-1])+4, y(r.PatienceLine[n-1])+4)
	return c
}

// apart keeps two labels 14 units from each other, so that both can be read.
func apart(a, b int) (int, int) {
	const least = 14
	if gap := a - b; gap > -least && gap < least {
		mid := min(max((a+b)/2, 16), 84)
		if a <= b {
			return mid - least/2, mid + least/2
		}
		return mid + least/2, mid - least/2
	}
	return a, b
}

// branch starts a new call that is this one up to a turn.
func (s *server) branch(v *visit) error {
	id, err := v.number("call")
	if err != nil {
		return err
	}
	turn, err := strconv.Atoi(v.PostForm("turn"))
	if err != nil || turn < 0 {
		return errForm
	}
	c, err := s.coach.Branch(v.ctx(), v.coachViewer(), id, turn, v.now)
	if err != nil {
		return err
	}
	return v.seeOther(fmt.Sprintf("/calls/%d", c.ID))
}

// dispute stores what a trainee says against a finding.
func (s *server) dispute(v *visit) error {
	call, err := v.number("call")
	if err != nil {
		return err
	}
	finding, err := v.number("finding")
	if err != nil {
		return err
	}
	if err := s.coach.Dispute(v.ctx(), v.coachViewer(), finding, v.PostForm("reason"), v.now); err != nil {
		return err
	}
	if err := s.tell(v, Flash{Key: "disputed"}); err != nil {
		return err
	}
	return v.seeOther(fmt.Sprintf("/calls/%d/result#finding-%d", call, finding))
}
