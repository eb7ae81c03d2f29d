package model

import (
	"context"
	"math"
	"os"
	"testing"
	"time"
)

// speedData is a set like a large portfolio: 30 numbers, 5 % missing, a label
// that depends on ten of them.
func speedData(rows int, seed uint64) Data {
	rng := noise(seed)
	d := Data{Label: make([]bool, rows)}
	score := make([]float64, rows)
	for j := range 30 {
		col := make([]float64, rows)
		mine := rng.with(uint64(j))
		for i := range col {
			u := mine.unit(uint64(i))
			x := math.Log(u / (1 - u + 1e-12))
			if j < 10 {
				score[i] += x * math.Sin(float64(j+1)) * 0.5
				if j > 0 && x > 0 {
					score[i] += 0.3 * d.X.Columns[j-1].Num[i]
				}
			}
			col[i] = x
		}
		d.X.Columns = append(d.X.Columns, Column{Name: "f" + string(rune('a'+j%26)) + string(rune('0'+j/26)), Num: col})
	}
	for i, s := range score {
		d.Label[i] = rng.unit(uint64(i)) < sigmoid(s)
		for j := range d.X.Columns {
			if rng.with(99).unit(uint64(i*30+j)) < 0.05 {
				d.X.Columns[j].Num[i] = math.NaN()
			}
		}
	}
	for j := range d.X.Columns {
		for i, x := range d.X.Columns[j].Num {
			if x != x {
				d.X.Columns[j].Num[i] = math.NaN()
			}
		}
	}
	return d
}

func speedConfig() Config {
	c := Defaults()
	c.Trees, c.Leaves, c.Rate, c.EarlyStop, c.ColSample, c.L2 = 200, 31, 0.1, 0, 1, 0
	return c
}

// TestSpeed prints what fitting, predicting and explaining cost here. It takes
// minutes of both cores, so it runs only when asked for.
func TestSpeed(t *testing.T) {
	if os.Getenv("EVENKEEL_SPEED") == "" {
		t.Skip("set EVENKEEL_SPEED to measure speed")
	}
	for _, n := range []int{24000} {
		d := speedData(n, 1)
		if n == 24000 {
			d.X.Columns = d.X.Columns[:23]
		}
		start := time.Now()
		f := newFitter(d, speedConfig())
		binned := time.Since(start)
		g, err := boost(context.Background(), task{m: f.m, target: f.label, train: allRows(n), loss: logLoss{}, config: f.c})
		if err != nil {
			t.Fatal(err)
		}
		fit := time.Since(start)
		m := &Model{features: f.m.features, likelihood: g.ensemble, calibrated: calibration{Kind: "platt", A: 1}}
		if err := m.finish(); err != nil {
			t.Fatal(err)
		}
		start = time.Now()
		if _, err := m.Raw(d.X); err != nil {
			t.Fatal(err)
		}
		pr := time.Since(start)
		m.explain()
		few := Table{}
		for _, c := range d.X.Columns {
			few.Columns = append(few.Columns, Column{Name: c.Name, Num: c.Num[:5000]})
		}
		start = time.Now()
		if err := m.contributions(few, func(int, []float64) {}); err != nil {
			t.Fatal(err)
		}
		ex := time.Since(start)
		t.Logf("%d rows: binned %v, fit %v, predict %.0f rows/s, explain %.0f rows/s", n, binned, fit, float64(n)/pr.Seconds(), 5000/ex.Seconds())
	}
}
