package rank

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"evenkeel/corpus/pg"
	"evenkeel/model"
)

// ImportOptions say how to read a file and whose it is.
type ImportOptions struct {
	Map    *Mapping                  // nil: the header is ours
	Team   string                    // of accounts whose agent has none
	TeamOf func(agent string) string // nil: everybody is of Team
	Demo   bool                      // the rows belong to the demonstration set
	// Progress, if set, is told of the rows read, about every thousand.
	Progress func(rows int64)
}

// RowError is one fault of one row. The row is left out and the rest is loaded.
type RowError struct {
	Line   int    `json:"line"`
	Column string `json:"column,omitempty"` // as the file names it
	Reason string `json:"reason"`           // with what to write instead
}

// Error names the line, the column and the reason; never a value of a person.
func (e RowError) Error() string {
	if e.Column == "" {
		return fmt.Sprintf("line %d: %s", e.Line, e.Reason)
	}
	return fmt.Sprintf("line %d: %s: %s", e.Line, e.Column, e.Reason)
}

// ImportReport is what an import did. Rows = Loaded + Unchanged + the rows with faults.
type ImportReport struct {
	Kind      string     `json:"kind"`
	Rows      int64      `json:"rows"`
	Loaded    int64      `json:"loaded"`    // new or changed
	Unchanged int64      `json:"unchanged"` // were there already
	Refused   int64      `json:"refused"`   // rows left out
	Errors    []RowError `json:"errors,omitempty"`
	More      int64      `json:"more,omitempty"` // faults beyond those listed
	// Ignored are columns that nothing was done with; Protected those among them that may never be used.
	Ignored   []string `json:"ignored,omitempty"`
	Protected []string `json:"protected,omitempty"`
}

// keptErrors is how many faults a report lists: enough to see what is wrong with a file.
const keptErrors = 1000

// ImportKinds are the kinds of file Import reads, in the order a portfolio is loaded.
var ImportKinds = []string{"accounts", "snapshots", "payments", "contacts", "promises"}

// kindOf is how one kind of file is read and merged.
type kindOf struct {
	columns  []string // ours
	required []string
	table    string // DDL of the temporary table "incoming"
	fields   []string
	parse    func(r *row) []any
	merge    func(ctx context.Context, tx pgx.Tx, j *importJob) (loaded int64, err error)
}

// kinds is filled by the files beside this one.
var kinds = map[string]kindOf{"accounts": accountsFile, "snapshots": snapshotsFile, "payments": paymentsFile, "contacts": contactsFile, "promises": promisesFile}

// importJob is one import under way.
type importJob struct {
	kind     kindOf
	opt      ImportOptions
	now      time.Time
	report   *ImportReport
	bad      map[int]bool // lines left out
	mandates map[string]Mandate
}

// Import loads one file of the kind accounts, snapshots, payments, contacts or promises in one transaction: rows stream
// through COPY, every bad one is reported and the rest is merged, and the same file twice changes nothing. Errors: an
// *InvalidError for a file that cannot be read at all (no header, a column twice or missing), else the database's.
func (s *Store) Import(ctx context.Context, kind string, r io.Reader, opt ImportOptions, now time.Time) (ImportReport, error) {
	report := ImportReport{Kind: kind}
	k, ok := kinds[kind]
	if !ok {
		return report, &InvalidError{"kind", fmt.Sprintf("%q is not one of %s", kind, strings.Join(ImportKinds, ", "))}
	}
	j := &importJob{kind: k, opt: opt, now: now, report: &report, bad: map[int]bool{}, mandates: map[string]Mandate{}}
	err := pg.InTx(ctx, s.pool, func(tx pgx.Tx) error { return j.run(ctx, tx, r) })
	if err != nil {
		return report, fmt.Errorf("rank: import %s: %w", kind, err)
	}
	slices.SortStableFunc(report.Errors, func(a, b RowError) int { return cmp.Compare(a.Line, b.Line) })
	return report, nil
}

