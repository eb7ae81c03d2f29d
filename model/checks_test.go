package model

import (
	"math"
	"strings"
	"testing"
)

// TestMetricsAgainstScikitLearn holds measures to the output of scikit-learn
// 1.2 (roc_auc_score, log_loss, brier_score_loss) and scipy (ks_2samp) on a
// case with ties.
func TestMetricsAgainstScikitLearn(t *testing.T) {
	score := []float64{0.9, 0.8, 0.8, 0.7, 0.6, 0.55, 0.4, 0.4, 0.3, 0.1}
	label := []bool{true, true, false, true, false, true, false, true, false, false}
	p := make([]Prediction, len(score))
	for i, s := range score {
		p[i] = Prediction{Likelihood: s, Expected: float64(len(score) - i)}
	}
	m := Evaluate(p, label, []float64{10, 0, 0, 30, 0, 10, 0, 50, 0, 0})
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"AUC", m.AUC, 0.76}, {"KS", m.KS, 0.4}, {"log loss", m.LogLoss, 0.5697896471211348}, {"Brier", m.Brier, 0.19625},
		{"captured", m.CapturedTop20, 0.1},
	} {
		if math.Abs(c.got-c.want) > 1e-12 {
			t.Errorf("%s is %.6f, want %.6f", c.name, c.got, c.want)
		}
	}
	one := Evaluate(p, make([]bool, 10), nil)
	if !math.IsNaN(one.AUC) || !math.IsNaN(one.CapturedTop20) {
		t.Errorf("one class: %+v", one)
	}
}

func TestBootstrapAndCompare(t *testing.T) {
	d := synthetic(3000, 20)
	m := fitted(t, d, quick())
	test := synthetic(3000, 21)
	p, err := m.Predict(test.X, nil)
	if err != nil {
		t.Fatal(err)
	}
	got, in := Evaluate(p, test.Label, test.Amount), Bootstrap(p, test.Label, test.Amount, nil, 1)
	if !(in.AUC.Low < got.AUC && got.AUC < in.AUC.High) || in.AUC.High-in.AUC.Low > 0.06 || in.AUC.High-in.AUC.Low < 0.02 {
		t.Errorf("AUC %g in %+v", got.AUC, in.AUC)
	}
	chance := make([]Prediction, len(p))
	for i := range chance {
		chance[i].Likelihood = noise(4).unit(uint64(i))
	}
	if c := Compare(p, chance, test.Label, test.Amount, nil, 1); !c.AUC.MoreThanNoise || c.AUC.Mean < 0.2 {
		t.Errorf("against chance: %+v", c.AUC)
	}
	if c := Compare(p, p, test.Label, test.Amount, nil, 1); c.AUC.MoreThanNoise || c.AUC.Mean != 0 {
		t.Errorf("against itself: %+v", c.AUC)
	}
}

func TestDrift(t *testing.T) {
	d := synthetic(4000, 22)
	m := fitted(t, d, quick())
	same, err := m.Drift(synthetic(4000, 23).X)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range same {
		if s.Words != "steady" {
			t.Errorf("the same source: %+v", s)
		}
	}
	moved := synthetic(4000, 24).X
	for i := range moved.Columns[0].Num {
		moved.Columns[0].Num[i] *= 0.3
	}
	far, err := m.Drift(moved)
	if err != nil || far[0].Words != "moved far" || far[2].Words != "steady" {
		t.Errorf("a moved balance: %+v, %v", far, err)
	}
}

func TestFairness(t *testing.T) {
	var p []Prediction
	var label []bool
	var group []string
	for i := range 400 {
		name, likely := "a", 0.9-float64(i)/1000
		if i%2 == 0 {
			name, likely = "b", likely-0.1
		}
		p, label, group = append(p, Prediction{Likelihood: likely}), append(label, i < 150), append(group, name)
	}
	got, err := Fairness(p, label, group, 0.3)
	if err != nil || len(got) != 2 {
		t.Fatal(got, err)
	}
	// 120 are picked: of a 85 and of b 35, which stand 50 behind.
	if got[0].Group != "a" || got[0].Adverse || !got[1].Adverse || math.Abs(got[0].Picked-0.425) > 0.01 || math.Abs(got[1].Impact-got[1].Picked/got[0].Picked) > 1e-12 {
		t.Errorf("%+v", got)
	}
	if _, err := Fairness(p, label[:1], group, 0.3); err == nil {
		t.Error("lists of another length are let through")
	}
}

func TestWritePredictions(t *testing.T) {
	var b strings.Builder
	err := WritePredictions(&b, []Prediction{{0.25, 4, 1}}, [][]Contribution{{{Feature: "a,b", Value: "3", LogOdds: -0.5}}})
	if want := "likelihood,value,expected,feature_1,value_1,log_odds_1\n0.25,4,1,\"a,b\",3,-0.5\n"; err != nil || b.String() != want {
		t.Errorf("%q, %v", b.String(), err)
	}
}

func TestSuspectLeaks(t *testing.T) {
	d := synthetic(2000, 25)
	if got := SuspectLeaks(d); len(got) != 0 {
		t.Errorf("%+v", got)
	}
	leak := Column{Name: "closed_balance", Num: make([]float64, 2000)}
	for i := range leak.Num {
		leak.Num[i] = math.NaN()
		if d.Label[i] {
			leak.Num[i] = noise(1).unit(uint64(i))
		}
	}
	d.X.Columns = append(d.X.Columns, leak)
	if got := SuspectLeaks(d); len(got) != 1 || got[0].Feature != "closed_balance" || got[0].AUC < 0.99 {
		t.Errorf("%+v", got)
	}
}
