package rank

import (
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"evenkeel/model"
)

func some(n int64) *int64 { return &n }

// sample is an account with three statements; September's payment is told twice, by a row and by the statement.
func sample() History {
	return History{
		Begins: date(2026, 6, 30),
		Statements: []Statement{
			{AsOf: date(2026, 8, 31), Balance: 1000, DaysPastDue: 0, Paid: some(70)},
			{AsOf: date(2026, 9, 30), Balance: 900, DaysPastDue: 15, Limit: some(2000), Due: some(100), Paid: some(60)},
			{AsOf: date(2026, 10, 31), Balance: 950, DaysPastDue: 46, Limit: some(2000), Due: some(110)},
		},
		Payments: []Payment{{date(2026, 9, 15), 50}, {date(2026, 9, 20), 10}, {date(2026, 11, 5), 40}},
		Pledges:  []Pledge{{date(2026, 9, 1), date(2026, 9, 15), 50}, {date(2026, 10, 1), date(2026, 10, 10), 30}, {date(2026, 11, 1), date(2026, 11, 30), 99}},
		Attempts: []Attempt{{date(2026, 9, 1), "promise"}, {date(2026, 10, 20), "no_answer"}, {date(2026, 11, 4), "spoke"}},
	}
}

func TestFeatures(t *testing.T) {
	t.Parallel()
	x := Features(sample(), date(2026, 10, 31))
	for name, want := range map[string]float64{
		"balance": 950, "balance_prev1": 900, "balance_prev2": 1000, "balance_change": 50.0 / 900, "utilisation": 0.475, "due": 110,
		"days_past_due": 46, "days_past_due_prev1": 15, "days_past_due_change": 31,
		"new_on_file": 0, "balance_change_to_limit": 0.025, "charges_to_limit": 0.025, "room": 1050, "paid_to_limit": 0,
		"paid": 0, "paid_prev1": 60, "paid_prev2": 70, "paid_share_prev1": 60.0 / 960, "paid_to_due": 0, "paid_mean": 130.0 / 3,
		"months_paid": 2, "months_known": 3, "days_since_payment": 41, "payments_90d": 2,
		"promises_kept": 1, "promises_broken": 1, "promise_kept_share": 0.5,
		"attempts_30d": 1, "attempts_90d": 2, "reached_90d": 1, "reached_share": 0.5, "days_since_reached": 61,
	} {
		if got := feat(x, name); math.Abs(got-want) > 1e-9 {
			t.Errorf("%s is %g, want %g", name, got, want)
		}
	}
	if len(x) != len(FeatureNames()) {
		t.Errorf("%d values for %d names", len(x), len(FeatureNames()))
	}
	if err := model.CheckFeatures(FeatureNames()); err != nil {
		t.Error(err)
	}
	later := Features(sample(), date(2026, 11, 10))
	if feat(later, "balance") != 910 {
		t.Errorf("balance on 10 November is %g, want the statement's 950 less the 40 paid since", feat(later, "balance"))
	}
	for _, v := range Features(History{}, date(2026, 10, 31))[:14] {
		if !math.IsNaN(v) {
			t.Errorf("an account without a statement has %g", v)
		}
	}
}

func TestLabel(t *testing.T) {
	t.Parallel()
	h := sample()
	for asOf, want := range map[time.Time]int64{
		date(2026, 8, 31):  60, // the rows, not the 60 of the statement on top
		date(2026, 9, 30):  0,
		date(2026, 10, 31): 40,
		date(2026, 7, 31):  70, // no row: the statement's own word
	} {
		if got := h.paidAfter(asOf); got != want {
			t.Errorf("after %s %d was paid, want %d", day(asOf), got, want)
		}
	}
	for d, want := range map[time.Time]time.Time{date(2026, 6, 30): date(2026, 7, 31), date(2026, 6, 15): date(2026, 6, 30), date(2024, 1, 31): date(2024, 2, 29), date(2026, 12, 31): date(2027, 1, 31)} {
		if got := monthEnd(d); got != want {
			t.Errorf("the month end after %s is %s, want %s", day(d), day(got), day(want))
		}
	}
}

