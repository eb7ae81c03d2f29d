package model

import (
	"math"

	"gonum.org/v1/gonum/integrate/quad"
)

// Exact TreeSHAP in linear time. The Shapley value of feature j over a leaf
// of value v, whose path tests k features, is
//
//	v·(o_j − z_j)·∫₀¹ ∏_{e≠j} (o_e·t + z_e·(1−t)) dt
//
// where z is the share of training rows that take the feature's branches and o
// is 1 if the row itself takes them all, else 0: the integral of
// t^s·(1−t)^(k−1−s) is just the Shapley weight s!(k−1−s)!/k!. The integrand is
// a polynomial of degree k−1, so Gauss–Legendre quadrature with k/2 points is
// exact. Products run down the tree and sums back up, a few multiplications
// per edge, with nothing to allocate. Values are those of Lundberg et al.,
// Consistent Individualized Feature Attribution for Tree Ensembles, 2018
// (path-dependent).

// edge is the way into a node, seen by the path to it.
type edge struct {
	parent  int32
	before  int32 // the nearest edge above that tests the same feature, or -1
	feature int32
	left    bool
	out     float64 // factor of the product where an edge before has failed
}

// paths is a tree prepared for explaining.
type paths struct {
	tree   *tree
	edges  []edge // per node; the first is unused
	points int    // quadrature points, a multiple of 4
	// per node and point: factors of the product and coefficients of the sum,
	// where the row takes the edge and where it leaves at it
	takeFactor, leaveFactor, takeShare, leaveShare []float64
	weight                                         []float64 // of quadrature
	expected                                       float64
}

// explainer explains an ensemble.
type explainer struct {
	trees    []*paths
	expected float64 // mean raw score over the training rows
	most     int     // greatest nodes × points of a tree
	nodes    int
}

func newExplainer(e *ensemble) *explainer {
	x := &explainer{expected: e.base}
	for _, t := range e.trees {
		p := newPaths(t)
		x.trees = append(x.trees, p)
		x.expected += p.expected
		x.most = max(x.most, len(p.edges)*p.points)
		x.nodes = max(x.nodes, len(p.edges))
	}
	return x
}

func newPaths(t *tree) *paths {
	p := &paths{tree: t, edges: make([]edge, len(t.nodes))}
	share := make([]float64, len(t.nodes)) // z of the edge's feature
	tested := make([]int, len(t.nodes))    // distinct features above
	reach := make([]float64, len(t.nodes)) // share of rows that come by
	reach[0], p.expected = 1, t.value[0]
	most := 1
	for i, n := range t.nodes {
		if t.leaf(i) {
			continue
		}
		for side := range 2 {
			c := int(n.left) + side
			e := edge{parent: int32(i), before: p.testedAbove(i, int32(n.feature)), feature: int32(n.feature), left: side == 0}
			share[c], tested[c] = part(t.cover[c], t.cover[i]), tested[i]
			e.out = share[c]
			reach[c] = reach[i] * share[c]
			p.expected += reach[c] * t.value[c]
			if e.before >= 0 {
				share[c] *= share[e.before]
			} else {
				tested[c]++
			}
			p.edges[c] = e
			most = max(most, tested[c])
		}
	}
	p.quadrature(share, most)
	return p
}

// part is the share of a parent's rows that its child has. It keeps away from
// 0, which the factors are divided by.
func part(child, parent float64) float64 {
	if !(parent > 0) {
		return 0.5
	}
	return min(max(child/parent, 1e-9), 1)
}

func (p *paths) testedAbove(i int, feature int32) int32 {
	for ; i > 0; i = int(p.edges[i].parent) {
		if p.edges[i].feature == feature {
			return int32(i)
		}
	}
	return -1
}

