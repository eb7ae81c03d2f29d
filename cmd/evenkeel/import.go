package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"evenkeel/corpus"
	"evenkeel/rank"
)

type importCmd struct {
	Kind string `arg:"" enum:"accounts,snapshots,payments,contacts,promises,cases" help:"accounts, snapshots, payments, contacts, promises or cases."`
	File string `arg:"" help:"The file, CSV (cases also JSONL), UTF-8 or GB18030; - reads standard input."`
	Map  string `help:"YAML that maps their columns to ours." type:"existingfile"`
	Team string `default:"main" help:"Team of accounts whose agent is not known here."`
	JSON bool   `name:"json" help:"Print the report as JSON."`
}

// shownErrors is how many bad rows the plain report lists.
const shownErrors = 20

// Run loads the file. Bad rows do not fail the command; a file of which
// nothing could be read does.
func (c *importCmd) Run(ctx context.Context, a *app) error {
	in, err := c.open(a)
	if err != nil {
		return err
	}
	defer in.Close()
	mapping, err := c.mapping()
	if err != nil {
		return err
	}
	r, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer r.Close()
	report, err := c.load(ctx, r, in, mapping)
	if err != nil {
		return refused{err}
	}
	return c.print(a, report)
}

func (c *importCmd) open(a *app) (io.ReadCloser, error) {
	if c.File == "-" {
		return io.NopCloser(a.In), nil
	}
	f, err := os.Open(c.File)
	if err != nil {
		return nil, refused{err}
	}
	return f, nil
}

func (c *importCmd) mapping() (*rank.Mapping, error) {
	if c.Map == "" {
		return nil, nil
	}
	if c.Kind == "cases" {
		return nil, refuse("--map is for portfolio files; a file of cases has the header id,lang,text and facets")
	}
	f, err := os.Open(c.Map)
	if err != nil {
		return nil, refused{err}
	}
	defer f.Close()
	m, err := rank.ParseMapping(f)
	if err != nil {
		return nil, refuse("%s: %w", c.Map, err)
	}
	return m, nil
}

// load sends the file to the room that owns its kind and returns the report
// in one shape.
func (c *importCmd) load(ctx context.Context, r *rooms, in io.Reader, m *rank.Mapping) (importReport, error) {
	show, done := r.app.counter("rows of " + c.Kind)
	defer done()
	now := r.app.Now()
	if c.Kind == "cases" {
		report, err := r.corpus.ImportCases(ctx, in, caseFormat(c.File), corpus.ImportOptions{Team: "", Progress: show}, now)
		return casesReport(report), err
	}
	teams, err := r.auth.TeamsByLogin(ctx)
	if err != nil {
		return importReport{}, err
	}
	report, err := r.rank.Import(ctx, c.Kind, in, rank.ImportOptions{
		Map: m, Team: c.Team, TeamOf: func(agent string) string { return teams[agent] }, Progress: show,
	}, now)
	return portfolioReport(report), err
}

func caseFormat(file string) string {
	switch strings.ToLower(filepath.Ext(file)) {
	case ".jsonl", ".ndjson":
		return "jsonl"
	}
	return "csv"
}

// importReport is what the command prints, whichever room loaded the file.
type importReport struct {
	Kind      string     `json:"kind"`
	Rows      int64      `json:"rows"`
	Loaded    int64      `json:"loaded"`
	Unchanged int64      `json:"unchanged"`
	Refused   int64      `json:"refused"`
	Errors    []rowError `json:"errors,omitempty"`
	More      int64      `json:"more_errors,omitempty"`
	Ignored   []string   `json:"ignored_columns,omitempty"`
	Protected []string   `json:"protected_columns,omitempty"`
}

type rowError struct {
	Line   int    `json:"line"`
	Column string `json:"column,omitempty"`
	Reason string `json:"reason"`
}

func portfolioReport(r rank.ImportReport) importReport {
	out := importReport{Kind: r.Kind, Rows: r.Rows, Loaded: r.Loaded, Unchanged: r.Unchanged, Refused: r.Refused,
		More: r.More, Ignored: r.Ignored, Protected: r.Protected}
	for _, e := range r.Errors {
		out.Errors = append(out.Errors, rowError{e.Line, e.Column, e.Reason})
	}
	return out
}

func casesReport(r corpus.Report) importReport {
	out := importReport{Kind: "cases", Rows: r.Rows, Loaded: r.Loaded, Unchanged: r.Unchanged,
		Refused: r.Rows - r.Loaded - r.Unchanged, More: r.More}
	for _, e := range r.Errors {
		out.Errors = append(out.Errors, rowError{e.Line, e.Column, e.Reason})
	}
	return out
}

func (c *importCmd) print(a *app, r importReport) error {
	if c.JSON {
		return json.NewEncoder(a.Out).Encode(r)
	}
	fmt.Fprintf(a.Out, "%s: %d rows, %d loaded, %d unchanged, %d refused\n", r.Kind, r.Rows, r.Loaded, r.Unchanged, r.Refused)
	for i, e := range r.Errors {
		if i == shownErrors {
			fmt.Fprintf(a.Out, "… and %d more refused rows (--json lists up to a thousand)\n", int64(len(r.Errors)-i)+r.More)
			break
		}
		fmt.Fprintf(a.Out, "  line %d%s: %s\n", e.Line, column(e.Column), e.Reason)
	}
	if len(r.Ignored) > 0 {
		fmt.Fprintf(a.Out, "columns not used: %s\n", strings.Join(r.Ignored, ", "))
	}
	if len(r.Protected) > 0 {
		fmt.Fprintf(a.Out, "protected columns, never used: %s\n", strings.Join(r.Protected, ", "))
	}
	return nil
}

func column(name string) string {
	if name == "" {
		return ""
	}
	return ", column " + name
}
