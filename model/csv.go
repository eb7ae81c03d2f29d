package model

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Spec says which columns of a file mean what. Everything not named is a
// feature.
type Spec struct {
	Label       string   // 0 or 1, or text with Positive
	Positive    string   // the label's value that counts as 1; needed for text labels
	Amount      string   // what was paid, >= 0
	Cap         string   // what is owed, >= 0
	Weight      string   // > 0
	Time        string   // ascending: a number, or text whose order is that of time (ISO dates)
	Group       string   // rows that belong together
	Treatment   string   // 0 or 1: whether the row was contacted
	Reached     string   // 0 or 1: whether the contact reached the person
	Propensity  string   // chance, in (0, 1), with which it was
	Outcome     string   // a number: what uplift is measured in
	Drop        []string // not read
	Categorical []string // categories though they may look like numbers
	Features    []string // nil: all that is left; else only these, as the model in hand wants
	Categories  []string // with Features: those that are categories
}

// Sheet is a file read by a Spec: Data and what only uplift needs.
type Sheet struct {
	Data
	Treated    []bool
	Reached    []bool
	Propensity []float64
	Outcome    []float64
	Times      []string // the words of Time, where they were not numbers: Data.Time is their rank
}

// CSVError names the cell of a file that cannot be used. Line counts from 1,
// the header's; Column is empty where the whole line is meant.
type CSVError struct {
	Line   int
	Column string
	Reason string
}

// Error says where and why, without the cell's value.
func (e *CSVError) Error() string {
	if e.Column == "" {
		return fmt.Sprintf("line %d: %s", e.Line, e.Reason)
	}
	return fmt.Sprintf("line %d, column %q: %s", e.Line, e.Column, e.Reason)
}

// probeRows are read before it is decided which columns are numbers.
const probeRows = 1000

// ReadCSV reads a comma-separated file with a header. A column is a number
// where most of its first values are: text in it is then an error and not a
// category; list such columns under Categorical. Empty cells, NA, NaN, null and
// None are missing. Errors are a *CSVError or wrap ErrColumns.
func ReadCSV(r io.Reader, spec Spec) (*Sheet, error) {
	in := csv.NewReader(dropMark(r))
	in.ReuseRecord = true
	header, err := in.Read()
	if errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("model: read: %w", &CSVError{1, "", "the file is empty"})
	}
	if err != nil {
		return nil, fmt.Errorf("model: read: %w", csvFault(err))
	}
	s, err := newSheetReader(header, spec)
	if err != nil {
		return nil, err
	}
	if err := s.readAll(in); err != nil {
		return nil, err
	}
	return s.sheet()
}

// dropMark passes over the byte order mark that spreadsheets put first.
func dropMark(r io.Reader) io.Reader {
	b := bufio.NewReaderSize(r, 1<<20)
	if first, err := b.Peek(3); err == nil && string(first) == "\xef\xbb\xbf" {
		if _, err := b.Discard(3); err != nil {
			return b
		}
	}
	return b
}

func csvFault(err error) error {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		return &CSVError{parse.Line, "", parse.Err.Error()}
	}
	return err
}

// reading is one column under way.
type reading struct {
	name   string
	role   string // "" for a feature
	at     int    // in the record
	kind   Kind
	fixed  bool     // the kind is known from the spec
	probe  []string // values before the kind is decided
	values Column
}

type sheetReader struct {
	spec    Spec
	columns []*reading
	lines   []int32 // of each row
	decided bool
}

// roles lists the columns that mean something of their own.
func (s Spec) roles() map[string]string {
	roles := map[string]string{}
	for role, name := range map[string]string{"label": s.Label, "amount": s.Amount, "cap": s.Cap, "weight": s.Weight, "time": s.Time,
		"group": s.Group, "treatment": s.Treatment, "reached": s.Reached, "propensity": s.Propensity, "outcome": s.Outcome} {
		if name != "" {
			roles[role] = name
		}
	}
	return roles
}

