package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

func TestSearchEmbedRedactRules(t *testing.T) {
	t.Parallel()
	p := newProgram(t, "EVENKEEL_EMBEDDER=auto")
	cases := filepath.Join(t.TempDir(), "cases.jsonl")
	if err := os.WriteFile(cases, []byte(`{"id":"a","lang":"en","text":"She lost her job and we agreed on a plan."}`+"\n"+
		`{"id":"b","lang":"en","text":"He disputes the late fee."}`+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p.must("import", "cases", cases)
	out := p.must("search", "lost my job", "--kind", "case", "--json", "--k", "1")
	var hit foundLine
	if err := json.Unmarshal([]byte(out), &hit); err != nil || hit.Ref != "a" || hit.Kind != "case" || len(hit.Why) == 0 {
		t.Errorf("search: %v in %s", err, out)
	}
	if out := p.must("embed", "--embedder", "hash"); !strings.Contains(out, `"embedder":"hash-`) {
		t.Errorf("embed: %s", out)
	}
	code, out, errs := p.command(`{"id":1,"lang":"zh","text":"手机13800138000"}`, "redact")
	if code != exitOK || !strings.Contains(out, `"start":2,"end":13,"kind":"phone"`) {
		t.Errorf("redact: %d %s%s", code, out, errs)
	}
	if out := p.must("rules", "list", "--jurisdiction", "SG"); strings.Count(out, "\n") != 1 {
		t.Errorf("rules list: %s", out)
	}
	if out := p.must("rules", "check"); !strings.Contains(out, "rules are sound") {
		t.Errorf("rules check: %s", out)
	}
	if out := p.must("rules", "show", "HOUSE-HOURS", "--lang", "zh"); !strings.Contains(out, "HOUSE-HOURS") {
		t.Errorf("rules show: %s", out)
	}
}

func TestCorpusRefusals(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	for _, args := range [][]string{
		{"search", "…"}, {"search", "x", "--k", "99"}, {"search", "x", "--kind", "poem"}, {"embed", "--embedder", "e5"},
		{"embed", "--embedder", "endpoint"}, {"rules", "show", "NO-SUCH"}, {"rules", "list", "--family", "F99"},
	} {
		if code, out, errs := p.command("", args...); code != exitRefused || errs == "" {
			t.Errorf("%v: exit %d, %s%s", args, code, out, errs)
		}
	}
	if code, _, _ := p.command("[1]", "redact"); code != exitRefused {
		t.Errorf("redact of no object: exit %d", code)
	}
}

// TestBenchRetrievalLeavesNothing: the figures come as JSON, and the database
// they were measured in is gone.
func TestBenchRetrievalLeavesNothing(t *testing.T) {
	t.Parallel()
	p, dir := newProgram(t), t.TempDir()
	var files []string
	for name, text := range map[string]string{
		"corpus.jsonl":  `{"id":"a","text":"the bill is wrong"}` + "\n" + `{"id":"b","text":"I lost my job"}` + "\n",
		"queries.jsonl": `{"id":"q","text":"wrong bill"}` + "\n",
		"qrels.tsv":     "query_id\tdoc_id\tscore\nq\ta\t1\n",
	} {
		path := filepath.Join(dir, name)
		files = append(files, "--"+strings.Split(name, ".")[0], path)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out := p.must(append([]string{"bench-retrieval", "--embedder", "hash", "--mode", "words"}, files...)...)
	var figures map[string]any
	if err := json.Unmarshal([]byte(out), &figures); err != nil || figures["hit_at_1"] != 1.0 || figures["mode"] != "words" || figures["query_ms"] == nil {
		t.Errorf("%v in %s", err, out)
	}
	conn, err := pgx.Connect(t.Context(), strings.TrimPrefix(p.env[0], "DATABASE_URL="))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	var left int
	if err := conn.QueryRow(t.Context(), `SELECT count(*) FROM pg_database WHERE datname LIKE 'evenkeel\_bench\_%'`).Scan(&left); err != nil || left != 0 {
		t.Errorf("%d databases left, %v", left, err)
	}
}

func TestBeside(t *testing.T) {
	for address, want := range map[string]string{
		"postgres://u:p@h:5433/a?sslmode=disable": "postgres://u:p@h:5433/b?sslmode=disable",
		"postgres://u@/a?host=%2Ftmp":             "postgres://u@/b?host=%2Ftmp",
		"host=h dbname=a user=u":                  "host=h dbname=a user=u dbname=b",
	} {
		got, err := beside(address, "b")
		if err != nil || got != want {
			t.Errorf("%s: %q, %v", address, got, err)
		}
		c, err := pgx.ParseConfig(got)
		if err != nil || c.Database != "b" {
			t.Errorf("%s: database %q, %v", got, c.Database, err)
		}
	}
	if _, err := beside("postgres://h:port/a", "b"); err == nil {
		t.Error("an address that is none was taken")
	}
}
