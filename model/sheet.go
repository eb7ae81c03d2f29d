package model

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// sheet sorts the columns read into what the spec says they are.
func (s *sheetReader) sheet() (*Sheet, error) {
	out := &Sheet{}
	byRole := map[string]*reading{}
	for _, c := range s.columns {
		if c.role != "" {
			byRole[c.role] = c
			continue
		}
		out.X.Columns = append(out.X.Columns, Column{Name: c.name, Kind: c.kind, Num: c.values.Num, Cat: c.values.Cat})
	}
	if c := byRole["label"]; c != nil {
		var err error
		if out.Label, err = s.flags(c, s.spec.Positive); err != nil {
			return nil, err
		}
	}
	if c := byRole["group"]; c != nil {
		out.Group = c.values.Cat
	}
	if c := byRole["time"]; c != nil {
		if err := s.times(c, out); err != nil {
			return nil, err
		}
	}
	return out, s.numbers(byRole, out)
}

// numbers takes over the columns that have to be numbers within a range.
func (s *sheetReader) numbers(byRole map[string]*reading, out *Sheet) error {
	tiny := math.SmallestNonzeroFloat64
	var treated, reached []float64
	for _, p := range []struct {
		role        string
		to          *[]float64
		least, most float64
	}{
		{"amount", &out.Amount, 0, math.MaxFloat64}, {"cap", &out.Cap, 0, math.MaxFloat64},
		{"weight", &out.Weight, tiny, math.MaxFloat64}, {"propensity", &out.Propensity, tiny, 1 - 1e-12},
		{"outcome", &out.Outcome, -math.MaxFloat64, math.MaxFloat64}, {"treatment", &treated, 0, 1}, {"reached", &reached, 0, 1},
	} {
		c := byRole[p.role]
		if c == nil {
			continue
		}
		for row, x := range c.values.Num {
			if !(x >= p.least && x <= p.most) {
				return s.fault(row, c, rangeWords(p.least, p.most))
			}
		}
		*p.to = c.values.Num
	}
	for _, p := range []struct {
		role string
		from []float64
		to   *[]bool
	}{{"treatment", treated, &out.Treated}, {"reached", reached, &out.Reached}} {
		for row, x := range p.from {
			if x != 0 && x != 1 {
				return s.fault(row, byRole[p.role], "must be 0 or 1")
			}
			*p.to = append(*p.to, x == 1)
		}
	}
	return nil
}

func rangeWords(least, most float64) string {
	switch {
	case least == 0 && most == math.MaxFloat64:
		return "must be a number of at least 0"
	case most == math.MaxFloat64 && least > 0:
		return "must be a number above 0"
	case most == 1:
		return "must be 0 or 1"
	case most < 1:
		return "must lie between 0 and 1, both excluded"
	}
	return "must be a number"
}

func (s *sheetReader) fault(row int, c *reading, reason string) error {
	return fmt.Errorf("model: read: %w", &CSVError{int(s.lines[row]), c.name, reason})
}

// flags reads a label: 0 and 1 (or false and true), or positive and the rest.
func (s *sheetReader) flags(c *reading, positive string) ([]bool, error) {
	out := make([]bool, len(c.values.Cat))
	found := false
	for row, cell := range c.values.Cat {
		switch {
		case cell == "":
			return nil, s.fault(row, c, "the label is missing")
		case positive != "":
			out[row] = cell == positive || sameNumber(cell, positive)
		case sameNumber(cell, "1") || strings.EqualFold(cell, "true"):
			out[row] = true
		case !sameNumber(cell, "0") && !strings.EqualFold(cell, "false"):
			return nil, s.fault(row, c, "a label of text needs to be told which value is positive")
		}
		found = found || out[row]
	}
	if positive != "" && !found {
		return nil, s.fault(0, c, fmt.Sprintf("no row has the positive value %q", positive))
	}
	return out, nil
}

func sameNumber(a, b string) bool {
	x, err := strconv.ParseFloat(a, 64)
	if err != nil {
		return false
	}
	y, err := strconv.ParseFloat(b, 64)
	return err == nil && x == y
}

// times reads an order key: numbers as they are if whole, else the rank of
// each value among all, numbers by size and text by letter.
func (s *sheetReader) times(c *reading, out *Sheet) error {
	cells := c.values.Cat
	out.Time = make([]int64, len(cells))
	num, whole, numeric := make([]float64, len(cells)), true, true
	for row, cell := range cells {
		if cell == "" {
			return s.fault(row, c, "the time is missing")
		}
		x, err := strconv.ParseFloat(cell, 64)
		num[row], numeric = x, numeric && err == nil
		whole = whole && x == math.Trunc(x) && math.Abs(x) < 1<<53
	}
	if numeric && whole {
		for row, x := range num {
			out.Time[row] = int64(x)
		}
		return nil
	}
	distinct := slices.Clone(cells)
	slices.SortFunc(distinct, func(a, b string) int {
		if numeric {
			x, _ := strconv.ParseFloat(a, 64)
			y, _ := strconv.ParseFloat(b, 64)
			if x != y {
				return int(math.Copysign(1, x-y))
			}
		}
		return strings.Compare(a, b)
	})
	distinct = slices.Compact(distinct)
	rank := make(map[string]int64, len(distinct))
	for i, cell := range distinct {
		rank[cell] = int64(i)
	}
	for row, cell := range cells {
		out.Time[row] = rank[cell]
	}
	out.Times = distinct
	return nil
}

// SpecFor is how a file is read that the model is to predict: its own columns,
// of their kinds.
func (m *Model) SpecFor(owed string) Spec {
	spec := Spec{Features: m.Features(), Cap: owed}
	for _, f := range m.features {
		if f.Kind == Category {
			spec.Categories = append(spec.Categories, f.Name)
		}
	}
	return spec
}