func (j *importJob) run(ctx context.Context, tx pgx.Tx, r io.Reader) error {
	in, err := openSheet(r)
	if err != nil {
		return err
	}
	src, err := j.open(in)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, j.kind.table); err != nil {
		return err
	}
	if _, err := tx.CopyFrom(ctx, pgx.Identifier{"incoming"}, j.kind.fields, src); err != nil {
		return err
	}
	loaded, err := j.kind.merge(ctx, tx, j)
	if err != nil {
		return err
	}
	rep := j.report
	rep.Refused = int64(len(j.bad))
	rep.Loaded, rep.Unchanged = loaded, rep.Rows-rep.Refused-loaded
	_, err = tx.Exec(ctx, `INSERT INTO rank.import (kind, at, team, rows, loaded, unchanged, refused, demo)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		rep.Kind, j.now, j.opt.Team, rep.Rows, rep.Loaded, rep.Unchanged, rep.Refused, j.opt.Demo)
	return err
}

// fail notes a fault of a row.
func (j *importJob) fail(e RowError) {
	j.bad[e.Line] = true
	if len(j.report.Errors) < keptErrors {
		j.report.Errors = append(j.report.Errors, e)
	} else {
		j.report.More++
	}
}

// refuse runs a query that removes rows from the temporary table and returns (line, column, reason) of each.
func (j *importJob) refuse(ctx context.Context, tx pgx.Tx, sql string, args ...any) error {
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return err
	}
	bad, err := pgx.CollectRows(rows, pgx.RowToStructByPos[RowError])
	for _, e := range bad {
		j.fail(e)
	}
	return err
}

// open matches the header with our columns.
func (j *importJob) open(in *sheet) (*rowSource, error) {
	src := &rowSource{job: j, in: in, row: row{pos: map[string]int{}, job: j}}
	m := j.opt.Map
	if m != nil {
		src.row.layout, src.row.consts = m.layout, m.Constants
	}
	for i, theirs := range in.header {
		j.place(src, i, theirs)
	}
	if err := j.placeFeatures(src, in.header); err != nil {
		return nil, err
	}
	return src, j.complete(src, in.header)
}

func (j *importJob) place(src *rowSource, i int, theirs string) {
	ours := strings.ToLower(theirs)
	if m := j.opt.Map; m != nil {
		if to, ok := m.Columns[theirs]; ok {
			ours = to
		} else if slices.Contains(m.Features, theirs) {
			return
		}
	}
	if slices.Contains(j.kind.columns, ours) {
		if _, constant := src.row.consts[ours]; !constant {
			src.row.pos[ours] = i
			return
		}
	}
	if theirs == "" {
		return
	}
	j.report.Ignored = append(j.report.Ignored, theirs)
	var forbidden *model.ForbiddenError
	if errors.As(model.CheckFeatures([]string{theirs}), &forbidden) {
		j.report.Protected = append(j.report.Protected, theirs)
	}
}

func (j *importJob) placeFeatures(src *rowSource, header []string) error {
	if j.opt.Map == nil {
		return nil
	}
	for _, name := range j.opt.Map.Features {
		i := slices.Index(header, name)
		if i < 0 {
			return &InvalidError{"features", fmt.Sprintf("the file has no column %q", name)}
		}
		src.row.extra = append(src.row.extra, namedColumn{name, i})
	}
	return nil
}

// complete checks that what is required is there, and that the mapping names no column that is not.
func (j *importJob) complete(src *rowSource, header []string) error {
	if m := j.opt.Map; m != nil {
		for theirs, ours := range m.Columns {
			if !slices.Contains(j.kind.columns, ours) {
				return &InvalidError{"columns", fmt.Sprintf("%q is no column of %s; there are %s", ours, j.report.Kind, strings.Join(j.kind.columns, ", "))}
			}
			if !slices.Contains(header, theirs) {
				return &InvalidError{"columns", fmt.Sprintf("the file has no column %q", theirs)}
			}
		}
	}
	var missing []string
	for _, name := range j.kind.required {
		_, column := src.row.pos[name]
		_, constant := src.row.consts[name]
		if !column && !constant {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return &InvalidError{"header", fmt.Sprintf("column %s is missing; the columns of %s are %s", strings.Join(missing, ", "), j.report.Kind, strings.Join(j.kind.columns, ", "))}
	}
	return nil
}
