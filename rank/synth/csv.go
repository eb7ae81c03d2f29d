package synth

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Kinds are the files of a portfolio: the first five are what rank imports, in that order; truth and months are not.
var Kinds = []string{"accounts", "snapshots", "payments", "contacts", "promises", "truth", "months"}

// CSV writes one kind of file, with the header of rank's own import format; money is in major units. An unknown kind
// is an error of the first read.
func (p *Portfolio) CSV(kind string) io.Reader {
	if !slices.Contains(Kinds, kind) {
		return failing{fmt.Errorf("synth: no file %q; there are %s", kind, strings.Join(Kinds, ", "))}
	}
	var buf bytes.Buffer
	w := csv.NewWriter(&buf)
	if err := w.WriteAll(p.rows(kind)); err != nil {
		return failing{fmt.Errorf("synth: write %s: %w", kind, err)}
	}
	return &buf
}

type failing struct{ err error }

// Read gives the error.
func (f failing) Read([]byte) (int, error) { return 0, f.err }

func (p *Portfolio) rows(kind string) [][]string {
	switch kind {
	case "accounts":
		return p.accountRows()
	case "snapshots":
		return table("account,as_of,balance,days_past_due,credit_limit,due,paid", p.Snapshots, func(s Snapshot) []string {
			return []string{s.Account, date(s.AsOf), money(s.Balance), strconv.Itoa(s.DaysPastDue), money(s.Limit), money(s.Due), money(s.Paid)}
		})
	case "payments":
		return table("account,date,amount", p.Payments, func(x Payment) []string { return []string{x.Account, date(x.Date), money(x.Minor)} })
	case "contacts":
		return table("account,at,channel,number,result,chosen_by,propensity", p.Contacts, func(c Contact) []string {
			return []string{c.Account, c.At.Format(time.RFC3339), "phone", c.Number, c.Result, c.ChosenBy, odds(c.Propensity)}
		})
	case "promises":
		return table("account,made,due,amount", p.Promises, func(x Promise) []string {
			return []string{x.Account, date(x.Made), date(x.Due), money(x.Minor)}
		})
	case "truth":
		return table("account,kind,overdue,p0,p1,reach,amount", p.Truth, func(t Truth) []string {
			return []string{t.Account, t.Kind, strconv.FormatBool(t.Overdue), odds(t.P0), odds(t.P1), odds(t.Reach), money(t.Minor)}
		})
	}
	return table("account,as_of,days_past_due,kind,p0,p1,reach,expected,propensity,chosen_by,called,reached,paid,amount", p.Months, func(m Month) []string {
		return []string{m.Account, date(m.AsOf), strconv.Itoa(m.DaysPastDue), m.Kind, odds(m.P0), odds(m.P1), odds(m.Reach), money(m.Expected),
			odds(m.Propensity), m.ChosenBy, strconv.FormatBool(m.Called), strconv.FormatBool(m.Reached), strconv.FormatBool(m.Paid), money(m.Minor)}
	})
}

// accountRows has the person's name and numbers too, which the importer takes where they are given.
func (p *Portfolio) accountRows() [][]string {
	people := make(map[string]Person, len(p.people))
	for _, x := range p.people {
		people[x.Ref] = x
	}
	return table("account,person,currency,jurisdiction,zone,lang,agent,mandate,name,number,product", p.Accounts, func(a Account) []string {
		who := people[a.Person]
		return []string{a.Ref, a.Person, a.Currency, a.Jurisdiction, a.Zone, a.Lang, a.Agent, a.Mandate, who.Name, strings.Join(who.Numbers, "|"), a.Product}
	})
}

func table[T any](header string, rows []T, line func(T) []string) [][]string {
	out := make([][]string, 0, len(rows)+1)
	out = append(out, strings.Split(header, ","))
	for _, r := range rows {
		out = append(out, line(r))
	}
	return out
}

func date(t time.Time) string { return t.Format(time.DateOnly) }

// money writes minor units of CNY and USD as major ones; both have two decimals.
func money(minor int64) string { return fmt.Sprintf("%d.%02d", minor/100, minor%100) }

func odds(p float64) string {
	if p == 0 {
		return ""
	}
	return strconv.FormatFloat(p, 'g', 6, 64)
}
