package corpus

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"evenkeel/corpus/pg"

	"github.com/jackc/pgx/v5"
)

// ImportOptions says whose the cases are.
type ImportOptions struct {
	Team string // "": all teams
	Kind Kind   // "": Case
	Demo bool
	// Known are names that are redacted wherever they occur.
	Known []string
	// Progress, if set, is told the rows read so far, about every 500.
	Progress func(rows int64)
}

// RowError is a row that was not loaded.
type RowError struct {
	Line int // in the file, from 1
	// Column is the name of the column at fault, "" where the row as a whole is.
	Column string
	// Reason holds no word of the row.
	Reason string
}

// Error gives the place and the reason.
func (e RowError) Error() string {
	if e.Column == "" {
		return fmt.Sprintf("line %d: %s", e.Line, e.Reason)
	}
	return fmt.Sprintf("line %d, column %s: %s", e.Line, e.Column, e.Reason)
}

// Report is what an import did. Rows = Loaded + Unchanged + the bad ones.
type Report struct {
	Rows, Loaded, Unchanged int64
	Errors                  []RowError // the first 1,000
	More                    int64      // bad rows beyond those
}

const maxErrors = 1000

func (r *Report) bad(e RowError) {
	if len(r.Errors) < maxErrors {
		r.Errors = append(r.Errors, e)
		return
	}
	r.More++
}

var (
	// ErrFormat: the file is neither "csv" nor "jsonl", or its header lacks the column text.
	ErrFormat = errors.New("corpus: unknown format")
	// ErrBinary: the file holds no text.
	ErrBinary = errors.New("corpus: the file is not text")
)

// ImportCases reads past cases from a file, format "csv" (with a header) or "jsonl", in UTF-8, UTF-16 with its mark, or GB18030:
// id, lang, text, title, said, agreed, ended, and FacetNames; only text is needed, and in jsonl a transcript may stand in its
// place: turns, a list of {"speaker","text"}. A case without an id is keyed by the hash
// of its text. A bad row is reported and the rest is loaded; the same file twice changes nothing. The error wraps ErrFormat
// or ErrBinary where nothing can be read at all; rows read before a later failure stay loaded.
func (s *Store) ImportCases(ctx context.Context, r io.Reader, format string, opt ImportOptions, now time.Time) (Report, error) {
	if opt.Kind == "" {
		opt.Kind = Case
	}
	text, err := decoded(r)
	if err != nil {
		return Report{}, fmt.Errorf("corpus: import: %w", err)
	}
	next, err := reader(text, format)
	if err != nil {
		return Report{}, fmt.Errorf("corpus: import: %w", err)
	}
	in := &importing{store: s, opt: opt, now: now}
	if err := in.all(ctx, next); err != nil {
		return in.report, fmt.Errorf("corpus: import: %w", err)
	}
	if err := s.refitIfGrown(ctx, now); err != nil {
		return in.report, err
	}
	return in.report, nil
}

// record is one row of a file: its columns by name.
type record struct {
	line   int
	fields map[string]string
}

// errRow is a bad row, after which reading goes on.
type errRow struct{ RowError }

type importing struct {
	store  *Store
	opt    ImportOptions
	now    time.Time
	report Report
	docs   []Document
}

// importSize is how many rows are stored in one transaction.
const importSize = 500

func (in *importing) all(ctx context.Context, next func() (record, error)) error {
	for {
		rec, err := next()
		var bad *errRow
		switch {
		case err == io.EOF:
			return in.flush(ctx)
		case errors.As(err, &bad):
			in.report.Rows++
			in.report.bad(bad.RowError)
			continue
		case err != nil:
			return err
		}
		in.report.Rows++
		in.take(rec)
		if len(in.docs) >= importSize {
			if err := in.flush(ctx); err != nil {
				return err
			}
		}
	}
}

// take turns a row into a redacted document, or into an error of the report.
func (in *importing) take(rec record) {
	d := Document{Kind: in.opt.Kind, Team: in.opt.Team, Demo: in.opt.Demo, Facets: Facets{}}
	texts := map[string]*string{"id": &d.Ref, "lang": &d.Lang, "text": &d.Text, "title": &d.Title, "said": &d.Said,
		"agreed": &d.Agreed, "ended": &d.Ended, "good": &d.Good, "bad": &d.Bad}
	for name, value := range rec.fields {
		if at, ok := texts[name]; ok {
			*at = value
		} else if slices.Contains(FacetNames, name) {
			d.Facets[name] = value
		}
	}
	d = d.redacted(in.opt.Known)
	if err := d.check(); err != nil {
		in.report.bad(rowError(rec.line, &d, err))
		return
	}
	in.docs = append(in.docs, d)
}

// rowError names the column that a document's error is about, without its words.
func rowError(line int, d *Document, err error) RowError {
	e := RowError{Line: line, Column: "text"}
	switch {
	case errors.Is(err, ErrEmpty):
		e.Reason = "is empty"
	case len(d.Text) > MaxText:
		e.Reason = fmt.Sprintf("has %d bytes, more than %d", len(d.Text), MaxText)
	case d.Lang != "zh" && d.Lang != "en":
		e.Column, e.Reason = "lang", `is neither "zh" nor "en"`
	default:
		e.Column, e.Reason = "outcome", fmt.Sprintf("is none of %v", Outcomes)
	}
	return e
}

