package model

import (
	"fmt"
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
	edges  []edge  // per node; the first is unused
	points int     // quadrature points, a multiple of 4
	inner  []int32 // places of nodes that are neither root nor leaf, last first
	// Per node and point, where the row takes the edge and where it leaves at
	// it: what the product is multiplied by (for a leaf, its weighted value
	// too), and what the sum below the edge is credited by (for a leaf, that
	// times what the product is multiplied by).
	factor, credit [2][]float64
	weight         []float64 // of quadrature
	expected       float64
}

// explainer explains an ensemble.
type explainer struct {
	trees    []*paths
	expected float64 // mean raw score over the training rows
	most     int     // greatest nodes × points of a tree
	nodes    int
}

// The tables of an explainer hold 4 numbers per node and quadrature point.
// explainSlack and explainPerNode bound them, so that a small file cannot make
// the first explanation ask for memory without end: 64 points are for paths of
// 128 features, where grown trees have paths of 10 to 30.
const (
	explainSlack   = 1 << 22
	explainPerNode = 4 * 64
	explainMost    = 1 << 28 // 2 GiB; a model file of the greatest size stays below
)

// explainable reports trees too deep to be explained within those bounds.
func (e *ensemble) explainable(features int) error {
	cells, nodes := 0, 0
	for _, t := range e.trees {
		depth, most := make([]int, len(t.nodes)), 0
		for i, n := range t.nodes {
			if !t.leaf(i) {
				depth[n.left], depth[n.left+1] = depth[i]+1, depth[i]+1
				most = max(most, depth[i]+1)
			}
		}
		nodes += len(t.nodes)
		cells += 4 * len(t.nodes) * ((min(most, features)+1)/2 + 3)
	}
	if cells > min(explainSlack+explainPerNode*nodes, explainMost) {
		return fmt.Errorf("its trees are too deep to be explained: %d numbers for %d nodes", cells, nodes)
	}
	return nil
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

// quadrature lays out factors and credits of every edge and point.
func (p *paths) quadrature(share []float64, most int) {
	p.points = ((most+1)/2 + 3) / 4 * 4
	t := make([]float64, p.points)
	p.weight = make([]float64, p.points)
	quad.Legendre{}.FixedLocations(t, p.weight, 0, 1)
	for s := range 2 {
		p.factor[s], p.credit[s] = make([]float64, len(p.edges)*p.points), make([]float64, len(p.edges)*p.points)
	}
	for i := len(p.edges) - 1; i > 0; i-- {
		leaf := p.tree.leaf(i)
		if !leaf {
			p.inner = append(p.inner, int32(i))
		}
		z, before := share[i], p.edges[i].before
		for q, tq := range t {
			oldFactor, oldShare := 1.0, 0.0
			if before >= 0 {
				zb := share[before]
				oldFactor = tq + zb*(1-tq)
				oldShare = (1 - zb) / oldFactor
			}
			at, taken, value := i*p.points+q, tq+z*(1-tq), 1.0
			if leaf {
				value = p.weight[q] * p.tree.value[i]
			}
			p.factor[takes][at], p.credit[takes][at] = value*taken/oldFactor, (1-z)/taken-oldShare
			p.factor[leaves][at], p.credit[leaves][at] = value*z*(1-tq)/oldFactor, -1/(1-tq)-oldShare
			if leaf {
				p.credit[takes][at] *= p.factor[takes][at]
				p.credit[leaves][at] *= p.factor[leaves][at]
			}
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

// explain adds the contributions of coded rows to phi, stride codes and
// contributions a row. A tree's tables, some 30 KiB, are fetched once for all
// the rows.
func (x *explainer) explain(b *bench, codes []uint16, stride int, phi []float64) {
	for _, p := range x.trees {
		if len(p.edges) == 1 {
			continue
		}
		for at := 0; at < len(codes); at += stride {
			p.down(b, codes[at:at+stride], phi[at:at+stride])
			p.up(b, phi[at:at+stride])
		}
	}
}

// down multiplies the factors along every path. What lies below a leaf is
// known on the way, so it is credited at once and added to its parent's sum.
func (p *paths) down(b *bench, row []uint16, phi []float64) {
	t, points := p.tree, p.points
	for q := range points {
		b.product[q], b.sum[q] = 1, 0
	}
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
		from, above := b.product[int(e.parent)*points:][:points], b.sum[int(e.parent)*points:][:points]
		switch {
		case !t.leaf(i):
			clear(b.sum[i*points:][:points])
			p.multiply(b.product[i*points:][:points], from, i, state)
		case state == gone:
			v := e.out * t.value[i]
			for q, w := range p.weight {
				above[q] += from[q] * w * v
			}
		default:
			phi[e.feature] += addLeaf(above, from, p.factor[state][i*points:], p.credit[state][i*points:])
		}
	}
}

// multiply carries the product over an edge.
func (p *paths) multiply(to, from []float64, i int, state uint8) {
	if state == gone {
		out := p.edges[i].out
		for q, v := range from {
			to[q] = v * out
		}
		return
	}
	factor := p.factor[state][i*p.points:]
	for ; len(from) >= 4; from, to, factor = from[4:], to[4:], factor[4:] {
		f, a, r := (*[4]float64)(factor), (*[4]float64)(from), (*[4]float64)(to)
		r[0], r[1], r[2], r[3] = a[0]*f[0], a[1]*f[1], a[2]*f[2], a[3]*f[3]
	}
}

// addLeaf adds product × factor to above and returns Σ product × credit.
func addLeaf(above, product, factor, credit []float64) (sum float64) {
	for ; len(product) >= 4; above, product, factor, credit = above[4:], product[4:], factor[4:], credit[4:] {
		a, p, f, c := (*[4]float64)(above), (*[4]float64)(product), (*[4]float64)(factor), (*[4]float64)(credit)
		a[0] += p[0] * f[0]
		a[1] += p[1] * f[1]
		a[2] += p[2] * f[2]
		a[3] += p[3] * f[3]
		sum += (p[0]*c[0] + p[1]*c[1]) + (p[2]*c[2] + p[3]*c[3])
	}
	return sum
}

// up sums what lies below each edge between inner nodes and credits its feature.
func (p *paths) up(b *bench, phi []float64) {
	points := p.points
	for _, i := range p.inner {
		e := &p.edges[i]
		sum, above := b.sum[int(i)*points:][:points], b.sum[int(e.parent)*points:][:points]
		state := b.state[i]
		if state == gone {
			for q, v := range sum {
				above[q] += v
			}
			continue
		}
		phi[e.feature] += addSum(above, sum, p.credit[state][int(i)*points:])
	}
}

// addSum adds sum to above and returns Σ sum × credit.
func addSum(above, sum, credit []float64) (total float64) {
	for ; len(sum) >= 4; above, sum, credit = above[4:], sum[4:], credit[4:] {
		a, s, c := (*[4]float64)(above), (*[4]float64)(sum), (*[4]float64)(credit)
		a[0] += s[0]
		a[1] += s[1]
		a[2] += s[2]
		a[3] += s[3]
		total += (s[0]*c[0] + s[1]*c[1]) + (s[2]*c[2] + s[3]*c[3])
	}
	return total
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
