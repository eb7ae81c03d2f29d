package rank

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"evenkeel/model"
)

func importText(t testing.TB, s *Store, kind, text string, opt ImportOptions) ImportReport {
	t.Helper()
	report, err := s.Import(context.Background(), kind, strings.NewReader(text), opt, now)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func faults(r ImportReport) []string {
	var out []string
	for _, e := range r.Errors {
		out = append(out, fmt.Sprintf("%d %s", e.Line, e.Column))
	}
	return out
}

func TestImportReportsEveryBadRowAndLoadsTheRest(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	r := importText(t, s, "accounts", "account,person,currency,jurisdiction,zone,lang,mandate\n"+
		"A1,P1,CNY,CN,,zh,lender\n"+
		"\n"+
		"A2,P2,RMB,CN,,zh,lender\n"+ // 4
		",P3,CNY,CN,,zh,lender\n"+ // 5
		"A4,P4,CNY,China,Asia/Peking,fr,friend\n"+ // 6: four faults
		"A1,P9,CNY,CN,,zh,lender\n"+ // 7: twice
		"A5,P5,USD,US-MA,America/New_York|America/Chicago,en\n"+ // 8: a field short
		"\"A6\",\"P,6\",JPY,JP,,en,\"agency;for=Harbour, Bank;from=2026-02-01\"\n", ImportOptions{})
	want := []string{"4 currency", "5 account", "6 jurisdiction", "6 zone", "6 lang", "6 mandate", "7 account", "8 "}
	if got := faults(r); !slices.Equal(got, want) {
		t.Errorf("faults at %v, want %v", got, want)
	}
	if r.Rows != 7 || r.Loaded != 2 || r.Refused != 5 || r.Unchanged != 0 {
		t.Errorf("report %+v, want 7 rows: 2 loaded, 5 refused", r)
	}
	r = importText(t, s, "snapshots", "account,as_of,balance,days_past_due,credit_limit,paid\n"+
		"A1,2026-10-31,\"1,234.50\",30,,\n"+
		"A1,2026-10-31,5,30,,\n"+ // 3: the same day twice
		"A1,31/10/2026,5,30,,\n"+ // 4
		"A6,2026-10-31,12.5,30,,\n"+ // 5: yen have no decimals
		"A6,2026-10-31,abc,-1,x,-5\n"+ // 6
		"A9,2026-10-31,5,30,,\n"+ // 7: unknown
		"A6,2026-09-30,500,30.0,1000,\n"+
		"A6,2026-09-30,500,30.0,1000,\n", ImportOptions{}) // 9: the same row again says nothing new
	want = []string{"3 as_of", "4 as_of", "5 balance", "6 balance", "6 days_past_due", "6 credit_limit", "6 paid", "7 account"}
	if got := faults(r); !slices.Equal(got, want) {
		t.Errorf("faults at %v, want %v", got, want)
	}
	if r.Loaded != 2 || r.Unchanged != 1 {
		t.Errorf("report %+v, want two statements loaded and one unchanged", r)
	}
	r = importText(t, s, "payments", "account,date,amount\nA1,2026-11-02,0\nA1,2026-11-02,-4\nA1,2026-11-02,1.005\nA1,2026-11-02,1.00\nA1,2026-11-02,1\n", ImportOptions{})
	if got := faults(r); !slices.Equal(got, []string{"2 amount", "3 amount", "4 amount"}) || r.Loaded != 2 {
		t.Errorf("faults at %v, %d loaded; want three, and both equal payments of one day", got, r.Loaded)
	}
}

// What the database would choke on is a fault of its row, never of the file.
func TestImportSurvivesAnything(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	long := strings.Repeat("x", 3000)
	r := importText(t, s, "accounts", "account,person,currency,jurisdiction,mandate\n"+
		"A1,P1,CLF,CN,\nA\x002,P2,CNY,CN,\n"+long+",P3,CNY,CN,\nA4,"+long+",CNY,CN,\nA5,P5,CNY,CN,agency;for="+long+"\n", ImportOptions{})
	if got, want := faults(r), []string{"3 account", "4 account", "5 person", "6 mandate"}; !slices.Equal(got, want) || r.Loaded != 1 {
		t.Errorf("faults at %v, want %v; %d loaded", got, want, r.Loaded)
	}
	r = importText(t, s, "snapshots", "account,as_of,balance,days_past_due\nA1,2026-10-31,99999999999999.9999,30\nA1,2026-09-30,999999999999999,30\n", ImportOptions{})
	if got, want := faults(r), []string{"3 balance"}; !slices.Equal(got, want) || r.Loaded != 1 {
		t.Errorf("faults at %v, want %v; %d loaded", got, want, r.Loaded)
	}
}

func TestImportRefusesAFileItCannotRead(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	for name, c := range map[string]struct{ kind, text, field string }{
		"empty":            {"accounts", "", "file"},
		"a column twice":   {"accounts", "account,currency,Account\n", "header"},
		"a column missing": {"snapshots", "account,as_of,balance\n", "header"},
		"an unknown kind":  {"invoices", "account\n", "kind"},
		"UTF-16":           {"accounts", "\xff\xfea\x00", "file"},
	} {
		_, err := s.Import(context.Background(), c.kind, strings.NewReader(c.text), ImportOptions{}, now)
		var invalid *InvalidError
		if !errors.As(err, &invalid) || invalid.Field != c.field {
			t.Errorf("%s: %v, want an error of the %s", name, err, c.field)
		}
	}
}

const twiceAccounts = "account,person,currency,jurisdiction,agent,name,number\nA1,P1,CNY,CN,li,王磊,138 0000 0001\nA2,P1,CNY,CN,wang,王磊,\n"

var twice = map[string]string{
	"snapshots": "account,as_of,balance,days_past_due,paid\nA1,2026-10-31,100,30,5\nA2,2026-10-31,900,30,\n",
	"payments":  "account,date,amount\nA1,2026-11-02,5\nA1,2026-11-02,5\nA2,2026-11-03,7\n",
	"contacts":  "account,at,channel,number,result,chosen_by,propensity\nA1,2026-11-02 09:30,phone,138-0000-0001,No answer,random,0.5\nA1,2026-11-02T01:30:00Z,Call,13800000009,not_in_service,,\n",
	"promises":  "account,made,due,amount\nA1,2026-11-02,2026-11-09,50\n",
}

func TestTheSameFileTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	if r := importText(t, s, "accounts", twiceAccounts, ImportOptions{}); r.Loaded != 2 {
		t.Fatalf("%+v", r)
	}
	for _, kind := range ImportKinds[1:] {
		first := load(t, s, kind, twice[kind], ImportOptions{})
		again := load(t, s, kind, twice[kind], ImportOptions{})
		if first.Loaded != first.Rows || again.Loaded != 0 || again.Unchanged != again.Rows {
			t.Errorf("%s: first %+v, again %+v", kind, first, again)
		}
	}
	if again := importText(t, s, "accounts", twiceAccounts, ImportOptions{}); again.Loaded != 0 || again.Unchanged != 2 {
		t.Errorf("accounts again: %+v", again)
	}
	var counts [5]int
	err := s.pool.QueryRow(context.Background(), `SELECT (SELECT count(*) FROM rank.payment), (SELECT count(*) FROM rank.contact),
		(SELECT count(*) FROM rank.promise), (SELECT count(*) FROM rank.number), (SELECT count(*) FROM rank.person)`).
		Scan(&counts[0], &counts[1], &counts[2], &counts[3], &counts[4])
	if err != nil || counts != [5]int{3, 2, 1, 2, 1} {
		t.Errorf("%v payments, contacts, promises, numbers, people (%v); want 3 2 1 2 1", counts, err)
	}
	changed := load(t, s, "snapshots", strings.Replace(twice["snapshots"], "100,30", "110,30", 1), ImportOptions{})
	if changed.Loaded != 1 || changed.Unchanged != 1 {
		t.Errorf("a corrected statement: %+v, want one loaded", changed)
	}
}

