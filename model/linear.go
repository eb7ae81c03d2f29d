package model

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
)

// Sparse is a row of a wide, mostly empty matrix: hashed words of a text.
// Index has no order and no duplicates; Value is as long.
type Sparse struct {
	Index []uint32
	Value []float32
}

// Linear is a weighted sum over hashed dimensions. It is safe for concurrent
// use.
type Linear struct {
	dims   int
	bias   float64
	weight map[uint32]float32
}

// Score is the log-odds (FitLogistic) or the value (FitRidge) of a row.
// Dimensions that training did not see count nought.
func (l *Linear) Score(x Sparse) float64 {
	s := l.bias
	for k, j := range x.Index {
		s += float64(l.weight[j]) * float64(x.Value[k])
	}
	return s
}

// Dims is the number of dimensions the rows are hashed into.
func (l *Linear) Dims() int { return l.dims }

// maxDims bounds the hashed dimensions: 2^24 weights are 64 MiB.
const maxDims = 1 << 24

// design is the training matrix by column, over the dimensions that occur.
type design struct {
	seen  []uint32 // the dimension of each column
	start []int    // of each column in row and value, and the end
	row   []int32
	value []float32
	rows  int
}

func newDesign(x []Sparse, dims int) (*design, error) {
	if dims < 1 || dims > maxDims {
		return nil, fmt.Errorf("model: linear: %d dimensions, must lie in [1, %d]", dims, maxDims)
	}
	count := make([]int32, dims)
	for i, r := range x {
		if len(r.Index) != len(r.Value) {
			return nil, fmt.Errorf("model: linear: row %d: %d indices and %d values", i, len(r.Index), len(r.Value))
		}
		for k, j := range r.Index {
			v := float64(r.Value[k])
			if int(j) >= dims || math.IsNaN(v) || math.IsInf(v, 0) {
				return nil, fmt.Errorf("model: linear: row %d: dimension %d is out of range or its value not finite", i, j)
			}
			count[j]++
		}
	}
	return layDesign(x, count), nil
}

func layDesign(x []Sparse, count []int32) *design {
	d := &design{rows: len(x)}
	column := make([]int32, len(count)) // where each dimension's column is filled next
	total := 0
	for j, n := range count {
		if n > 0 {
			column[j] = int32(total)
			d.seen, d.start = append(d.seen, uint32(j)), append(d.start, total)
			total += int(n)
		}
	}
	d.start = append(d.start, total)
	d.row, d.value = make([]int32, total), make([]float32, total)
	for i, r := range x {
		for k, j := range r.Index {
			d.row[column[j]], d.value[column[j]] = int32(i), r.Value[k]
			column[j]++
		}
	}
	return d
}

// column is the rows and values of column c.
func (d *design) column(c int) ([]int32, []float32) {
	return d.row[d.start[c]:d.start[c+1]], d.value[d.start[c]:d.start[c+1]]
}

// The sweeps of coordinate descent end when no score moved by more than
// linearClose in one, which leaves the loss within about 1e-6 of its least.
const (
	linearSweeps = 200
	linearClose  = 1e-4
)

// FitLogistic fits log-odds with a ridge: it minimises the summed log loss
// + l2/2·|w|², the bias left free, by cyclic coordinate descent with Newton
// steps kept in a trust region (Genkin, Lewis, Madigan 2007). seed sets the
// order of the coordinates. Errors: ErrTooFew without both classes, a row out
// of range.
func FitLogistic(x []Sparse, y []bool, dims int, l2 float64, seed uint64) (*Linear, error) {
	target := make([]float64, len(y))
	paid := 0
	for i, v := range y {
		target[i] = float64(oneIf(v))
		paid += oneIf(v)
	}
	if paid == 0 || paid == len(y) {
		return nil, fmt.Errorf("model: linear: %w: one class only", ErrTooFew)
	}
	d, err := checkLinear(x, len(y), dims, l2)
	if err != nil {
		return nil, err
	}
	s := &descent{design: d, y: target, l2: l2, logistic: true}
	s.bias = logit(float64(paid) / float64(len(y)))
	return s.run(dims, noise(seed)), nil
}

// FitRidge fits a number by least squares with a ridge: it minimises
// |y − Xw − b|²/2 + l2/2·|w|², the bias left free.
func FitRidge(x []Sparse, y []float64, dims int, l2 float64) (*Linear, error) {
	d, err := checkLinear(x, len(y), dims, l2)
	if err != nil {
		return nil, err
	}
	var sum float64
	for i, v := range y {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("model: linear: row %d: the target is not finite", i)
		}
		sum += v
	}
	s := &descent{design: d, y: y, l2: l2, bias: sum / float64(len(y))}
	return s.run(dims, noise(1)), nil
}

func checkLinear(x []Sparse, targets, dims int, l2 float64) (*design, error) {
	if len(x) == 0 || len(x) != targets {
		return nil, fmt.Errorf("model: linear: %w: %d rows and %d targets", ErrTooFew, len(x), targets)
	}
	if !(l2 > 0) || math.IsInf(l2, 0) {
		return nil, fmt.Errorf("model: linear: l2 is %g, must be above 0", l2)
	}
	return newDesign(x, dims)
}

