package model

import (
	"errors"
	"math"
	"testing"
	"time"
)

// hashedTexts are rows of about 60 hashed n-grams, 5 of which tell the class.
func hashedTexts(rows, dims int, seed uint64) ([]Sparse, []bool) {
	rng := noise(seed)
	x, y := make([]Sparse, rows), make([]bool, rows)
	for i := range x {
		r := rng.with(uint64(i))
		y[i] = r.unit(0) < 0.4
		seen := map[uint32]bool{}
		for k := range 60 {
			j := uint32(math.Pow(r.unit(uint64(k)+10), 3) * float64(dims-100))
			if k < 5 && r.unit(uint64(k)+500) < 0.6 {
				j = uint32(dims - 50 + k + 10*oneIf(y[i]))
			}
			if !seen[j] {
				seen[j] = true
				x[i].Index, x[i].Value = append(x[i].Index, j), append(x[i].Value, 0.13)
			}
		}
	}
	return x, y
}

func TestFitLogistic(t *testing.T) {
	const dims = 1 << 18
	x, y := hashedTexts(5000, dims, 1)
	start := time.Now()
	l, err := FitLogistic(x[:4000], y[:4000], dims, 0.1, 1)
	if err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took > 10*time.Second { // 0.4 s on a core of its own; machines that run tests share theirs
		t.Errorf("took %v", took)
	}
	right := 0
	for i := 4000; i < 5000; i++ {
		right += oneIf((l.Score(x[i]) > 0) == y[i])
	}
	if right < 950 {
		t.Errorf("%d of 1000 right", right)
	}
	file, err := l.Encode()
	if err != nil {
		t.Fatal(err)
	}
	back, err := DecodeLinear(file)
	if err != nil || math.Abs(back.Score(x[0])-l.Score(x[0])) > 1e-9 {
		t.Errorf("decoded scores %v, %v", back, err)
	}
	if _, err := DecodeLinear(file[:len(file)-2]); !errors.Is(err, ErrFile) {
		t.Errorf("a cut file: %v", err)
	}
}

// TestFitLogisticOptimum checks the gradient of the stated loss at the fit.
func TestFitLogisticOptimum(t *testing.T) {
	x, y := hashedTexts(500, 2000, 2)
	const l2 = 0.5
	l, err := FitLogistic(x, y, 2000, l2, 1)
	if err != nil {
		t.Fatal(err)
	}
	slope := map[uint32]float64{}
	var bias float64
	for i, r := range x {
		off := sigmoid(l.Score(r)) - float64(oneIf(y[i]))
		bias += off
		for k, j := range r.Index {
			slope[j] += off * float64(r.Value[k])
		}
	}
	for j, s := range slope {
		if s += l2 * float64(l.weight[j]); math.Abs(s) > 1e-3 {
			t.Errorf("slope %g in dimension %d", s, j)
		}
	}
	if math.Abs(bias) > 0.02 {
		t.Errorf("slope %g in the bias", bias)
	}
}

// TestFitRidge solves a case by hand: one dimension, values 1, 2, 3 against 2,
// 4, 6.1 with a ridge of 1; centred, Sxx = 2, Sxy = 4.1, w = 4.1/3.
func TestFitRidge(t *testing.T) {
	x := []Sparse{{[]uint32{5}, []float32{1}}, {[]uint32{5}, []float32{2}}, {[]uint32{5}, []float32{3}}}
	l, err := FitRidge(x, []float64{2, 4, 6.1}, 10, 1)
	if err != nil {
		t.Fatal(err)
	}
	w := 4.1 / 3
	if got, want := l.Score(x[2]), 12.1/3+w; math.Abs(got-want) > 1e-3 {
		t.Errorf("score %g, want %g", got, want)
	}
	if _, err := FitRidge(x, []float64{1, 2, math.NaN()}, 10, 1); err == nil {
		t.Error("a target that is not a number is let through")
	}
	if _, err := FitLogistic(x, []bool{true, true, true}, 10, 1, 1); !errors.Is(err, ErrTooFew) {
		t.Errorf("one class: %v", err)
	}
	if _, err := FitRidge([]Sparse{{[]uint32{10}, []float32{1}}}, []float64{1}, 10, 1); err == nil {
		t.Error("a dimension out of range is let through")
	}
}
