package model

import "math"

// grower grows trees leaf by leaf, the leaf of the greatest gain first.
type grower struct {
	m       *matrix
	leaves  int
	minRows float64
	rate    float64
	search  searcher
	team    *gang
	grad    []packed // per row of the matrix
	run     run      // the rows of the tree, each leaf a part of them
	spare   run
	unused  [][]packed // histograms for reuse
	part    [][]packed // one histogram per helper
	near    [][]uint8  // of each thread, for fill
	found   []split    // of each feature of one leaf or two, for findBest
}

// run lists rows with their gradients: fetching those by row would cost a miss
// of the cache for each row of a small leaf.
type run struct {
	rows []int32
	grad []packed
}

func (all run) part(from, to int) run { return run{all.rows[from:to], all.grad[from:to]} }

func (all run) copy(from run) int {
	copy(all.grad, from.grad)
	return copy(all.rows, from.rows)
}

// growing is a leaf that may yet be split.
type growing struct {
	place    int // in the tree
	from, to int // its run of rows
	hist     []packed
	sum      packed
	keep     bounds
	best     split
}

func newGrower(m *matrix, c Config) *grower {
	g := &grower{m: m, leaves: c.Leaves, minRows: float64(c.MinRows), rate: c.Rate, team: newGang(c.threads())}
	g.search.l2 = c.L2
	for range g.team.hands {
		g.near = append(g.near, make([]uint8, fillBlock*m.stride))
	}
	for _, f := range m.features {
		g.search.bounded = g.search.bounded || f.Sign != 0
	}
	return g
}

// grow builds a tree on the rows, in ascending order, from g.grad. usable says
// which features may split. It returns the tree and its leaves with their rows.
func (g *grower) grow(rows []int32, usable []bool) (*tree, []*growing) {
	g.load(rows)
	t := &tree{}
	root := &growing{place: t.addLeaf(), to: len(rows), keep: unbounded, hist: g.histogram()}
	g.fill(root)
	for code := range 256 {
		root.sum += root.hist[code]
	}
	t.cover[0] = float64(len(rows))
	g.setLeast(root.sum, len(rows))
	g.findBest([]*growing{root}, usable)
	open := []*growing{root}
	for len(open) < g.leaves {
		i := richest(open)
		if i < 0 {
			break
		}
		left, right := g.split(t, open[i], usable, len(open)+1 == g.leaves)
		open[i] = left
		open = append(open, right)
	}
	for _, l := range open {
		t.value[l.place] = g.rate * g.search.value(l.sum, l.keep)
		g.release(l)
	}
	return t, open
}

// load lists the rows with their gradients.
func (g *grower) load(rows []int32) {
	if cap(g.run.rows) < len(rows) {
		g.run = run{make([]int32, len(rows)), make([]packed, len(rows))}
		g.spare = run{make([]int32, len(rows)), make([]packed, len(rows))}
	}
	g.run, g.spare = g.run.part(0, len(rows)), g.spare.part(0, len(rows))
	g.team.blocks(len(rows), boostBlock, func(_, from, to int) {
		grad := g.run.grad[from:to]
		copy(g.run.rows[from:to], rows[from:to])
		for i, r := range rows[from:to] {
			grad[i] = g.grad[r]
		}
	})
}

// setLeast turns the least number of rows into least curvature: rows are not
// counted per bin, but taken to be even in curvature, as LightGBM does.
func (g *grower) setLeast(sum packed, rows int) {
	_, h := g.search.sums(sum)
	g.search.leastH = max(g.minRows*h/float64(max(rows, 1)), 1e-9)
}

// richest is the place of the leaf with the greatest gain, the first of equals.
func richest(open []*growing) int {
	at, top := -1, 1e-10
	for i, l := range open {
		if l.best.gain > top {
			at, top = i, l.best.gain
		}
	}
	return at
}

// split turns a leaf into two. The smaller child's histogram is filled, the
// other's is what remains of the parent's.
func (g *grower) split(t *tree, l *growing, usable []bool, last bool) (left, right *growing) {
	cut := g.write(t, l)
	mid := g.partition(l, cut)
	a, b := t.addLeaf(), t.addLeaf()
	left = &growing{place: a, from: l.from, to: mid, sum: l.best.left, keep: l.keep}
	right = &growing{place: b, from: mid, to: l.to, sum: l.sum - l.best.left, keep: l.keep}
	t.nodes[l.place].left = uint16(a)
	t.cover[a], t.cover[b] = float64(left.to-left.from), float64(right.to-right.from)
	g.tighten(l, left, right)
	if last {
		g.release(l)
		return left, right
	}
	small, large := left, right
	if left.to-left.from > right.to-right.from {
		small, large = right, left
	}
	small.hist, large.hist = g.histogram(), l.hist
	g.fill(small)
	g.findBest([]*growing{small, large}, usable)
	return left, right
}

// write puts the leaf's best cut into the tree, children still missing.
func (g *grower) write(t *tree, l *growing) node {
	n := &t.nodes[l.place]
	n.feature, n.limit, n.shift = uint16(l.best.feature), l.best.limit, 0
	if l.best.missRight {
		n.limit, n.shift = l.best.limit-1, 1
	}
	if l.best.set != nil {
		n.limit, n.shift = uint16(len(t.sets)), byCategory
		t.sets = append(t.sets, l.best.set)
		t.mixed = true
	}
	t.gain[l.place] = l.best.gain / 2
	return *n
}

