package model

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// A scorecard is what a bank's risk team would build: each feature cut into a
// few bins, each bin worth its weight of evidence, and a logistic regression
// over those. It is the challenger that a tree model has to beat to be worth
// its complexity.
type scorecard struct {
	bins   []*feature  // coarse codes per feature
	woe    [][]float64 // per feature and code
	weight []float64   // per feature, then the intercept
}

const (
	woeBins  = 9  // eight for the known values, one for the missing
	woeShade = 20 // rows of the overall rate that each bin is mixed with
	irlsL2   = 1.0
)

// learnWoe cuts the columns and weighs the bins.
func learnWoe(d Data) *scorecard {
	s := &scorecard{}
	base := 0.0
	for _, y := range d.Label {
		base += float64(oneIf(y)) / float64(len(d.Label))
	}
	for _, c := range d.X.Columns {
		most := woeBins
		if c.Kind == Category {
			most = 60
		}
		f := learnFeature(c, most, 0)
		paid, rows := make([]float64, f.codes()), make([]float64, f.codes())
		for i := range d.Label {
			code := f.code(&c, i)
			rows[code]++
			paid[code] += float64(oneIf(d.Label[i]))
		}
		woe := make([]float64, f.codes())
		for k := range woe {
			woe[k] = logit((paid[k]+woeShade*base)/(rows[k]+woeShade)) - logit(base)
		}
		s.bins, s.woe = append(s.bins, f), append(s.woe, woe)
	}
	return s
}

// code is the code of row i of a column of this feature.
func (f *feature) code(c *Column, i int) uint16 {
	if f.Kind == Category {
		return f.category(c.Cat[i])
	}
	return f.number(c.Num[i])
}

// evidence writes a row's weights of evidence, and 1 for the intercept.
func (s *scorecard) evidence(columns []*Column, i int, out []float64) {
	for j, f := range s.bins {
		out[j] = s.woe[j][f.code(columns[j], i)]
	}
	if len(out) > len(s.bins) {
		out[len(s.bins)] = 1
	}
}

// fitScorecard fits the weights by ridge IRLS, the intercept left free.
func fitScorecard(d Data) (*scorecard, error) {
	s := learnWoe(d)
	columns, err := matchColumns(s.bins, d.X)
	if err != nil {
		return nil, err
	}
	k := len(s.bins) + 1
	s.weight = make([]float64, k)
	row := make([]float64, k)
	for range 25 {
		hess, grad := mat.NewSymDense(k, nil), mat.NewVecDense(k, nil)
		for i, y := range d.Label {
			s.evidence(columns, i, row)
			p := sigmoid(dot(s.weight, row))
			w := weightAt(d.Weight, i)
			hess.SymRankOne(hess, w*max(p*(1-p), 1e-9), mat.NewVecDense(k, row))
			grad.AddScaledVec(grad, w*(float64(oneIf(y))-p), mat.NewVecDense(k, row))
		}
		for j := range k - 1 {
			hess.SetSym(j, j, hess.At(j, j)+irlsL2)
			grad.SetVec(j, grad.AtVec(j)-irlsL2*s.weight[j])
		}
		var chol mat.Cholesky
		step := mat.NewVecDense(k, nil)
		if !chol.Factorize(hess) {
			break // the ridge keeps this from happening but for weights gone wrong
		}
		if err := chol.SolveVecTo(step, grad); err != nil {
			break // singular to working precision: the last weights stand
		}
		far := 0.0
		for j := range s.weight {
			s.weight[j] += step.AtVec(j)
			far = max(far, math.Abs(step.AtVec(j)))
		}
		if far < 1e-7 {
			break
		}
	}
	return s, nil
}

func dot(a, b []float64) float64 {
	var sum float64
	for i, x := range a {
		sum += x * b[i]
	}
	return sum
}

// likelihoods predicts every row of x.
func (s *scorecard) likelihoods(x Table) ([]float64, error) {
	columns, err := matchColumns(s.bins, x)
	if err != nil {
		return nil, err
	}
	out, row := make([]float64, x.Rows()), make([]float64, len(s.weight))
	for i := range out {
		s.evidence(columns, i, row)
		out[i] = sigmoid(dot(s.weight, row))
	}
	return out, nil
}
