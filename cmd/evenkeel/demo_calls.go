package main

import (
	"context"
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"time"

	"evenkeel/coach"
	"evenkeel/web/auth"
)

// demoCallsFile holds the trainees' words of a few practice calls, good and
// bad, so that a lead finds something to review. A call begins with a line
// "== login scenario days-ago"; each further line is a turn.
//
//go:embed demo_calls.txt
var demoCallsFile string

type demoCall struct {
	login, scenario string
	ago             time.Duration
	turns           []string
}

// demoCalls parses the file.
func demoCalls() ([]demoCall, error) {
	var calls []demoCall
	for n, line := range strings.Split(strings.TrimSpace(demoCallsFile), "\n") {
		head, ok := strings.CutPrefix(line, "== ")
		if !ok {
			if len(calls) == 0 {
				return nil, fmt.Errorf("demonstration calls: line %d stands before the first call", n+1)
			}
			last := &calls[len(calls)-1]
			last.turns = append(last.turns, line)
			continue
		}
		f := strings.Fields(head)
		if len(f) != 3 {
			return nil, fmt.Errorf("demonstration calls: line %d is not: == login scenario days", n+1)
		}
		days, err := strconv.Atoi(f[2])
		if err != nil {
			return nil, fmt.Errorf("demonstration calls: line %d: %w", n+1, err)
		}
		calls = append(calls, demoCall{f[0], f[1], time.Duration(days) * 24 * time.Hour, nil})
	}
	return calls, nil
}

// fillCalls plays the calls with the simulated debtor, as the trainees would,
// and has them scored.
func (r *rooms) fillCalls(ctx context.Context, now time.Time) error {
	calls, err := demoCalls()
	if err != nil {
		return err
	}
	for _, c := range calls {
		s, err := r.auth.Staff(ctx, c.login)
		if err != nil {
			return err
		}
		if err := r.playDemoCall(ctx, c, s, now.Add(-c.ago)); err != nil {
			return fmt.Errorf("%s plays %s: %w", c.login, c.scenario, err)
		}
	}
	return nil
}

// demoPace is the time between two turns of a played call.
const demoPace = 20 * time.Second

func (r *rooms) playDemoCall(ctx context.Context, c demoCall, s auth.Staff, at time.Time) error {
	v := coach.Viewer{Staff: s.Login, Team: s.Team, Role: s.Role}
	cards, err := r.coach.Scenarios(ctx, v, s.Lang)
	if err != nil {
		return err
	}
	for _, card := range cards {
		if card.Key == c.scenario {
			return r.playTurns(ctx, v, card.ID, c.turns, at)
		}
	}
	return fmt.Errorf("no scenario %q in %s", c.scenario, s.Lang)
}

func (r *rooms) playTurns(ctx context.Context, v coach.Viewer, scenario int64, turns []string, at time.Time) error {
	call, err := r.coach.Start(ctx, v, scenario, at)
	if err != nil {
		return err
	}
	for _, words := range turns {
		at = at.Add(demoPace)
		turn, err := r.coach.Say(ctx, v, call.ID, words, at, func(string) error { return nil })
		if err != nil {
			return err
		}
		if turn.Ended {
			break
		}
	}
	_, err = r.coach.HangUp(ctx, v, call.ID, at.Add(demoPace))
	return err
}