func newSheetReader(header []string, spec Spec) (*sheetReader, error) {
	if len(header) > MaxColumns {
		return nil, fmt.Errorf("model: read: %w: %d columns, at most %d", ErrColumns, len(header), MaxColumns)
	}
	s := &sheetReader{spec: spec}
	place := map[string]int{}
	for i, h := range header {
		name := strings.TrimSpace(h)
		if _, twice := place[name]; twice || name == "" {
			return nil, fmt.Errorf("model: read: %w: %q is empty or stands twice", ErrColumns, name)
		}
		place[strings.Clone(name)] = i
	}
	wanted := append(slices.Clone(spec.Drop), append(spec.Categorical, spec.Features...)...)
	for _, name := range spec.roles() {
		wanted = append(wanted, name)
	}
	for _, name := range wanted {
		if _, ok := place[name]; !ok {
			return nil, fmt.Errorf("model: read: %w: %q is not in the file", ErrColumns, name)
		}
	}
	s.choose(header, place)
	return s, nil
}

// choose lists the columns to read.
func (s *sheetReader) choose(header []string, place map[string]int) {
	special := map[string]bool{}
	for role, name := range s.spec.roles() {
		special[name] = special[name] || role != "cap" // what is owed may well be a feature too
		text := role == "label" || role == "time" || role == "group"
		r := &reading{name: name, role: role, at: place[name], fixed: true}
		if text {
			r.kind = Category
		}
		s.columns = append(s.columns, r)
	}
	slices.SortFunc(s.columns, func(a, b *reading) int { return a.at - b.at })
	for i, h := range header {
		name := strings.Clone(strings.TrimSpace(h))
		wanted := s.spec.Features == nil || slices.Contains(s.spec.Features, name)
		if special[name] || !wanted || slices.Contains(s.spec.Drop, name) {
			continue
		}
		r := &reading{name: name, at: i, fixed: s.spec.Features != nil}
		if slices.Contains(s.spec.Categorical, name) || slices.Contains(s.spec.Categories, name) {
			r.kind, r.fixed = Category, true
		}
		s.columns = append(s.columns, r)
	}
}

func (s *sheetReader) readAll(in *csv.Reader) error {
	for {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("model: read: %w", csvFault(err))
		}
		line, _ := in.FieldPos(0)
		s.lines = append(s.lines, int32(line))
		for _, c := range s.columns {
			if err := s.take(c, record[c.at]); err != nil {
				return err
			}
		}
		if len(s.lines) == probeRows {
			if err := s.decide(); err != nil {
				return err
			}
		}
	}
	if len(s.lines) == 0 {
		return fmt.Errorf("model: read: %w", &CSVError{2, "", "there are no rows under the header"})
	}
	return s.decide()
}

// missing says whether a cell stands for no value.
func missing(cell string) bool {
	switch cell {
	case "", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "#N/A":
		return true
	}
	return false
}

func (s *sheetReader) take(c *reading, cell string) error {
	cell = strings.TrimSpace(cell)
	if !s.decided {
		c.probe = append(c.probe, strings.Clone(cell))
		return nil
	}
	return s.put(c, cell, len(s.lines)-1)
}

// put adds a cell to a column whose kind is decided.
func (s *sheetReader) put(c *reading, cell string, row int) error {
	if c.kind == Category {
		if missing(cell) {
			cell = ""
		}
		c.values.Cat = append(c.values.Cat, strings.Clone(cell))
		return nil
	}
	x := math.NaN()
	if !missing(cell) {
		var err error
		if x, err = strconv.ParseFloat(cell, 64); err != nil {
			return fmt.Errorf("model: read: %w", &CSVError{int(s.lines[row]), c.name, "text in a number column (if it is a category, say so)"})
		}
		if math.IsInf(x, 0) {
			return fmt.Errorf("model: read: %w", &CSVError{int(s.lines[row]), c.name, "is infinite"})
		}
	}
	c.values.Num = append(c.values.Num, x)
	return nil
}

// decide fixes the kinds from the rows read so far and lays those down.
func (s *sheetReader) decide() error {
	if s.decided {
		return nil
	}
	s.decided = true
	for _, c := range s.columns {
		if !c.fixed {
			c.kind = kindOf(c.probe)
		}
		for row, cell := range c.probe {
			if err := s.put(c, cell, row); err != nil {
				return err
			}
		}
		c.probe = nil
	}
	return nil
}

// kindOf is Category where more than half of the known cells are no numbers.
func kindOf(cells []string) Kind {
	text, known := 0, 0
	for _, cell := range cells {
		if missing(cell) {
			continue
		}
		known++
		if _, err := strconv.ParseFloat(cell, 64); err != nil {
			text++
		}
	}
	if 2*text > known {
		return Category
	}
	return Number
}
