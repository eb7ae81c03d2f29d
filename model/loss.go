package model

import "math"

// loss is what an ensemble minimises. score is the ensemble's raw output, y
// the target.
type loss interface {
	// base is the raw score that fits all rows best with no tree.
	base(meanTarget float64) float64
	// grad writes first and second derivative by the score.
	grad(score, y []float64, g, h []float32)
	// at is the loss of one row, up to a constant.
	at(score, y float64) float64
}

// logLoss is for a target of 0 or 1; the score is log-odds.
type logLoss struct{}

func (logLoss) base(mean float64) float64 { return logit(mean) }
func (logLoss) at(s, y float64) float64   { return softplus(s) - y*s }
func (logLoss) grad(score, y []float64, g, h []float32) {
	for i, s := range score {
		p := sigmoid(s)
		g[i] = float32(p - y[i])
		h[i] = float32(max(p*(1-p), 1e-12))
	}
}

// gammaLoss is for a positive amount whose spread grows with its mean; the
// score is the log of the mean.
type gammaLoss struct{}

func (gammaLoss) base(mean float64) float64 { return math.Log(mean) }
func (gammaLoss) at(s, y float64) float64   { return s + y*math.Exp(-s) }
func (gammaLoss) grad(score, y []float64, g, h []float32) {
	for i, s := range score {
		r := y[i] * math.Exp(-s)
		g[i], h[i] = float32(1-r), float32(max(r, 1e-6))
	}
}

// tweedieLoss, of power 1.5, is for an amount that is often nought and else
// positive; the score is the log of the mean.
type tweedieLoss struct{}

func (tweedieLoss) base(mean float64) float64 { return math.Log(mean) }
func (tweedieLoss) at(s, y float64) float64 {
	return 2*y*math.Exp(-s/2) + 2*math.Exp(s/2)
}
func (tweedieLoss) grad(score, y []float64, g, h []float32) {
	for i, s := range score {
		down, up := y[i]*math.Exp(-s/2), math.Exp(s/2)
		g[i], h[i] = float32(up-down), float32(max((up+down)/2, 1e-12))
	}
}

// squaredLoss is for any number; the score is its mean.
type squaredLoss struct{}

func (squaredLoss) base(mean float64) float64 { return mean }
func (squaredLoss) at(s, y float64) float64   { return (s - y) * (s - y) / 2 }
func (squaredLoss) grad(score, y []float64, g, h []float32) {
	for i, s := range score {
		g[i], h[i] = float32(s-y[i]), 1
	}
}

func sigmoid(x float64) float64 {
	if x >= 0 {
		return 1 / (1 + math.Exp(-x))
	}
	e := math.Exp(x)
	return e / (1 + e)
}

func logit(p float64) float64 { return math.Log(p / (1 - p)) }

// softplus is log(1+e^x) without overflow.
func softplus(x float64) float64 { return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) }
