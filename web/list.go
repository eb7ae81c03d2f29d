package web

import (
	"cmp"
	"context"
	"slices"
	"time"

	"evenkeel/rank"
	"evenkeel/web/auth"
)

// listPage is what the team's lists of today hold.
type listPage struct {
	Frame
	Agents                        []agentRow
	Rules                         []ruleCount
	ToCall, Promised, Later, Done int
	BlockedCount                  int
	MadeAt                        time.Time
	Model                         string
}

// agentRow is one agent's list in numbers.
type agentRow struct {
	Name                                   string
	ToCall, Promised, Later, Blocked, Done int
	Expected                               []rank.Money
}

// ruleCount is how many people a rule keeps from being called today.
type ruleCount struct {
	ID    string
	Count int
}

// lists shows the team's lists: the whole as the lead sees it, and each
// agent's own.
func (s *server) lists(v *visit) error {
	whole, err := s.rank.Today(v.ctx(), v.rankViewer(), v.now)
	if err != nil {
		return err
	}
	members, err := s.auth.Members(v.ctx(), v.me.Team)
	if err != nil {
		return err
	}
	p := newListPage(whole, v)
	if p.Agents, err = s.agentRows(v.ctx(), members, v.now); err != nil {
		return err
	}
	p.Frame = s.frame(v, "list")
	p.Title, p.Wide = s.say(v, "list.title"), true
	return s.render(v, 200, "list", p)
}

func newListPage(l *rank.List, v *visit) listPage {
	p := listPage{ToCall: len(l.ToCall), Promised: len(l.Promised), Later: len(l.Later), Done: len(l.Done),
		BlockedCount: len(l.Blocked), MadeAt: inZone(l.MadeAt, v.me.Zone), Model: shortModel(l.Model)}
	per := map[string]int{}
	for _, it := range l.Blocked {
		if len(it.Gate.Rules) > 0 {
			per[it.Gate.Rules[0]]++
		}
	}
	for id, n := range per {
		p.Rules = append(p.Rules, ruleCount{id, n})
	}
	slices.SortFunc(p.Rules, func(a, b ruleCount) int { return cmp.Or(b.Count-a.Count, cmp.Compare(a.ID, b.ID)) })
	return p
}

// agentRows reads each agent's list as that agent sees it; members without
// people are left out.
func (s *server) agentRows(ctx context.Context, members []auth.Staff, now time.Time) ([]agentRow, error) {
	var rows []agentRow
	for _, m := range members {
		if m.Role != auth.Agent {
			continue
		}
		l, err := s.rank.Today(ctx, rank.Viewer{Staff: m.Login, Team: m.Team, Role: m.Role, Zone: m.Zone}, now)
		if err != nil {
			return nil, err
		}
		row := agentRow{Name: m.Name, ToCall: len(l.ToCall), Promised: len(l.Promised), Later: len(l.Later),
			Blocked: len(l.Blocked), Done: len(l.Done), Expected: l.Expected}
		if row.ToCall+row.Promised+row.Later+row.Blocked+row.Done > 0 {
			rows = append(rows, row)
		}
	}
	return rows, nil
}
