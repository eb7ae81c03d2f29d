package rank

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"time"

	"evenkeel/model"
)

// example is one labelled statement.
type example struct {
	account *portfolioAccount
	asOf    time.Time
	x       []float64 // as Features gives them
	extra   map[string]float64
	weight  float64
	paid    int64 // in (asOf, next month end]
	owed    int64
}

// examples are all statements with days past due whose month of payment is over by the end of asOf and of which it is
// known what came in, in the order of time and account.
func examples(accounts []portfolioAccount, asOf time.Time) []example {
	var out []example
	told := monthsTold(accounts)
	for i := range accounts {
		a := &accounts[i]
		for _, st := range a.History.Statements {
			if st.DaysPastDue <= 0 || monthEnd(st.AsOf).After(asOf) {
				continue
			}
			if !told[monthNumber(monthEnd(st.AsOf))] && !a.History.stated(st.AsOf) {
				continue // an account that paid and left the file would count as one that did not pay
			}
			out = append(out, example{account: a, asOf: st.AsOf, x: Features(a.History, st.AsOf), extra: st.Extra,
				weight: weightOf(a.History, st.AsOf), paid: a.History.paidAfter(st.AsOf), owed: st.Balance})
		}
	}
	slices.SortStableFunc(out, func(a, b example) int {
		return cmp.Or(a.asOf.Compare(b.asOf), cmp.Compare(a.account.Ref, b.account.Ref))
	})
	return out
}

// monthsTold are the months of which payments were imported: there, an account without a payment paid nothing.
func monthsTold(accounts []portfolioAccount) map[int]bool {
	told := map[int]bool{}
	for i := range accounts {
		for _, p := range accounts[i].History.Payments {
			told[monthNumber(p.On)] = true
		}
	}
	return told
}

// stated tells whether a later statement of the month says what was paid.
func (h History) stated(asOf time.Time) bool {
	return slices.ContainsFunc(h.Statements, func(s Statement) bool {
		return s.AsOf.After(asOf) && !s.AsOf.After(monthEnd(asOf)) && s.Paid != nil
	})
}

// firstFileWeight is what a statement of a portfolio's first file counts for beside those of later ones.
const firstFileWeight = 0.25

// weightOf makes statements count by how much they look like those that will be ranked, of which it is known whether
// they stood on the file of the month before.
func weightOf(h History, asOf time.Time) float64 {
	if math.IsNaN(h.Until(asOf).newOnFile()) {
		return firstFileWeight
	}
	return 1
}

// paidAfter is the label of a statement: what came in after it, up to the next month end. Payment rows win over what a
// later statement of the same month says.
func (h History) paidAfter(asOf time.Time) int64 {
	end := monthEnd(asOf)
	sum, rows := h.paidBetween(asOf, end)
	if rows > 0 {
		return sum
	}
	for _, st := range h.Statements {
		if st.AsOf.After(asOf) && !st.AsOf.After(end) && st.Paid != nil {
			return *st.Paid
		}
	}
	return 0
}

// columns is which features a model is fitted on, and the scale of each currency.
type columns struct {
	Names  []string           // of features, then the lender's own numbers, sorted
	Scales map[string]float64 // minor units that stand for 1 in amounts
}

// ownPrefix sets the lender's own numbers apart from ours.
const ownPrefix = "own:"

func columnsOf(rows []example) columns {
	own := map[string]bool{}
	balances := map[string][]float64{}
	for _, r := range rows {
		for name := range r.extra {
			own[ownPrefix+name] = true
		}
		if r.owed > 0 {
			c := r.account.Currency
			balances[c] = append(balances[c], float64(r.owed))
		}
	}
	c := columns{Names: append(FeatureNames(), slices.Sorted(maps.Keys(own))...), Scales: map[string]float64{}}
	for code, list := range balances {
		c.Scales[code] = median(list)
	}
	return c
}

// median of a list that is not empty; it sorts the list.
func median(list []float64) float64 {
	slices.Sort(list)
	return list[len(list)/2]
}

// scale is the currency's, and 1 major unit for a currency that the model has not met and that is given none.
func (c columns) scale(currency string) float64 {
	if s := c.Scales[currency]; s > 0 {
		return s
	}
	return math.Pow10(Digits(currency))
}

// vector is a row of the table: features on the currency's scale, then the lender's own numbers.
func (c columns) vector(x []float64, extra map[string]float64, currency string) []float64 {
	out := make([]float64, len(c.Names))
	scale := c.scale(currency)
	for i, name := range c.Names {
		switch {
		case i < len(features) && features[i].amount:
			out[i] = x[i] / scale
		case i < len(features):
			out[i] = x[i]
		default:
			v, ok := extra[name[len(ownPrefix):]]
			if !ok {
				v = missing
			}
			out[i] = v
		}
	}
	return out
}

// table turns rows into columns.
func (c columns) table(rows [][]float64) model.Table {
	t := model.Table{Columns: make([]model.Column, len(c.Names))}
	for j, name := range c.Names {
		col := make([]float64, len(rows))
		for i, r := range rows {
			col[i] = r[j]
		}
		t.Columns[j] = model.Column{Name: name, Kind: model.Number, Num: col}
	}
	return t
}

// pick keeps the named columns, in that order.
func pick(t model.Table, names []string) model.Table {
	at := map[string]model.Column{}
	for _, c := range t.Columns {
		at[c.Name] = c
	}
	out := model.Table{}
	for _, name := range names {
		out.Columns = append(out.Columns, at[name])
	}
	return out
}

// data makes a training set of rows, without the columns in which nothing is known.
func (c columns) data(rows []example) model.Data {
	vectors := make([][]float64, len(rows))
	d := model.Data{Label: make([]bool, len(rows)), Amount: make([]float64, len(rows)), Cap: make([]float64, len(rows)),
		Weight: make([]float64, len(rows)), Time: make([]int64, len(rows)), Group: make([]string, len(rows))}
	for i, r := range rows {
		scale := c.scale(r.account.Currency)
		vectors[i] = c.vector(r.x, r.extra, r.account.Currency)
		d.Label[i], d.Amount[i] = r.paid > 0, float64(r.paid)/scale
		d.Cap[i], d.Weight[i] = capOf(r.owed, scale), r.weight
		d.Time[i], d.Group[i] = r.asOf.Unix()/86400, r.account.Person
	}
	full := c.table(vectors)
	empty := full.Empty()
	names := slices.DeleteFunc(full.Names(), func(n string) bool { return slices.Contains(empty, n) })
	d.X = pick(full, names)
	return d
}

// capOf is what is owed, on scale; at least one minor unit, since nobody can be expected to pay less than something.
func capOf(owed int64, scale float64) float64 { return math.Max(float64(owed), 1) / scale }
