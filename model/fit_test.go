package model

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"
)

// synthetic is a set with a known truth: two numbers, one with holes, a
// category of 12 values, and a column of noise.
func synthetic(rows int, seed uint64) Data {
	rng := noise(seed)
	var d Data
	num := func(name string) []float64 {
		d.X.Columns = append(d.X.Columns, Column{Name: name, Num: make([]float64, rows)})
		return d.X.Columns[len(d.X.Columns)-1].Num
	}
	balance, arrears, chance := num("balance"), num("arrears"), num("noise")
	product := make([]string, rows)
	d.X.Columns = append(d.X.Columns, Column{Name: "product", Kind: Category, Cat: product})
	for i := range rows {
		r := rng.with(uint64(i))
		balance[i], arrears[i], chance[i] = 10000*r.unit(0), math.Floor(8*r.unit(1)), r.unit(2)
		kind := r.below(3, 12)
		product[i] = fmt.Sprintf("p%d", kind)
		s := 1.5 - 0.6*arrears[i] + 0.8*float64(kind%3) - balance[i]/8000
		if r.unit(4) < 0.1 {
			arrears[i] = math.NaN()
		}
		pays := r.unit(5) < sigmoid(s)
		d.Label = append(d.Label, pays)
		d.Amount = append(d.Amount, float64(oneIf(pays))*balance[i]*(0.05+0.1*r.unit(6)))
		d.Time = append(d.Time, int64(i/100))
		d.Cap = append(d.Cap, balance[i])
	}
	return d
}

func quick() Config {
	c := Defaults()
	c.Trees, c.Rate = 60, 0.1
	return c
}

func fitted(t testing.TB, d Data, c Config) *Model {
	t.Helper()
	m, err := Fit(context.Background(), d, c)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestFitLearnsTheTruth(t *testing.T) {
	train, test := synthetic(6000, 1), synthetic(4000, 2)
	p, err := fitted(t, train, quick()).Predict(test.X, test.Cap)
	if err != nil {
		t.Fatal(err)
	}
	got := Evaluate(p, test.Label, test.Amount)
	if got.AUC < 0.80 || got.ECE > 0.03 { // the truth itself reaches about 0.82
		t.Errorf("%+v", got)
	}
	for i := range p {
		if p[i].Expected > test.Cap[i] || p[i].Value > test.Cap[i] || p[i].Expected < 0 || !(p[i].Likelihood >= 0 && p[i].Likelihood <= 1) {
			t.Fatalf("row %d: %+v with a cap of %g", i, p[i], test.Cap[i])
		}
	}
}

func TestFitDoesNotDependOnThreads(t *testing.T) {
	d := synthetic(12000, 3)
	for _, sample := range []float64{1, 0.7} {
		var files [][]byte
		for _, threads := range []int{1, 3} {
			c := quick()
			c.Trees, c.Threads, c.RowSample = 15, threads, sample
			file, err := fitted(t, d, c).Encode()
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, file)
		}
		if !bytes.Equal(files[0], files[1]) {
			t.Errorf("row sample %g: one thread and three make different models", sample)
		}
	}
}

func TestEncodeDecode(t *testing.T) {
	d := synthetic(3000, 4)
	m := fitted(t, d, quick())
	file, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	back, err := Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	want, _ := m.Predict(d.X, d.Cap)
	got, err := back.Predict(d.X, d.Cap)
	if err != nil || !slices.Equal(want, got) || back.ID() != m.ID() {
		t.Errorf("the decoded model differs: %v", err)
	}
	for _, cut := range []int{0, 10, 80, len(file) / 2, len(file) - 1} {
		if _, err := Decode(file[:cut]); !errors.Is(err, ErrFile) {
			t.Errorf("cut at %d: %v", cut, err)
		}
	}
	if _, err := Decode(seal(fileMagic, []byte(`{"features":[{"name":"a"}],"calibration":{"kind":"platt","a":1},"likelihood":{"trees":[{"feature":[0,0],"limit":[1,1],"shift":[0,0],"left":[1,1],"value":[0,0],"cover":[1,1],"gain":[0,0]}]}}`))); !errors.Is(err, ErrFile) {
		t.Errorf("a tree with one child: %v", err)
	}
}

