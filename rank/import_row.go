package rank

import (
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// row is one row of a file, read by our names for its columns. Each reader notes its own fault and goes on, so that a
// report names every bad field of a row.
type row struct {
	job    *importJob
	line   int
	fields []string
	header []string
	pos    map[string]int
	consts map[string]string
	extra  []namedColumn
	layout string
	faults []RowError
}

type namedColumn struct {
	name string
	pos  int
}

// rowSource feeds good rows to COPY and notes the bad ones.
type rowSource struct {
	job    *importJob
	in     *sheet
	row    row
	values []any
	err    error
}

// Next implements pgx.CopyFromSource.
func (s *rowSource) Next() bool {
	for {
		fields, err := s.in.next()
		if errors.Is(err, io.EOF) {
			return false
		}
		s.count()
		var bad RowError
		switch {
		case errors.As(err, &bad):
			s.job.fail(bad)
			continue
		case err != nil:
			s.err = err
			return false
		}
		if s.read(fields) {
			return true
		}
	}
}

func (s *rowSource) count() {
	s.job.report.Rows++
	if p := s.job.opt.Progress; p != nil && s.job.report.Rows%1000 == 0 {
		p(s.job.report.Rows)
	}
}

func (s *rowSource) read(fields []string) bool {
	r := &s.row
	r.line, r.fields, r.header, r.faults = s.in.line, fields, s.in.header, r.faults[:0]
	if len(fields) != len(s.in.header) && !trailingEmpty(fields, len(s.in.header)) {
		s.job.fail(RowError{Line: r.line, Reason: fmt.Sprintf("the row has %d fields and the header %d; quote a field that holds a comma", len(fields), len(s.in.header))})
		return false
	}
	if r.tooLong(); len(r.faults) == 0 {
		s.values = s.job.kind.parse(r)
	}
	for _, f := range r.faults {
		s.job.fail(f)
	}
	return len(r.faults) == 0
}

// maxField is the longest field in bytes: references, numbers and mandates are found by indexes, which take no longer.
const maxField = 500

// tooLong refuses fields that no index takes, before anything else is said of them.
func (r *row) tooLong() {
	for name, i := range r.pos {
		if i < len(r.fields) && len(r.fields[i]) > maxField {
			r.fail(name, fmt.Sprintf("the field is %d bytes long; shorten it to at most %d", len(r.fields[i]), maxField))
		}
	}
}

// trailingEmpty tells whether a row differs from the header only by empty fields at its end, as spreadsheets write it.
func trailingEmpty(fields []string, want int) bool {
	if len(fields) < want {
		return false
	}
	return blank(fields[want:])
}

// Values implements pgx.CopyFromSource.
func (s *rowSource) Values() ([]any, error) { return s.values, nil }

// Err implements pgx.CopyFromSource.
func (s *rowSource) Err() error { return s.err }

// text is the field without surrounding space; "" when the column is absent.
func (r *row) text(name string) string {
	if i, ok := r.pos[name]; ok && i < len(r.fields) {
		return strings.TrimSpace(r.fields[i])
	}
	return r.consts[name]
}

// given is text, with a fault where there is none.
func (r *row) given(name string) string {
	s := r.text(name)
	if s == "" {
		r.fail(name, "it is empty, and a row needs it")
	}
	return s
}

// optional is text, null where there is none.
func (r *row) optional(name string) *string {
	if s := r.text(name); s != "" {
		return &s
	}
	return nil
}

func (r *row) fail(name, reason string) {
	column := name
	if i, ok := r.pos[name]; ok && i < len(r.header) {
		column = r.header[i]
	}
	r.faults = append(r.faults, RowError{Line: r.line, Column: column, Reason: reason})
}

// isoDates are the layouts accepted where the mapping states none.
var isoDates = []string{time.DateOnly, "2006/1/2", "2006-1-2", "20060102", "2006-01-02 00:00:00"}

// date reads a required day.
func (r *row) date(name string) time.Time {
	s := r.given(name)
	if s == "" {
		return time.Time{}
	}
	layouts, wanted := isoDates, "YYYY-MM-DD"
	if r.layout != "" {
		layouts, wanted = []string{r.layout}, r.job.opt.Map.Dates
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, s); err == nil {
			if t.Year() < 1970 || t.After(r.job.now.AddDate(100, 0, 0)) {
				r.fail(name, fmt.Sprintf("%q is too far away to be right", s))
			}
			return t
		}
	}
	r.fail(name, fmt.Sprintf("%q is no date; write %s, or give the file's own form as dates: in a mapping", s, wanted))
	return time.Time{}
}

var decimal = regexp.MustCompile(`^-?\d{1,14}(\.\d{1,6})?$`)

// money reads a decimal without changing a digit; the database turns it into minor units of the account's currency.
func (r *row) money(name string, negative bool) *string {
	s := r.text(name)
	if s == "" {
		return nil
	}
	plain := strings.ReplaceAll(s, ",", "")
	if !decimal.MatchString(plain) || strings.Contains(s, ",") && !thousands.MatchString(s) {
		r.fail(name, fmt.Sprintf("%q is no amount; write digits with a point before the decimals, such as 1234.50", s))
		return nil
	}
	if !negative && strings.HasPrefix(plain, "-") {
		r.fail(name, fmt.Sprintf("%s is less than nothing; leave reversed rows out", s))
		return nil
	}
	return &plain
}

var thousands = regexp.MustCompile(`^-?\d{1,3}(,\d{3})+(\.\d+)?$`)

func (r *row) requiredMoney(name string, negative bool) *string {
	if r.given(name) == "" {
		return nil
	}
	return r.money(name, negative)
}

// whole reads a required whole number from 0 to most.
func (r *row) whole(name string, most int) int {
	s := r.given(name)
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(strings.TrimSuffix(s, ".0"))
	if err != nil || n < 0 || n > most {
		r.fail(name, fmt.Sprintf("%q is no whole number from 0 to %d", s, most))
	}
	return n
}

// number reads an optional finite number.
func (r *row) number(name, s string) *float64 {
	if s == "" {
		return nil
	}
	x, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(x, 0) || math.IsNaN(x) {
		r.fail(name, fmt.Sprintf("%q is no number; leave it empty where it is unknown", s))
		return nil
	}
	return &x
}

// extras are the lender's own numbers of a snapshot; nil without any.
func (r *row) extras() map[string]float64 {
	var out map[string]float64
	for _, c := range r.extra {
		if c.pos >= len(r.fields) {
			continue
		}
		if x := r.number(c.name, strings.TrimSpace(r.fields[c.pos])); x != nil {
			if out == nil {
				out = map[string]float64{}
			}
			out[c.name] = *x
		}
	}
	return out
}