// quadrature lays out factors and coefficients of every edge and point.
func (p *paths) quadrature(share []float64, most int) {
	p.points = ((most+1)/2 + 3) / 4 * 4
	t := make([]float64, p.points)
	p.weight = make([]float64, p.points)
	quad.Legendre{}.FixedLocations(t, p.weight, 0, 1)
	size := len(p.edges) * p.points
	p.takeFactor, p.leaveFactor = make([]float64, size), make([]float64, size)
	p.takeShare, p.leaveShare = make([]float64, size), make([]float64, size)
	for i := 1; i < len(p.edges); i++ {
		z, before := share[i], p.edges[i].before
		for q, tq := range t {
			oldFactor, oldShare := 1.0, 0.0
			if before >= 0 {
				zb := share[before]
				oldFactor = tq + zb*(1-tq)
				oldShare = (1 - zb) / oldFactor
			}
			at, taken := i*p.points+q, tq+z*(1-tq)
			p.takeFactor[at], p.takeShare[at] = taken/oldFactor, (1-z)/taken-oldShare
			p.leaveFactor[at], p.leaveShare[at] = z*(1-tq)/oldFactor, -1/(1-tq)-oldShare
		}
	}
}

// bench is the working space of one explaining thread.
type bench struct {
	product, sum []float64
	state        []uint8
}

// The row's state at an edge.
const (
	takes  = iota // this edge and those before it of the feature
	leaves        // at this edge
	gone          // at one before
)

func (x *explainer) bench() *bench {
	return &bench{make([]float64, x.most), make([]float64, x.most), make([]uint8, x.nodes)}
}

// explain adds the row's contributions, one per feature, to phi.
func (x *explainer) explain(b *bench, row []uint16, phi []float64) {
	for _, p := range x.trees {
		if len(p.edges) > 1 {
			p.down(b, row)
			p.up(b, phi)
		}
	}
}

// down multiplies the factors along every path and leaves the weighted value
// of each leaf in sum.
func (p *paths) down(b *bench, row []uint16) {
	t, points := p.tree, p.points
	root := b.product[:points]
	for q := range root {
		root[q] = 1
	}
	clear(b.sum[:len(p.edges)*points])
	var goesLeft bool
	for i := 1; i < len(p.edges); i++ {
		e := &p.edges[i]
		if e.left { // siblings stand side by side, the left one first
			n := t.nodes[e.parent]
			goesLeft = t.goesLeft(n, row[n.feature])
		}
		state := uint8(takes)
		if e.before >= 0 && b.state[e.before] != takes {
			state = gone
		} else if goesLeft != e.left {
			state = leaves
		}
		b.state[i] = state
		p.multiply(b, i, state)
	}
}

func (p *paths) multiply(b *bench, i int, state uint8) {
	points, e := p.points, &p.edges[i]
	from, to := b.product[int(e.parent)*points:][:points], b.product[i*points:][:points]
	if state == gone {
		for q, v := range from {
			to[q] = v * e.out
		}
	} else {
		factor := p.takeFactor
		if state == leaves {
			factor = p.leaveFactor
		}
		for q, f := range factor[i*points:][:points] {
			to[q] = from[q] * f
		}
	}
	if p.tree.leaf(i) {
		v, sum := p.tree.value[i], b.sum[i*points:][:points]
		for q, w := range p.weight {
			sum[q] = to[q] * w * v
		}
	}
}

// up sums the leaves below each edge and credits its feature.
func (p *paths) up(b *bench, phi []float64) {
	points := p.points
	for i := len(p.edges) - 1; i > 0; i-- {
		e := &p.edges[i]
		sum, above := b.sum[i*points:][:points], b.sum[int(e.parent)*points:][:points]
		if b.state[i] == gone {
			for q, v := range sum {
				above[q] += v
			}
			continue
		}
		share := p.takeShare
		if b.state[i] == leaves {
			share = p.leaveShare
		}
		var credit float64
		for q, c := range share[i*points:][:points] {
			credit += sum[q] * c
			above[q] += sum[q]
		}
		phi[e.feature] += credit
	}
}

// largestFirst lists the k features of the greatest contribution by size.
func largestFirst(phi []float64, k int) []int {
	var top []int
	for range min(k, len(phi)) {
		best := -1
		for j, v := range phi {
			if (best < 0 || math.Abs(v) > math.Abs(phi[best])) && !contains(top, j) {
				best = j
			}
		}
		top = append(top, best)
	}
	return top
}

func contains(list []int, x int) bool {
	for _, y := range list {
		if x == y {
			return true
		}
	}
	return false
}
