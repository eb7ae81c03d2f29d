package model

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"sync"
)

// feature is a column as the model keeps it: how values become codes. Code 0
// is missing; a number's code is 1 + the number of edges below it, so that
// x <= Edges[k] exactly where its code is <= k+1; a category's is 1 + its place
// in Cats.
type feature struct {
	Name  string    `json:"name"`
	Kind  Kind      `json:"kind"`
	Edges []float64 `json:"edges,omitempty"`
	Cats  []string  `json:"cats,omitempty"`
	Rare  bool      `json:"rare,omitempty"`  // one more code, for categories too rare to stand alone
	Share []float64 `json:"share,omitempty"` // of training rows per code, for drift
	Sign  int8      `json:"sign,omitempty"`  // monotone constraint
	Mean  float64   `json:"mean,omitempty"`  // of training values, for reports
	index map[string]uint16
	grid  *[256]float64 // Edges, then +Inf; nil where there are more than 255
}

// codes is the number of codes, missing included.
func (f *feature) codes() int {
	n := 1 + len(f.Edges) + 1
	if f.Kind == Category {
		n = 1 + len(f.Cats)
		if f.Rare {
			n++
		}
	}
	return n
}

// number codes a number: 0 for NaN, else in [1, len(Edges)+1]. The search
// halves without a branch that could be mispredicted.
func (f *feature) number(x float64) uint16 {
	if x != x {
		return 0
	}
	edges, base, n := f.Edges, 0, len(f.Edges)
	if n == 0 {
		return 1
	}
	for n > 1 {
		half := n / 2
		step := 0
		if edges[base+half-1] < x {
			step = half
		}
		base += step
		n -= half
	}
	if edges[base] < x {
		base++
	}
	return uint16(base + 1)
}

// category codes a category. One that training did not see is as a rare one,
// or as a missing one where training saw no rare ones.
func (f *feature) category(s string) uint16 {
	if s == "" {
		return 0
	}
	if code, ok := f.index[s]; ok {
		return code
	}
	if f.Rare {
		return uint16(len(f.Cats) + 1)
	}
	return 0
}

func (f *feature) buildIndex() {
	if f.Kind != Category {
		f.buildGrid()
		return
	}
	f.index = make(map[string]uint16, len(f.Cats))
	for i, s := range f.Cats {
		f.index[s] = uint16(i + 1)
	}
}

func (f *feature) buildGrid() {
	if len(f.Edges) > 255 {
		return
	}
	f.grid = new([256]float64)
	for i := range f.grid {
		f.grid[i] = math.Inf(1)
	}
	copy(f.grid[:], f.Edges)
}

// numbers codes numbers as number does, four at a time: the searches take the
// same steps and do not wait for each other.
func (f *feature) numbers(x []float64, out []uint8) {
	grid, first := f.grid, 128
	for first > 1 && first > len(f.Edges) {
		first /= 2
	}
	i := 0
	for ; i+4 <= len(x) && i+4 <= len(out); i += 4 {
		x0, x1, x2, x3 := x[i], x[i+1], x[i+2], x[i+3]
		var a, b, c, d uint
		for step := uint(first); step > 0; step /= 2 {
			a += step & -below(grid[(a+step-1)&255], x0)
			b += step & -below(grid[(b+step-1)&255], x1)
			c += step & -below(grid[(c+step-1)&255], x2)
			d += step & -below(grid[(d+step-1)&255], x3)
		}
		out[i], out[i+1], out[i+2], out[i+3] = known(x0, a), known(x1, b), known(x2, c), known(x3, d)
	}
	for ; i < len(x); i++ {
		out[i] = uint8(f.number(x[i]))
	}
}

// below is 1 if a < b, else 0.
func below(a, b float64) uint {
	var is uint
	if a < b {
		is = 1
	}
	return is
}

// known is the code of a number with so many edges below it; 0 for NaN.
func known(x float64, edges uint) uint8 {
	var is uint
	if x == x {
		is = 1
	}
	return uint8((edges + 1) & -is)
}

