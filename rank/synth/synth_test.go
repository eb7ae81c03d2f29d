package synth

import (
	"io"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"evenkeel/rank"
)

var today = time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)

var staff = []Agent{{"li", "north", "zh"}, {"ann", "south", "en"}, {"wang", "north", "zh"}}

// portfolio is the demonstration's own, made once for all tests.
var portfolio = sync.OnceValue(func() *Portfolio { return Make(Config{Seed: 1, AsOf: today, Agents: staff}) })

func TestTheSameSeedMakesTheSamePortfolio(t *testing.T) {
	small := Config{Seed: 7, AsOf: today, Accounts: 60, Months: 6}
	a, b := Make(small), Make(small)
	if !reflect.DeepEqual(a, b) {
		t.Error("two portfolios of one seed differ")
	}
	large := small
	large.Accounts = 120
	if c := Make(large); !reflect.DeepEqual(a.Accounts[:50], c.Accounts[:50]) {
		t.Error("a larger portfolio begins with other people")
	}
	small.Seed = 8
	if reflect.DeepEqual(a.Payments, Make(small).Payments) {
		t.Error("another seed makes the same payments")
	}
}

func TestShape(t *testing.T) {
	p := portfolio()
	overdue := 0
	for _, x := range p.Truth {
		if x.Overdue {
			overdue++
			if x.P0 <= 0 || x.P1 < x.P0 || x.P1 >= 1 || x.Minor <= 0 || x.Reach < 0 || x.Reach >= 1 {
				t.Errorf("odd truth: %+v", x)
			}
		}
	}
	if overdue != 5000 {
		t.Errorf("%d accounts are overdue, want 5000", overdue)
	}
	if n := len(p.Accounts); len(p.Snapshots) != 12*n || len(p.Truth) != n {
		t.Errorf("%d accounts, %d statements, %d truths", n, len(p.Snapshots), len(p.Truth))
	}
	debts := map[string]int{}
	for _, a := range p.Accounts {
		debts[a.Person]++
		if (a.Lang == "zh") != (a.Currency == "CNY") || (a.Lang == "zh") == (a.Agent == "ann") {
			t.Fatalf("currency or agent do not fit: %+v", a)
		}
		if _, err := rank.ParseMandate(a.Mandate); err != nil {
			t.Fatal(err)
		}
	}
	several := 0
	for _, n := range debts {
		if n > 1 {
			several++
		}
	}
	between(t, "share of people with several accounts", float64(several)/float64(len(debts)), 0.08, 0.20)
	for _, x := range p.Payments {
		if !x.Date.Before(today) || x.Date.Before(time.Date(2025, 11, 1, 0, 0, 0, 0, time.UTC)) {
			t.Fatalf("a payment out of the time of the portfolio: %v", x)
		}
	}
}

func between(t *testing.T, what string, got, low, high float64) {
	t.Helper()
	if got < low || got > high {
		t.Errorf("%s is %.3f, want %.2f to %.2f", what, got, low, high)
	}
}

// TestNoNumberCanBeDialled: 555-0100 to 555-0199 is reserved for fiction in North America; 154 is no Chinese operator's.
func TestNoNumberCanBeDialled(t *testing.T) {
	fiction := regexp.MustCompile(`^(\+1\d{3}55501\d\d|\+86154\d{8})$`)
	owner := map[string]string{}
	for _, who := range portfolio().People() {
		for _, n := range who.Numbers {
			if !fiction.MatchString(n) || owner[n] != "" {
				t.Fatalf("%s of %s: not reserved, or already of %s", n, who.Ref, owner[n])
			}
			owner[n] = who.Ref
		}
		if who.Name == "" || !strings.HasPrefix(who.Ref, "demo-") {
			t.Fatalf("no name, or not marked as demonstration: %+v", who)
		}
	}
}

