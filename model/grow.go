package model

import "math"

// grower grows trees leaf by leaf, the leaf of the greatest gain first.
type grower struct {
	m       *matrix
	leaves  int
	minRows float64
	rate    float64
	search  searcher
	team    crew
	grad    []packed // per row of the matrix
	rows    []int32  // the rows of the tree, each leaf a run of them
	spare   []int32
	unused  [][]packed // histograms for reuse
	part    [][]packed // one histogram per helper
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
	g := &grower{m: m, leaves: c.Leaves, minRows: float64(c.MinRows), rate: c.Rate, team: crew(c.threads())}
	g.search.l2 = c.L2
	for _, f := range m.features {
		g.search.bounded = g.search.bounded || f.Sign != 0
	}
	return g
}

// grow builds a tree on the rows, in ascending order, from g.grad. usable says
// which features may split. It returns the tree and its leaves with their rows.
func (g *grower) grow(rows []int32, usable []bool) (*tree, []*growing) {
	g.rows = append(g.rows[:0], rows...)
	if cap(g.spare) < len(rows) {
		g.spare = make([]int32, len(rows))
	}
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
	run, spare := g.rows[l.from:l.to], g.spare[:l.to-l.from]
	lefts := make([]int, (len(run)+partBlock-1)/partBlock)
	g.team.blocks(len(run), partBlock, func(k, from, to int) {
		lefts[k] = g.m.part(run[from:to], spare[from:to], int(cut.feature), right)
	})
	i := 0
	for k, n := range lefts {
		i += copy(run[i:], run[k*partBlock:k*partBlock+n])
	}
	mid := l.from + i
	for k, n := range lefts {
		from := k * partBlock
		i += copy(run[i:], spare[from:min(from+partBlock, len(run))-n])
	}
	return mid
}

// part moves the rows that go left to the front of run and copies the others
// to spare; it returns how many go left.
func (m *matrix) part(run, spare []int32, feature int, right *[256]uint8) int {
	bins, stride := m.bins[feature:], m.stride
	spare = spare[:len(run)]
	i, j := 0, 0
	for _, r := range run {
		goes := int(right[bins[int(r)*stride]])
		run[i], spare[j] = r, r
		i += 1 - goes
		j += goes
	}
	return i
}

// findBest searches the leaves' best cuts, features spread over the threads.
// For two siblings the second one's histogram is still their parent's.
func (g *grower) findBest(leaves []*growing, usable []bool) {
	features := g.m.features
	found := make([]split, len(features)*len(leaves))
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

// fill makes the leaf's histogram, in parallel where it is worth the merging.
func (g *grower) fill(l *growing) {
	rows := g.rows[l.from:l.to]
	hands := min(int(g.team), len(rows)/4096)
	if hands <= 1 {
		g.m.fill(l.hist, rows, g.grad)
		return
	}
	for len(g.part) < hands-1 {
		g.part = append(g.part, make([]packed, g.m.stride*256))
	}
	size := (len(rows) + hands - 1) / hands
	g.team.each(hands, func(k int) {
		hist := l.hist
		if k > 0 {
			hist = g.part[k-1]
			clear(hist)
		}
		g.m.fill(hist, rows[k*size:min(len(rows), (k+1)*size)], g.grad)
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
