package model

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"
)

func TestReadCSV(t *testing.T) {
	const good = "\xef\xbb\xbfid,age_of_debt,kind,owed,paid,when,label\n1,3,a,100,0,2024-01-31,no\n2,,b,90,5.5,2024-02-29,yes\n3,4,,80,0,2024-01-31,no\n"
	s, err := ReadCSV(strings.NewReader(good), Spec{Label: "label", Positive: "yes", Amount: "paid", Cap: "owed", Time: "when", Drop: []string{"id"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(s.X.Names(), " "); got != "age_of_debt kind owed" {
		t.Errorf("features %q", got)
	}
	if s.Time[0] != 0 || s.Time[1] != 1 || s.Time[2] != 0 || !s.Label[1] || s.Label[0] || s.Amount[1] != 5.5 || s.Cap[2] != 80 {
		t.Errorf("%+v", s)
	}
	for name, c := range map[string]struct {
		text, column string
		line         int
		spec         Spec
	}{
		"empty file":         {"", "", 1, Spec{}},
		"header only":        {"a,b\n", "", 2, Spec{}},
		"text among numbers": {"a,b\n1,2\n2,3\n3,x\n", "b", 4, Spec{}},
		"ragged":             {"a,b\n1,2\n2\n", "", 3, Spec{}},
		"infinite":           {"a,b\n1,2\n+Inf,2\n", "a", 3, Spec{}},
		"below zero":         {"a,b\n1,2\n2,-3\n", "b", 3, Spec{Amount: "b"}},
		"text label":         {"a,b\n1,no\n2,yes\n", "b", 2, Spec{Label: "b"}},
		"no such value":      {"a,b\n1,no\n2,yes\n", "b", 2, Spec{Label: "b", Positive: "maybe"}},
		"missing label":      {"a,b\n1,0\n2,\n", "b", 3, Spec{Label: "b"}},
	} {
		var cell *CSVError
		if _, err := ReadCSV(strings.NewReader(c.text), c.spec); !errors.As(err, &cell) || cell.Line != c.line || cell.Column != c.column {
			t.Errorf("%s: %v", name, err)
		}
	}
	wide := strings.Repeat("c,", 10_000) + "c\n"
	for _, text := range []string{"a,a\n1,2\n", wide} {
		if _, err := ReadCSV(strings.NewReader(text), Spec{}); !errors.Is(err, ErrColumns) {
			t.Errorf("%.10q: %v", text, err)
		}
	}
	if _, err := ReadCSV(strings.NewReader("a,b\n1,2\n"), Spec{Label: "c"}); !errors.Is(err, ErrColumns) {
		t.Errorf("a label that is not there: %v", err)
	}
}

// publicSets are the benchmark's: the same columns are dropped for everyone.
var publicSets = []struct {
	name, file string
	spec       Spec
}{
	{"hmeq", "hmeq/hmeq.csv", Spec{Label: "Default"}},
	{"uci", "uci_credit_default/uci_credit_card_21k.csv", Spec{Label: "default.payment.next.month", Drop: []string{"ID", "SEX", "EDUCATION", "MARRIAGE", "AGE"}}},
	{"credit_data_es", "credit_data_es/credit_data.csv", Spec{Label: "Status", Positive: "bad", Drop: []string{"Age", "Marital"}}},
	{"lending_club", "lending_club_modeldata/lending_club.csv", Spec{Label: "Class", Positive: "bad"}},
	{"german", "german_credit/GermanCredit.csv", Spec{Label: "Class", Positive: "Bad", Drop: []string{"Age", "ForeignWorker", "Purpose.Education",
		"Personal.Male.Divorced.Seperated", "Personal.Female.NotSingle", "Personal.Male.Single", "Personal.Male.Married.Widowed", "Personal.Female.Single"}}},
}

// TestFitReport runs the whole report on real sets and holds the champion to
// what scikit-learn's boosting reached on other splits of them.
func TestFitReport(t *testing.T) {
	least := map[string]float64{"hmeq": 0.95, "german": 0.72}
	for _, set := range publicSets {
		if set.name != "hmeq" && set.name != "german" {
			continue // the benchmark measures all of them
		}
		s, err := ReadCSV(dataFile(t, set.file), set.spec)
		if err != nil {
			t.Fatal(set.name, err)
		}
		_, r, err := FitReport(context.Background(), s.Data, FitOptions{Config: Defaults(), Challengers: true, Clock: time.Now})
		if err != nil {
			t.Fatal(set.name, err)
		}
		t.Logf("%s: AUC %.4f %v log loss %.4f ECE %.4f, %d trees, fit %.2f s of %.2f s", set.name, *r.Metrics.AUC, r.Intervals["auc"],
			r.Metrics.LogLoss, r.Metrics.ECE, r.Trees, r.FitSeconds, r.TotalSeconds)
		for _, c := range r.Challengers {
			if c.Failed != "" {
				t.Errorf("%s: %s: %s", set.name, c.Name, c.Failed)
				continue
			}
			t.Logf("  %s: AUC %.4f ECE %.4f, champion leads by %+v", c.Name, *c.Metrics.AUC, c.Metrics.ECE, *c.Lead)
		}
		if *r.Metrics.AUC < least[set.name] {
			t.Errorf("%s: AUC %.4f, want %.2f", set.name, *r.Metrics.AUC, least[set.name])
		}
	}
}
