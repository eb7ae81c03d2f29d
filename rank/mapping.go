package rank

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"evenkeel/model"
)

// Mapping says how a lender's file becomes ours.
//
//	columns:   {their column: our column}
//	constants: {our column: value}      # for every row
//	unit:      major                    # or minor: whole cents, fen
//	dates:     DD/MM/YYYY               # of YYYY, MM, DD and what stands between
//	features:  [their column, …]        # kept as further numbers of a snapshot
type Mapping struct {
	Columns   map[string]string
	Constants map[string]string
	Unit      string
	Dates     string
	Features  []string

	layout string // of Dates, as package time wants it
}

// ParseMapping reads a mapping. A key it does not know is refused with its line; a protected attribute is refused by
// name wherever it stands: as their column, as ours, or as a feature.
func ParseMapping(r io.Reader) (*Mapping, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("rank: read mapping: %w", err)
	}
	file, err := parser.ParseBytes(text, 0)
	if err != nil {
		return nil, fmt.Errorf("rank: mapping: %s", yamlMessage(err))
	}
	m := &Mapping{Columns: map[string]string{}, Constants: map[string]string{}, Unit: "major"}
	if len(file.Docs) == 0 || file.Docs[0].Body == nil {
		return m, nil
	}
	pairs, err := mappingPairs(file.Docs[0].Body)
	if err != nil {
		return nil, fmt.Errorf("rank: mapping: %w", err)
	}
	for _, pair := range pairs {
		if err := m.read(pair); err != nil {
			return nil, fmt.Errorf("rank: mapping: line %d: %w", pair.Key.GetToken().Position.Line, err)
		}
	}
	if err := m.check(); err != nil {
		return nil, fmt.Errorf("rank: mapping: %w", err)
	}
	return m, nil
}

func (m *Mapping) read(pair *ast.MappingValueNode) error {
	var into any
	key := keyOf(pair)
	switch key {
	case "columns":
		into = &m.Columns
	case "constants":
		into = &m.Constants
	case "unit":
		into = &m.Unit
	case "dates":
		into = &m.Dates
	case "features":
		into = &m.Features
	default:
		return fmt.Errorf("%q is no part of a mapping; the parts are columns, constants, unit, dates, features", key)
	}
	if err := yaml.NodeToValue(pair.Value, into); err != nil {
		return fmt.Errorf("%s: %s", key, yamlMessage(err))
	}
	return nil
}

func (m *Mapping) check() error {
	if m.Unit != "major" && m.Unit != "minor" {
		return fmt.Errorf("unit: %q; write major (yuan, dollars) or minor (fen, cents)", m.Unit)
	}
	if m.Dates != "" {
		layout, err := dateLayout(m.Dates)
		if err != nil {
			return err
		}
		m.layout = layout
	}
	names := slices.Clone(m.Features)
	from := map[string]string{}
	for theirs, ours := range m.Columns {
		names = append(names, theirs, ours)
		if other, twice := from[ours]; twice {
			return fmt.Errorf("columns: %q and %q both become %q", min(theirs, other), max(theirs, other), ours)
		}
		from[ours] = theirs
	}
	for ours := range m.Constants {
		names = append(names, ours)
		if theirs, twice := from[ours]; twice {
			return fmt.Errorf("constants: %q is already the column %q", ours, theirs)
		}
	}
	slices.Sort(names)
	return model.CheckFeatures(slices.Compact(names))
}

// dateLayout turns DD/MM/YYYY into the layout of package time. Days and months are accepted with one digit too.
func dateLayout(s string) (string, error) {
	layout := s
	for _, p := range [...][2]string{{"YYYY", "2006"}, {"MM", "1"}, {"DD", "2"}} {
		if strings.Count(layout, p[0]) != 1 {
			return "", fmt.Errorf("dates: %q; write YYYY, MM and DD once each, for example DD/MM/YYYY", s)
		}
		layout = strings.Replace(layout, p[0], p[1], 1)
	}
	if !strings.ContainsAny(s, "-/. 年") { // without anything between them, digits must have fixed places
		layout = strings.NewReplacer("YYYY", "2006", "MM", "01", "DD", "02").Replace(s)
	}
	return layout, nil
}

func mappingPairs(body ast.Node) ([]*ast.MappingValueNode, error) {
	switch n := body.(type) {
	case *ast.MappingNode:
		return n.Values, nil
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}, nil
	}
	return nil, errors.New("it must be a list of parts such as columns and unit")
}

func keyOf(pair *ast.MappingValueNode) string { return pair.Key.GetToken().Value }

// yamlMessage is the first line of the parser's message, which names the line of the file.
func yamlMessage(err error) string {
	first, _, _ := strings.Cut(err.Error(), "\n")
	return first
}