func TestCurrentStatement(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		asOf, today time.Time
		want        bool
	}{
		{date(2026, 7, 31), date(2026, 8, 31), true}, {date(2026, 6, 30), date(2026, 8, 31), false}, {date(2026, 8, 31), date(2026, 8, 31), true},
		{date(2026, 7, 31), date(2026, 9, 29), true}, {date(2026, 7, 31), date(2026, 9, 30), false}, {date(2026, 1, 31), date(2026, 3, 1), true},
	} {
		if got := current(c.asOf, c.today); got != c.want {
			t.Errorf("a statement of %s on %s: %v, want %v", day(c.asOf), day(c.today), got, c.want)
		}
	}
}

// drawHistory makes any history of a year, sorted as histories are.
func drawHistory(t *rapid.T) History {
	start := date(2026, 1, 1)
	on := func(label string) time.Time { return start.AddDate(0, 0, rapid.IntRange(0, 364).Draw(t, label)) }
	var h History
	for k := range rapid.IntRange(0, 12).Draw(t, "statements") {
		st := Statement{AsOf: time.Date(2026, time.Month(k)+2, 0, 0, 0, 0, 0, time.UTC), Balance: rapid.Int64Range(-1000, 1e7).Draw(t, "balance"), DaysPastDue: rapid.IntRange(0, 400).Draw(t, "days")}
		if rapid.Bool().Draw(t, "states paid") {
			st.Paid = some(rapid.Int64Range(0, 1e6).Draw(t, "paid"))
		}
		h.Statements = append(h.Statements, st)
	}
	for range rapid.IntRange(0, 10).Draw(t, "payments") {
		h.Payments = append(h.Payments, Payment{on("paid on"), rapid.Int64Range(1, 1e6).Draw(t, "amount")})
	}
	for range rapid.IntRange(0, 4).Draw(t, "pledges") {
		made := on("made")
		h.Pledges = append(h.Pledges, Pledge{made, made.AddDate(0, 0, rapid.IntRange(0, 60).Draw(t, "in")), rapid.Int64Range(1, 1e6).Draw(t, "promised")})
	}
	for range rapid.IntRange(0, 8).Draw(t, "attempts") {
		h.Attempts = append(h.Attempts, Attempt{on("at"), rapid.SampledFrom(contactResults).Draw(t, "result")})
	}
	slices.SortFunc(h.Payments, func(a, b Payment) int { return a.On.Compare(b.On) })
	slices.SortFunc(h.Pledges, func(a, b Pledge) int { return a.Made.Compare(b.Made) })
	slices.SortFunc(h.Attempts, func(a, b Attempt) int { return a.At.Compare(b.At) })
	return h
}

// What happens later changes nothing that was known before.
func TestFeaturesReadNothingLater(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h := drawHistory(t)
		asOf := date(2026, 1, 1).AddDate(0, 0, rapid.IntRange(0, 364).Draw(t, "as of"))
		a, b := Features(h, asOf), Features(h.Until(asOf), asOf)
		for i := range a {
			if a[i] != b[i] && !(math.IsNaN(a[i]) && math.IsNaN(b[i])) {
				t.Fatalf("%s is %g with the future and %g without it", features[i].name, a[i], b[i])
			}
			if math.IsInf(a[i], 0) {
				t.Fatalf("%s is infinite", features[i].name)
			}
		}
	})
}

