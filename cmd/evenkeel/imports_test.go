package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "evenkeel/"

// mayImport holds what each room may import of ours beside itself: a name stands for the folder and all under it. The
// longest room that a package lies in counts. Arrows point downwards: cmd, web, then rank and coach side by side,
// then model and corpus.
var mayImport = map[string][]string{
	"cmd":             {"web", "rank", "coach", "model", "corpus"},
	"web":             {"rank", "coach", "corpus"},
	"web/auth":        {"corpus/pg"},
	"rank":            {"model", "corpus/pg", "corpus/rulebook"},
	"coach":           {"corpus", "model"},
	"corpus":          {},
	"corpus/embed":    {"corpus/pg"},
	"corpus/rulebook": {"corpus/pg"},
	"corpus/pg":       {},
	"model":           {},
}

// neverImport are the exceptions: what a room must not import though its row above would let it pass.
var neverImport = map[string][]string{
	"web": {"corpus/pg"},
}

// wings of a room know the room but not each other, except those that are made for their siblings.
var (
	wings       = []string{"rank/synth", "rank/policy", "coach/debtor", "coach/score", "coach/llm", "coach/hear"}
	forSiblings = []string{"coach/llm", "coach/hear"}
)

// onlyIn holds where a library may be imported.
var onlyIn = map[string][]string{
	"github.com/sashabaranov/go-openai": {"coach/llm", "corpus/embed"},
	"github.com/sjwhitworth/golearn":    {"model"},
	"github.com/gin-gonic/gin":          {"web", "cmd"},
	"github.com/jackc/pgx":              {"corpus", "rank", "coach", "web/auth", "cmd"},
	"github.com/pgvector/pgvector-go":   {"corpus", "rank", "coach"},
	"database/sql":                      {"corpus/pg"},
	"net/http":                          {"web", "cmd", "coach/llm", "corpus/embed"},
	"testing":                           {"corpus/pg/pgtest"},
	module + "corpus/pg/pgtest":         {"corpus/pg/pgtest"},
}

// listed is what `go list` tells of a package, without the imports of its tests: these may reach everywhere.
type listed struct {
	ImportPath string
	Imports    []string
}

func TestImports(t *testing.T) {
	packages := list(t)
	if len(packages) < 5 {
		t.Fatalf("go list found only %d packages", len(packages))
	}
	for _, wrong := range wrongArrows(packages) {
		t.Error(wrong)
	}
}

func TestImportsCatchesWrongArrows(t *testing.T) {
	const pgx = "github.com/jackc/pgx/v5"
	for _, c := range []struct {
		from, to string
		wrong    bool
	}{
		{"rank", "model", false},
		{"rank", "corpus/rulebook", false},
		{"rank", "corpus", true},
		{"rank", "coach", true},
		{"coach", "rank", true},
		{"coach", "coach/score", false},
		{"coach/score", "coach", false},
		{"coach/score", "coach/hear", false},
		{"coach/score", "coach/debtor", true},
		{"rank/synth", "rank/policy", true},
		{"corpus/embed", "corpus", true},
		{"corpus", "corpus/embed", false},
		{"corpus/pg", "corpus", true},
		{"model", "corpus/pg", true},
		{"web", "rank", false},
		{"web", "model", true},
		{"web", "corpus/pg", true},
		{"web/auth", "corpus/pg", false},
		{"web/auth", "rank", true},
		{"cmd/evenkeel", "web", false},
		{"web", "cmd/evenkeel", true},
		{"helpers", "model", true},
		{"rank", "corpus/pg/pgtest", true},
		{"rank", "pgxpool", false},
		{"rank", pgx + "/pgxpool", false},
		{"web", pgx, true},
		{"model", "net/http", true},
		{"coach/score", "github.com/sashabaranov/go-openai", true},
		{"coach/llm", "github.com/sashabaranov/go-openai/jsonschema", false},
	} {
		to := c.to
		if room(to) != "" {
			to = module + to
		}
		got := wrongArrows([]listed{{module + c.from, []string{to}}})
		if (len(got) > 0) != c.wrong {
			t.Errorf("%s imports %s: wrong is %v, want %v %v", c.from, c.to, !c.wrong, c.wrong, got)
		}
	}
}

// list runs go list over the module.
func list(t *testing.T) []listed {
	t.Helper()
	out, err := exec.Command("go", "list", "-e", "-json=ImportPath,Imports", module+"...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []listed
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		err := d.Decode(&p)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatalf("go list: %v", err)
		}
		all = append(all, p)
	}
}

// wrongArrows returns a line for each import against the tables.
func wrongArrows(packages []listed) []string {
	var wrong []string
	for _, p := range packages {
		from := strings.TrimPrefix(p.ImportPath, module)
		if room(from) == "" {
			wrong = append(wrong, fmt.Sprintf("%s lies in no room of the house", from))
		}
		for _, to := range p.Imports {
			for lib, where := range onlyIn {
				if under(to, lib) && !underAny(from, where) {
					wrong = append(wrong, fmt.Sprintf("%s imports %s, which only %v may", from, to, where))
				}
			}
			if ours, ok := strings.CutPrefix(to, module); ok {
				if why := arrow(from, ours); why != "" {
					wrong = append(wrong, fmt.Sprintf("%s imports %s: %s", from, ours, why))
				}
			}
		}
	}
	slices.Sort(wrong)
	return wrong
}

// arrow says why one package of ours must not import another, or nothing.
func arrow(from, to string) string {
	r := room(from)
	if under(to, "cmd") {
		return "the program is imported by nobody"
	}
	if !under(to, r) && !underAny(to, mayImport[r]) || underAny(to, neverImport[r]) {
		return fmt.Sprintf("%s may import %v", r, mayImport[r])
	}
	a, b := wing(from), wing(to)
	if a != "" && b != "" && a != b && !slices.Contains(forSiblings, b) {
		return "wings of a room do not know each other"
	}
	return ""
}

// room is the longest entry of the table that the package lies in.
func room(path string) string {
	var longest string
	for r := range mayImport {
		if under(path, r) && len(r) > len(longest) {
			longest = r
		}
	}
	return longest
}

func wing(path string) string {
	for _, w := range wings {
		if under(path, w) {
			return w
		}
	}
	return ""
}

func under(path, folder string) bool {
	return path == folder || strings.HasPrefix(path, folder+"/")
}

func underAny(path string, folders []string) bool {
	return slices.ContainsFunc(folders, func(f string) bool { return under(path, f) })
}
