package model

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"slices"
)

// ErrForeign means that a model file of another library cannot be taken over:
// it is damaged, or uses what has no place here (several classes, linear
// leaves, another objective).
var ErrForeign = errors.New("cannot take over the model")

// Open reads a model file of any kind that there is, told apart by how it
// begins: ours, XGBoost's JSON, LightGBM's text. Errors wrap ErrFile or
// ErrForeign.
func Open(file []byte) (*Model, error) {
	start := bytes.TrimLeft(file[:min(len(file), 64)], " \t\r\n")
	switch {
	case bytes.HasPrefix(start, []byte("{")):
		return LoadXGBoost(bytes.NewReader(file))
	case bytes.HasPrefix(start, []byte("tree\n")), bytes.HasPrefix(start, []byte("tree\r\n")):
		return LoadLightGBM(bytes.NewReader(file))
	}
	return Decode(file)
}

// foreignWords bounds the categories of all features together, so that a few
// bytes of a damaged file cannot ask for memory without end.
const foreignWords = 1 << 18

// foreignNode is a place of another library's tree.
type foreignNode struct {
	leaf        bool
	value       float64
	cover, gain float64
	feature     int
	edge        float64  // x <= edge goes left
	cats        []uint16 // codes that go left, for a category
	category    bool
	missingLeft bool
	zeroMissing bool // ±zeroWidth counts as missing too (LightGBM)
	left, right int
}

// zeroWidth is how near to 0 LightGBM takes a number for 0.
const zeroWidth = 1e-35

// foreign is a model as its library wrote it.
type foreign struct {
	source   string
	base     float64
	features []*feature
	trees    [][]foreignNode
}

// model turns thresholds into edges, and trees into ours.
func (f *foreign) model() (*Model, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	f.learnEdges()
	for i, ft := range f.features {
		if err := ft.valid(); err != nil {
			return nil, fmt.Errorf("model: %w: feature %d %w", ErrForeign, i, err)
		}
		ft.buildIndex()
	}
	m := &Model{features: f.features, likelihood: ensemble{base: f.base}, calibrated: calibration{Kind: "platt", A: 1}}
	m.about.Source, m.about.Calibrated = f.source, "nothing: the file's own probabilities are taken"
	for k, nodes := range f.trees {
		t, err := f.tree(nodes)
		if err != nil {
			return nil, fmt.Errorf("model: %w: tree %d: %w", ErrForeign, k, err)
		}
		m.likelihood.trees = append(m.likelihood.trees, t)
	}
	if err := m.likelihood.explainable(len(f.features)); err != nil {
		return nil, fmt.Errorf("model: %w: %w", ErrForeign, err)
	}
	return m, m.finish()
}

func (f *foreign) check() error {
	if len(f.features) == 0 || len(f.features) > MaxColumns || math.IsNaN(f.base) || math.IsInf(f.base, 0) {
		return fmt.Errorf("model: %w: %d features, base %g", ErrForeign, len(f.features), f.base)
	}
	seen := map[string]bool{}
	for _, ft := range f.features {
		if seen[ft.Name] {
			return fmt.Errorf("model: %w: feature %q stands twice", ErrForeign, ft.Name)
		}
		seen[ft.Name] = true
	}
	for k, nodes := range f.trees {
		for i, n := range nodes {
			inside := n.left > 0 && n.right > 0 && n.left < len(nodes) && n.right < len(nodes)
			if n.leaf {
				inside = true
			} else if n.feature < 0 || n.feature >= len(f.features) || n.category != (f.features[n.feature].Kind == Category) {
				inside = false
			}
			if !inside || !finite([]float64{n.value, n.cover, n.gain, n.edge}) || n.cover < 0 {
				return fmt.Errorf("model: %w: tree %d, node %d is damaged", ErrForeign, k, i)
			}
		}
	}
	return nil
}

// learnEdges collects the thresholds of every number.
func (f *foreign) learnEdges() {
	for _, nodes := range f.trees {
		for _, n := range nodes {
			if n.leaf || n.category {
				continue
			}
			ft := f.features[n.feature]
			ft.Edges = append(ft.Edges, n.edge)
			if n.zeroMissing { // so that the numbers next to 0 have a code of their own
				ft.Edges = append(ft.Edges, math.Nextafter(-zeroWidth, -1), zeroWidth)
			}
		}
	}
	for _, ft := range f.features {
		slices.Sort(ft.Edges)
		ft.Edges = slices.Compact(ft.Edges)
	}
}

// tree lays the nodes out so that children stand side by side.
func (f *foreign) tree(nodes []foreignNode) (*tree, error) {
	if len(nodes) == 0 || len(nodes) > 65_535 {
		return nil, fmt.Errorf("%d nodes", len(nodes))
	}
	t := &tree{}
	t.addLeaf()
	from := []int{0} // of each of our nodes, theirs
	for i := 0; i < len(from); i++ {
		n := nodes[from[i]]
		t.cover[i] = n.cover
		if n.leaf {
			t.value[i] = n.value
			continue
		}
		if len(from)+2 > len(nodes) {
			return nil, errors.New("a node has two parents")
		}
		f.write(t, i, n)
		t.nodes[i].left = uint16(t.addLeaf())
		t.addLeaf()
		from = append(from, n.left, n.right)
	}
	return t, nil
}

// write puts the test of a node into ours.
func (f *foreign) write(t *tree, i int, n foreignNode) {
	t.gain[i] = n.gain
	to := &t.nodes[i]
	to.feature = uint16(n.feature)
	ft := f.features[n.feature]
	limit := uint16(0)
	if !n.category {
		at, _ := slices.BinarySearch(ft.Edges, n.edge)
		limit = uint16(at + 1)
	}
	if !n.category && !n.zeroMissing {
		to.limit, to.shift = limit, 0
		if !n.missingLeft {
			to.limit, to.shift = limit-1, 1
		}
		return
	}
	codes := n.cats
	if n.zeroMissing {
		codes = nil
		zero := ft.number(0)
		for code := uint16(1); int(code) < ft.codes(); code++ {
			if code != zero && code <= limit || code == zero && n.missingLeft {
				codes = append(codes, code)
			}
		}
	}
	if n.missingLeft {
		codes = append(slices.Clone(codes), 0)
	}
	set := make([]uint64, ft.codes()/64+1)
	for _, code := range codes {
		if int(code) < ft.codes() {
			set[code>>6] |= 1 << (code & 63)
		}
	}
	to.limit, to.shift = uint16(len(t.sets)), byCategory
	t.sets, t.mixed = append(t.sets, set), true
}
