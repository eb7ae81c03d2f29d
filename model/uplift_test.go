package model

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
)

// contacts is a log with a known effect: a contact brings 0.3 where "open" is
// above a half and nothing elsewhere.
func contacts(rows int, seed uint64) (UpliftData, []float64) {
	rng := noise(seed)
	var d UpliftData
	open, other, truth := make([]float64, rows), make([]float64, rows), make([]float64, rows)
	for i := range rows {
		r := rng.with(uint64(i))
		open[i], other[i] = r.unit(0), r.unit(1)
		treated := r.unit(2) < 0.4
		if open[i] > 0.5 {
			truth[i] = 0.3
		}
		p := 0.2 + 0.3*other[i]
		if treated {
			p += truth[i]
		}
		d.Treated = append(d.Treated, treated)
		d.Outcome = append(d.Outcome, float64(oneIf(r.unit(3) < p)))
	}
	d.X = Table{Columns: []Column{{Name: "open", Num: open}, {Name: "other", Num: other}}}
	return d, truth
}

func TestUpliftFindsTheEffect(t *testing.T) {
	d, truth := contacts(8000, 1)
	m, s, err := FitUplift(context.Background(), d, Defaults())
	if err != nil || s.Refused {
		t.Fatal(s, err)
	}
	// Contacting the right half first gains 0.15 per row over the half of the
	// rows: Qini of the truth is 0.15·(1/2·1/2 + 1/2) − 0.15/2 = 0.0375.
	if math.Abs(s.Qini-0.0375) > 0.012 || math.Abs(s.ATE-0.15) > 0.03 || s.ATERange.Low > 0.15 || s.ATERange.High < 0.15 {
		t.Errorf("%+v", s)
	}
	file, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	back, err := DecodeUplift(file)
	if err != nil {
		t.Fatal(err)
	}
	got, err := back.Predict(d.X)
	if err != nil {
		t.Fatal(err)
	}
	var off float64
	for i := range got {
		off += math.Abs(got[i]-truth[i]) / float64(len(got))
	}
	if off > 0.08 {
		t.Errorf("mean error %.3f", off)
	}
	if _, err := DecodeUplift(file[:len(file)/2]); !errors.Is(err, ErrFile) {
		t.Errorf("a cut file: %v", err)
	}
}

func TestUpliftRefuses(t *testing.T) {
	for want, spoil := range map[string]func(d *UpliftData){
		"too small": func(d *UpliftData) {
			for i := range d.Treated {
				d.Treated[i] = i < 50
			}
		},
		"decided by the outcome": func(d *UpliftData) {
			for i := range d.Treated {
				d.Treated[i] = d.Outcome[i] == 0 && i%4 > 0 || i%10 == 0
			}
		},
		"was chosen": func(d *UpliftData) {
			for i := range d.Treated {
				d.Treated[i] = d.X.Columns[1].Num[i]+0.3*noise(5).unit(uint64(i)) > 0.6
			}
		},
		"not those": func(d *UpliftData) {
			d.Propensity = make([]float64, len(d.Treated))
			for i := range d.Propensity {
				d.Propensity[i] = 0.6
			}
		},
	} {
		d, _ := contacts(4000, 2)
		spoil(&d)
		m, s, err := FitUplift(context.Background(), d, Defaults())
		if err != nil || m != nil || !s.Refused || !strings.Contains(s.Reason, want) {
			t.Errorf("%s: %+v, %v", want, s, err)
		}
	}
}

// TestUpliftThroughReach reads a log with a column of who was reached: only
// reaching a person does anything.
func TestUpliftThroughReach(t *testing.T) {
	var b strings.Builder
	b.WriteString("open,treated,reached,paid\n")
	rng := noise(9)
	for i := range 6000 {
		r := rng.with(uint64(i))
		open, treated := r.unit(0), r.unit(1) < 0.5
		reached := treated && r.unit(2) < 0.2+0.6*open
		p := 0.2
		if reached {
			p += 0.4
		}
		fmt.Fprintf(&b, "%.4f,%d,%d,%d\n", open, oneIf(treated), oneIf(reached), oneIf(r.unit(3) < p))
	}
	sheet, err := ReadCSV(strings.NewReader(b.String()), Spec{Treatment: "treated", Reached: "reached", Outcome: "paid"})
	if err != nil {
		t.Fatal(err)
	}
	_, s, err := FitUplift(context.Background(), sheet.UpliftData(), Defaults())
	if err != nil || s.Refused {
		t.Fatal(s, err)
	}
	// The truth is 0.4·(0.2 + 0.6·open), whose Qini is 0.4·0.6/12 = 0.02.
	if got := s.Qinis[throughReach]; math.Abs(got-0.02) > 0.012 || math.Abs(s.ATE-0.2) > 0.04 {
		t.Errorf("%+v", s)
	}
	if _, err := ReadCSV(strings.NewReader("a,r\n1,2\n"), Spec{Reached: "r"}); err == nil {
		t.Error("2 passes for a flag")
	}
}

// TestUpliftHillstrom is a real randomised test of e-mails, mens against none.
func TestUpliftHillstrom(t *testing.T) {
	s, err := ReadCSV(dataFile(t, "hillstrom_uplift/hillstrom.csv"), Spec{Outcome: "visit", Categorical: []string{"history_segment", "zip_code", "channel"},
		Group: "segment", Drop: []string{"conversion", "spend"}})
	if err != nil {
		t.Fatal(err)
	}
	var rows []int32
	for i, g := range s.Group {
		if g != "Womens E-Mail" {
			rows = append(rows, int32(i))
		}
	}
	d := UpliftData{X: s.Data.pick(rows).X, Outcome: pickOf(s.Outcome, rows)}
	for _, i := range rows {
		d.Treated = append(d.Treated, s.Group[i] == "Mens E-Mail")
	}
	_, got, err := FitUplift(context.Background(), d, Defaults())
	if err != nil || got.Refused {
		t.Fatal(got, err)
	}
	t.Logf("%+v", got)
	if math.Abs(got.ATE-0.0766) > 0.001 || got.Qini < 0.001 {
		t.Errorf("%+v", got)
	}
}