// TestMoneyIsConserved: from statement to statement the balance moves by charges less payments, to the cent.
func TestMoneyIsConserved(t *testing.T) {
	p := portfolio()
	paid := map[string]map[time.Time]int64{}
	for _, x := range p.Payments {
		if paid[x.Account] == nil {
			paid[x.Account] = map[time.Time]int64{}
		}
		paid[x.Account][endOf(x.Date.AddDate(0, 0, 1-x.Date.Day()))] += x.Minor
	}
	var before Snapshot
	for _, s := range p.Snapshots {
		if s.Account == before.Account && s.Balance != before.Balance+s.Charges-s.Paid {
			t.Fatalf("%+v does not follow from %+v", s, before)
		}
		if s.Paid != paid[s.Account][s.AsOf] || s.Balance < 0 || s.Due > s.Balance || s.DaysPastDue > 0 && s.Due == 0 {
			t.Fatalf("odd statement %+v; payments %d", s, paid[s.Account][s.AsOf])
		}
		before = s
	}
}

// TestRatesAreThoseOfACardPortfolio: ranges are wide on purpose; published roll rates of early buckets lie around a
// half and rise towards charge-off.
func TestRatesAreThoseOfACardPortfolio(t *testing.T) {
	p := portfolio()
	var n, paid float64
	for _, m := range seen(p) {
		n++
		if m.Paid {
			paid++
		}
	}
	between(t, "payment rate a month", paid/n, 0.15, 0.40)
	var roll [6]struct{ all, worse float64 }
	for i, s := range p.Snapshots[1:] {
		b := bucket(p.Snapshots[i].DaysPastDue)
		if s.Account != p.Snapshots[i].Account || b == 0 || b >= len(roll) {
			continue
		}
		roll[b].all++
		if bucket(s.DaysPastDue) > b {
			roll[b].worse++
		}
	}
	last := 0.45
	for b := 1; b < len(roll); b++ {
		rate := roll[b].worse / roll[b].all
		between(t, "roll rate of bucket "+string(rune('0'+b)), rate, last, 0.95)
		last = rate
	}
}

func bucket(days int) int { return (days + 29) / 30 }

// seen are the months that are over.
func seen(p *Portfolio) []Month {
	end := p.Snapshots[len(p.Snapshots)-1].AsOf
	return slices.DeleteFunc(slices.Clone(p.Months), func(m Month) bool { return m.AsOf.Equal(end) })
}

// TestTheEffectOfCallsIsRecoverable: weighting by the inverse of the propensity gives the true effect within its 95 %
// interval (Horvitz–Thompson, each side normalised), on all months and on the random slice alone; the plain difference
// does not, since the rules call people who pay more anyway.
func TestTheEffectOfCallsIsRecoverable(t *testing.T) {
	months := slices.DeleteFunc(seen(portfolio()), func(m Month) bool { return m.Propensity == 0 })
	truth := Effect(months)
	effect, se := weighted(months, func(m Month) float64 { return m.Propensity })
	if math.Abs(effect-truth) > 1.96*se {
		t.Errorf("all months: %.4f ± %.4f, truth %.4f", effect, 1.96*se, truth)
	}
	plain, plainSE := weighted(months, func(Month) float64 { return 0.5 })
	if math.Abs(plain-truth) < 1.96*plainSE {
		t.Errorf("the plain difference %.4f ± %.4f hits the truth %.4f: the rules do not confound", plain, 1.96*plainSE, truth)
	}
	slice := slices.DeleteFunc(months, func(m Month) bool { return m.ChosenBy != "random" })
	truth = Effect(slice)
	effect, se = weighted(slice, func(m Month) float64 { return m.Propensity })
	if math.Abs(effect-truth) > 1.96*se || se > truth {
		t.Errorf("random slice: %.4f ± %.4f, truth %.4f", effect, 1.96*se, truth)
	}
	t.Logf("true effect of deciding to call in the random slice %.4f, measured %.4f ± %.4f", truth, effect, 1.96*se)
}

