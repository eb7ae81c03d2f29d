package model

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"sync"
)

// A model file is one line of magic and version, one line with the SHA-256 of
// the rest, and the rest as JSON: readable by eye, exact in every bit of a
// float64, and as large in memory as on disk, so that a hostile file cannot
// make the reader allocate more than it sent.
const (
	fileMagic  = "evenkeel-model 1\n"
	linearMark = "evenkeel-linear 1\n"
	maxFile    = 256 << 20 // bytes; 5,000 trees of 255 leaves are a fifth of it
)

// ErrFile means that bytes are not an intact model file of this version.
var ErrFile = errors.New("not an intact model file")

type filedModel struct {
	Features    []*feature    `json:"features"`
	Likelihood  filedEnsemble `json:"likelihood"`
	Calibration calibration   `json:"calibration"`
	Amount      *filedAmount  `json:"amount,omitempty"`
	About       About         `json:"about"`
}

type filedAmount struct {
	Paid      filedEnsemble  `json:"paid"`
	PaidTimes float64        `json:"paid_times"`
	Direct    *filedEnsemble `json:"direct,omitempty"`
	DirectLog bool           `json:"direct_log,omitempty"`
	Times     float64        `json:"times"`
	Unit      float64        `json:"unit"`
}

type filedEnsemble struct {
	Base  float64     `json:"base"`
	Trees []filedTree `json:"trees"`
}

// filedTree lists nodes column by column.
type filedTree struct {
	Feature []uint16   `json:"feature"`
	Limit   []uint16   `json:"limit"`
	Shift   []uint16   `json:"shift"`
	Left    []uint16   `json:"left"`
	Value   []float64  `json:"value"`
	Cover   []float64  `json:"cover"`
	Gain    []float64  `json:"gain"`
	Sets    [][]uint64 `json:"sets,omitempty"`
}

// seal puts magic and checksum before a body.
func seal(magic string, body []byte) []byte {
	sum := sha256.Sum256(body)
	out := append([]byte(magic), hex.EncodeToString(sum[:])...)
	return append(append(out, '\n'), body...)
}

// unseal checks magic, size and checksum and returns the body.
func unseal(magic string, file []byte) ([]byte, error) {
	if len(file) > maxFile {
		return nil, fmt.Errorf("model: %w: %d bytes, at most %d", ErrFile, len(file), maxFile)
	}
	rest, ok := bytes.CutPrefix(file, []byte(magic))
	if !ok || len(rest) < 65 || rest[64] != '\n' {
		return nil, fmt.Errorf("model: %w: it does not begin with %q", ErrFile, magic[:len(magic)-1])
	}
	sum := sha256.Sum256(rest[65:])
	if hex.EncodeToString(sum[:]) != string(rest[:64]) {
		return nil, fmt.Errorf("model: %w: the checksum differs", ErrFile)
	}
	return rest[65:], nil
}

// Encode writes the model as one file.
func (m *Model) Encode() ([]byte, error) {
	body, err := m.body()
	if err != nil {
		return nil, err
	}
	return seal(fileMagic, body), nil
}

func (m *Model) body() ([]byte, error) {
	filed := filedModel{Features: m.features, Likelihood: fileEnsemble(&m.likelihood), Calibration: m.calibrated, About: m.about}
	if a := m.amount; a != nil {
		filed.Amount = &filedAmount{Paid: fileEnsemble(a.paid), PaidTimes: a.paidTimes, DirectLog: a.directLog, Times: a.times, Unit: a.unit}
		if a.direct != nil {
			direct := fileEnsemble(a.direct)
			filed.Amount.Direct = &direct
		}
	}
	body, err := json.Marshal(filed)
	if err != nil {
		return nil, fmt.Errorf("model: encode: %w", err)
	}
	return body, nil
}

// Decode reads what Encode wrote. Any other bytes give an error that wraps
// ErrFile.
func Decode(file []byte) (*Model, error) {
	body, err := unseal(fileMagic, file)
	if err != nil {
		return nil, err
	}
	var filed filedModel
	if err := json.Unmarshal(body, &filed); err != nil {
		return nil, fmt.Errorf("model: %w: %w", ErrFile, err)
	}
	m, err := filed.model()
	if err != nil {
		return nil, fmt.Errorf("model: %w: %w", ErrFile, err)
	}
	return m, m.finish()
}

// finish names the model by its content and prepares what is made lazily.
func (m *Model) finish() error {
	body, err := m.body()
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	m.id = hex.EncodeToString(sum[:8])
	m.likelihood.prepare(m.features)
	if m.amount != nil {
		m.amount.paid.prepare(m.features)
		if m.amount.direct != nil {
			m.amount.direct.prepare(m.features)
		}
	}
	m.explain = sync.OnceValue(func() *explainer { return newExplainer(&m.likelihood) })
	return nil
}

func fileEnsemble(e *ensemble) filedEnsemble {
	filed := filedEnsemble{Base: e.base, Trees: make([]filedTree, len(e.trees))}
	for i, t := range e.trees {
		f := filedTree{Value: t.value, Cover: t.cover, Gain: t.gain, Sets: t.sets}
		for _, n := range t.nodes {
			f.Feature, f.Limit = append(f.Feature, n.feature), append(f.Limit, n.limit)
			f.Shift, f.Left = append(f.Shift, n.shift), append(f.Left, n.left)
		}
		filed.Trees[i] = f
	}
	return filed
}

