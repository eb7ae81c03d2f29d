package synth

import (
	"context"
	"testing"
	"time"

	"evenkeel/model"
)

// TestALearnerFindsMuchButNotAll: boosting on what the files show, tested on a month later than it has seen.
func TestALearnerFindsMuchButNotAll(t *testing.T) {
	test := time.Date(2026, 9, 30, 0, 0, 0, 0, time.UTC)
	p := portfolio()
	m, err := model.Fit(context.Background(), shown(p, func(asOf time.Time) bool { return asOf.Before(test) }), model.Defaults())
	if err != nil {
		t.Fatal(err)
	}
	later := shown(p, test.Equal)
	predicted, err := m.Predict(later.X, later.Cap)
	if err != nil {
		t.Fatal(err)
	}
	score := model.Evaluate(predicted, later.Label, later.Amount)
	between(t, "AUC of a learner", score.AUC, 0.75, 0.85)
}

// shown are the months that pass, with features of the statement, the payments and the calls before it.
func shown(p *Portfolio, pass func(time.Time) bool) model.Data {
	statement := map[string]map[time.Time]Snapshot{}
	for _, s := range p.Snapshots {
		if statement[s.Account] == nil {
			statement[s.Account] = map[time.Time]Snapshot{}
		}
		statement[s.Account][s.AsOf] = s
	}
	paid := map[string][]time.Time{}
	for _, x := range p.Payments {
		paid[x.Account] = append(paid[x.Account], x.Date)
	}
	names := []string{"days_past_due", "utilisation", "due_share", "payments_30", "payments_90", "days_since_payment"}
	d := model.Data{X: model.Table{Columns: make([]model.Column, len(names))}}
	for i, name := range names {
		d.X.Columns[i].Name = name
	}
	for _, m := range p.Months {
		if !pass(m.AsOf) {
			continue
		}
		s := statement[m.Account][m.AsOf]
		last30, last90, since := recent(paid[m.Account], m.AsOf)
		for i, x := range []float64{float64(s.DaysPastDue), float64(s.Balance) / float64(s.Limit), float64(s.Due) / float64(s.Balance+1), last30, last90, since} {
			d.X.Columns[i].Num = append(d.X.Columns[i].Num, x)
		}
		d.Label, d.Amount = append(d.Label, m.Paid), append(d.Amount, float64(m.Minor))
		d.Cap, d.Time = append(d.Cap, float64(s.Balance)), append(d.Time, m.AsOf.Unix())
	}
	return d
}

func recent(dates []time.Time, asOf time.Time) (last30, last90, since float64) {
	since = 400
	for _, x := range dates {
		days := asOf.Sub(x).Hours() / 24
		if days < 0 {
			continue
		}
		if days < 31 {
			last30++
		}
		if days < 92 {
			last90++
		}
		since = min(since, days)
	}
	return last30, last90, since
}
