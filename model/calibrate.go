package model

import (
	"math"
	"slices"
	"sort"
)

// calibration turns a raw score into a probability that means what it says.
// Platt's is sigmoid(A·score+B); the isotonic one is a rising line through
// X, Y, flat outside.
type calibration struct {
	Kind string    `json:"kind"` // "platt" or "isotonic"
	A    float64   `json:"a,omitempty"`
	B    float64   `json:"b,omitempty"`
	X    []float64 `json:"x,omitempty"`
	Y    []float64 `json:"y,omitempty"`
}

func (c *calibration) probability(score float64) float64 {
	if c.Kind == "isotonic" {
		return interpolate(c.X, c.Y, score)
	}
	return sigmoid(c.A*score + c.B)
}

func interpolate(x, y []float64, at float64) float64 {
	i := sort.SearchFloat64s(x, at)
	if i == 0 {
		return y[0]
	}
	if i == len(x) {
		return y[len(y)-1]
	}
	share := (at - x[i-1]) / (x[i] - x[i-1])
	return y[i-1] + share*(y[i]-y[i-1])
}

// isotonicRows is the least number of held-out rows for the isotonic map: its
// many steps need them, Platt's two numbers do not. Source: Niculescu-Mizil
// and Caruana, Predicting Good Probabilities with Supervised Learning, 2005.
const isotonicRows = 1000

// calibrate fits both maps on scores of rows that the trees have not seen, and
// keeps the one whose log loss is lower on parts held out in turn.
func calibrate(score, y, w []float64, rng noise) calibration {
	platt := fitPlatt(score, y, w)
	if len(score) < isotonicRows {
		return platt
	}
	var lossPlatt, lossIso float64
	const parts = 5
	for k := range parts {
		in, out := pickParts(len(score), parts, k, rng)
		a := fitPlatt(at(score, in), at(y, in), at(w, in))
		b := fitIsotonic(at(score, in), at(y, in), at(w, in))
		for _, i := range out {
			wi := weightAt(w, i)
			lossPlatt += wi * logLossOf(a.probability(score[i]), y[i])
			lossIso += wi * logLossOf(b.probability(score[i]), y[i])
		}
	}
	if lossIso < lossPlatt {
		return fitIsotonic(score, y, w)
	}
	return platt
}

func pickParts(n, parts, k int, rng noise) (in, out []int) {
	for i := range n {
		if rng.below(uint64(i), parts) == k {
			out = append(out, i)
		} else {
			in = append(in, i)
		}
	}
	return in, out
}

func at(list []float64, places []int) []float64 {
	if list == nil {
		return nil
	}
	picked := make([]float64, len(places))
	for i, p := range places {
		picked[i] = list[p]
	}
	return picked
}

func weightAt(w []float64, i int) float64 {
	if w == nil {
		return 1
	}
	return w[i]
}

// fitPlatt fits A and B by Newton's method, with Platt's targets (a little
// inside 0 and 1), so that a clean separation keeps A finite.
func fitPlatt(score, y, w []float64) calibration {
	var pos, neg float64
	for i := range y {
		pos += weightAt(w, i) * y[i]
		neg += weightAt(w, i) * (1 - y[i])
	}
	high, low := (pos+1)/(pos+2), 1/(neg+2)
	a, b := 1.0, 0.0
	for range 50 {
		var ga, gb, haa, hab, hbb float64
		for i, s := range score {
			t := low + (high-low)*y[i]
			p, wi := sigmoid(a*s+b), weightAt(w, i)
			d, h := wi*(p-t), wi*max(p*(1-p), 1e-9)
			ga, gb = ga+d*s, gb+d
			haa, hab, hbb = haa+h*s*s, hab+h*s, hbb+h
		}
		haa, hbb = haa+1e-6, hbb+1e-6
		det := haa*hbb - hab*hab
		if !(det > 1e-12) {
			break
		}
		da, db := (hbb*ga-hab*gb)/det, (haa*gb-hab*ga)/det
		da, db = min(max(da, -1), 1), min(max(db, -2), 2)
		a, b = a-da, b-db
		if math.Abs(da)+math.Abs(db) < 1e-9 {
			break
		}
	}
	if !(a > 1e-3) { // scores that say nothing, or the contrary, must not turn the order round
		a = 1e-3
	}
	return calibration{Kind: "platt", A: a, B: b}
}

// block is a run of scores pooled to one rate.
type block struct{ x, y, w float64 }

// fitIsotonic pools adjacent violators and joins the blocks' centres, so that
// the order within a block is kept but at the two ends. Each block is shrunk
// by one row of the overall rate, so that no probability is 0 or 1.
func fitIsotonic(score, y, w []float64) calibration {
	order := make([]int, len(score))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		if score[i] != score[j] {
			if score[i] < score[j] {
				return -1
			}
			return 1
		}
		return i - j
	})
	var blocks []block
	var sum, weight float64
	for _, i := range order {
		wi := weightAt(w, i)
		sum, weight = sum+wi*y[i], weight+wi
		blocks = append(blocks, block{score[i], y[i], wi})
		for n := len(blocks); n > 1 && (blocks[n-2].y >= blocks[n-1].y || blocks[n-2].x == blocks[n-1].x); n-- {
			blocks[n-2] = blocks[n-2].join(blocks[n-1])
			blocks = blocks[:n-1]
		}
	}
	c := calibration{Kind: "isotonic"}
	for _, b := range blocks {
		rate := (b.y*b.w + sum/weight) / (b.w + 1)
		if n := len(c.Y); n > 0 {
			rate = max(rate, c.Y[n-1])
		}
		c.X, c.Y = append(c.X, b.x), append(c.Y, rate)
	}
	return c
}

func (b block) join(o block) block {
	w := b.w + o.w
	return block{(b.x*b.w + o.x*o.w) / w, (b.y*b.w + o.y*o.w) / w, w}
}

func logLossOf(p, y float64) float64 {
	p = min(max(p, 1e-15), 1-1e-15)
	return -y*math.Log(p) - (1-y)*math.Log1p(-p)
}