// TestMonotone walks a constrained column up through its range: the raw score
// may never turn.
func TestMonotone(t *testing.T) {
	d := synthetic(5000, 5)
	c := quick()
	c.Monotone = map[string]int8{"noise": 1, "arrears": -1}
	m := fitted(t, d, c)
	for _, name := range []string{"noise", "arrears"} {
		for row := range 40 {
			var x Table
			const steps = 50
			for _, col := range d.X.Columns {
				line := Column{Name: col.Name, Kind: col.Kind}
				for s := range steps {
					if col.Kind == Category {
						line.Cat = append(line.Cat, col.Cat[row])
					} else if col.Name == name {
						line.Num = append(line.Num, 9*float64(s)/steps)
					} else {
						line.Num = append(line.Num, col.Num[row])
					}
				}
				x.Columns = append(x.Columns, line)
			}
			raw, err := m.Raw(x)
			if err != nil {
				t.Fatal(err)
			}
			for s := 1; s < steps; s++ {
				if float64(c.Monotone[name])*(raw[s]-raw[s-1]) < -1e-9 {
					t.Fatalf("%s turns at step %d of row %d: %g after %g", name, s, row, raw[s], raw[s-1])
				}
			}
		}
	}
}

func TestUnseenAndMissing(t *testing.T) {
	m := fitted(t, synthetic(3000, 6), quick())
	nan := math.NaN()
	x := Table{Columns: []Column{
		{Name: "extra", Num: []float64{1, 2}}, {Name: "product", Kind: Category, Cat: []string{"never seen", ""}},
		{Name: "noise", Num: []float64{nan, nan}}, {Name: "arrears", Num: []float64{nan, 1e300}}, {Name: "balance", Num: []float64{nan, -1e300}},
	}}
	p, err := m.Predict(x, nil)
	if err != nil || !(p[0].Likelihood > 0 && p[0].Likelihood < 1) {
		t.Errorf("%+v, %v", p, err)
	}
	if _, err := m.Predict(x.Drop("noise"), nil); !errors.Is(err, ErrColumns) {
		t.Errorf("a missing column: %v", err)
	}
	x.Columns[0].Num[1] = math.Inf(1)
	var cell *DataError
	if _, err := m.Predict(x, nil); !errors.As(err, &cell) || cell.Row != 1 || cell.Column != "extra" {
		t.Errorf("an infinity: %v", err)
	}
}

func TestFitRefuses(t *testing.T) {
	for name, spoil := range map[string]func(d *Data){
		"infinity":   func(d *Data) { d.X.Columns[0].Num[7] = math.Inf(-1) },
		"all empty":  func(d *Data) { d.X.Columns[2].Num = slices.Repeat([]float64{math.NaN()}, 500) },
		"twice":      func(d *Data) { d.X.Columns[1].Name = "balance" },
		"short":      func(d *Data) { d.X.Columns[1].Num = d.X.Columns[1].Num[:99] },
		"one class":  func(d *Data) { d.Label = make([]bool, 500) },
		"below zero": func(d *Data) { d.Amount[3] = -1 },
		"no label":   func(d *Data) { d.Label = nil },
		"forbidden":  func(d *Data) { d.X.Columns[2].Name = "Customer_Age" },
		"weight":     func(d *Data) { d.Weight = make([]float64, 500) },
		"no column":  func(d *Data) { d.X.Columns = nil },
		"wide": func(d *Data) {
			for i := range 10_000 {
				d.X.Columns = append(d.X.Columns, Column{Name: fmt.Sprint("c", i), Num: d.Amount})
			}
		},
	} {
		d := synthetic(500, 7)
		spoil(&d)
		if m, err := Fit(context.Background(), d, quick()); err == nil || m != nil {
			t.Errorf("%s: no error", name)
		}
	}
	d := synthetic(500, 7)
	d.Label = make([]bool, 500)
	if _, err := Fit(context.Background(), d, quick()); !errors.Is(err, ErrTooFew) {
		t.Errorf("one class: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Fit(ctx, synthetic(500, 7), quick()); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestCheckFeatures(t *testing.T) {
	refused := []string{"sex", "SEX", "gender_code", "CustomerAge", "age", "age_years", "age2", "education", "marriage", "maritalStatus",
		"性别", "客户年龄", "学历代码", "birth_date", "dob", "ethnicity", "religion", "health_status", "region_of_origin", "national_origin",
		"paid_next", "paid_next_amount", "mpd_next", "recovered_share", "cured_next", "debtor_age", "年龄段", "婚姻状况"}
	allowed := []string{"mortgage", "days_past_due", "account_age", "age_of_debt", "usage", "percentage", "state", "balance", "AccountAgeDays",
		"right_party_contact", "essex", "last_outcome", "stage", "origination_fee", "loan_origin", "余额", "逾期天数", "账龄", "next_due_days", "language"}
	var bad *ForbiddenError
	if err := CheckFeatures(append(slices.Clone(allowed), refused...)); !errors.As(err, &bad) || !slices.Equal(bad.Names, refused) {
		for _, n := range refused {
			if bad == nil || !slices.Contains(bad.Names, n) {
				t.Errorf("%s is let through", n)
			}
		}
		for _, n := range allowed {
			if bad != nil && slices.Contains(bad.Names, n) {
				t.Errorf("%s is refused", n)
			}
		}
	}
}
