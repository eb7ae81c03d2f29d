package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"evenkeel/rank/synth"
	"evenkeel/web/auth"
)

// demoPassword opens every demonstration sign-in. It is no secret: the
// demonstration fills itself only on a loopback address, and holds made-up
// people.
const demoPassword = "evenkeel-demo"

var demoTeams = []auth.Team{
	{Key: "east", Name: "华东组"},
	{Key: "lakes", Name: "Great Lakes"},
	{Key: "care", Name: "Care 关怀组"},
}

// demoStaff are twelve made-up people.
var demoStaff = []auth.Staff{
	{Login: "lu", Name: "王璐", Role: auth.Agent, Team: "east", Lang: "zh"},
	{Login: "chen", Name: "李晨", Role: auth.Agent, Team: "east", Lang: "zh"},
	{Login: "ming", Name: "赵一鸣", Role: auth.Trainee, Team: "east", Lang: "zh"},
	{Login: "lan", Name: "陈岚", Role: auth.Lead, Team: "east", Lang: "zh"},
	{Login: "maria", Name: "Maria Lopez", Role: auth.Agent, Team: "lakes", Lang: "en"},
	{Login: "sam", Name: "Sam Okafor", Role: auth.Agent, Team: "lakes", Lang: "en"},
	{Login: "jordan", Name: "Jordan Blake", Role: auth.Trainee, Team: "lakes", Lang: "en"},
	{Login: "dana", Name: "Dana Whitfield", Role: auth.Lead, Team: "lakes", Lang: "en"},
	{Login: "yue", Name: "林悦", Role: auth.Agent, Team: "care", Lang: "zh"},
	{Login: "priya", Name: "Priya Nair", Role: auth.Agent, Team: "care", Lang: "en"},
	{Login: "ning", Name: "周宁", Role: auth.Lead, Team: "care", Lang: "zh"},
	{Login: "admin", Name: "Alex Reed", Role: auth.Admin, Team: "care", Lang: "en"},
}

func demoAgents() []synth.Agent {
	var agents []synth.Agent
	for _, s := range demoStaff {
		if s.Role == auth.Agent {
			agents = append(agents, synth.Agent{Login: s.Login, Team: s.Team, Lang: s.Lang})
		}
	}
	return agents
}

// fillStaff adds the teams and people; those who are there already stay.
func (r *rooms) fillStaff(ctx context.Context, now time.Time) error {
	for _, t := range demoTeams {
		t.Demo = true
		if err := r.auth.AddTeam(ctx, t, now); err != nil {
			return err
		}
	}
	for _, s := range demoStaff {
		s.Demo = true
		if err := r.auth.AddStaff(ctx, s, demoPassword, now); err != nil && !errors.Is(err, auth.ErrTaken) {
			return fmt.Errorf("%s: %w", s.Login, err)
		}
	}
	return nil
}

// shownSignIns are the ones serve prints: each role in Chinese and in English,
// and the admin.
var shownSignIns = []string{"lu", "ming", "lan", "maria", "jordan", "dana", "admin"}

// demoSignIns is a line for each of shownSignIns that is there; "" without the
// demonstration.
func (r *rooms) demoSignIns(ctx context.Context) (string, error) {
	var b strings.Builder
	for _, login := range shownSignIns {
		s, err := r.auth.Staff(ctx, login)
		if errors.Is(err, auth.ErrNotFound) || err == nil && !s.Demo {
			continue
		}
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "  %-8s %-8s (%s)\n", s.Role, s.Login, s.Lang)
	}
	if b.Len() == 0 {
		return "", nil
	}
	return "Demonstration sign-ins (made-up people), password " + demoPassword + ":\n" + b.String(), nil
}
