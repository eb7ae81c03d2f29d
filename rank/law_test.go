package rank

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"evenkeel/corpus/rulebook"
)

// The list never shows a row to call whose gate forbids it, at any moment, after any outcomes; no row is lost, and no
// person stands twice.
func TestTheListNeverBreaksARule(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	ctx := context.Background()
	loadSynth(t, s, 150, false)
	if err := s.BuildLists(ctx, now, now); err != nil {
		t.Fatal(err)
	}
	start := today(t, s, agent, now)
	people := everybody(start)
	at := now
	rapid.Check(t, func(t *rapid.T) {
		at = at.Add(time.Duration(rapid.IntRange(0, 90).Draw(t, "minutes")) * time.Minute)
		if !dateOf(at).Equal(dateOf(now)) {
			at = now // the list is of one day: start over within it
		}
		due := dateOf(at).AddDate(0, 0, rapid.IntRange(1, 9).Draw(t, "days"))
		later := at.Add(time.Duration(rapid.IntRange(1, 600).Draw(t, "later")) * time.Minute)
		o := Outcome{PersonID: rapid.SampledFrom(people).Draw(t, "person"), Kind: rapid.SampledFrom(OutcomeKinds).Draw(t, "kind"),
			PromiseAmount: 1, PromiseDate: &due, CallBackAt: &later}
		if _, err := s.Record(ctx, agent, o, at); err != nil && o.Kind != Promised { // of several debts the promise must name one
			t.Fatal(err)
		}
		l, err := s.Today(ctx, agent, at)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range l.ToCall {
			if !i.Gate.Allowed || i.PermittedUntil != nil && i.PermittedUntil.Before(at) {
				t.Fatalf("a row to call is forbidden: %+v", i.Gate)
			}
			if i.Position <= 2 {
				s.mustAllow(t, i, at)
			}
		}
		for _, i := range l.Blocked {
			if i.Gate.Allowed || len(i.Gate.Rules) == 0 {
				t.Fatalf("a blocked row has no rule: %+v", i)
			}
		}
		if now := everybody(l); !slices.Equal(now, people) {
			t.Fatalf("%d rows of %d people", len(now), len(people))
		}
	})
}

// mustAllow asks the gates again, from facts read afresh for the one person.
func (s *Store) mustAllow(t *rapid.T, i Item, at time.Time) {
	a, err := s.Account(context.Background(), agent, i.PersonID, at)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(a.Debts, func(d Debt) bool { return d.Gate.Allowed }) {
		t.Fatalf("the account page forbids what the list offers: %+v", a.Gate)
	}
}

func everybody(l *List) []int64 {
	var ids []int64
	for _, tab := range [][]Item{l.ToCall, l.Promised, l.Later, l.Blocked, l.Done} {
		for _, i := range tab {
			ids = append(ids, i.PersonID)
		}
	}
	slices.Sort(ids)
	return ids
}

// Counters run over what files bring and what agents record, per person, number and debt, as each rule says.
func TestCountersRun(t *testing.T) {
	t.Parallel()
	newYork := now.Add(10 * time.Hour) // eleven in the morning there
	for name, c := range map[string]struct {
		ref, contacts string
		at            time.Time
		rule          string // "": may be called
	}{
		"three talks in a day, on two of a person's debts": {"A2", "A2,09:00,,spoke A3,10:00,,spoke A3,11:00,,promise", now, "CN-GBT-5.3-FREQ3"},
		"two talks":                          {"A2", "A2,09:00,,spoke A3,10:00,,spoke", now, ""},
		"six calls to one of two numbers":    {"A1", strings.Repeat("A1,09:00,13800000001,no_answer ", 6), now, ""},
		"six calls to each":                  {"A1", strings.Repeat("A1,09:00,13800000001,no_answer A1,09:01,13800000002,no_answer ", 6), now, "CN-CBA-3-FREQ6"},
		"seven calls in a week":              {"A4", strings.Repeat("A4,01:00,,no_answer ", 7), newYork, "US-REGF-14b2-FREQ"},
		"six, and two that do not count":     {"A4", strings.Repeat("A4,01:00,,no_answer ", 6) + "A4,01:00,,busy A4,01:00,,not_in_service", newYork, ""},
		"a talk this week, which they began": {"A4", "A4,01:00,,inbound", newYork, "US-REGF-14b2-FREQ"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := smallPortfolio(t)
			text := "account,at,number,result\n"
			for f := range strings.FieldsSeq(c.contacts) {
				ref, rest, _ := strings.Cut(f, ",")
				text += ref + ",2026-11-20T" + strings.Replace(rest, ",", ":00+08:00,", 1) + "\n"
			}
			load(t, s, "contacts", text, ImportOptions{})
			got := find(t, today(t, s, agent, c.at), c.ref).Gate
			if got.Allowed != (c.rule == "") || c.rule != "" && got.Rules[0] != c.rule {
				t.Errorf("%+v, want %q", got, c.rule)
			}
		})
	}
}

// Every rule that a verdict of the list can cite has words in the book.
func TestBlockedRowsHaveWords(t *testing.T) {
	t.Parallel()
	s := smallPortfolio(t)
	book, err := rulebook.Load()
	if err != nil {
		t.Fatal(err)
	}
	list, err := s.Rank(context.Background(), RankOptions{Date: date(2027, 3, 1)}, now)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range list {
		if len(l.RuleIDs) == 0 {
			t.Errorf("%s has no rule, though its statement is four months old", l.Account)
		}
		for _, id := range l.RuleIDs {
			if r, ok := book.Rule(id); !ok || r.EN == "" || r.ZH == "" {
				t.Errorf("%s has no words", id)
			}
		}
	}
}

// What later contacts told of a number is not known before them: a ranking of an earlier day finds it as it was then.
func TestNumbersAsTheyWereKnown(t *testing.T) {
	t.Parallel()
	s := smallPortfolio(t)
	ctx := context.Background()
	first, second := date(2026, 11, 10), date(2026, 11, 14)
	load(t, s, "contacts", "account,at,number,result\nA2,2026-11-08T04:00:00Z,13800000003,spoke\n"+
		"A2,2026-11-12T04:00:00Z,13800000003,not_in_service\nA2,2026-11-13T04:00:00Z,13800000009,wrong_person\n", ImportOptions{})
	for at, want := range map[time.Time]string{first: "13800000003 working", second: "13800000003 invalid; 13800000009 wrong", date(2026, 11, 1): "13800000003 unverified"} {
		var person int64
		if err := s.pool.QueryRow(ctx, `SELECT person_id FROM rank.account WHERE ref = 'A2'`).Scan(&person); err != nil {
			t.Fatal(err)
		}
		standings, err := s.loadStandings(ctx, []int64{person}, at)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, n := range standings[person].numbers {
			got = append(got, n.Number+" "+n.State)
		}
		slices.Sort(got)
		if strings.Join(got, "; ") != want {
			t.Errorf("on %s: %v, want %s", day(at), got, want)
		}
	}
	before, err := s.Rank(ctx, RankOptions{Date: first}, now)
	if err != nil {
		t.Fatal(err)
	}
	after, err := s.Rank(ctx, RankOptions{Date: second}, now)
	if err != nil {
		t.Fatal(err)
	}
	if positionOf(before, "A2") == nil || positionOf(after, "A2") != nil {
		t.Error("the number went dead on the 12th: the person could be called on the 10th, and not on the 14th")
	}
}
