package embed

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// e5Home is the folder where set-up has put the local model; the test is skipped where it has not.
func e5Home(t *testing.T) string {
	t.Helper()
	home := os.Getenv("EVENKEEL_HOME")
	if home == "" {
		home = filepath.Join("..", "..", ".evenkeel")
	}
	if !(E5Options{Home: home}).Ready() {
		t.Skip("SKIPPED: the local model is not installed (make setup)")
	}
	return home
}

func TestE5MeansAlikeAndSurvivesItsChild(t *testing.T) {
	t.Parallel()
	e := NewE5(E5Options{Home: e5Home(t)})
	t.Cleanup(func() { e.Close() })
	passages, err := e.Embed(t.Context(), []string{"他丢了工作，想分期还款。", "The weather is lovely today.", "He asked for a plan after losing his job."}, false)
	if err != nil || len(passages) != 3 || len(passages[0]) != e.Dims() {
		t.Fatalf("%d vectors, %v", len(passages), err)
	}
	query, err := e.Embed(t.Context(), []string{"lost my job, can I pay in instalments"}, true)
	if err != nil {
		t.Fatal(err)
	}
	if near, far := product(query[0], passages[2]), product(query[0], passages[1]); near < far+.02 {
		t.Errorf("near %.3f, far %.3f", near, far)
	}
	if e.passages.now.cmd.Process.Pid == e.queries.now.cmd.Process.Pid {
		t.Error("queries wait behind passages")
	}
	if err := syscall.Kill(e.passages.now.cmd.Process.Pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	again, err := e.Embed(t.Context(), []string{"他丢了工作，想分期还款。"}, false)
	if err != nil || product(again[0], passages[0]) < .9999 {
		t.Fatalf("after the child was killed: %v", err)
	}
}

func product(a, b []float32) (sum float64) {
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}

// A model that cannot be started is unavailable at once, and is not tried again at once.
func TestE5WithoutItsModel(t *testing.T) {
	e := NewE5(E5Options{Home: t.TempDir()})
	for range 3 {
		if _, err := e.Embed(t.Context(), []string{"hello"}, true); err == nil {
			t.Fatal("an answer without a model")
		}
	}
	if e.queries.failures != 1 {
		t.Errorf("%d starts", e.queries.failures)
	}
}
