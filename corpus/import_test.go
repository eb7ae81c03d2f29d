package corpus

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

const rows = `id,lang,text,jurisdiction,stage,outcome
a1,zh,客户说下个月发工资再还，约好十五号还八百元。,CN,middle,kept
a2,xx,some words,US,late,kept
a3,en,,US,late,kept
a4,en,"He said: ""I will pay Friday"", and did.",US,early,splendid
a5,en,too few
,en,"She asked for the itemised bill
and we sent it the same day.",US,early,agreed
`

func TestImportReportsBadRows(t *testing.T) {
	s := newStore(t)
	r, err := s.ImportCases(t.Context(), strings.NewReader(rows), "csv", ImportOptions{}, noon)
	if err != nil {
		t.Fatal(err)
	}
	want := []RowError{{3, "lang", `is neither "zh" nor "en"`}, {4, "text", "is empty"},
		{5, "outcome", fmt.Sprintf("is none of %v", Outcomes)}, {6, "", "has 3 columns, the header 6"}}
	if r.Rows != 6 || r.Loaded != 2 || r.More != 0 || fmt.Sprint(r.Errors) != fmt.Sprint(want) {
		t.Fatalf("report %+v; want 2 of 6 loaded and %v", r, want)
	}
	if r, err = s.ImportCases(t.Context(), strings.NewReader(rows), "csv", ImportOptions{}, noon); err != nil || r.Loaded != 0 || r.Unchanged != 2 {
		t.Errorf("the same again: %+v, %v", r, err)
	}
}

func TestImportJSONAndGB18030(t *testing.T) {
	s := newStore(t)
	lines := `{"id":"j1","text":"客户说账单金额不对，登记异议。","outcome":"dispute_upheld"}` + "\n\nnot json\n" + `{"id":"j2","text":["a"]}` + "\n" + `{"id":7,"text":"客户说已经还了，查到还款记录。"}`
	coded, err := simplifiedchinese.GB18030.NewEncoder().String(lines)
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.ImportCases(t.Context(), strings.NewReader(coded), "jsonl", ImportOptions{Team: "east", Demo: true}, noon)
	if err != nil || r.Loaded != 2 || len(r.Errors) != 2 || r.Errors[0].Line != 3 || r.Errors[1].Column != "text" {
		t.Fatalf("report %+v, %v", r, err)
	}
	list, err := s.List(t.Context(), Viewer{Team: "east"}, Case, "登记异议", 5)
	if err != nil || len(list) != 1 || list[0].Lang != "zh" || !list[0].Demo {
		t.Errorf("list %+v, %v", list, err)
	}
}

func TestImportRefusesFiles(t *testing.T) {
	s := newStore(t)
	for name, c := range map[string]struct {
		body, format string
		want         error
	}{
		"binary":    {"PK\x03\x04\x00\x00", "csv", ErrBinary},
		"no text":   {"id,words\n1,a\n", "csv", ErrFormat},
		"no format": {"x", "xlsx", ErrFormat},
		"nothing":   {"", "csv", ErrFormat},
	} {
		if _, err := s.ImportCases(t.Context(), strings.NewReader(c.body), c.format, ImportOptions{}, noon); !errors.Is(err, c.want) {
			t.Errorf("%s: %v; want %v", name, err, c.want)
		}
	}
	long, err := json.Marshal(map[string]string{"text": strings.Repeat("word ", 1<<20)})
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.ImportCases(t.Context(), strings.NewReader(string(long)+"\n{\"text\":\"a short one\"}"), "jsonl", ImportOptions{}, noon)
	if err != nil || r.Loaded != 1 || len(r.Errors) != 1 {
		t.Errorf("5 MB line: %+v, %v", r, err)
	}
}

// dataFolder is the folder of real data, or the test is skipped.
func dataFolder(t testing.TB, name string) string {
	t.Helper()
	root := os.Getenv("EVENKEEL_DATA")
	if root == "" {
		root = "../../shared/data"
	}
	path := filepath.Join(root, name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("no real data at %s", path)
	}
	return path
}

// narratives writes the agency's complaints as a file of cases.
func narratives(t testing.TB) string {
	f, err := os.Open(filepath.Join(dataFolder(t, "cfpb_debt_collection"), "narratives.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	in, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	w := csv.NewWriter(&out)
	for i, row := range in {
		id, text := row[1], row[len(row)-1]
		if i == 0 {
			w.Write([]string{"id", "lang", "text"})
			continue
		}
		if id == "" {
			id = fmt.Sprint("row-", i)
		}
		w.Write([]string{id, "en", text})
	}
	w.Flush()
	return out.String()
}

func TestImportNarratives(t *testing.T) {
	text := narratives(t)
	s := newStore(t)
	r, err := s.ImportCases(t.Context(), strings.NewReader(text), "csv", ImportOptions{}, noon)
	if err != nil {
		t.Fatal(err)
	}
	if r.Rows != 720 || r.Loaded+r.Unchanged < 715 {
		t.Errorf("report: %d rows, %d loaded, %d unchanged, %v", r.Rows, r.Loaded, r.Unchanged, r.Errors)
	}
	t.Logf("report: %d rows, %d loaded, %d unchanged, %v", r.Rows, r.Loaded, r.Unchanged, r.Errors)
	if r, err = s.ImportCases(t.Context(), strings.NewReader(text), "csv", ImportOptions{}, noon); err != nil || r.Loaded != 0 {
		t.Errorf("the same again: %+v, %v", r, err)
	}
	st, err := s.Stats(t.Context())
	if err != nil || st.Embedder != "hash-v2-2" || st.Waiting != 0 {
		t.Errorf("stats %+v, %v", st, err)
	}
	hits, err := s.Similar(t.Context(), Viewer{}, Query{Text: "They call my workplace every day although I asked them to stop", K: 3})
	if err != nil || len(hits) != 3 {
		t.Fatalf("%d hits, %v", len(hits), err)
	}
	for _, h := range hits {
		t.Logf("%.3f %v %.120s", h.Score, h.Why, h.Text)
	}
}

// A transcript is one case: its turns become lines that say who speaks, redacted like everything.
func TestImportTranscripts(t *testing.T) {
	s := newStore(t)
	lines := `{"id":"t1","lang":"en","turns":[{"speaker":"agent","text":"Am I speaking with Mr. Smith?"},{"speaker":"debtor","text":"I lost my job."}],"outcome":"agreed"}` + "\n" +
		`{"id":"t2","turns":[{"speaker":"agent"}]}` + "\n" + `{"id":"t3","turns":[]}` + "\n" + `{"id":"t4","text":"fine","others":[1]}` + "\n"
	r, err := s.ImportCases(t.Context(), strings.NewReader(lines), "jsonl", ImportOptions{}, noon)
	if err != nil || r.Loaded != 1 || len(r.Errors) != 3 {
		t.Fatalf("%+v, %v", r, err)
	}
	docs, err := s.List(t.Context(), Viewer{}, Case, "", 5)
	if err != nil || len(docs) != 1 || docs[0].Text != "agent: Am I speaking with Mr. [NAME-1]?\ndebtor: I lost my job." {
		t.Errorf("%+v, %v", docs, err)
	}
}