// tighten passes the constraints on: under a split by a rising feature no
// value of the left child may exceed one of the right.
func (g *grower) tighten(l, left, right *growing) {
	sign := g.m.features[l.best.feature].Sign
	if sign == 0 || l.best.set != nil {
		return
	}
	mid := (g.search.value(left.sum, l.keep) + g.search.value(right.sum, l.keep)) / 2
	if sign > 0 {
		left.keep.high, right.keep.low = mid, mid
	} else {
		left.keep.low, right.keep.high = mid, mid
	}
}

// side lists for every code whether it goes right.
func side(cut node, set []uint64) *[256]uint8 {
	var right [256]uint8
	for code := range 256 {
		goes := uint16(code)-cut.shift > cut.limit
		if cut.shift == byCategory {
			goes = !inSet(set, uint16(code))
		}
		if goes {
			right[code] = 1
		}
	}
	return &right
}

// partBlock is how many rows a thread parts at a time.
const partBlock = 1 << 14

// partition orders the leaf's rows, left ones first, each side still ascending.
// Blocks are parted at once, then moved together.
func (g *grower) partition(l *growing, cut node) int {
	right := side(cut, l.best.set)
	all, spare := g.run.part(l.from, l.to), g.spare.part(0, l.to-l.from)
	n, bins := l.to-l.from, g.m.columns[cut.feature]
	lefts := make([]int, (n+partBlock-1)/partBlock)
	g.team.blocks(n, partBlock, func(k, from, to int) {
		lefts[k] = all.part(from, to).divide(spare.part(from, to), bins, right)
	})
	i := 0
	for k, left := range lefts {
		from := k * partBlock
		if from == i { // all rows so far went left
			i += left
			continue
		}
		i += all.part(i, n).copy(all.part(from, from+left))
	}
	mid := l.from + i
	for k, left := range lefts {
		from := k * partBlock
		i += all.part(i, n).copy(spare.part(from, min(from+partBlock, n)-left))
	}
	return mid
}

// divide moves the rows that go left to the front of all and copies the others
// to spare; it returns how many go left.
func (all run) divide(spare run, bins []uint8, right *[256]uint8) int {
	n := len(all.rows)
	rows, grad := all.rows, all.grad[:n]
	outRows, outGrad := spare.rows[:n], spare.grad[:n]
	i, j := 0, 0
	for k, r := range rows {
		v, goes := grad[k], int(right[bins[r]])
		rows[i], outRows[j] = r, r
		grad[i], outGrad[j] = v, v
		i += 1 - goes
		j += goes
	}
	return i
}

// findBest searches the leaves' best cuts, features spread over the threads.
// For two siblings the second one's histogram is still their parent's.
func (g *grower) findBest(leaves []*growing, usable []bool) {
	features := g.m.features
	if g.found == nil {
		g.found = make([]split, 2*len(features))
	}
	found := g.found[:len(features)*len(leaves)]
	clear(found)
	g.team.each(len(features), func(j int) {
		if len(leaves) == 2 {
			small, large := histogramAt(leaves[0].hist, j), histogramAt(leaves[1].hist, j)
			for k := range features[j].codes() {
				large[k] -= small[k]
			}
		}
		if !usable[j] {
			return
		}
		for i, l := range leaves {
			best := &found[i*len(features)+j]
			best.gain = g.search.worth(l.sum, l.keep) * (1 + 1e-9)
			best.feature = -1
			if features[j].Kind == Category {
				g.search.category(histogramAt(l.hist, j), features[j], l.sum, l.keep, j, best)
			} else {
				g.search.number(histogramAt(l.hist, j), features[j], l.sum, l.keep, j, best)
			}
		}
	})
	for i, l := range leaves {
		l.best = split{gain: math.Inf(-1)}
		for _, s := range found[i*len(features) : (i+1)*len(features)] {
			if s.gain > 0 && s.feature >= 0 && s.gain > l.best.gain {
				l.best = s
			}
		}
		l.best.gain -= g.search.worth(l.sum, l.keep)
	}
}

// handRows is the least number of rows that is worth another thread: clearing
// and adding up its histogram costs as much as some 200 rows.
const handRows = 1024

// fill makes the leaf's histogram, in parallel where it is worth the merging.
func (g *grower) fill(l *growing) {
	all := g.run.part(l.from, l.to)
	n := l.to - l.from
	hands := min(g.team.hands, n/handRows)
	if hands <= 1 {
		g.m.fill(l.hist, all.rows, all.grad, g.near[0])
		return
	}
	for len(g.part) < hands-1 {
		g.part = append(g.part, make([]packed, g.m.stride*256))
	}
	size := (n + hands - 1) / hands
	g.team.each(hands, func(k int) {
		hist := l.hist
		if k > 0 {
			hist = g.part[k-1]
			clear(hist)
		}
		mine := all.part(k*size, min(n, (k+1)*size))
		g.m.fill(hist, mine.rows, mine.grad, g.near[k])
	})
	for _, p := range g.part[:hands-1] {
		for i, v := range p {
			l.hist[i] += v
		}
	}
}

// histogram is a cleared one.
func (g *grower) histogram() []packed {
	if n := len(g.unused); n > 0 {
		h := g.unused[n-1]
		g.unused = g.unused[:n-1]
		clear(h)
		return h
	}
	return make([]packed, g.m.stride*256)
}

func (g *grower) release(l *growing) {
	if l.hist != nil {
		g.unused = append(g.unused, l.hist)
		l.hist = nil
	}
}