// descent is a coordinate descent under way.
type descent struct {
	*design
	y        []float64
	l2       float64
	logistic bool
	bias     float64
	score    []float64
	slope    []float64 // y − prediction per row
	curve    []float64 // second derivative per row; nil: 1
	w, reach []float64 // weight and trust region per column
}

func (s *descent) run(dims int, rng noise) *Linear {
	columns := len(s.seen)
	s.score, s.slope = make([]float64, s.rows), make([]float64, s.rows)
	s.w, s.reach = make([]float64, columns), make([]float64, columns)
	if s.logistic {
		s.curve = make([]float64, s.rows)
	}
	order := make([]int, columns)
	for c := range order {
		order[c], s.reach[c] = c, 1
	}
	slices.SortFunc(order, func(a, b int) int { return compareUint(rng.pair(uint64(a)), rng.pair(uint64(b))) })
	for i := range s.score {
		s.set(i, s.bias)
	}
	for range linearSweeps {
		most := s.moveBias()
		for _, c := range order {
			most = max(most, s.move(c))
		}
		if most < linearClose {
			break
		}
	}
	l := &Linear{dims: dims, bias: s.bias, weight: make(map[uint32]float32, columns)}
	for c, j := range s.seen {
		if w := float32(s.w[c]); w != 0 {
			l.weight[j] = w
		}
	}
	return l
}

// set puts a row's score and its derivatives.
func (s *descent) set(i int, score float64) {
	s.score[i] = score
	if !s.logistic {
		s.slope[i] = s.y[i] - score
		return
	}
	p := sigmoid(score)
	s.slope[i], s.curve[i] = s.y[i]-p, p*(1-p)
}

func (s *descent) curveAt(i int32) float64 {
	if s.curve == nil {
		return 1
	}
	return s.curve[i]
}

// moveBias takes a Newton step of the bias and returns its size.
func (s *descent) moveBias() float64 {
	var g, h float64
	for i := range s.slope {
		g, h = g+s.slope[i], h+s.curveAt(int32(i))
	}
	step := g / max(h, 1e-9)
	if s.logistic {
		step = min(max(step, -1), 1)
	}
	s.bias += step
	for i := range s.score {
		s.set(i, s.score[i]+step)
	}
	return math.Abs(step)
}

// move takes a Newton step of one column and returns the greatest change of a
// score.
func (s *descent) move(c int) float64 {
	rows, values := s.column(c)
	g, h, top := -s.l2*s.w[c], s.l2, 0.0
	for k, i := range rows {
		v := float64(values[k])
		g += v * s.slope[i]
		h += v * v * s.curveAt(i)
		top = max(top, math.Abs(v))
	}
	step := g / h
	if s.logistic {
		step = min(max(step, -s.reach[c]), s.reach[c])
		s.reach[c] = max(2*math.Abs(step), s.reach[c]/2)
	}
	if math.Abs(step)*top < linearClose/100 {
		return 0
	}
	s.w[c] += step
	for k, i := range rows {
		s.set(int(i), s.score[i]+step*float64(values[k]))
	}
	return math.Abs(step) * top
}

type filedLinear struct {
	Dims   int       `json:"dims"`
	Bias   float64   `json:"bias"`
	Index  []uint32  `json:"index"`
	Weight []float32 `json:"weight"`
}

// Encode writes the learner as bytes, the same for the same weights.
func (l *Linear) Encode() ([]byte, error) {
	filed := filedLinear{Dims: l.dims, Bias: l.bias}
	for j := range l.weight {
		filed.Index = append(filed.Index, j)
	}
	slices.Sort(filed.Index)
	for _, j := range filed.Index {
		filed.Weight = append(filed.Weight, l.weight[j])
	}
	body, err := json.Marshal(filed)
	if err != nil {
		return nil, fmt.Errorf("model: encode: %w", err)
	}
	return seal(linearMark, body), nil
}

// DecodeLinear reads what (*Linear).Encode wrote. Any other bytes give an
// error that wraps ErrFile.
func DecodeLinear(file []byte) (*Linear, error) {
	body, err := unseal(linearMark, file)
	if err != nil {
		return nil, err
	}
	var filed filedLinear
	if err := json.Unmarshal(body, &filed); err != nil {
		return nil, fmt.Errorf("model: %w: %w", ErrFile, err)
	}
	if filed.Dims < 1 || filed.Dims > maxDims || len(filed.Index) != len(filed.Weight) {
		return nil, fmt.Errorf("model: %w: its lists do not fit", ErrFile)
	}
	l := &Linear{dims: filed.Dims, bias: filed.Bias, weight: make(map[uint32]float32, len(filed.Index))}
	for k, j := range filed.Index {
		if int(j) >= filed.Dims {
			return nil, fmt.Errorf("model: %w: a dimension out of range", ErrFile)
		}
		l.weight[j] = filed.Weight[k]
	}
	return l, nil
}
