package model

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"math"
	"os"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// benchJob is what bench/bench.py asks of us; it names files that every
// contestant reads.
type benchJob struct {
	Kind           string // "quality", "speed" or "uplift"
	Train, Test    string // CSV files
	Spec           Spec
	Matrix         string // float64, little-endian, row after row; then the labels as float64
	Rows, Columns  int
	Explain, Batch int // rows to explain, and to predict at once
	Config         Config
	Out            string
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
	all, u := map[string][]float64{}, newUpliftTask(context.Background(), train.UpliftData(), job.Config)
	for kind := range s.Qinis {
		m, err := u.fit(kind, allRows(u.m.rows))
		if err != nil {
			t.Fatal(err)
		}
		if err := m.finish(); err != nil {
			t.Fatal(err)
		}
		if all[kind], err = m.Predict(test.X); err != nil {
			t.Fatal(err)
		}
	}
	return map[string]any{"extra": extra, "kind": s.Kind, "all": all}
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

// status is a line of /proc/self/status, in bytes; 0 where there is none.
func status(key string) int64 {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, key+":"); ok {
			kib, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			if err != nil {
				return 0
			}
			return kib * 1024
		}
	}
	return 0
}

func cpuSeconds() float64 {
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		return math.NaN()
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano()).Seconds()
}

// benchTimes collects seconds on the clock, and of the processor.
type benchTimes map[string]float64

func (b benchTimes) time(name string, work func()) {
	c, w := cpuSeconds(), time.Now()
	work()
	b[name], b[name+"_cpu"] = time.Since(w).Seconds(), cpuSeconds()-c
}

// benchSpeed times fitting all rows, and predicting and explaining them, as
// the other libraries do: no calibration, no held-out part.
func benchSpeed(t *testing.T, job benchJob) any {
	d := benchMatrix(t, job)
	out := benchTimes{}
	debug.FreeOSMemory()
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil { // forgets the peak so far
		t.Log(err)
	}
	loaded := status("VmRSS")
	var m *Model
	out.time("fit", func() {
		f := newFitter(d, job.Config)
		g, err := boost(context.Background(), task{m: f.m, target: f.label, train: allRows(job.Rows), loss: logLoss{}, config: job.Config})
		if err != nil {
			t.Fatal(err)
		}
		m = &Model{features: f.m.features, likelihood: g.ensemble, calibrated: calibration{Kind: "platt", A: 1}}
	})
	out["memory"] = float64(status("VmHWM") - loaded)
	if err := m.finish(); err != nil {
		t.Fatal(err)
	}
	rows := make([]int32, job.Batch)
	for i := range rows {
		rows[i] = int32(i % job.Rows)
	}
	batch := d.pick(rows).X
	out.time("predict", func() {
		if _, err := m.Raw(batch); err != nil {
			t.Fatal(err)
		}
	})
	out["one"] = benchOne(m, d)
	some := d.pick(allRows(min(job.Explain, job.Rows))).X
	out.time("explain", func() {
		if err := m.contributions(some, func(int, []float64) {}); err != nil {
			t.Fatal(err)
		}
	})
	return out
}

// benchOne is the median time of a row alone, in seconds.
func benchOne(m *Model, d Data) float64 {
	s, number := m.Scorer(), make([]float64, len(d.X.Columns))
	took := make([]float64, 5000)
	for i := range took {
		for j := range number {
			number[j] = d.X.Columns[j].Num[i%d.Rows()]
		}
		start := time.Now()
		s.LogOdds(number, nil)
		took[i] = time.Since(start).Seconds()
	}
	slices.Sort(took)
	return took[len(took)/2]
}
