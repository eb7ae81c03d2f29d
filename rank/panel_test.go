package rank

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"evenkeel/corpus/pg/pgtest"
	"evenkeel/corpus/rulebook"
	"evenkeel/model"
)

// now is when tests happen.
var now = time.Date(2026, 11, 20, 6, 0, 0, 0, time.UTC)

func newStore(t testing.TB) *Store {
	t.Helper()
	pool := pgtest.New(t, Line())
	book, err := rulebook.Load()
	if err != nil {
		t.Fatal(err)
	}
	return New(pool, book, nil)
}

// load imports a file that must be without fault.
func load(t testing.TB, s *Store, kind, text string, opt ImportOptions) ImportReport {
	t.Helper()
	report, err := s.Import(context.Background(), kind, strings.NewReader(text), opt, now)
	if err != nil {
		t.Fatal(err)
	}
	if report.Refused > 0 {
		t.Fatalf("%s: %d rows refused, first: %v", kind, report.Refused, report.Errors[0])
	}
	return report
}

// panel is the overdue card panel (Yeh & Lien 2009, CC BY 4.0), as a lender would hand it over.
type panel struct {
	accounts, snapshots, payments strings.Builder
	rows                          []map[string]string
}

var panelMonths = map[string]time.Time{"4": date(2005, 6, 30), "3": date(2005, 7, 31), "2": date(2005, 8, 31)}

func date(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

func readPanel(t testing.TB) *panel {
	t.Helper()
	dir := os.Getenv("EVENKEEL_DATA")
	if dir == "" {
		dir = "../../shared/data"
	}
	f, err := os.Open(filepath.Join(dir, "uci_overdue_panel", "dev.csv"))
	if err != nil {
		t.Skipf("SKIPPED: the overdue card panel is not here (EVENKEEL_DATA): %v", err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	p := &panel{}
	for _, r := range all[1:] {
		row := map[string]string{}
		for i, name := range all[0] {
			row[name] = r[i]
		}
		p.rows = append(p.rows, row)
	}
	return p
}

// write makes the three files. Each month's payment stands once: the one that followed a statement as a payment of the
// 15th, the one of the account's first month in the statement, where no payment row can tell it. With past, the
// months before are written too, from the panel's columns of earlier months: payments as rows, and statements of months
// in which the account was not overdue.
func (p *panel) write(past bool) {
	p.accounts.WriteString("account,person,currency,jurisdiction,zone,lang,agent,mandate\n")
	p.snapshots.WriteString("account,as_of,balance,days_past_due,credit_limit,paid,mpd_prev1,balance_prev1,balance_prev2,sex\n")
	p.payments.WriteString("account,date,amount\n")
	accounts, paid, statements := map[string]bool{}, map[string]bool{}, map[string]bool{}
	pay := func(id string, month time.Time, amount string) {
		key := id + day(month)
		if !paid[key] && amount != "0" {
			fmt.Fprintf(&p.payments, "%s,%s,%s\n", id, day(time.Date(month.Year(), month.Month(), 15, 0, 0, 0, 0, time.UTC)), amount)
		}
		paid[key] = true
	}
	for _, r := range p.rows {
		statements[r["account_id"]+r["month_index"]] = true
	}
	for _, r := range p.rows {
		id, asOf := r["account_id"], panelMonths[r["month_index"]]
		if !accounts[id] {
			accounts[id] = true
			fmt.Fprintf(&p.accounts, "%s,P%s,TWD,TW,Asia/Taipei,zh,a1,lender\n", id, id)
		}
		months, _ := strconv.Atoi(r["months_past_due"])
		fmt.Fprintf(&p.snapshots, "%s,%s,%s,%d,%s,%s,%s,%s,%s,%s\n", id, day(asOf), r["balance"], 30*months, r["credit_limit"],
			r["paid_this_month"], r["mpd_prev1"], r["balance_prev1"], r["balance_prev2"], r["sex"])
		pay(id, monthEnd(asOf), r["paid_next_amount"])
		if !past {
			continue
		}
		pay(id, asOf, r["paid_this_month"])
		pay(id, monthsBefore(asOf, 1), r["paid_prev1"])
		pay(id, monthsBefore(asOf, 2), r["paid_prev2"])
	}
}

// TestPanel holds the figures that the product promises on real data, with what a lender may know of the months before.
// The panel's own columns of earlier months are what boosting reaches its 0.87–0.88 with; the three month ends alone
// do not carry as much: the ceiling there, over many feature sets and two libraries, was 0.86.
func TestPanel(t *testing.T) {
	for name, c := range map[string]struct {
		past          bool
		mapping       string
		auc, captured float64 // at least
	}{
		"three month ends":              {false, "", 0.855, 0.54},
		"with earlier payments":         {true, "", 0.865, 0.54},
		"with the lender's own numbers": {true, "features: [mpd_prev1, balance_prev1, balance_prev2]", 0.878, 0.54},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := runPanel(t, c.past, c.mapping)
			if m.AUC < c.auc || m.CapturedTop20 < c.captured {
				t.Errorf("AUC %.4f and captured %.4f, want at least %g and %g", m.AUC, m.CapturedTop20, c.auc, c.captured)
			}
		})
	}
}

func runPanel(t *testing.T, past bool, mapping string) model.Metrics {
	t.Helper()
	p := readPanel(t)
	p.write(past)
	m, err := ParseMapping(strings.NewReader(mapping))
	if err != nil {
		t.Fatal(err)
	}
	s := newStore(t)
	ctx := context.Background()
	load(t, s, "accounts", p.accounts.String(), ImportOptions{Team: "t1"})
	load(t, s, "snapshots", p.snapshots.String(), ImportOptions{Map: m})
	load(t, s, "payments", p.payments.String(), ImportOptions{})
	report, err := s.Train(ctx, TrainOptions{AsOf: date(2005, 8, 31), Seed: 1}, now)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("train: %+v", report)
	if report.TrainRows != 2054 || report.TestRows != 2444 {
		t.Errorf("trained on %d and tested on %d rows, want the 2054 of month 4 and the 2444 of month 3", report.TrainRows, report.TestRows)
	}
	lines, err := s.Rank(ctx, RankOptions{Date: date(2005, 8, 31)}, now)
	if err != nil {
		t.Fatal(err)
	}
	return p.measure(t, lines)
}

// measure joins the ranking to what the panel says was really paid.
func (p *panel) measure(t *testing.T, lines []Ranked) model.Metrics {
	t.Helper()
	truth := map[string]map[string]string{}
	for _, r := range p.rows {
		if r["month_index"] == "2" {
			truth[r["account_id"]] = r
		}
	}
	var predictions []model.Prediction
	var label []bool
	var amount []float64
	for _, l := range lines {
		r, ok := truth[l.Account]
		if !ok {
			continue
		}
		if l.Position == nil || l.Likelihood == nil {
			t.Fatalf("account %s has no position or likelihood: %+v", l.Account, l)
		}
		paid, _ := strconv.ParseFloat(r["paid_next_amount"], 64)
		predictions = append(predictions, model.Prediction{Likelihood: *l.Likelihood, Expected: *l.Expected})
		label, amount = append(label, paid > 0), append(amount, paid)
	}
	if len(label) != len(truth) {
		t.Fatalf("ranked %d of %d accounts", len(label), len(truth))
	}
	m := model.Evaluate(predictions, label, amount)
	t.Logf("ranked %d: AUC %.4f, captured in the top fifth %.4f, Brier %.4f, ECE %.4f", m.Rows, m.AUC, m.CapturedTop20, m.Brier, m.ECE)
	return m
}