// weighted is the difference of the weighted means of called and not called, with its standard error.
func weighted(months []Month, propensity func(Month) float64) (effect, se float64) {
	var sum, weight [2]float64
	arm := func(m Month) (int, float64) {
		if m.Called {
			return 1, 1 / propensity(m)
		}
		return 0, 1 / (1 - propensity(m))
	}
	for _, m := range months {
		i, w := arm(m)
		weight[i] += w
		if m.Paid {
			sum[i] += w
		}
	}
	mean := [2]float64{sum[0] / weight[0], sum[1] / weight[1]}
	var variance [2]float64
	for _, m := range months {
		i, w := arm(m)
		y := 0.0
		if m.Paid {
			y = 1
		}
		variance[i] += w * w * (y - mean[i]) * (y - mean[i])
	}
	return mean[1] - mean[0], math.Sqrt(variance[0]/(weight[0]*weight[0]) + variance[1]/(weight[1]*weight[1]))
}

// TestTruthOrdersPaymentsButNotTrivially: even who knows every probability cannot tell payers apart for certain.
func TestTruthOrdersPaymentsButNotTrivially(t *testing.T) {
	months := seen(portfolio())
	known := func(m Month) float64 {
		if m.Reached {
			return m.P1
		}
		return m.P0
	}
	slices.SortFunc(months, func(a, b Month) int {
		switch x, y := known(a), known(b); {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	var ranks, paid float64
	for i, m := range months {
		if m.Paid {
			ranks, paid = ranks+float64(i+1), paid+1
		}
	}
	auc := (ranks - paid*(paid+1)/2) / (paid * (float64(len(months)) - paid))
	between(t, "AUC of the truth itself", auc, 0.80, 0.88)
}

// TestEveryCallWasPermitted replays the calls of the first people before the gates.
func TestEveryCallWasPermitted(t *testing.T) {
	p := portfolio()
	numbers, accounts := map[string]int64{}, map[string]int64{}
	home := map[string]Account{}
	for i, a := range p.Accounts {
		accounts[a.Ref], home[a.Ref] = int64(i+1), a
	}
	made := map[string][]rank.Contact{}
	for i, c := range p.Contacts[:6000] {
		if numbers[c.Number] == 0 {
			numbers[c.Number] = int64(i + 1)
		}
		a := home[c.Account]
		f := rank.Ordinary(rank.Facts{Jurisdiction: a.Jurisdiction, Zones: strings.Split(a.Zone, "|"), Account: accounts[c.Account],
			Number: rank.Number{ID: numbers[c.Number]}, Contacts: made[a.Person]})
		if v := rank.Judge(f, c.At, nil); !v.Allowed {
			t.Fatalf("%s at %v in %s breaks %v", c.Account, c.At, a.Jurisdiction, v.Rules)
		}
		made[a.Person] = append(made[a.Person], rank.Contact{At: c.At, Channel: rank.ChannelCall, Number: numbers[c.Number],
			Accounts: []int64{accounts[c.Account]}, Result: rank.OutcomeKind(c.Result)})
	}
}

func TestFiles(t *testing.T) {
	headers := map[string]string{
		"accounts":  "account,person,currency,jurisdiction,zone,lang,agent,mandate,name,number,product",
		"snapshots": "account,as_of,balance,days_past_due,credit_limit,due,paid",
		"payments":  "account,date,amount",
		"contacts":  "account,at,channel,number,result,chosen_by,propensity",
		"promises":  "account,made,due,amount",
	}
	p := Make(Config{Seed: 3, AsOf: time.Date(2026, 10, 31, 9, 0, 0, 0, time.UTC), Accounts: 40, Months: 3})
	for _, kind := range Kinds {
		text, err := io.ReadAll(p.CSV(kind))
		if err != nil {
			t.Fatal(err)
		}
		header, rest, _ := strings.Cut(string(text), "\n")
		if want, ok := headers[kind]; ok && header != want || rest == "" {
			t.Errorf("%s: header %q, %d bytes of rows", kind, header, len(rest))
		}
	}
	if _, err := io.ReadAll(p.CSV("cards")); err == nil {
		t.Error("an unknown kind of file was written")
	}
	if last := p.Snapshots[len(p.Snapshots)-1].AsOf; last.Day() != 31 || last.Month() != time.October {
		t.Errorf("as of a month end the last statement is of %v", last)
	}
}
