package model

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// dataFile opens a file of the real data sets, which are not part of the
// product, or skips the test with a line saying so.
func dataFile(t testing.TB, name string) *os.File {
	t.Helper()
	root := os.Getenv("EVENKEEL_DATA")
	if root == "" {
		root = filepath.Join("..", "shared", "data")
	}
	if !filepath.IsAbs(root) { // it counts from the project's root
		root = filepath.Join("..", root)
	}
	file, err := os.Open(filepath.Join(root, name))
	if err != nil {
		t.Skipf("no real data here: %v (set EVENKEEL_DATA)", err)
	}
	t.Cleanup(func() { file.Close() })
	return file
}

// readColumns reads a CSV file with a header, column by column.
func readColumns(t testing.TB, name string) (header []string, columns map[string][]string) {
	t.Helper()
	r := csv.NewReader(dataFile(t, name))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	columns = map[string][]string{}
	for _, row := range rows[1:] {
		for j, h := range rows[0] {
			columns[h] = append(columns[h], row[j])
		}
	}
	return rows[0], columns
}

func numbers(t testing.TB, words []string) []float64 {
	t.Helper()
	out := make([]float64, len(words))
	for i, w := range words {
		x, err := strconv.ParseFloat(w, 64)
		if err != nil {
			x = math.NaN()
		}
		out[i] = x
	}
	return out
}

// overduePanel reads the overdue card panel: train is months 4 and 3, test month 2.
func overduePanel(t testing.TB) (train, test Data) {
	_, c := readColumns(t, "uci_overdue_panel/dev.csv")
	month := numbers(t, c["month_index"])
	names := []string{"credit_limit", "months_past_due", "mpd_prev1", "balance", "balance_prev1", "balance_prev2",
		"paid_this_month", "paid_prev1", "paid_prev2", "utilisation"}
	part := func(keep func(m float64) bool) Data {
		var rows []int
		for i, m := range month {
			if keep(m) {
				rows = append(rows, i)
			}
		}
		var d Data
		for _, n := range names {
			d.X.Columns = append(d.X.Columns, Column{Name: n, Num: at(numbers(t, c[n]), rows)})
		}
		d.Amount = at(numbers(t, c["paid_next_amount"]), rows)
		for _, i := range rows {
			d.Label = append(d.Label, c["paid_next"][i] == "1")
			d.Time = append(d.Time, -int64(month[i]))
		}
		return d
	}
	return part(func(m float64) bool { return m > 2 }), part(func(m float64) bool { return m == 2 })
}

// TestPanel holds the figures that the product promises: on the last month of
// the overdue card panel, after two earlier ones, scikit-learn's boosting
// reaches an AUC of 0.87–0.88 and captures 0.54–0.56 of the money; the biggest
// balance first captures 0.505.
func TestPanel(t *testing.T) {
	train, test := overduePanel(t)
	m := fitted(t, train, Defaults())
	p, err := m.Predict(test.X, nil)
	if err != nil {
		t.Fatal(err)
	}
	got := Evaluate(p, test.Label, test.Amount)
	t.Logf("%+v, direct %v, held out %+v", got, m.amount.direct != nil, m.about.HeldOut)
	if got.AUC < 0.87 || got.CapturedTop20 < 0.55 {
		t.Errorf("AUC %.4f, captured %.4f; want at least 0.87 and 0.55", got.AUC, got.CapturedTop20)
	}
	if got.ECE > 0.05 {
		t.Errorf("calibration error %.4f", got.ECE)
	}
}
