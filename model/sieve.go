package model

import "math/bits"

// A sieve predicts many rows at once. For a tree of at most 64 leaves every
// code of a feature strikes out a set of leaves: those on the left of the tests
// that it passes to the right. What is left of all leaves after every feature
// has struck is led by the leaf that the row falls into. A row costs one look
// into a table per feature of the tree, without a branch, and categories and
// missing values cost the same. Source: Lucchese et al., QuickScorer, 2015,
// with the thresholds of a feature folded into one table over its codes.
type sieve struct {
	base  float64
	trees []sieveTree
}

type sieveTree struct {
	features []uint16
	tables   []*[256]uint64 // per feature: the leaves that a code leaves standing
	value    []float64      // of the leaves from left to right
}

// sieveTables bounds the tables of a sieve, of 2 KiB each.
const sieveTables = 1 << 17

// newSieve is nil where a tree has more than 64 leaves or a feature it tests
// more than 256 codes.
func newSieve(e *ensemble, features []*feature) *sieve {
	s, tables := &sieve{base: e.base}, 0
	for _, t := range e.trees {
		if len(t.nodes) > 127 {
			return nil
		}
		st := sieveTree{}
		if !st.lay(t, features) {
			return nil
		}
		s.trees = append(s.trees, st)
		if tables += len(st.tables); tables > sieveTables {
			return nil
		}
	}
	return s
}

// lay fills the tables of a tree.
func (st *sieveTree) lay(t *tree, features []*feature) bool {
	first := make([]int, len(t.nodes)) // leaves before the node's own
	size := make([]int, len(t.nodes))
	for i := len(t.nodes) - 1; i >= 0; i-- {
		if t.leaf(i) {
			size[i] = 1
		} else {
			l := t.nodes[i].left
			size[i] = size[l] + size[l+1]
		}
	}
	st.value = make([]float64, size[0])
	for i, n := range t.nodes {
		if t.leaf(i) {
			st.value[first[i]] = t.value[i]
			continue
		}
		if features[n.feature].codes() > 256 {
			return false
		}
		l := int(n.left)
		first[l], first[l+1] = first[i], first[i]+size[l]
		left := (uint64(1)<<size[l] - 1) << first[l]
		table := st.table(n.feature)
		for code := range 256 {
			if !t.goesLeft(n, uint16(code)) {
				table[code] &^= left
			}
		}
	}
	return true
}

// table is the feature's, added if it is new.
func (st *sieveTree) table(feature uint16) *[256]uint64 {
	for k, f := range st.features {
		if f == feature {
			return st.tables[k]
		}
	}
	table := new([256]uint64)
	for code := range table {
		table[code] = ^uint64(0)
	}
	st.features, st.tables = append(st.features, feature), append(st.tables, table)
	return table
}

// sieveBlock is how many rows pass one tree before the next: enough that
// fetching a tree's tables, some 30 KiB, is shared by many. It was the fastest
// of 256 to 4,096.
const sieveBlock = 4096

// add adds the raw scores of the rows to out. codes holds a run of sieveBlock
// bytes per feature, of which the first len(out) count.
func (s *sieve) add(codes []uint8, out []float64) {
	var standing [sieveBlock]uint64
	left := standing[:len(out)]
	for i := range out {
		out[i] += s.base
	}
	for k := range s.trees {
		t := &s.trees[k]
		for i := range left {
			left[i] = ^uint64(0)
		}
		t.strike(codes, left)
		value := t.value
		for i, l := range left {
			out[i] += value[bits.TrailingZeros64(l)]
		}
	}
}

// strike takes the features four at a time, so that the rows' standing leaves
// are fetched and stored as seldom.
func (t *sieveTree) strike(codes []uint8, left []uint64) {
	of := func(k int) ([]uint8, *[256]uint64) {
		return codes[int(t.features[k])*sieveBlock:][:len(left)], t.tables[k]
	}
	k := 0
	for ; k+4 <= len(t.features); k += 4 {
		a, ta := of(k)
		b, tb := of(k + 1)
		c, tc := of(k + 2)
		d, td := of(k + 3)
		strike4(left, a, b, c, d, ta, tb, tc, td)
	}
	for ; k < len(t.features); k++ {
		a, ta := of(k)
		for i, code := range a {
			left[i] &= ta[code]
		}
	}
}

func strike4(left []uint64, a, b, c, d []uint8, ta, tb, tc, td *[256]uint64) {
	a, b, c, d = a[:len(left)], b[:len(left)], c[:len(left)], d[:len(left)]
	for i := range left {
		left[i] &= ta[a[i]] & tb[b[i]] & tc[c[i]] & td[d[i]]
	}
}
