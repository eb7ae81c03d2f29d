package rank

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"
)

// A lead opens again what a call has closed; what came in writing stays closed, and so does what the lender says.
func TestReopen(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for name, c := range map[string]struct {
		o     Outcome
		rule  string // that closes A2 on the next day
		debt  bool   // reopen the debt alone
		opens bool
	}{
		"a dispute about a debt":          {Outcome{Kind: Dispute}, "CN-CCARD-69", true, true},
		"a dispute, with all else":        {Outcome{Kind: Dispute}, "CN-CCARD-69", false, true},
		"hardship":                        {Outcome{Kind: Hardship}, "HOUSE-STATE-hardship_review", false, true},
		"a request to stop":               {Outcome{Kind: Stop}, "HOUSE-STATE-stop_asked", false, true},
		"hardship is of the person":       {Outcome{Kind: Hardship}, "HOUSE-STATE-hardship_review", true, false},
		"a request to stop in writing":    {Outcome{Kind: Stop, Written: true}, "HOUSE-STATE-stop_asked", false, false},
		"the wrong person is no such row": {Outcome{Kind: WrongPerson}, "HOUSE-STATE-wrong_person", false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := smallPortfolio(t)
			row := find(t, today(t, s, agent, now), "A2")
			c.o.PersonID, c.o.AccountID = row.PersonID, row.Debts[0].AccountID
			record(t, s, c.o, now)
			at := now.AddDate(0, 0, 1)
			gate := func(at time.Time) Verdict { return find(t, today(t, s, lead, at), "A2").Debts[0].Gate }
			closed := gate(at)
			if closed.Allowed || !slices.Contains(closed.Rules, c.rule) {
				t.Fatalf("closed by %v, want %s", closed.Rules, c.rule)
			}
			account := int64(0)
			if c.debt {
				account = row.Debts[0].AccountID
			}
			id, err := s.Reopen(ctx, lead, row.PersonID, account, "the papers were sent and accepted", at)
			if (err == nil) != c.opens {
				t.Fatalf("reopening gave %v", err)
			}
			if got := gate(at); got.Allowed != c.opens {
				t.Errorf("after reopening: %+v", got)
			}
			if !c.opens {
				return
			}
			a, err := s.Account(ctx, lead, row.PersonID, at)
			if err != nil || a.Journal[0].Kind != reopened || a.Journal[0].Note == "" || a.Last.Kind != c.o.Kind {
				t.Errorf("the journal begins with %+v, the last call is %+v (%v)", a.Journal[0], a.Last, err)
			}
			if before, err := s.Rank(ctx, RankOptions{Date: now}, now); err != nil || positionOf(before, "A2") != nil {
				t.Errorf("what is opened today was open yesterday (%v)", err)
			}
			if err := s.Undo(ctx, lead, id, at.Add(time.Minute)); err != nil {
				t.Fatal(err)
			}
			if got := gate(at.Add(time.Minute)); got.Allowed {
				t.Error("a reopening that was taken back still holds")
			}
			if _, err := s.Reopen(ctx, lead, row.PersonID, account, "again", at.Add(2*time.Minute)); err != nil {
				t.Fatal(err)
			}
			record(t, s, c.o, at.Add(time.Hour))
			if got := gate(at.AddDate(0, 0, 1)); got.Allowed {
				t.Error("what was said after the reopening is not heard")
			}
		})
	}
}

func positionOf(list []Ranked, ref string) *int {
	for _, l := range list {
		if l.Account == ref {
			return l.Position
		}
	}
	return nil
}

func TestReopenRefuses(t *testing.T) {
	t.Parallel()
	s := smallPortfolio(t)
	ctx := context.Background()
	l := today(t, s, agent, now)
	one, two := find(t, l, "A1"), find(t, l, "A2")
	record(t, s, Outcome{PersonID: one.PersonID, Kind: Dispute}, now)
	for name, c := range map[string]struct {
		v       Viewer
		person  int64
		account int64
		reason  string
		want    error
		field   string
	}{
		"an agent":               {agent, one.PersonID, 0, "why", ErrNotLead, ""},
		"a lead of another team": {Viewer{Staff: "zhao", Team: "t2", Role: "lead"}, one.PersonID, 0, "why", ErrNotFound, ""},
		"another person's debt":  {lead, one.PersonID, two.Debts[0].AccountID, "why", ErrNotFound, ""},
		"no reason":              {lead, one.PersonID, 0, "  ", nil, "reason"},
		"nothing closed":         {lead, two.PersonID, 0, "why", nil, "person"},
	} {
		_, err := s.Reopen(ctx, c.v, c.person, c.account, c.reason, now)
		var invalid *InvalidError
		if c.want != nil && !errors.Is(err, c.want) || c.field != "" && (!errors.As(err, &invalid) || invalid.Field != c.field) {
			t.Errorf("%s: %v", name, err)
		}
	}
	load(t, s, "accounts", "account,person,currency,jurisdiction,zone,lang,agent,state\nA1,P1,CNY,CN,Asia/Shanghai,zh,li,cease_written\n", ImportOptions{Team: "t1"})
	if _, err := s.Reopen(ctx, lead, one.PersonID, 0, "why", now); !errors.Is(err, ErrCeaseWritten) {
		t.Errorf("%v, want ErrCeaseWritten", err)
	}
}
