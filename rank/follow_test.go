package rank

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"
)

// At 06:37 in Shanghai the list is of the day that has begun there, and of the day before for a reader in New York.
func TestTodayIsTheViewersOwnDay(t *testing.T) {
	t.Parallel()
	s := smallPortfolio(t)
	at := time.Date(2026, 11, 21, 22, 37, 0, 0, time.UTC)
	person := find(t, today(t, s, agent, at), "A1").PersonID
	record(t, s, Outcome{PersonID: person, Kind: NoAnswer}, at.Add(-8*time.Hour)) // 22:37 in Shanghai, on the 21st
	for zone, want := range map[string]struct {
		day  time.Time
		left int
	}{
		"":                 {date(2026, 11, 21), DayCapacity - 1},
		"Asia/Shanghai":    {date(2026, 11, 22), DayCapacity},
		"America/New_York": {date(2026, 11, 21), DayCapacity - 1},
	} {
		v := agent
		v.Zone = zone
		l := today(t, s, v, at)
		if !l.Date.Equal(want.day) || l.CallsLeft != want.left {
			t.Errorf("in %q: the list of %s with %d calls left, want %s and %d", zone, day(l.Date), l.CallsLeft, day(want.day), want.left)
		}
		if n := len(everybody(l)); n != 4 {
			t.Errorf("in %q: %d people, want 4", zone, n)
		}
	}
	lost := agent
	lost.Zone = "Mars/Base"
	var invalid *InvalidError
	if _, err := s.Today(context.Background(), lost, at); !errors.As(err, &invalid) || invalid.Field != "zone" {
		t.Errorf("%v, want an error of the zone", err)
	}
}

// A list of today shows who came with a file after it was made, and leaves out who went to another agent.
func TestListsFollowFiles(t *testing.T) {
	t.Parallel()
	s := smallPortfolio(t)
	if err := s.BuildLists(context.Background(), now, now); err != nil {
		t.Fatal(err)
	}
	at := now.Add(time.Hour)
	wantTabs(t, today(t, s, agent, at), "call A2 A3 A1; promised ; later A4; blocked A5; done ")
	accounts := "account,person,name,currency,jurisdiction,zone,lang,agent,mandate,number\n" +
		"A1,P1,王磊,CNY,CN,Asia/Shanghai,zh,wang,lender,13800000001|13800000002\nA7,P7,何敏,CNY,CN,,zh,li,lender,\n"
	load(t, s, "accounts", accounts, ImportOptions{Team: "t1"})
	load(t, s, "snapshots", "account,as_of,balance,days_past_due\nA7,2026-10-31,6000,20\n", ImportOptions{})
	l := today(t, s, agent, at)
	wantTabs(t, l, "call A2 A3 A7; promised ; later A4; blocked A5; done ")
	wantTabs(t, today(t, s, other, at), "call A1; promised ; later ; blocked ; done ")
	load(t, s, "accounts", accounts, ImportOptions{Team: "t1"})
	if again := today(t, s, agent, at.Add(time.Hour)); !again.MadeAt.Equal(l.MadeAt) {
		t.Error("a file that brought nothing made the list anew")
	}
}

// The first model takes over the list that was ordered by written rules.
func TestListsFollowTheModel(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	loadSynth(t, s, 300, false)
	if l := today(t, s, agent, now); l.Notice != NoticeWrittenRules {
		t.Fatalf("notice %q before there is a model", l.Notice)
	}
	r, err := s.Train(context.Background(), TrainOptions{AsOf: date(2026, 11, 19), Seed: 1}, now)
	if err != nil {
		t.Fatal(err)
	}
	if l := today(t, s, agent, now); l.Model != r.Model || l.Notice != "" {
		t.Errorf("the list is of %q with notice %q, want the new model", l.Model, l.Notice)
	}
}

// The ranking of a moment and the list of that moment say of every account alike whether it may be called about, and by
// which rule not; a promise on one debt leaves the person alone about the others.
func TestRankAndListAgree(t *testing.T) {
	t.Parallel()
	s := smallPortfolio(t)
	loadSynth(t, s, 200, false)
	l := today(t, s, lead, now)
	friday, later := date(2026, 11, 27), now.Add(2*time.Hour)
	chen := find(t, l, "A2")
	outcomes := []Outcome{{PersonID: chen.PersonID, AccountID: chen.Debts[0].AccountID, Kind: Promised, PromiseAmount: 100, PromiseDate: &friday}}
	for i, person := range everybody(l) {
		o := Outcome{PersonID: person, Kind: OutcomeKinds[i%len(OutcomeKinds)], CallBackAt: &later}
		if person != chen.PersonID && o.Kind != Promised && i%3 > 0 {
			outcomes = append(outcomes, o)
		}
	}
	admin := Viewer{Staff: "root", Role: "admin"}
	for _, o := range outcomes {
		if _, err := s.Record(context.Background(), admin, o, now); err != nil {
			t.Fatal(err)
		}
	}
	for _, at := range []time.Time{now, now.Add(time.Minute), now.Add(9 * time.Hour), now.AddDate(0, 0, 1), now.AddDate(0, 0, 9)} {
		s.agree(t, admin, at)
	}
	if got := find(t, today(t, s, agent, now), "A3"); got.Gate.Allowed || got.Status != statusPromised {
		t.Errorf("%s, %+v: the person has promised to pay, on another debt", got.Status, got.Gate)
	}
}

func (s *Store) agree(t *testing.T, v Viewer, at time.Time) {
	t.Helper()
	lines, err := s.Rank(context.Background(), RankOptions{Date: dateOf(at), At: &at}, at)
	if err != nil {
		t.Fatal(err)
	}
	ranked := map[string]Ranked{}
	for _, line := range lines {
		ranked[line.Account] = line
	}
	l := today(t, s, v, at)
	n := 0
	for _, tab := range [][]Item{l.ToCall, l.Promised, l.Later, l.Blocked, l.Done} {
		for _, i := range tab {
			for _, d := range i.Debts {
				n++
				line := ranked[d.Ref]
				if d.Gate.Allowed != (line.Position != nil) {
					t.Errorf("%s at %s: list %+v, ranking %v %v", d.Ref, at, d.Gate, line.Position, line.RuleIDs)
				}
				if !d.Gate.Allowed && fmt.Sprint(d.Gate.Rules) != fmt.Sprint(line.RuleIDs) {
					t.Errorf("%s at %s: list %v, ranking %v", d.Ref, at, d.Gate.Rules, line.RuleIDs)
				}
			}
		}
	}
	if n < 100 {
		t.Fatalf("compared %d debts", n)
	}
}
