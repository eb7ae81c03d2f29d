package rank

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

var (
	agent = Viewer{Staff: "li", Team: "t1", Role: "agent"}
	other = Viewer{Staff: "wang", Team: "t1", Role: "agent"}
	lead  = Viewer{Staff: "zhao", Team: "t1", Role: "lead"}
)

// smallPortfolio is six people of two agents: too few payments to learn from. 06:00 UTC is 14:00 in Shanghai, and 01:00
// in New York.
func smallPortfolio(t testing.TB) *Store {
	t.Helper()
	s := newStore(t)
	load(t, s, "accounts", `account,person,name,currency,jurisdiction,zone,lang,agent,mandate,number
A1,P1,王磊,CNY,CN,Asia/Shanghai,zh,li,lender,13800000001|13800000002
A2,P2,陈静,CNY,CN,,zh,li,lender,13800000003
A3,P2,陈静,CNY,CN,,zh,wang,lender,
A4,P3,Anna Smith,USD,US-NY,America/New_York,en,li,agency;for=Harbour Bank;from=2026-01-01;until=2026-12-31,+12125550101
A5,P4,,CNY,CN,,zh,li,agency;until=2026-06-30,
A6,P5,赵敏,CNY,CN,,zh,wang,lender,
`, ImportOptions{Team: "t1"})
	load(t, s, "snapshots", `account,as_of,balance,days_past_due,credit_limit,due,paid
A1,2026-09-30,5200,10,10000,500,0
A1,2026-10-31,5000.50,40,10000,500,200
A2,2026-10-31,9000,20,10000,900,
A3,2026-10-31,1000,20,,100,
A4,2026-10-31,700,35,,70,
A5,2026-10-31,800,35,,,
A6,2026-10-31,300,0,,,
`, ImportOptions{})
	return s
}