// A person has one agent: of the account with the greatest balance. People are matched on identifiers, not on names.
func TestAPersonIsOnOneList(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	load(t, s, "accounts", twiceAccounts+"A3,P2,CNY,CN,li,王磊,\n", ImportOptions{TeamOf: func(agent string) string { return "team " + agent }})
	load(t, s, "snapshots", twice["snapshots"], ImportOptions{})
	var agent, team string
	var people int
	if err := s.pool.QueryRow(context.Background(), `SELECT agent, team, (SELECT count(*) FROM rank.person WHERE name = '王磊') FROM rank.person WHERE ref = 'P1'`).
		Scan(&agent, &team, &people); err != nil {
		t.Fatal(err)
	}
	if agent != "wang" || team != "team wang" || people != 2 {
		t.Errorf("P1 is %s's in %s, with %d people of that name; want wang's, and two people", agent, team, people)
	}
}

func TestImportReadsWhatSpreadsheetsWrite(t *testing.T) {
	t.Parallel()
	text := "account,person,currency,jurisdiction,name\r\n\r\nA1,P1,CNY,CN,\"王磊\"\r\nA2,P2,CNY,CN,陈静\r\n"
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string]string{
		"UTF-8": text, "with a mark": "\ufeff" + text, "GB18030": gb, "semicolons": strings.ReplaceAll(text, ",", ";"), "tabs": strings.ReplaceAll(text, ",", "\t"),
		"trailing commas": strings.ReplaceAll(text, "\r\nA", ",,\r\nA"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStore(t)
			if name == "trailing commas" {
				file = strings.Replace(file, "name,,", "name", 1)
			}
			load(t, s, "accounts", file, ImportOptions{})
			var names []string
			if err := s.pool.QueryRow(context.Background(), `SELECT array_agg(name ORDER BY ref) FROM rank.person`).Scan(&names); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(names, []string{"王磊", "陈静"}) {
				t.Errorf("names are %q", names)
			}
		})
	}
}

