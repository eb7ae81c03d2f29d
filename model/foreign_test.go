package model

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"testing"
)

// foreignCase is what the library itself said of rows of its own model:
// XGBoost 3.2.0 and LightGBM 4.7.0, 20 trees of 12 leaves, on made-up numbers
// with missing values and zeros and one category.
type foreignCase struct {
	Columns       []string    `json:"columns"`
	Rows          [][]any     `json:"rows"`
	Raw           []float64   `json:"raw"`
	Contributions [][]float64 `json:"contributions"` // per feature, then the expected raw score
}

func (c foreignCase) table(m *Model) Table {
	var x Table
	for j, name := range c.Columns {
		col := Column{Name: name, Kind: m.features[j].Kind}
		for _, row := range c.Rows {
			number, isNumber := row[j].(float64)
			word, _ := row[j].(string)
			if !isNumber {
				number = math.NaN()
			}
			if col.Kind == Category {
				col.Cat = append(col.Cat, word)
			} else {
				col.Num = append(col.Num, number)
			}
		}
		x.Columns = append(x.Columns, col)
	}
	return x
}

var foreignFiles = map[string]func(io.Reader) (*Model, error){
	"xgboost.json": LoadXGBoost, "xgboost_categories.json": LoadXGBoost, "lightgbm.txt": LoadLightGBM, "lightgbm_zero.txt": LoadLightGBM,
}

// TestForeignModels holds predictions and TreeSHAP to the libraries' own, to
// 1e-6 (XGBoost sums in 32 bits).
func TestForeignModels(t *testing.T) {
	for name, load := range foreignFiles {
		file, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		want := readCase(t, name)
		loaded, err := load(bytes.NewReader(file))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		encoded, err := loaded.Encode()
		if err != nil {
			t.Fatal(err)
		}
		m, err := Decode(encoded)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		compareForeign(t, name, m, want)
	}
}

func readCase(t *testing.T, name string) foreignCase {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name[:len(name)-len(filepath.Ext(name))]+"_want.json"))
	if err != nil {
		t.Fatal(err)
	}
	var c foreignCase
	if err := json.Unmarshal(text, &c); err != nil {
		t.Fatal(err)
	}
	return c
}

func compareForeign(t *testing.T, name string, m *Model, want foreignCase) {
	t.Helper()
	x := want.table(m)
	raw, err := m.Raw(x)
	if err != nil {
		t.Fatal(err)
	}
	phis := make([][]float64, len(raw))
	if err := m.contributions(x, func(row int, phi []float64) { phis[row] = append([]float64{}, phi...) }); err != nil {
		t.Fatal(err)
	}
	offRaw, offPhi := 0.0, 0.0
	for i := range raw {
		offRaw = max(offRaw, math.Abs(raw[i]-want.Raw[i]))
		for j, v := range append(phis[i], m.ExpectedRaw()) {
			offPhi = max(offPhi, math.Abs(v-want.Contributions[i][j]))
		}
	}
	if offRaw > 1e-6 || offPhi > 5e-6 {
		t.Errorf("%s: raw scores differ by %.2g, contributions by %.2g", name, offRaw, offPhi)
	}
}

func TestForeignModelsDamaged(t *testing.T) {
	for name, load := range foreignFiles {
		file, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		for _, cut := range []int{0, 100, len(file) / 3} {
			if _, err := load(bytes.NewReader(file[:cut])); !errors.Is(err, ErrForeign) {
				t.Errorf("%s cut at %d: %v", name, cut, err)
			}
		}
		for k := range 300 { // one byte changed: an error or a model, never a panic
			spoilt := bytes.Clone(file)
			spoilt[noise(1).below(uint64(k), len(file))] = "0-9,[x]"[k%7]
			if m, err := load(bytes.NewReader(spoilt)); err == nil && m == nil {
				t.Errorf("%s: no model and no error", fmt.Sprint(name, k))
			}
		}
	}
}

// TestOpen tells the kinds of file apart.
func TestOpen(t *testing.T) {
	for name := range foreignFiles {
		file, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		m, err := Open(file)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		own, err := m.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if back, err := Open(own); err != nil || back.ID() != m.ID() {
			t.Errorf("%s, written as ours: %v", name, err)
		}
	}
	for _, text := range []string{"", "tree\n", "{", "evenkeel-model 1\n", "a,b\n1,2\n"} {
		if _, err := Open([]byte(text)); !errors.Is(err, ErrFile) && !errors.Is(err, ErrForeign) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
