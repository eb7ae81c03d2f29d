package model

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/sjwhitworth/golearn/base"
	"github.com/sjwhitworth/golearn/trees"
)

// forest is golearn's decision trees, bagged: a challenger. golearn's trees
// never return on a NaN, answer at random on a category they have not seen and
// give no probabilities. So they are fed weights of evidence, which are always
// finite numbers; each is grown in a goroutine of its own that may panic and
// that we do not wait for beyond the context; and the probability is read off
// the class counts of the leaves.
type forest struct {
	card       *scorecard
	trees      []*trees.DecisionTreeNode
	calibrated calibration
}

const (
	forestTrees = 15   // odd, though nothing is voted on
	forestRows  = 2000 // golearn's time grows faster than the rows
)

// paidWord is the class of a row that paid, in golearn's instances.
const paidWord = "paid"

var errForest = errors.New("golearn's trees did not finish")

// fitForest grows the forest on part of the rows and calibrates it on the rest.
func fitForest(ctx context.Context, d Data, seed uint64) (*forest, error) {
	grow, rest := d.sample(forestRows, seed)
	f := &forest{card: learnWoe(grow)}
	for k := range forestTrees {
		tree, err := f.growOne(ctx, grow, noise(seed).with(uint64(k)))
		if err != nil {
			return nil, err
		}
		f.trees = append(f.trees, tree)
	}
	if rest.Rows() < 2*MinClass {
		rest = grow
	}
	raw, err := f.raw(rest.X)
	if err != nil {
		return nil, err
	}
	y := make([]float64, rest.Rows())
	for i, v := range rest.Label {
		y[i] = float64(oneIf(v))
	}
	f.calibrated = calibrate(raw, y, rest.Weight, noise(seed))
	return f, nil
}

// sample parts the rows by chance: n to grow on (at most two thirds), the rest.
func (d Data) sample(n int, seed uint64) (grow, rest Data) {
	share := min(float64(n)/float64(d.Rows()), 2.0/3)
	key := foldKeys(Data{X: d.X, Label: d.Label}, noise(seed).with(0x9e))
	f := partBy(d.Rows(), func(i int) bool { return key[i] >= share })
	return d.pick(f.train), d.pick(f.watch)
}

// growOne grows a tree on a bootstrap sample.
func (f *forest) growOne(ctx context.Context, d Data, rng noise) (*trees.DecisionTreeNode, error) {
	type result struct {
		root *trees.DecisionTreeNode
		err  error
	}
	done := make(chan result, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				done <- result{err: fmt.Errorf("model: forest: %w: %v", errForest, r)}
			}
		}()
		grid, err := f.instances(d, rng)
		if err != nil {
			done <- result{err: err}
			return
		}
		tree := trees.NewID3DecisionTree(0)
		err = tree.Fit(grid)
		done <- result{tree.Root, err}
	}()
	select {
	case r := <-done:
		return r.root, r.err
	case <-ctx.Done():
		return nil, fmt.Errorf("model: forest: %w: %w", errForest, ctx.Err())
	}
}

// instances lays a bootstrap sample out as golearn wants it, with attributes
// of its own: golearn's are not safe to share between goroutines.
func (f *forest) instances(d Data, rng noise) (*base.DenseInstances, error) {
	grid := base.NewDenseInstances()
	specs := make([]base.AttributeSpec, len(f.card.bins))
	for j := range specs {
		specs[j] = grid.AddAttribute(base.NewFloatAttribute(fmt.Sprintf("%d", j)))
	}
	class := base.NewCategoricalAttribute()
	class.SetName("class")
	spec := grid.AddAttribute(class)
	if err := grid.AddClassAttribute(class); err != nil {
		return nil, fmt.Errorf("model: forest: %w", err)
	}
	if err := grid.Extend(d.Rows()); err != nil {
		return nil, fmt.Errorf("model: forest: %w", err)
	}
	columns, err := matchColumns(f.card.bins, d.X)
	if err != nil {
		return nil, err
	}
	row := make([]float64, len(specs))
	for k := range d.Rows() {
		i := rng.below(uint64(k), d.Rows())
		f.card.evidence(columns, i, row)
		for j, x := range row {
			grid.Set(specs[j], k, base.PackFloatToBytes(x))
		}
		word := "not"
		if d.Label[i] {
			word = paidWord
		}
		grid.Set(spec, k, class.GetSysValFromString(word))
	}
	return grid, nil
}

// raw is the log-odds of the mean share of payers in the leaves met.
func (f *forest) raw(x Table) ([]float64, error) {
	columns, err := matchColumns(f.card.bins, x)
	if err != nil {
		return nil, err
	}
	out, row := make([]float64, x.Rows()), make([]float64, len(f.card.bins))
	for i := range out {
		f.card.evidence(columns, i, row)
		var p float64
		for _, t := range f.trees {
			p += leafShare(t, row) / float64(len(f.trees))
		}
		out[i] = logit(min(max(p, 1e-4), 1-1e-4))
	}
	return out, nil
}

// leafShare walks a golearn tree and returns the share of payers at its leaf,
// with one row of each class added.
func leafShare(n *trees.DecisionTreeNode, row []float64) float64 {
	for n.Children != nil && n.SplitRule != nil && n.SplitRule.SplitAttr != nil {
		var j int
		if _, err := fmt.Sscanf(n.SplitRule.SplitAttr.GetName(), "%d", &j); err != nil || j >= len(row) {
			break // not one of our attributes: the node's own counts stand
		}
		side := "0"
		if row[j] > n.SplitRule.SplitVal {
			side = "1"
		}
		next, ok := n.Children[side]
		if !ok {
			break
		}
		n = next
	}
	all := 0
	for _, count := range n.ClassDist {
		all += count
	}
	return (float64(n.ClassDist[paidWord]) + 1) / (float64(all) + 2)
}

func (f *forest) likelihoods(x Table) ([]float64, error) {
	raw, err := f.raw(x)
	for i, r := range raw {
		raw[i] = f.calibrated.probability(r)
		if math.IsNaN(raw[i]) {
			return nil, errForest
		}
	}
	return raw, err
}