func (in *importing) flush(ctx context.Context) error {
	if len(in.docs) == 0 {
		return nil
	}
	err := pg.InTx(ctx, in.store.pool, func(tx pgx.Tx) error {
		n, err := in.store.put(ctx, tx, in.docs, in.now)
		if err != nil {
			return err
		}
		in.report.Loaded += int64(n)
		in.report.Unchanged += int64(len(in.docs) - n)
		return nil
	})
	in.docs = in.docs[:0]
	if in.opt.Progress != nil {
		in.opt.Progress(in.report.Rows)
	}
	return err
}

// reader returns a function that reads the next row, with io.EOF after the last.
func reader(text *bufio.Reader, format string) (func() (record, error), error) {
	switch format {
	case "csv":
		return csvReader(text)
	case "jsonl":
		return jsonReader(text), nil
	}
	return nil, fmt.Errorf(`%w: %q is neither "csv" nor "jsonl"`, ErrFormat, format)
}

func csvReader(text *bufio.Reader) (func() (record, error), error) {
	rows := csv.NewReader(text)
	rows.LazyQuotes, rows.ReuseRecord, rows.FieldsPerRecord = true, true, -1
	first, err := rows.Read()
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("%w: header: %w", ErrFormat, err)
	}
	header := make([]string, len(first))
	for i, name := range first {
		header[i] = strings.ToLower(strings.TrimSpace(name))
	}
	if !slices.Contains(header, "text") {
		return nil, fmt.Errorf("%w: the header has no column text", ErrFormat)
	}
	return func() (record, error) { return csvRow(rows, header) }, nil
}

func csvRow(rows *csv.Reader, header []string) (record, error) {
	row, err := rows.Read()
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		return record{}, &errRow{RowError{Line: parse.StartLine, Reason: parse.Err.Error()}}
	}
	if err != nil {
		return record{}, err
	}
	line, _ := rows.FieldPos(0)
	if len(row) != len(header) {
		return record{}, &errRow{RowError{Line: line, Reason: fmt.Sprintf("has %d columns, the header %d", len(row), len(header))}}
	}
	rec := record{line, make(map[string]string, len(row))}
	for i, value := range row {
		rec.fields[header[i]] = strings.Clone(value)
	}
	return rec, nil
}

// Error is the row error's.
func (e *errRow) Error() string { return e.RowError.Error() }

// maxLine bounds a JSON line: a text of MaxText bytes with every one escaped, and room for the rest.
const maxLine = 8 * MaxText

func jsonReader(text *bufio.Reader) func() (record, error) {
	line := 0
	return func() (record, error) {
		for {
			row, err := readLine(text)
			line++
			if err != nil {
				if errors.Is(err, errLong) {
					return record{}, &errRow{RowError{Line: line, Reason: fmt.Sprintf("has more than %d bytes", maxLine)}}
				}
				return record{}, err
			}
			if len(strings.TrimSpace(row)) == 0 {
				continue
			}
			return jsonRow(row, line)
		}
	}
}

func jsonRow(row string, line int) (record, error) {
	var values map[string]any
	if err := json.Unmarshal([]byte(row), &values); err != nil {
		return record{}, &errRow{RowError{Line: line, Reason: "is not a JSON object"}}
	}
	rec := record{line, make(map[string]string, len(values))}
	for name, value := range values {
		switch v := value.(type) {
		case nil:
		case string:
			rec.fields[strings.ToLower(name)] = v
		case float64, bool:
			rec.fields[strings.ToLower(name)] = fmt.Sprint(v)
		case []any:
			text, ok := transcript(v)
			if !ok || strings.ToLower(name) != "turns" {
				return record{}, &errRow{RowError{Line: line, Column: name, Reason: "is neither a text nor a number, nor turns of speaker and text"}}
			}
			rec.fields["text"] = text
		default:
			return record{}, &errRow{RowError{Line: line, Column: name, Reason: "is neither a text nor a number"}}
		}
	}
	return rec, nil
}

// transcript writes turns, each an object of speaker and text, as lines "speaker: text"; false where one is none.
func transcript(turns []any) (string, bool) {
	var out strings.Builder
	for _, turn := range turns {
		t, ok := turn.(map[string]any)
		speaker, named := t["speaker"].(string)
		text, said := t["text"].(string)
		if !ok || !named || !said {
			return "", false
		}
		fmt.Fprintf(&out, "%s: %s\n", strings.TrimSpace(speaker), strings.TrimSpace(text))
	}
	return out.String(), out.Len() > 0
}

var errLong = errors.New("line too long")

// readLine returns the next line. Of one longer than maxLine it reads on to its end and returns errLong.
func readLine(text *bufio.Reader) (string, error) {
	var line []byte
	long := false
	for {
		part, err := text.ReadSlice('\n')
		if long = long || len(line)+len(part) > maxLine; !long {
			line = append(line, part...)
		}
		switch {
		case err == bufio.ErrBufferFull:
		case err == io.EOF && len(part) == 0 && len(line) == 0 && !long:
			return "", io.EOF
		case err != nil && err != io.EOF:
			return "", err
		case long:
			return "", errLong
		default:
			return string(line), nil
		}
	}
}