// Money is conserved: where every month has a statement, each payment is in exactly one month's figure.
func TestPaymentsCountOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h := History{}
		for k := range 6 {
			h.Statements = append(h.Statements, Statement{AsOf: time.Date(2026, time.Month(k)+2, 0, 0, 0, 0, 0, time.UTC), Balance: 1, DaysPastDue: 1})
		}
		paid := make([]int64, 6)
		for range rapid.IntRange(1, 12).Draw(t, "payments") {
			p := Payment{date(2026, 1, 1).AddDate(0, 0, rapid.IntRange(0, 180).Draw(t, "on")), rapid.Int64Range(1, 1e6).Draw(t, "amount")}
			h.Payments = append(h.Payments, p)
			paid[int(p.On.Month())-1] += p.Amount
		}
		slices.SortFunc(h.Payments, func(a, b Payment) int { return a.On.Compare(b.On) })
		for k := range 6 {
			if paid[k] > 0 { // and the statement says the same money again
				h.Statements[k].Paid = some(paid[k])
			}
		}
		var sum, want float64
		for k := range 6 {
			sum += orZero(h.paidBack(k))
			want += float64(paid[k])
			if k < 5 && h.paidAfter(h.Statements[k].AsOf) != paid[k+1] {
				t.Fatalf("the label of month %d is %d, want %d", k+1, h.paidAfter(h.Statements[k].AsOf), paid[k+1])
			}
		}
		if sum != want {
			t.Fatalf("months hold %g, payments are %g", sum, want)
		}
	})
}

func TestReasonsInWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		r      Reason
		en, zh string
	}{
		{Reason{"months_paid", map[string]any{"paid": 2.0, "of": 3.0}}, "paid in 2 of the last 3 months", "近三个月有两个月还过款"},
		{Reason{"months_paid", map[string]any{"paid": 0.0, "of": 3.0}}, "paid nothing in the last 3 months", "近三个月没有还款"},
		{Reason{"months_paid", map[string]any{"paid": 3.0, "of": 3.0}}, "paid in 3 of the last 3 months", "近三个月每月都有还款"},
		{Reason{"days_past_due", map[string]any{"days": 31.0}}, "31 days past due", "逾期 31 天"},
		{Reason{"days_since_payment", map[string]any{"days": 1.0}}, "last payment 1 day ago", "上次还款在 1 天前"},
		{Reason{"balance", map[string]any{"amount": "1,200.00 CNY"}}, "owes 1,200.00 CNY", "欠款 1,200.00 CNY"},
		{Reason{"promises_kept", map[string]any{"kept": 1.0, "of": 1.0}}, "kept 1 of 1 promise to pay", "1 次还款承诺中兑现了 1 次"},
	} {
		if got := Say(c.r, "en"); got != c.en {
			t.Errorf("%q, want %q", got, c.en)
		}
		if got := Say(c.r, "zh-CN"); got != c.zh {
			t.Errorf("%q, want %q", got, c.zh)
		}
	}
}

// Every feature tells a reason that has words in both languages.
func TestEveryFeatureHasAReason(t *testing.T) {
	t.Parallel()
	x := Features(sample(), date(2026, 10, 31))
	for _, name := range FeatureNames() {
		list := reasonsOf([]model.Contribution{{Feature: name, LogOdds: 1}}, x, "CNY")
		if len(list) != 1 || Say(list[0], "en") == list[0].Code || Say(list[0], "zh") == list[0].Code {
			t.Errorf("%s tells %v", name, list)
		}
	}
}

// That an account was not on last month's file says something only where there was such a file.
func TestNewOnFile(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		begins, asOf, before time.Time
		want                 float64
	}{
		{date(2026, 6, 30), date(2026, 10, 31), date(2026, 9, 30), 0},
		{date(2026, 6, 30), date(2026, 10, 31), date(2026, 8, 31), 1},
		{date(2026, 10, 31), date(2026, 10, 31), time.Time{}, missing},
		{date(2026, 9, 30), date(2026, 10, 31), time.Time{}, 1},
		{time.Time{}, date(2026, 10, 31), date(2026, 9, 30), missing},
	} {
		h := History{Begins: c.begins}
		if !c.before.IsZero() {
			h.Statements = append(h.Statements, Statement{AsOf: c.before})
		}
		h.Statements = append(h.Statements, Statement{AsOf: c.asOf})
		if got := h.newOnFile(); got != c.want && !(math.IsNaN(got) && math.IsNaN(c.want)) {
			t.Errorf("%+v: %g", c, got)
		}
	}
}
