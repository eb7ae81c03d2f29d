package model

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"math"
	"os"
	"syscall"
	"testing"
	"time"
)

// benchJob is what bench/bench.py asks of us; it names files that every
// contestant reads.
type benchJob struct {
	Kind          string // "quality", "speed" or "uplift"
	Train, Test   string // CSV files
	Spec          Spec
	Matrix        string // float64, little-endian, row after row; then the labels as float64
	Rows, Columns int
	Explain       int // rows to explain
	Config        Config
	Out           string
}

// TestBench does one job of the benchmark and writes what came of it as JSON.
func TestBench(t *testing.T) {
	path := os.Getenv("EVENKEEL_BENCH")
	if path == "" {
		t.Skip("run by model/bench/bench.py")
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	job := benchJob{Config: Defaults()}
	if err := json.Unmarshal(text, &job); err != nil {
		t.Fatal(err)
	}
	result := map[string]func(*testing.T, benchJob) any{"quality": benchQuality, "speed": benchSpeed, "uplift": benchUplift}[job.Kind](t, job)
	out, err := json.Marshal(result)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(job.Out, out, 0o600); err != nil {
		t.Fatal(err)
	}
}

func benchSheet(t *testing.T, path string, spec Spec) *Sheet {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	s, err := ReadCSV(file, spec)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// benchQuality returns likelihood and expected amount of every test row.
func benchQuality(t *testing.T, job benchJob) any {
	train := benchSheet(t, job.Train, job.Spec)
	start := time.Now()
	m := fitted(t, train.Data, job.Config)
	seconds := time.Since(start).Seconds()
	test := benchSheet(t, job.Test, m.SpecFor(""))
	p, err := m.Predict(test.X, nil)
	if err != nil {
		t.Fatal(err)
	}
	var likelihood, expected []float64
	for _, x := range p {
		likelihood, expected = append(likelihood, x.Likelihood), append(expected, x.Expected)
	}
	return map[string]any{"likelihood": likelihood, "expected": expected, "seconds": seconds}
}

func benchUplift(t *testing.T, job benchJob) any {
	train := benchSheet(t, job.Train, job.Spec)
	m, s, err := FitUplift(context.Background(), train.UpliftData(), job.Config)
	if err != nil || s.Refused {
		t.Fatal(s, err)
	}
	test := benchSheet(t, job.Test, job.Spec)
	extra, err := m.Predict(test.X)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]any{"extra": extra, "kind": s.Kind}
}

// benchMatrix reads the matrix into columns.
func benchMatrix(t *testing.T, job benchJob) Data {
	raw, err := os.ReadFile(job.Matrix)
	if err != nil {
		t.Fatal(err)
	}
	at := func(i int) float64 { return math.Float64frombits(binary.LittleEndian.Uint64(raw[8*i:])) }
	var d Data
	for j := range job.Columns {
		c := Column{Name: "f" + string(rune('A'+j/10)) + string(rune('0'+j%10)), Num: make([]float64, job.Rows)}
		for i := range c.Num {
			c.Num[i] = at(i*job.Columns + j)
		}
		d.X.Columns = append(d.X.Columns, c)
	}
	for i := range job.Rows {
		d.Label = append(d.Label, at(job.Rows*job.Columns+i) > 0)
	}
	return d
}

func peakBytes() int64 {
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		return 0
	}
	return use.Maxrss * 1024
}

// benchSpeed times fitting all rows, and predicting and explaining them, as
// the other libraries do: no calibration, no held-out part.
func benchSpeed(t *testing.T, job benchJob) any {
	d := benchMatrix(t, job)
	loaded := peakBytes()
	start := time.Now()
	f := newFitter(d, job.Config)
	g, err := boost(context.Background(), task{m: f.m, target: f.label, train: allRows(job.Rows), loss: logLoss{}, config: job.Config})
	if err != nil {
		t.Fatal(err)
	}
	fit, peak := time.Since(start), peakBytes()
	m := &Model{features: f.m.features, likelihood: g.ensemble, calibrated: calibration{Kind: "platt", A: 1}}
	if err := m.finish(); err != nil {
		t.Fatal(err)
	}
	start = time.Now()
	raw, err := m.Raw(d.X)
	if err != nil {
		t.Fatal(err)
	}
	predict := time.Since(start)
	one := benchOne(m, d)
	some := d.pick(allRows(min(job.Explain, job.Rows))).X
	start = time.Now()
	if err := m.contributions(some, func(int, []float64) {}); err != nil {
		t.Fatal(err)
	}
	explain := time.Since(start)
	return map[string]any{"fit": fit.Seconds(), "predict": float64(len(raw)) / predict.Seconds(), "one": one.Seconds(),
		"explain": float64(some.Rows()) / explain.Seconds(), "memory": peak - loaded}
}

// benchOne is the mean time of a row alone.
func benchOne(m *Model, d Data) time.Duration {
	s, number := m.Scorer(), make([]float64, len(d.X.Columns))
	const rows = 5000
	start := time.Now()
	for i := range rows {
		for j := range number {
			number[j] = d.X.Columns[j].Num[i%d.Rows()]
		}
		s.LogOdds(number, nil)
	}
	return time.Since(start) / rows
}
