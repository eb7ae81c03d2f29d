package web

import (
	"evenkeel/coach"
	"evenkeel/web/auth"
)

// teamPage is who needs what practice: people and their practice results.
type teamPage struct {
	Frame
	People []teamRow
	Calls  []callRow
}

// teamRow is a member of the team; Summary is nil where nobody has practised.
type teamRow struct {
	auth.Staff
	Summary *coach.StaffSummary
	Last    string
}

// recentCalls is how many of the team's calls stand below the table.
const recentCalls = 20

func (s *server) team(v *visit) error {
	sums, err := s.coach.Team(v.ctx(), v.coachViewer())
	if err != nil {
		return err
	}
	people, err := s.auth.Members(v.ctx(), v.me.Team)
	if err != nil {
		return err
	}
	calls, err := s.coach.Calls(v.ctx(), v.coachViewer())
	if err != nil {
		return err
	}
	p := newTeamPage(v, people, sums, calls)
	p.Frame = s.frame(v, "team")
	p.Title, p.Wide = s.say(v, "team.title"), true
	return s.render(v, 200, "team", p)
}

func newTeamPage(v *visit, people []auth.Staff, sums []coach.StaffSummary, calls []coach.CallSummary) teamPage {
	bySummary, names := map[string]*coach.StaffSummary{}, map[string]string{}
	for i := range sums {
		bySummary[sums[i].Staff] = &sums[i]
	}
	var p teamPage
	for _, who := range people {
		names[who.Login] = who.Name
		row := teamRow{Staff: who, Summary: bySummary[who.Login]}
		if row.Summary != nil && row.Summary.Last != nil {
			row.Last = moment(v.lang, inZone(*row.Summary.Last, v.me.Zone), inZone(v.now, v.me.Zone))
		}
		p.People = append(p.People, row)
	}
	for _, c := range calls[:min(len(calls), recentCalls)] {
		p.Calls = append(p.Calls, newCallRow(c, v, names))
	}
	return p
}