func TestMappingReadsTheirFile(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	m, err := ParseMapping(strings.NewReader(`
columns: {账号: account, 日期: as_of, 欠款: balance, 逾期天数: days_past_due}
constants: {credit_limit: "500000"}
unit: minor
dates: DD/MM/YYYY
features: [评分, rolling]
`))
	if err != nil {
		t.Fatal(err)
	}
	load(t, s, "accounts", twiceAccounts, ImportOptions{})
	r := load(t, s, "snapshots", "账号,日期,欠款,逾期天数,评分,rolling,sex,备注\nA1,1/9/2026,12345,30,0.7,,1,x\n", ImportOptions{Map: m})
	if !slices.Equal(r.Ignored, []string{"sex", "备注"}) || !slices.Equal(r.Protected, []string{"sex"}) {
		t.Errorf("ignored %v, protected %v; want sex and 备注 ignored, sex because it may never be used", r.Ignored, r.Protected)
	}
	var balance, limit int64
	var asOf time.Time
	var extra map[string]float64
	if err := s.pool.QueryRow(context.Background(), `SELECT as_of, balance, credit_limit, features FROM rank.snapshot`).Scan(&asOf, &balance, &limit, &extra); err != nil {
		t.Fatal(err)
	}
	if asOf != date(2026, 9, 1) || balance != 12345 || limit != 500000 || len(extra) != 1 || extra["评分"] != 0.7 {
		t.Errorf("stored %v, %d of %d, %v", asOf, balance, limit, extra)
	}
}

func TestMappingRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ yaml, want string }{
		"an unknown part":        {"columns: {a: account}\nformat: x\n", "line 2"},
		"two for one":            {"columns: {a: account, b: account}\n", `"a" and "b"`},
		"a unit":                 {"unit: cents\n", "unit"},
		"a date form":            {"dates: DD/MM/YY\n", "dates"},
		"no mapping at all":      {"- a\n", "columns"},
		"broken YAML":            {"columns: {a: account\n", "mapping"},
		"a constant that exists": {"columns: {a: account}\nconstants: {account: x}\n", "account"},
	} {
		if _, err := ParseMapping(strings.NewReader(c.yaml)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want it to name %s", name, err, c.want)
		}
	}
	for name, yaml := range map[string]string{
		"as a feature": "features: [balance_prev1, sex]\n", "as their column": "columns: {education: balance}\n",
		"as our column": "columns: {col7: marriage}\n", "as a constant": "constants: {age: '3'}\n", "in Chinese": "features: [性别]\n",
	} {
		_, err := ParseMapping(strings.NewReader(yaml))
		var forbidden *model.ForbiddenError
		if !errors.As(err, &forbidden) || len(forbidden.Names) != 1 || !strings.Contains(err.Error(), forbidden.Names[0]) {
			t.Errorf("%s: %v, want a refusal by name", name, err)
		}
	}
}

func TestParseMandate(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "lender;use=consumer", "Agency": "agency;use=consumer",
		"agency;for=Harbour Bank;use=consumer;from=2026-01-01;until=2026-12-31": "agency;for=Harbour Bank;use=consumer;from=2026-01-01;until=2026-12-31",
		"debt_buyer; until=2026-12-31 ;use=business":                            "debt_buyer;use=business;until=2026-12-31",
	} {
		if m, err := ParseMandate(in); err != nil || m.String() != want {
			t.Errorf("%q is %q (%v), want %q", in, m, err, want)
		}
	}
	for _, in := range []string{"bank", "agency;for", "agency;use=both", "agency;from=1.1.2026", "agency;from=2026-02-01;until=2026-01-01", "lender;x=1"} {
		if m, err := ParseMandate(in); err == nil {
			t.Errorf("%q is accepted as %q", in, m)
		}
	}
}

func TestMoneyInWords(t *testing.T) {
	t.Parallel()
	for m, want := range map[Money]string{
		{1234050, "CNY"}: "12,340.50 CNY", {5, "USD"}: "0.05 USD", {-123456789, "USD"}: "-1,234,567.89 USD", {1500, "JPY"}: "1,500 JPY", {1500, "KWD"}: "1.500 KWD",
	} {
		if m.String() != want {
			t.Errorf("%d %s is %q, want %q", m.Minor, m.Currency, m, want)
		}
	}
}
