package model

// node is one place of a flat tree. Its children stand side by side, so the
// walk needs no branch: next = left + (uint16(code - shift) > code's limit).
// Shift 1 turns the missing code 0 into 65535, which sends it right. A leaf
// points to itself with a limit nothing exceeds.
type node struct {
	feature uint16
	limit   uint16
	shift   uint16 // 0 missing goes left, 1 missing goes right, byCategory
	left    uint16 // right is left+1
}

// byCategory marks a node that splits categories: limit is then the place of
// its set in tree.sets, and codes in the set go left.
const byCategory = 2

// tree is a grown tree. Children always stand after their parent, the root at 0.
type tree struct {
	nodes []node
	value []float64  // of leaves, shrinkage included; 0 elsewhere
	cover []float64  // training rows (or weight) that came by
	gain  []float64  // of splits, in units of the loss
	sets  [][]uint64 // bit sets of codes that go left
	mixed bool       // has splits by category
}

func (t *tree) leaf(i int) bool { return int(t.nodes[i].left) == i }

// addLeaf appends a leaf and returns its place.
func (t *tree) addLeaf() int {
	i := len(t.nodes)
	t.nodes = append(t.nodes, node{limit: 65535, left: uint16(i)})
	t.value = append(t.value, 0)
	t.cover = append(t.cover, 0)
	t.gain = append(t.gain, 0)
	return i
}

func inSet(set []uint64, code uint16) bool {
	w := int(code >> 6)
	return w < len(set) && set[w]>>(code&63)&1 == 1
}

// goesLeft says which way a code takes at a node.
func (t *tree) goesLeft(n node, code uint16) bool {
	if n.shift == byCategory {
		return inSet(t.sets[n.limit], code)
	}
	return code-n.shift <= n.limit
}

// find is the leaf of a coded training row.
func (t *tree) find(row []uint8) int {
	i := 0
	for !t.leaf(i) {
		n := t.nodes[i]
		i = int(n.left)
		if !t.goesLeft(n, uint16(row[n.feature])) {
			i++
		}
	}
	return i
}

// add adds each row's leaf value to out. codes holds len(out) rows of stride.
func (t *tree) add(codes []uint16, stride int, out []float64) {
	if t.mixed {
		t.addMixed(codes, stride, out)
		return
	}
	nodes := t.nodes
	r := 0
	for ; r+4 <= len(out); r += 4 {
		a := codes[(r+0)*stride : (r+1)*stride]
		b := codes[(r+1)*stride : (r+2)*stride]
		c := codes[(r+2)*stride : (r+3)*stride]
		d := codes[(r+3)*stride : (r+4)*stride]
		var i, j, k, l uint16
		for {
			i2, j2, k2, l2 := step(nodes, i, a), step(nodes, j, b), step(nodes, k, c), step(nodes, l, d)
			if i2 == i && j2 == j && k2 == k && l2 == l {
				break
			}
			i, j, k, l = i2, j2, k2, l2
		}
		out[r] += t.value[i]
		out[r+1] += t.value[j]
		out[r+2] += t.value[k]
		out[r+3] += t.value[l]
	}
	for ; r < len(out); r++ {
		out[r] += t.value[t.walk(codes[r*stride:(r+1)*stride])]
	}
}

func step(nodes []node, i uint16, row []uint16) uint16 {
	n := nodes[i]
	next := n.left
	if row[n.feature]-n.shift > n.limit {
		next++
	}
	return next
}

// walk is the leaf of one coded row in a tree without splits by category.
func (t *tree) walk(row []uint16) uint16 {
	var i uint16
	for {
		next := step(t.nodes, i, row)
		if next == i {
			return i
		}
		i = next
	}
}

func (t *tree) addMixed(codes []uint16, stride int, out []float64) {
	for r := range out {
		row, i := codes[r*stride:(r+1)*stride], 0
		for !t.leaf(i) {
			n := t.nodes[i]
			i = int(n.left)
			if !t.goesLeft(n, row[n.feature]) {
				i++
			}
		}
		out[r] += t.value[i]
	}
}