// learnFeature finds the codes of a column from the training rows.
func learnFeature(c Column, most int, sign int8) *feature {
	f := &feature{Name: c.Name, Kind: c.Kind, Sign: sign}
	if c.Kind == Category {
		f.learnCategories(c.Cat, most)
	} else {
		f.Edges, f.Mean = learnEdges(c.Num, most)
	}
	f.buildIndex()
	return f
}

// minCategory is the least number of rows with which a category gets a code of
// its own: fewer say nothing about it that the next file would confirm.
const minCategory = 5

func (f *feature) learnCategories(values []string, most int) {
	count := map[string]int{}
	for _, s := range values {
		if s != "" {
			count[s]++
		}
	}
	for s, n := range count {
		if n >= minCategory {
			f.Cats = append(f.Cats, s)
		}
	}
	sort.Slice(f.Cats, func(i, j int) bool {
		a, b := f.Cats[i], f.Cats[j]
		return count[a] > count[b] || count[a] == count[b] && a < b
	})
	if len(f.Cats) > most-2 {
		f.Cats = f.Cats[:most-2]
	}
	f.Rare = len(f.Cats) < len(count)
}

// edgeSample bounds the values that edges are learnt from; with 65,000 a bin
// of a 255th holds 255 of them, a sixteenth more or fewer.
const edgeSample = 65_000

// edgeSpace is reused from column to column, and from thread to thread.
var edgeSpace = sync.Pool{New: func() any { return new([]float64) }}

// learnEdges cuts the values into at most most-1 bins of equal frequency (each
// distinct value its own where they are few), edges midway between
// neighbouring values.
func learnEdges(values []float64, most int) (edges []float64, mean float64) {
	step := max(1, len(values)/edgeSample)
	space := edgeSpace.Get().(*[]float64)
	defer edgeSpace.Put(space)
	known := (*space)[:0]
	for i := 0; i < len(values); i += step {
		if x := values[i]; !math.IsNaN(x) {
			known = append(known, x)
			mean += x
		}
	}
	*space = known
	if len(known) == 0 {
		return nil, 0
	}
	mean /= float64(len(known))
	slices.Sort(known)
	return cutEvenly(known, most-1), mean
}

// cutEvenly returns at most bins-1 edges for sorted values. A value that fills
// more than its share gets a bin of its own, and the rest share what is left.
func cutEvenly(sorted []float64, bins int) []float64 {
	var edges []float64
	distinct := countDistinct(sorted)
	left, room := len(sorted), bins
	for i := 0; i < len(sorted); {
		want := max(1, (left+room-1)/room)
		if distinct <= bins {
			want = 1
		}
		j := i
		for j < len(sorted) && j-i < want {
			j = endOfRun(sorted, j)
		}
		if j == len(sorted) {
			break
		}
		edges = append(edges, midpoint(sorted[j-1], sorted[j]))
		left -= j - i
		room = max(1, room-1)
		i = j
	}
	return edges
}

func countDistinct(sorted []float64) int {
	n := 0
	for i := 0; i < len(sorted); i = endOfRun(sorted, i) {
		n++
	}
	return n
}

// endOfRun is the index after the last value equal to sorted[i].
func endOfRun(sorted []float64, i int) int {
	x, j := sorted[i], i+1
	for j < len(sorted) && sorted[j] == x {
		j++
	}
	return j
}

// midpoint lies in [a, b) so that a stays at or below it and b above.
func midpoint(a, b float64) float64 {
	if m := a/2 + b/2; m >= a && m < b {
		return m
	}
	return a
}

// matchColumns finds for each feature its column in x. Order is free and
// further columns are ignored; a missing one or one of another kind is
// ErrColumns.
func matchColumns(features []*feature, x Table) ([]*Column, error) {
	byName := make(map[string]*Column, len(x.Columns))
	for i := range x.Columns {
		byName[x.Columns[i].Name] = &x.Columns[i]
	}
	matched := make([]*Column, len(features))
	for i, f := range features {
		c := byName[f.Name]
		if c == nil {
			return nil, fmt.Errorf("model: %w: %q is missing", ErrColumns, f.Name)
		}
		if c.Kind != f.Kind {
			return nil, fmt.Errorf("model: %w: %q is of another kind than in training", ErrColumns, f.Name)
		}
		matched[i] = c
	}
	return matched, nil
}
