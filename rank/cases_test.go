package rank

import (
	"context"
	"strings"
	"testing"
)

// Every account with a conversation becomes a case thirty days after it, whatever came of it, and again when it closes.
func TestCasesDue(t *testing.T) {
	t.Parallel()
	s := smallPortfolio(t)
	ctx := context.Background()
	l := today(t, s, agent, now)
	due := date(2026, 11, 25)
	record(t, s, Outcome{PersonID: find(t, l, "A1").PersonID, Kind: Promised, PromiseAmount: 60000, PromiseDate: &due, Note: "王磊说月底发工资，先还六百。"}, now)
	refused := find(t, l, "A4")
	record(t, s, Outcome{PersonID: refused.PersonID, Kind: Refused, Note: "Anna says the fee is wrong."}, now)
	record(t, s, Outcome{PersonID: find(t, l, "A2").PersonID, Kind: NoAnswer}, now)
	undone := record(t, s, Outcome{PersonID: find(t, l, "A5").PersonID, Kind: Hardship}, now)
	if err := s.Undo(ctx, agent, undone, now); err != nil {
		t.Fatal(err)
	}
	load(t, s, "payments", "account,date,amount\nA1,2026-11-24,600\n", ImportOptions{})
	if got := cases(t, s, 29); len(got) != 0 {
		t.Errorf("%d cases after 29 days, want none", len(got))
	}
	got := cases(t, s, 30)
	if len(got) != 2 {
		t.Fatalf("cases %+v, want those of A1 and A4", got)
	}
	a1, a4 := got[0], got[1]
	if a1.Facets["outcome"] != "kept" || a1.Lang != "zh" || a1.Facets["stage"] != "m2_m3" || !strings.Contains(a1.Text, "先还六百") ||
		a1.Agreed != "约定 5 天内还 600.00 CNY" || !strings.Contains(a1.Ended, "此后还款 1 笔，共 600.00 CNY") {
		t.Errorf("A1: %+v", a1)
	}
	if a4.Facets["outcome"] != "refused" || a4.Facets["jurisdiction"] != "US-NY" || !strings.Contains(a4.Text, "No agreement was reached; nothing was paid after it.") {
		t.Errorf("A4: %+v", a4)
	}
	if names := strings.Join(a4.Names, "|"); names != "P3|A4|Anna Smith|+12125550101" {
		t.Errorf("names to redact are %s", names)
	}
	if err := s.MarkCased(ctx, []string{a1.Key, a4.Key}); err != nil {
		t.Fatal(err)
	}
	if got := cases(t, s, 31); len(got) != 0 {
		t.Errorf("drafted again: %+v", got)
	}
	load(t, s, "snapshots", "account,as_of,balance,days_past_due\nA1,2026-12-31,0,0\n", ImportOptions{})
	if got := cases(t, s, 45); len(got) != 2 || !strings.HasSuffix(got[0].Key, ":closed") || !strings.HasSuffix(got[1].Key, ":closed") {
		t.Errorf("at their closing: %+v, want A1, which is paid, and A4, whose placement ended with the year", got)
	}
}

func cases(t testing.TB, s *Store, days int) []CaseDraft {
	t.Helper()
	got, err := s.CasesDue(context.Background(), now.AddDate(0, 0, days))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestAccountTellsAll(t *testing.T) {
	t.Parallel()
	s := smallPortfolio(t)
	ctx := context.Background()
	load(t, s, "contacts", "account,at,channel,number,result\nA1,2026-11-02 09:30,phone,13800000001,spoke\n", ImportOptions{})
	load(t, s, "promises", "account,made,due,amount\nA1,2026-11-02,2026-11-09,50\n", ImportOptions{})
	load(t, s, "payments", "account,date,amount\nA1,2026-11-08,50\n", ImportOptions{})
	person := find(t, today(t, s, agent, now), "A1").PersonID
	id := record(t, s, Outcome{PersonID: person, Kind: NoAnswer}, now)
	if err := s.Undo(ctx, agent, id, now); err != nil {
		t.Fatal(err)
	}
	a, err := s.Account(ctx, agent, person, now)
	if err != nil {
		t.Fatal(err)
	}
	if a.Name != "王磊" || len(a.Numbers) != 2 || a.Numbers[0].State != "working" || a.Numbers[0].Source != "accounts" {
		t.Errorf("%s with %+v; want the whole name, and the number that was answered first", a.Name, a.Numbers)
	}
	var kinds []string
	for _, e := range a.Timeline {
		kinds = append(kinds, e.Kind)
	}
	if got := strings.Join(kinds, " "); got != "payment contact promise statement statement" {
		t.Errorf("timeline is %s", got)
	}
	if len(a.Promises) != 1 || a.Promises[0].State != "kept" || a.Debts[0].Balance != (Money{495050, "CNY"}) {
		t.Errorf("promises %+v, balance %v; want it kept, and 50 off the balance", a.Promises, a.Debts[0].Balance)
	}
	if len(a.Journal) != 1 || !a.Journal[0].Undone {
		t.Errorf("journal %+v, want what was taken back in it", a.Journal)
	}
	if len(a.Windows) != 1 || len(a.Plan) != 1 || a.Plan[0].LeastMonthly.Minor != 8251 || a.ScoredAt.IsZero() {
		t.Errorf("windows %v, plan %+v, scored %v", a.Windows, a.Plan, a.ScoredAt)
	}
}
