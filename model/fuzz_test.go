package model

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
)

// FuzzDecode feeds bodies under a right checksum, so that the fuzzer gets past
// it: whatever decodes must predict and explain without a panic.
func FuzzDecode(f *testing.F) {
	d := synthetic(300, 40)
	c := quick()
	c.Trees, c.Leaves = 3, 4
	m, err := Fit(context.Background(), d, c)
	if err != nil {
		f.Fatal(err)
	}
	body, err := m.body()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(body)
	f.Add([]byte(`{"features":[{"name":"a","edges":[1]}],"calibration":{"kind":"platt","a":1},"likelihood":{"trees":[{"feature":[0],"limit":[65535],"shift":[0],"left":[0],"value":[1],"cover":[0],"gain":[0]}]}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		m, err := Decode(seal(fileMagic, body))
		if err != nil {
			return
		}
		var x Table
		for _, ft := range m.features {
			col := Column{Name: ft.Name, Kind: ft.Kind, Num: []float64{0, math.NaN(), 1e300}}
			if ft.Kind == Category {
				col.Num, col.Cat = nil, []string{"", "p1", "?"}
			}
			x.Columns = append(x.Columns, col)
		}
		if _, err := m.Predict(x, nil); err != nil {
			return // two features of one name
		}
		if _, err := m.Explain(x, 3); err != nil {
			t.Fatal(err)
		}
		if m.likelihood.sieve() != nil {
			out := make([]float64, 3)
			m.likelihood.sieve().add(make([]uint8, len(m.features)*sieveBlock), out)
		}
	})
}

// FuzzDecodeRaw feeds bytes as they come.
func FuzzDecodeRaw(f *testing.F) {
	f.Add([]byte(fileMagic))
	f.Add(seal(upliftMark, []byte(`{"kind":"two-model"}`)))
	f.Add(seal(linearMark, []byte(`{"dims":3,"index":[1],"weight":[2]}`)))
	f.Fuzz(func(t *testing.T, file []byte) {
		if m, err := Decode(file); err == nil && m == nil {
			t.Fatal("neither model nor error")
		}
		if m, err := DecodeUplift(file); err == nil && m == nil {
			t.Fatal("neither model nor error")
		}
		if l, err := DecodeLinear(file); err == nil {
			l.Score(Sparse{Index: []uint32{1}, Value: []float32{1}})
		}
		if _, err := LoadLightGBM(bytes.NewReader(file)); err == nil {
			t.Fatal("chance made a LightGBM model")
		}
	})
}

// TestDecodeRefusesWhatCannotBeExplained holds that a chain of 32,000 tests of
// 4,000 features, a file of 2 MB, is not taken in: its tables would be 4 GB.
func TestDecodeRefusesWhatCannotBeExplained(t *testing.T) {
	m := &Model{calibrated: calibration{Kind: "platt", A: 1}}
	for j := range 4000 {
		m.features = append(m.features, &feature{Name: fmt.Sprint("f", j), Edges: []float64{0}})
	}
	chain := &tree{}
	chain.addLeaf()
	for at := 0; at < 32_000; at++ {
		left := chain.addLeaf()
		chain.addLeaf()
		chain.nodes[2*at] = node{feature: uint16(at % 4000), limit: 1, left: uint16(left)}
	}
	m.likelihood.trees = []*tree{chain}
	file, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Decode(file); !errors.Is(err, ErrFile) || !strings.Contains(err.Error(), "too deep") {
		t.Errorf("%v", err)
	}
}