func today(t testing.TB, s *Store, v Viewer, at time.Time) *List {
	t.Helper()
	l, err := s.Today(context.Background(), v, at)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// names writes a tab as its references, in order.
func names(tab []Item) string {
	var out []string
	for _, i := range tab {
		for _, d := range i.Debts {
			out = append(out, d.Ref)
		}
	}
	return strings.Join(out, " ")
}

func tabs(l *List) string {
	return fmt.Sprintf("call %s; promised %s; later %s; blocked %s; done %s", names(l.ToCall), names(l.Promised), names(l.Later), names(l.Blocked), names(l.Done))
}

func wantTabs(t *testing.T, l *List, want string) {
	t.Helper()
	if got := tabs(l); got != want {
		t.Errorf("tabs are\n%s, want\n%s", got, want)
	}
}

func find(t testing.TB, l *List, ref string) Item {
	t.Helper()
	for _, tab := range [][]Item{l.ToCall, l.Promised, l.Later, l.Blocked, l.Done} {
		for _, i := range tab {
			for _, d := range i.Debts {
				if d.Ref == ref {
					return i
				}
			}
		}
	}
	t.Fatalf("%s is in no tab", ref)
	return Item{}
}

func record(t testing.TB, s *Store, o Outcome, at time.Time) int64 {
	t.Helper()
	id, err := s.Record(context.Background(), agent, o, at)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestTodayShowsPeopleWithTheirDebts(t *testing.T) {
	t.Parallel()
	s := smallPortfolio(t)
	l := today(t, s, agent, now)
	wantTabs(t, l, "call A2 A3 A1; promised ; later A4; blocked A5; done ")
	if l.Notice != NoticeWrittenRules || l.Model != "" {
		t.Errorf("notice %q, model %q: there are no payments to learn from", l.Notice, l.Model)
	}
	chen := l.ToCall[0]
	if chen.Name != "陈*" || len(chen.Owed) != 1 || chen.Owed[0] != (Money{1_000_000, "CNY"}) {
		t.Errorf("row is %q owing %v, want 陈* owing 10,000 CNY in one sum", chen.Name, chen.Owed)
	}
	if chen.PermittedUntil == nil || chen.PermittedUntil.UTC() != time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC) {
		t.Errorf("permitted until %v, want 22:00 in Shanghai", chen.PermittedUntil)
	}
	if got := l.Blocked[0].Gate.Rules; len(got) != 1 || got[0] != "HOUSE-RECALL" {
		t.Errorf("A5 is blocked by %v, want HOUSE-RECALL: its placement is over", got)
	}
	if got := l.Later[0].Gate.Rules; len(got) != 1 || got[0] != "US-REGF-6b1-TIME" {
		t.Errorf("A4 waits for %v, want US-REGF-6b1-TIME: it is one in the morning there", got)
	}
	wantTabs(t, today(t, s, other, now), "call ; promised ; later ; blocked ; done ")
	wantTabs(t, today(t, s, lead, now), "call A2 A3 A1; promised ; later A4; blocked A5; done ")
}

func TestOutcomeMovesTheRow(t *testing.T) {
	t.Parallel()
	friday := date(2026, 11, 27)
	later := now.Add(2 * time.Hour)
	for _, c := range []struct {
		o    Outcome
		want string
		why  string
	}{
		{Outcome{Kind: NoAnswer}, "call A2 A3; promised ; later A1 A4; blocked A5; done ", "tried"},
		{Outcome{Kind: Busy}, "call A2 A3; promised ; later A1 A4; blocked A5; done ", "busy"},
		{Outcome{Kind: Voicemail}, "call A2 A3; promised ; later A4; blocked A5; done A1", "tried_today"},
		{Outcome{Kind: Refused}, "call A2 A3; promised ; later A4; blocked A5; done A1", "spoke_today"},
		{Outcome{Kind: Promised, PromiseAmount: 50000, PromiseDate: &friday}, "call A2 A3; promised A1; later A4; blocked A5; done ", "promise_open"},
		{Outcome{Kind: CallBack, CallBackAt: &later}, "call A2 A3; promised ; later A1 A4; blocked A5; done ", "call_back_due"},
		{Outcome{Kind: Dispute}, "call A2 A3; promised ; later A4; blocked A5; done A1", "spoke_today"},
	} {
		t.Run(string(c.o.Kind), func(t *testing.T) {
			t.Parallel()
			s := smallPortfolio(t)
			c.o.PersonID = find(t, today(t, s, agent, now), "A1").PersonID
			at := now.Add(time.Minute)
			id := record(t, s, c.o, at)
			l := today(t, s, agent, at)
			wantTabs(t, l, c.want)
			if why := find(t, l, "A1").MovedWhy; why == nil || why.Code != c.why {
				t.Errorf("moved because of %v, want %s", why, c.why)
			}
			if err := s.Undo(context.Background(), agent, id, at.Add(time.Minute)); err != nil {
				t.Fatal(err)
			}
			wantTabs(t, today(t, s, agent, at.Add(time.Minute)), "call A2 A3 A1; promised ; later A4; blocked A5; done ")
		})
	}
}

// What was learnt in a call holds on later days.
func TestOutcomeStays(t *testing.T) {
	t.Parallel()
	tomorrow := now.AddDate(0, 0, 1)
	for _, c := range []struct {
		kind OutcomeKind
		ref  string
		rule string // "": may be called again
	}{
		{Dispute, "A1", "CN-CCARD-69"}, {Hardship, "A1", "HOUSE-STATE-hardship_review"}, {Stop, "A1", "HOUSE-STATE-stop_asked"},
		{Paid, "A1", "HOUSE-STATE-paid"}, {Refused, "A1", ""}, {NoAnswer, "A1", ""},
		{NotInService, "A2", "HOUSE-STATE-no_number"}, {WrongPerson, "A2", "HOUSE-STATE-wrong_person"}, {WrongPerson, "A4", "HOUSE-STATE-wrong_person"},
		{Refused, "A4", "US-REGF-14b2-FREQ"},
	} {
		t.Run(string(c.kind)+c.ref, func(t *testing.T) {
			t.Parallel()
			s := smallPortfolio(t)
			row := find(t, today(t, s, agent, now), c.ref)
			account := int64(0)
			if c.kind == Dispute {
				account = row.Debts[0].AccountID
			}
			record(t, s, Outcome{PersonID: row.PersonID, AccountID: account, Kind: c.kind}, now)
			at := tomorrow
			if c.ref == "A4" {
				at = at.Add(10 * time.Hour) // eleven in New York
			}
			got := find(t, today(t, s, agent, at), c.ref).Gate
			if c.rule == "" && !got.Allowed || c.rule != "" && (got.Allowed || got.Rules[0] != c.rule) {
				t.Errorf("the next day: %+v, want %q", got, c.rule)
			}
		})
	}
}

// A number that is dead or somebody else's is left for another; the person is not.
func TestWrongNumberLeavesTheOther(t *testing.T) {
	t.Parallel()
	s := smallPortfolio(t)
	ctx := context.Background()
	row := find(t, today(t, s, agent, now), "A1")
	a, err := s.Account(ctx, agent, row.PersonID, now)
	if err != nil {
		t.Fatal(err)
	}
	record(t, s, Outcome{PersonID: row.PersonID, NumberID: a.Numbers[0].ID, Kind: WrongPerson}, now)
	at := now.AddDate(0, 0, 1)
	if got := find(t, today(t, s, agent, at), "A1").Gate; !got.Allowed {
		t.Errorf("blocked by %v, though there is a second number", got.Rules)
	}
	if a, err = s.Account(ctx, agent, row.PersonID, at); err != nil {
		t.Fatal(err)
	}
	if a.Numbers[0].State == a.Numbers[1].State {
		t.Errorf("numbers are %+v, want one wrong", a.Numbers)
	}
}

func TestBrokenPromiseComesFirst(t *testing.T) {
	t.Parallel()
	s := smallPortfolio(t)
	ctx := context.Background()
	row := find(t, today(t, s, agent, now), "A1")
	due := date(2026, 11, 21)
	record(t, s, Outcome{PersonID: row.PersonID, Kind: Promised, PromiseAmount: 50000, PromiseDate: &due}, now)
	grace := now.AddDate(0, 0, 2)
	wantTabs(t, today(t, s, agent, grace), "call A2 A3; promised A1; later A4; blocked A5; done ")
	after := now.AddDate(0, 0, 3)
	l := today(t, s, agent, after)
	wantTabs(t, l, "call A1 A2 A3; promised ; later A4; blocked A5; done ")
	first := l.ToCall[0]
	if first.Promise == nil || first.Promise.State != "broken" || Say(first.Reasons[0], "zh") != "承诺 2026-11-21 前还 500.00 CNY，尚未到账" {
		t.Errorf("first row is there for %v, with %+v", first.Reasons, first.Promise)
	}
	load(t, s, "payments", "account,date,amount\nA1,2026-11-21,500\n", ImportOptions{})
	wantTabs(t, today(t, s, agent, after), "call A2 A3 A1; promised ; later A4; blocked A5; done ")
	if _, err := s.Account(ctx, agent, row.PersonID, after); err != nil {
		t.Fatal(err)
	}
}

func TestSnoozeAndItsUndo(t *testing.T) {
	t.Parallel()
	s := smallPortfolio(t)
	person := find(t, today(t, s, agent, now), "A1").PersonID
	if err := s.Snooze(context.Background(), agent, person, now.Add(time.Hour), now); err != nil {
		t.Fatal(err)
	}
	l := today(t, s, agent, now.Add(time.Minute))
	wantTabs(t, l, "call A2 A3; promised ; later A1 A4; blocked A5; done ")
	if l.CallsLeft != DayCapacity {
		t.Errorf("%d calls left: setting a row aside is no call", l.CallsLeft)
	}
	wantTabs(t, today(t, s, agent, now.Add(2*time.Hour)), "call A2 A3 A1; promised ; later A4; blocked A5; done ")
}

func TestOnlyTheOwnerWorksAPerson(t *testing.T) {
	t.Parallel()
	s := smallPortfolio(t)
	ctx := context.Background()
	person := find(t, today(t, s, agent, now), "A1").PersonID
	stranger := Viewer{Staff: "li", Team: "t2", Role: "lead"}
	for _, v := range []Viewer{other, stranger} {
		if _, err := s.Record(ctx, v, Outcome{PersonID: person, Kind: NoAnswer}, now); !errors.Is(err, ErrNotFound) {
			t.Errorf("%+v records: %v, want ErrNotFound", v, err)
		}
		if _, err := s.Account(ctx, v, person, now); !errors.Is(err, ErrNotFound) {
			t.Errorf("%+v reads: %v, want ErrNotFound", v, err)
		}
	}
	id := record(t, s, Outcome{PersonID: person, Kind: NoAnswer}, now)
	if err := s.Undo(ctx, other, id, now); !errors.Is(err, ErrNotFound) {
		t.Errorf("somebody else's undo: %v, want ErrNotFound", err)
	}
	if err := s.Undo(ctx, agent, id, now.Add(UndoFor+time.Second)); !errors.Is(err, ErrTooLate) {
		t.Errorf("late undo: %v, want ErrTooLate", err)
	}
	if err := s.Undo(ctx, agent, id, now.Add(time.Minute)); err != nil {
		t.Error(err)
	}
	if err := s.Undo(ctx, agent, id, now.Add(time.Minute)); !errors.Is(err, ErrNotFound) {
		t.Errorf("second undo: %v, want ErrNotFound", err)
	}
}

func TestRecordRefuses(t *testing.T) {
	t.Parallel()
	s := smallPortfolio(t)
	l := today(t, s, agent, now)
	one, two := find(t, l, "A1").PersonID, find(t, l, "A2").PersonID
	past, soon, far := date(2026, 11, 1), date(2026, 11, 27), date(2027, 6, 1)
	for name, c := range map[string]struct {
		o     Outcome
		field string
	}{
		"an unknown kind":           {Outcome{PersonID: one, Kind: "sang"}, "kind"},
		"a promise without a day":   {Outcome{PersonID: one, Kind: Promised, PromiseAmount: 100}, "promise_date"},
		"a promise of the past":     {Outcome{PersonID: one, Kind: Promised, PromiseAmount: 100, PromiseDate: &past}, "promise_date"},
		"a promise far away":        {Outcome{PersonID: one, Kind: Promised, PromiseAmount: 100, PromiseDate: &far}, "promise_date"},
		"a promise of nothing":      {Outcome{PersonID: one, Kind: Promised, PromiseDate: &soon}, "promise_amount"},
		"more than is owed":         {Outcome{PersonID: one, Kind: Promised, PromiseAmount: 500051, PromiseDate: &soon}, "promise_amount"},
		"a promise on which debt":   {Outcome{PersonID: two, Kind: Promised, PromiseAmount: 100, PromiseDate: &soon}, "account"},
		"a call-back without time":  {Outcome{PersonID: one, Kind: CallBack}, "call_back_at"},
		"a call-back into the past": {Outcome{PersonID: one, Kind: CallBack, CallBackAt: &past}, "call_back_at"},
		"a note too long":           {Outcome{PersonID: one, Kind: NoAnswer, Note: strings.Repeat("字", MaxNote+1)}, "note"},
	} {
		_, err := s.Record(context.Background(), agent, c.o, now)
		var invalid *InvalidError
		if !errors.As(err, &invalid) || invalid.Field != c.field {
			t.Errorf("%s: %v, want an error of %s", name, err, c.field)
		}
	}
}

// counter counts the queries of a pool.
type counter struct{ n atomic.Int64 }

func (c *counter) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	c.n.Add(1)
	return ctx
}

func (c *counter) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// A list is read in the same number of queries, however long it is.
func TestTodayAsksAConstantNumberOfQueries(t *testing.T) {
	t.Parallel()
	s := smallPortfolio(t)
	config := s.pool.Config()
	queries := &counter{}
	config.ConnConfig.Tracer = queries
	pool, err := pgxpool.NewWithConfig(context.Background(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	traced := New(pool, s.book, nil)
	count := func(want int) int64 {
		today(t, traced, agent, now) // lists are built, connections opened
		queries.n.Store(0)
		if got := len(everybody(today(t, traced, agent, now))); got != want {
			t.Errorf("%d people on the list, want %d", got, want)
		}
		return queries.n.Load()
	}
	few := count(4)
	loadSynth(t, s, 100, false)
	if err := s.BuildLists(context.Background(), now, now); err != nil {
		t.Fatal(err)
	}
	many := count(len(everybody(today(t, s, agent, now))))
	if few != many || few > 10 {
		t.Errorf("%d queries for four people, %d for a hundred", few, many)
	}
}
