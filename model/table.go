package model

import (
	"errors"
	"fmt"
	"math"
)

// Kind says how a column is to be read.
type Kind uint8

// The kinds of column.
const (
	Number   Kind = iota // float64, NaN is missing
	Category             // string, "" is missing
)

// Column is one feature, a value per row. Exactly one of Num (NaN is missing)
// or Cat ("" is missing) is set, as Kind says.
type Column struct {
	Name string
	Kind Kind
	Num  []float64
	Cat  []string
}

// Table is a set of columns of equal length.
type Table struct {
	Columns []Column
}

// Data is what a model is fitted on.
type Data struct {
	X      Table
	Label  []bool    // whether the row paid
	Amount []float64 // what it paid, >= 0; nil: no amounts are learnt
	Cap    []float64 // what is owed, > 0: no value may exceed it; nil: unlimited
	Weight []float64 // > 0; nil: every row counts once
	Time   []int64   // ascending order key (a date, a month); nil: rows are of one time
	Group  []string  // rows that belong together (an account); nil: each row alone
}

// MaxColumns bounds a table. A portfolio has tens of features; thousands mean
// that a file was read the wrong way round.
const MaxColumns = 4096

// ErrColumns means that a table's columns are not what they have to be:
// missing, duplicate, of another kind or length, too many.
var ErrColumns = errors.New("columns do not fit")

// ErrTooFew means that there is too little to learn from: fewer than MinClass
// rows that paid, or that did not.
var ErrTooFew = errors.New("too few rows to learn from")

// MinClass is the least number of rows of each class that a fit accepts.
// Below it a held-out part has too few payments for calibration to mean
// anything: with 50 the standard error of a rate is about 0.07.
const MinClass = 50

// DataError names the cell that cannot be used. Row counts from 0 and is -1
// where the whole column is meant.
type DataError struct {
	Row    int
	Column string
	Reason string
}

// Error says which cell is wrong and why, without its value.
func (e *DataError) Error() string {
	if e.Row < 0 {
		return fmt.Sprintf("column %q: %s", e.Column, e.Reason)
	}
	return fmt.Sprintf("row %d, column %q: %s", e.Row, e.Column, e.Reason)
}

// Len is the number of values in the column.
func (c Column) Len() int {
	if c.Kind == Category {
		return len(c.Cat)
	}
	return len(c.Num)
}

// Rows is the number of rows; 0 for a table without columns.
func (t Table) Rows() int {
	if len(t.Columns) == 0 {
		return 0
	}
	return t.Columns[0].Len()
}

// Names lists the columns in their order.
func (t Table) Names() []string {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
	}
	return names
}

// Check reports what makes the table unusable: no columns or more than
// MaxColumns, an empty or duplicate name, a column of another length, both or
// neither of Num and Cat, an infinite number. Errors wrap ErrColumns or are a
// *DataError.
func (t Table) Check() error {
	if len(t.Columns) == 0 {
		return fmt.Errorf("model: %w: the table has none", ErrColumns)
	}
	if len(t.Columns) > MaxColumns {
		return fmt.Errorf("model: %w: %d, at most %d", ErrColumns, len(t.Columns), MaxColumns)
	}
	rows, seen := t.Rows(), make(map[string]bool, len(t.Columns))
	for _, c := range t.Columns {
		if c.Name == "" || seen[c.Name] {
			return fmt.Errorf("model: %w: name %q is empty or stands twice", ErrColumns, c.Name)
		}
		seen[c.Name] = true
		if err := c.check(rows); err != nil {
			return err
		}
	}
	return nil
}

func (c Column) check(rows int) error {
	other := len(c.Cat)
	if c.Kind == Category {
		other = len(c.Num)
	}
	if c.Kind > Category || other > 0 || c.Len() != rows {
		return fmt.Errorf("model: %w: %q has %d values of its kind and %d of the other, the table %d rows",
			ErrColumns, c.Name, c.Len(), other, rows)
	}
	for i, x := range c.Num {
		if math.IsInf(x, 0) {
			return fmt.Errorf("model: %w", &DataError{i, c.Name, "is infinite"})
		}
	}
	return nil
}

// Empty lists the columns in which every value is missing. Fit refuses them;
// drop them first where that is expected.
func (t Table) Empty() []string {
	var names []string
	for _, c := range t.Columns {
		if c.empty() {
			names = append(names, c.Name)
		}
	}
	return names
}

func (c Column) empty() bool {
	for _, x := range c.Num {
		if !math.IsNaN(x) {
			return false
		}
	}
	for _, s := range c.Cat {
		if s != "" {
			return false
		}
	}
	return true
}

// Drop is the table without the named columns. Columns are shared.
func (t Table) Drop(names ...string) Table {
	gone := make(map[string]bool, len(names))
	for _, n := range names {
		gone[n] = true
	}
	var kept []Column
	for _, c := range t.Columns {
		if !gone[c.Name] {
			kept = append(kept, c)
		}
	}
	return Table{Columns: kept}
}

// Rows is the number of rows to learn from.
func (d Data) Rows() int { return d.X.Rows() }

// Check reports what Fit would refuse: everything that Table.Check does, a
// column that is all missing, a list of another length, an amount that is
// negative or not a number, a weight or cap that is not above zero (a cap may
// be zero), fewer than MinClass rows of a class (ErrTooFew).
func (d Data) Check() error { return d.check(MinClass) }

// check is Check with another least number of rows of each class.
func (d Data) check(least int) error {
	if err := d.X.Check(); err != nil {
		return err
	}
	if empty := d.X.Empty(); len(empty) > 0 {
		return fmt.Errorf("model: %w", &DataError{-1, empty[0], "every value is missing"})
	}
	if err := d.checkLengths(); err != nil {
		return err
	}
	for name, list := range map[string][]float64{"amount": d.Amount, "cap": d.Cap} {
		if i := firstBad(list, 0); i >= 0 {
			return fmt.Errorf("model: %w", &DataError{i, name, "must be a number of at least 0"})
		}
	}
	if i := firstBad(d.Weight, math.SmallestNonzeroFloat64); i >= 0 {
		return fmt.Errorf("model: %w", &DataError{i, "weight", "must be a number above 0"})
	}
	return d.checkClasses(least)
}

func (d Data) checkLengths() error {
	n := d.Rows()
	for _, part := range []struct {
		name     string
		len      int
		required bool
	}{
		{"label", len(d.Label), true}, {"amount", len(d.Amount), false}, {"cap", len(d.Cap), false},
		{"weight", len(d.Weight), false}, {"time", len(d.Time), false}, {"group", len(d.Group), false},
	} {
		if part.len != n && (part.required || part.len > 0) {
			return fmt.Errorf("model: %w: %s has %d values, the table %d rows", ErrColumns, part.name, part.len, n)
		}
	}
	return nil
}

func (d Data) checkClasses(least int) error {
	paid := 0
	for _, y := range d.Label {
		if y {
			paid++
		}
	}
	if unpaid := len(d.Label) - paid; paid < least || unpaid < least {
		return fmt.Errorf("model: %w: %d paid and %d not, at least %d of each are needed", ErrTooFew, paid, unpaid, least)
	}
	return nil
}

// firstBad is the first index whose value is below least, infinite or not a
// number, or -1.
func firstBad(list []float64, least float64) int {
	for i, x := range list {
		if !(x >= least) || math.IsInf(x, 0) {
			return i
		}
	}
	return -1
}