func (f *filedModel) model() (*Model, error) {
	if err := validFeatures(f.Features); err != nil {
		return nil, err
	}
	m := &Model{features: f.Features, calibrated: f.Calibration, about: f.About}
	if err := m.calibrated.valid(); err != nil {
		return nil, err
	}
	likelihood, err := f.Likelihood.ensemble(f.Features)
	if err != nil {
		return nil, fmt.Errorf("likelihood: %w", err)
	}
	m.likelihood = *likelihood
	if err := m.likelihood.explainable(len(f.Features)); err != nil {
		return nil, fmt.Errorf("likelihood: %w", err)
	}
	if f.Amount != nil {
		if m.amount, err = f.Amount.model(f.Features); err != nil {
			return nil, fmt.Errorf("amount: %w", err)
		}
	}
	return m, nil
}

// validFeatures checks the features and prepares their look-up.
func validFeatures(features []*feature) error {
	if len(features) == 0 || len(features) > MaxColumns {
		return fmt.Errorf("%d features", len(features))
	}
	for i, f := range features {
		if err := f.valid(); err != nil {
			return fmt.Errorf("feature %d: %w", i, err)
		}
		f.buildIndex()
	}
	return nil
}

func (f *filedAmount) model(features []*feature) (a *amountModel, err error) {
	a = &amountModel{paidTimes: f.PaidTimes, directLog: f.DirectLog, times: f.Times, unit: f.Unit}
	if !positive(f.PaidTimes) || !positive(f.Times) || !positive(f.Unit) {
		return nil, errors.New("a scale is not above 0")
	}
	if a.paid, err = f.Paid.ensemble(features); err != nil {
		return nil, err
	}
	if f.Direct != nil {
		if a.direct, err = f.Direct.ensemble(features); err != nil {
			return nil, err
		}
	}
	return a, nil
}

func positive(x float64) bool { return x > 0 && !math.IsInf(x, 0) }

func finite(list []float64) bool {
	for _, x := range list {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return false
		}
	}
	return true
}

func ascending(list []float64, strictly bool) bool {
	for i := 1; i < len(list); i++ {
		if list[i] < list[i-1] || strictly && list[i] == list[i-1] {
			return false
		}
	}
	return true
}

// maxCodes bounds the codes of a feature: 0 and 65535 have a meaning of their own.
const maxCodes = 65_534

func (f *feature) valid() error {
	switch {
	case f == nil || f.Name == "":
		return errors.New("has no name")
	case f.Kind > Category:
		return errors.New("is of no known kind")
	case !finite(f.Edges) || !ascending(f.Edges, true) || !finite(f.Share):
		return errors.New("has edges that do not rise")
	case f.codes() > maxCodes:
		return errors.New("has too many codes")
	}
	return nil
}

func (c *calibration) valid() error {
	switch c.Kind {
	case "platt":
		if finite([]float64{c.A, c.B}) && c.A >= 0 {
			return nil
		}
	case "isotonic":
		inside := len(c.Y) > 0 && c.Y[0] >= 0 && c.Y[len(c.Y)-1] <= 1
		if inside && len(c.X) == len(c.Y) && finite(c.X) && finite(c.Y) && ascending(c.X, true) && ascending(c.Y, false) {
			return nil
		}
	}
	return fmt.Errorf("calibration %q does not rise within [0, 1]", c.Kind)
}

func (f *filedEnsemble) ensemble(features []*feature) (*ensemble, error) {
	e := &ensemble{base: f.Base, trees: make([]*tree, len(f.Trees))}
	for i := range f.Trees {
		t, err := f.Trees[i].tree(features)
		if err != nil {
			return nil, fmt.Errorf("tree %d: %w", i, err)
		}
		e.trees[i] = t
	}
	return e, nil
}

func (f *filedTree) tree(features []*feature) (*tree, error) {
	n := len(f.Feature)
	if n == 0 || n > 65_535 || len(f.Limit) != n || len(f.Shift) != n || len(f.Left) != n ||
		len(f.Value) != n || len(f.Cover) != n || len(f.Gain) != n {
		return nil, errors.New("its lists differ in length")
	}
	t := &tree{nodes: make([]node, n), value: f.Value, cover: f.Cover, gain: f.Gain, sets: f.Sets}
	for i := range t.nodes {
		t.nodes[i] = node{f.Feature[i], f.Limit[i], f.Shift[i], f.Left[i]}
		if err := t.validNode(i, features); err != nil {
			return nil, fmt.Errorf("node %d: %w", i, err)
		}
	}
	return t, t.validShape()
}

// validShape holds that every node but the root is the child of exactly one.
func (t *tree) validShape() error {
	parents := make([]uint8, len(t.nodes))
	for i, n := range t.nodes {
		if t.leaf(i) {
			continue
		}
		if int(n.left)+1 >= len(parents) || parents[n.left]+parents[n.left+1] > 0 {
			return fmt.Errorf("node %d: its children are another's or none", i)
		}
		parents[n.left], parents[n.left+1] = 1, 1
	}
	for i, p := range parents[1:] {
		if p == 0 {
			return fmt.Errorf("node %d: it has no parent", i+1)
		}
	}
	return nil
}

func (t *tree) validNode(i int, features []*feature) error {
	n, cover := t.nodes[i], t.cover[i]
	switch {
	case !finite([]float64{t.value[i], cover, t.gain[i]}) || cover < 0:
		return errors.New("its numbers are not finite")
	case int(n.feature) >= len(features):
		return errors.New("it tests no feature")
	case t.leaf(i) && (n.limit != 65535 || n.shift != 0):
		return errors.New("a leaf that tests")
	case t.leaf(i):
		return nil
	case int(n.left) <= i:
		return errors.New("its children stand before it")
	case n.shift > byCategory:
		return errors.New("it has no direction for missing values")
	case n.shift == byCategory && (int(n.limit) >= len(t.sets) || len(t.sets[n.limit]) > maxCodes/64+1):
		return errors.New("it has no set")
	}
	t.mixed = t.mixed || n.shift == byCategory
	return nil
}
