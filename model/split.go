package model

import (
	"cmp"
	"math"
	"slices"
)

// split is the best cut of a leaf that was found, if gain > 0.
type split struct {
	gain      float64 // twice the drop of the regularised loss
	feature   int
	limit     uint16   // highest code that goes left
	missRight bool     // which way the missing code goes
	set       []uint64 // codes that go left, for a category; else nil
	left      packed   // sum of the left child
}

// bounds keep a leaf's value where the monotone constraints above it want it.
type bounds struct{ low, high float64 }

var unbounded = bounds{math.Inf(-1), math.Inf(1)}

func (b bounds) clamp(v float64) float64 { return min(max(v, b.low), b.high) }

// searcher scores cuts. unitG and unitH turn packed sums into derivatives.
type searcher struct {
	unitG, unitH float64
	l2           float64
	leastH       float64 // curvature that a child must hold
	bounded      bool    // any monotone constraint in the model
}

func (s *searcher) sums(p packed) (g, h float64) {
	return gradientOf(p) * s.unitG, curvatureOf(p) * s.unitH
}

// value is the best leaf value for a sum, before shrinkage.
func (s *searcher) value(p packed, b bounds) float64 {
	g, h := s.sums(p)
	return b.clamp(-g / (h + s.l2 + 1e-12))
}

// worth is what a leaf of the sum takes off the loss, twice.
func (s *searcher) worth(p packed, b bounds) float64 {
	g, h := s.sums(p)
	h += s.l2 + 1e-12
	if !s.bounded {
		return g * g / h
	}
	w := b.clamp(-g / h)
	return -(2*g*w + h*w*w)
}

// scan is one pass over the codes of a number, missing going one way.
type scan struct {
	hist      *[256]packed
	total     packed
	first     packed // what lies left before the first code
	codes     int
	missRight bool
}

// number finds the best cut of a number and puts it into best if it is better.
func (s *searcher) number(hist *[256]packed, f *feature, total packed, b bounds, feature int, best *split) {
	one := scan{hist: hist, total: total, codes: f.codes(), missRight: hist[0] != 0}
	found := false
	if s.bounded {
		found = s.scanBounded(one, f.Sign, b, best)
	} else {
		found = s.scan(one, best)
	}
	if hist[0] != 0 {
		one.missRight, one.first = false, hist[0]
		if s.bounded {
			found = s.scanBounded(one, f.Sign, b, best) || found
		} else {
			found = s.scan(one, best) || found
		}
	}
	if !found {
		return
	}
	best.feature, best.set = feature, nil
	if hist[0] == 0 { // no missing one to learn from: with the heavier side
		best.missRight = uint32(best.left) < uint32(total)/2
	}
}

// scan tries every cut; best.gain must be the least gain wanted so far, above
// the worth of the leaf uncut.
func (s *searcher) scan(in scan, best *split) bool {
	left, found := in.first, false
	top := best.gain
	for code := 1; code < in.codes; code++ {
		v := in.hist[code]
		if v == 0 {
			continue
		}
		left += v
		right := in.total - left
		hl, hr := curvatureOf(left)*s.unitH, curvatureOf(right)*s.unitH
		if hl < s.leastH {
			continue
		}
		if hr < s.leastH {
			break
		}
		gl, gr := gradientOf(left)*s.unitG, gradientOf(right)*s.unitG
		hl += s.l2
		hr += s.l2
		if gain := (gl*gl*hr + gr*gr*hl) / (hl * hr); gain > top {
			top, found = gain, true
			best.limit, best.left = uint16(code), left
		}
	}
	if found {
		best.gain, best.missRight = top, in.missRight
	}
	return found
}

// scanBounded is scan where values are clamped, and children out of the
// wanted order are refused.
func (s *searcher) scanBounded(in scan, sign int8, b bounds, best *split) bool {
	left, found := in.first, false
	for code := 1; code < in.codes; code++ {
		left += in.hist[code]
		right := in.total - left
		if in.hist[code] == 0 || curvatureOf(left)*s.unitH < s.leastH || curvatureOf(right)*s.unitH < s.leastH {
			continue
		}
		gain := s.worth(left, b) + s.worth(right, b)
		if gain <= best.gain {
			continue
		}
		if sign != 0 && float64(sign)*(s.value(right, b)-s.value(left, b)) < 0 {
			continue
		}
		found = true
		best.gain, best.limit, best.left, best.missRight = gain, uint16(code), left, in.missRight
	}
	return found
}

// Categories are sorted by gradient over curvature and cut like a number.
// catSmooth pulls categories with little curvature to the middle, catL2 makes
// up for the freedom of choosing an order. Source: the defaults of LightGBM.
const (
	catSmooth = 10
	catL2     = 10
	catMost   = 32 // categories on the side that is listed
)

type catSum struct {
	code uint16
	rate float64
	sum  packed
}

// category finds the best set of codes to send left.
func (s *searcher) category(hist *[256]packed, f *feature, total packed, b bounds, feature int, best *split) {
	var cats []catSum
	for code := range f.codes() {
		g, h := s.sums(hist[code])
		if h >= s.leastH/4 && hist[code] != 0 {
			cats = append(cats, catSum{uint16(code), g / (h + catSmooth), hist[code]})
		}
	}
	slices.SortFunc(cats, func(x, y catSum) int {
		return cmp.Or(cmp.Compare(x.rate, y.rate), cmp.Compare(x.code, y.code))
	})
	wider := *s
	wider.l2 += catL2
	for range 2 {
		if n := wider.cutSet(cats, total, b, best); n > 0 {
			best.feature, best.limit, best.missRight = feature, 0, false
			best.set = make([]uint64, 4)
			for _, c := range cats[:n] {
				best.set[c.code>>6] |= 1 << (c.code & 63)
			}
		}
		slices.Reverse(cats)
	}
}

// cutSet returns how many leading categories go left in the best cut, or 0.
func (s *searcher) cutSet(cats []catSum, total packed, b bounds, best *split) int {
	var left packed
	n := 0
	for i := range min(len(cats), catMost) {
		left += cats[i].sum
		right := total - left
		if curvatureOf(left)*s.unitH < s.leastH || curvatureOf(right)*s.unitH < s.leastH {
			continue
		}
		if gain := s.worth(left, b) + s.worth(right, b); gain > best.gain {
			best.gain, best.left, n = gain, left, i+1
		}
	}
	return n
}
