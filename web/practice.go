package web

import (
	"fmt"

	"evenkeel/coach"
)

func (v *visit) coachViewer() coach.Viewer {
	return coach.Viewer{Staff: v.me.Login, Team: v.me.Team, Role: v.me.Role}
}

// practicePage offers the calls to try, today's drill first.
type practicePage struct {
	Frame
	Drill  *coach.ScenarioCard
	Groups []scenarioGroup
	Lang   string // which language's scenarios are shown
	Stage  string // "" for all
	Stages []tab
}

// scenarioGroup is the cards of one difficulty.
type scenarioGroup struct {
	Difficulty int
	Cards      []coach.ScenarioCard
}

var stages = []string{"early", "middle", "late"}

func (s *server) practice(v *visit) error {
	lang := v.DefaultQuery("lang", v.lang)
	if lang != zh && lang != en {
		return errNotFound
	}
	cards, err := s.coach.Scenarios(v.ctx(), v.coachViewer(), lang)
	if err != nil {
		return err
	}
	p := newPracticePage(cards, lang, v.Query("stage"))
	p.Frame = s.frame(v, "practice")
	p.Title, p.Wide = s.say(v, "practice.title"), true
	return s.render(v, 200, "practice", p)
}

func newPracticePage(cards []coach.ScenarioCard, lang, stage string) practicePage {
	p := practicePage{Lang: lang, Stage: stage}
	perStage, groups := map[string]int{}, map[int][]coach.ScenarioCard{}
	for i, c := range cards {
		perStage[c.Stage]++
		if c.Drill {
			p.Drill = &cards[i]
			continue
		}
		if stage == "" || c.Stage == stage {
			groups[c.Difficulty] = append(groups[c.Difficulty], c)
		}
	}
	p.Stages = []tab{{ID: "", Count: len(cards), Here: stage == ""}}
	for _, st := range stages {
		p.Stages = append(p.Stages, tab{ID: st, Count: perStage[st], Here: st == stage})
	}
	for d := 1; d <= 5; d++ {
		if len(groups[d]) > 0 {
			p.Groups = append(p.Groups, scenarioGroup{Difficulty: d, Cards: groups[d]})
		}
	}
	return p
}

// start opens a practice call and goes to it.
func (s *server) start(v *visit) error {
	id, err := v.number("scenario")
	if err != nil {
		return err
	}
	c, err := s.coach.Start(v.ctx(), v.coachViewer(), id, v.now)
	if err != nil {
		return err
	}
	return v.seeOther(fmt.Sprintf("/calls/%d", c.ID))
}

// minePage is a person's own calls, and with them their progress.
type minePage struct {
	Frame
	Calls []callRow
}

// callRow is a line of a table of calls.
type callRow struct {
	coach.CallSummary
	Who string // name of the member of staff
	At  string
}

func (s *server) mine(v *visit) error {
	calls, err := s.coach.Mine(v.ctx(), v.coachViewer())
	if err != nil {
		return err
	}
	p := minePage{Frame: s.frame(v, minePlace[v.me.Role])}
	for _, c := range calls {
		p.Calls = append(p.Calls, newCallRow(c, v, nil))
	}
	p.Title, p.Wide = s.say(v, "mine.title."+minePlace[v.me.Role]), true
	return s.render(v, 200, "mine", p)
}

// minePlace is where a role finds its own calls.
var minePlace = map[string]string{"agent": "calls", "trainee": "progress", "lead": "calls", "admin": "calls"}

func newCallRow(c coach.CallSummary, v *visit, names map[string]string) callRow {
	who := names[c.Staff]
	if who == "" {
		who = c.Staff
	}
	return callRow{CallSummary: c, Who: who, At: moment(v.lang, inZone(c.Started, v.me.Zone), inZone(v.now, v.me.Zone))}
}
