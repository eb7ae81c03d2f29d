package score

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/gob"
	"fmt"
	"hash/fnv"
	"math"
	"sync"

	"evenkeel/model"
)

//go:generate go test -run TestWeights . -args -learn

// The learnt weights, made from the labelled lines by go generate. They are
// shipped because learning takes minutes and a call waits for its score.
//
//go:embed labelled/weights.bin.gz
var weightsFile []byte

// weights are the shipped learner: the vocabulary and one head of quantised
// weights for each question.
type weights struct {
	Columns []uint32  // hashed feature of each column, ascending
	Rarity  []float32 // of each column
	Heads   map[string]head
	Rules   map[string][]ruleHead // "CN F10" → what each of its rules sounds like
	Print   uint64                // of the features learnt from: see fingerprint

	space *space
}

// head is a weighted sum with its weights in steps of Scale.
type head struct {
	Bias, Scale float32
	Steps       []int8
}

// ruleHead is the mean vector of the labelled breaches of one rule.
type ruleHead struct {
	ID     string
	Lines  int
	Index  []uint32
	Weight []float32
}

func (h head) score(x model.Sparse) float64 {
	sum := 0.0
	for k, c := range x.Index {
		sum += float64(h.Steps[c]) * float64(x.Value[k])
	}
	return float64(h.Bias) + sum*float64(h.Scale)
}

// quantise keeps a fitted head in bytes: a weight is the change of the score by
// one unit of its column.
func quantise(l *model.Linear, wide int) head {
	bias := l.Score(model.Sparse{})
	w := make([]float64, wide)
	most := 0.0
	for c := range w {
		w[c] = l.Score(model.Sparse{Index: []uint32{uint32(c)}, Value: []float32{1}}) - bias
		most = max(most, math.Abs(w[c]))
	}
	h := head{Bias: float32(bias), Scale: float32(most / 127), Steps: make([]int8, wide)}
	for c, v := range w {
		if most > 0 {
			h.Steps[c] = int8(math.Round(v / most * 127))
		}
	}
	return h
}

// taught are the shipped weights, read once.
var taught = sync.OnceValues(func() (*weights, error) { return decodeWeights(weightsFile) })

func decodeWeights(file []byte) (*weights, error) {
	z, err := gzip.NewReader(bytes.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("learnt weights: %w", err)
	}
	w := new(weights)
	if err := gob.NewDecoder(z).Decode(w); err != nil {
		return nil, fmt.Errorf("learnt weights: %w", err)
	}
	w.space = &space{column: make(map[uint32]uint32, len(w.Columns)), rarity: w.Rarity}
	for c, i := range w.Columns {
		w.space.column[i] = uint32(c)
	}
	return w, nil
}

func (w *weights) encode() ([]byte, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if err := gob.NewEncoder(z).Encode(w); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// fingerprint of a lesson changes when its lines or their features do, and with
// it the weights must be learnt anew.
func fingerprint(l *lesson) uint64 {
	h := fnv.New64a()
	for i, x := range l.x {
		fmt.Fprintf(h, "%s %s %v\n", l.rows[i].ID, l.rows[i].Label, x.Index)
	}
	return h.Sum64()
}
