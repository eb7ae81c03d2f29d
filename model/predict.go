package model

import (
	"math"
	"strconv"
	"sync"
)

// Model predicts likelihood and value. It is safe for concurrent use.
type Model struct {
	features   []*feature
	likelihood ensemble
	calibrated calibration
	amount     *amountModel // nil: fitted without amounts
	about      About
	id         string
	explain    func() *explainer
}

// About is what a model remembers of how it came to be.
type About struct {
	Config     Config      `json:"config"`
	Rows       int         `json:"rows"`             // learnt from
	TimeFrom   int64       `json:"time_from"`        // first and last of Data.Time
	TimeTo     int64       `json:"time_to"`          //
	DataHash   string      `json:"data_hash"`        // of all that was learnt from
	Calibrated string      `json:"calibrated"`       // which rows calibration was fitted on, in words
	HeldOut    Held        `json:"held_out"`         // measures on rows the trees had not seen
	ScoreShare []float64   `json:"score_share"`      // of those rows per tenth of the likelihood, for drift
	Program    string      `json:"program"`          // version of the program that fitted it
	Report     *FitSummary `json:"report,omitempty"` // of FitReport, without what depends on the machine
	Source     string      `json:"source,omitempty"` // "xgboost" or "lightgbm" where it was loaded
}

// Held are the measures on held-out rows that a fit leaves behind.
type Held struct {
	Rows     int      `json:"rows"`
	AUC      *float64 `json:"auc"`
	LogLoss  float64  `json:"log_loss"`
	Brier    float64  `json:"brier"`
	ECE      float64  `json:"ece"`
	Captured *float64 `json:"captured_top20"`
}

// Prediction is what a model says of one row.
type Prediction struct {
	Likelihood float64 // P(pays), in [0, 1], calibrated
	Value      float64 // E(amount | pays), in the unit of Data.Amount; 0 if the model has no amounts
	Expected   float64 // E(amount), at most what is owed where that is given
}

// Contribution is a feature's share in a row's raw score.
type Contribution struct {
	Feature string
	Value   string  // the row's value in words; "missing" where it has none
	Number  float64 // the value of a number column; NaN for a category or a missing one
	LogOdds float64 // what it adds to the raw log-odds, before calibration
}

// Features lists the columns that the model reads, in its order.
func (m *Model) Features() []string {
	names := make([]string, len(m.features))
	for i, f := range m.features {
		names[i] = f.Name
	}
	return names
}

// ID names the model by its content: the first 16 hexadecimal digits of the
// SHA-256 of its encoding.
func (m *Model) ID() string { return m.id }

// About tells how the model came to be.
func (m *Model) About() About { return m.about }

// HasAmounts says whether Value and Expected mean anything.
func (m *Model) HasAmounts() bool { return m.amount != nil }

// Predict predicts every row of x. Columns are matched by name; order and
// further columns do not matter. owed is what is owed per row, or nil. Errors
// wrap ErrColumns or are a *DataError.
func (m *Model) Predict(x Table, owed []float64) ([]Prediction, error) {
	if err := m.checkInput(x, owed); err != nil {
		return nil, err
	}
	raw := make([]float64, x.Rows())
	if err := m.likelihood.addAll(m.features, x, raw); err != nil {
		return nil, err
	}
	out := make([]Prediction, x.Rows())
	for i, r := range raw {
		out[i].Likelihood = m.calibrated.probability(r)
	}
	if m.amount != nil {
		if err := m.amount.predict(m.features, x, out); err != nil {
			return nil, err
		}
	}
	for i := range owed {
		out[i].Value, out[i].Expected = min(out[i].Value, owed[i]), min(out[i].Expected, owed[i])
	}
	return out, nil
}

func (m *Model) checkInput(x Table, owed []float64) error {
	if err := x.Check(); err != nil {
		return err
	}
	if len(owed) != 0 && len(owed) != x.Rows() {
		return &DataError{-1, "cap", "has not as many values as the table has rows"}
	}
	if i := firstBad(owed, 0); i >= 0 {
		return &DataError{i, "cap", "must be a number of at least 0"}
	}
	return nil
}

// Raw writes the uncalibrated log-odds of every row into a new slice.
func (m *Model) Raw(x Table) ([]float64, error) {
	if err := x.Check(); err != nil {
		return nil, err
	}
	out := make([]float64, x.Rows())
	return out, m.likelihood.addAll(m.features, x, out)
}

// Explain lists for every row the k features that move its raw log-odds most,
// by size; k < 1 or beyond the features means all. With all of them the
// contributions and ExpectedRaw sum to the row's raw score.
func (m *Model) Explain(x Table, k int) ([][]Contribution, error) {
	if err := x.Check(); err != nil {
		return nil, err
	}
	columns, err := matchColumns(m.features, x)
	if err != nil {
		return nil, err
	}
	if k < 1 || k > len(m.features) {
		k = len(m.features)
	}
	out := make([][]Contribution, x.Rows())
	err = m.contributions(x, func(row int, phi []float64) {
		out[row] = make([]Contribution, 0, k)
		for _, j := range largestFirst(phi, k) {
			out[row] = append(out[row], contribution(columns[j], row, phi[j]))
		}
	})
	return out, err
}

// ExpectedRaw is the mean raw log-odds over the training rows, from which the
// contributions of every row start.
func (m *Model) ExpectedRaw() float64 { return m.explain().expected }

// contributions hands every row's contributions, one per feature, to do, from
// several threads. phi is do's only until it returns.
func (m *Model) contributions(x Table, do func(row int, phi []float64)) error {
	e, stride := m.explain(), len(m.features)
	spaces := sync.Pool{New: func() any { return e.bench() }}
	return eachBlock(m.features, x, allHands(), 1, func(from int, codes []uint16) {
		b := spaces.Get().(*bench)
		defer spaces.Put(b)
		phi := make([]float64, len(codes))
		e.explain(b, codes, stride, phi)
		for r := range len(codes) / stride {
			do(from+r, phi[r*stride:(r+1)*stride])
		}
	})
}

func contribution(c *Column, row int, logOdds float64) Contribution {
	out := Contribution{Feature: c.Name, Value: "missing", Number: math.NaN(), LogOdds: logOdds}
	switch {
	case c.Kind == Category && c.Cat[row] != "":
		out.Value = c.Cat[row]
	case c.Kind == Number && !math.IsNaN(c.Num[row]):
		out.Number = c.Num[row]
		out.Value = strconv.FormatFloat(out.Number, 'g', 6, 64)
	}
	return out
}
