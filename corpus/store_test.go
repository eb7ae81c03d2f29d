package corpus

import (
	"errors"
	"strings"
	"testing"
	"time"

	"evenkeel/corpus/pg/pgtest"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func newStore(t *testing.T) *Store {
	t.Helper()
	t.Parallel()
	return New(pgtest.New(t, Line()), nil, nil)
}

func some() []Document {
	doc := func(lang, text, outcome string) Document {
		return Document{Kind: Case, Lang: lang, Text: text, Facets: Facets{"jurisdiction": map[string]string{"zh": "CN", "en": "US"}[lang], "outcome": outcome}}
	}
	return []Document{
		doc("zh", "客户说工厂停工，两个月没发工资，想先还一部分，约好每月还五百元。", "kept"),
		doc("zh", "客户说工资被拖欠，答应月底还款，到期没有还，电话也不接。", "broken"),
		doc("zh", "客户说这笔借款不是本人办理的，怀疑身份被冒用，登记了异议。", "dispute_upheld"),
		doc("zh", "客户在医院陪护母亲，请求宽限，转到困难帮扶。", "hardship"),
		doc("en", "She lost her job in March and asked for a smaller monthly plan; we agreed on 50 dollars.", "kept"),
		doc("en", "He said he never opened this card and had filed a police report for identity theft.", "dispute_upheld"),
		doc("en", "He asked us to stop calling him at work and said he would complain.", "complaint"),
	}
}

func TestAddOnceAndSearch(t *testing.T) {
	s := newStore(t)
	n, err := s.Add(t.Context(), some(), noon)
	if err != nil || n != 7 {
		t.Fatalf("Add = %d, %v; want 7", n, err)
	}
	if n, err = s.Add(t.Context(), some(), noon.Add(time.Hour)); err != nil || n != 0 {
		t.Fatalf("the same again = %d, %v; want 0", n, err)
	}
	hits, err := s.Similar(t.Context(), Viewer{}, Query{Text: "厂里停工了，工资一直没发", Kind: Case})
	if err != nil {
		t.Fatal(err)
	}
	if len(hits) != 3 || !strings.Contains(hits[0].Text, "停工") {
		t.Fatalf("hits: %+v", hits)
	}
	if !strings.Contains(strings.Join(hits[0].Why, " "), "停工") {
		t.Errorf("why: %v", hits[0].Why)
	}
	hits, err = s.Similar(t.Context(), Viewer{}, Query{Text: "lost my job", Kind: Case, Lang: "en", Facets: Facets{"outcome": "complaint"}})
	if err != nil || len(hits) != 1 || hits[0].Facets["outcome"] != "complaint" {
		t.Fatalf("filtered: %+v, %v", hits, err)
	}
}

func TestNothingOfAnotherTeam(t *testing.T) {
	s := newStore(t)
	docs := some()
	for i := range docs {
		docs[i].Team = "north"
	}
	if _, err := s.Add(t.Context(), docs, noon); err != nil {
		t.Fatal(err)
	}
	for _, v := range []Viewer{{}, {Team: "south"}, {Team: "south", Lead: true}} {
		hits, err := s.Similar(t.Context(), v, Query{Text: "工资"})
		if err != nil || len(hits) != 0 {
			t.Errorf("%+v sees %d hits, %v", v, len(hits), err)
		}
		list, err := s.List(t.Context(), v, Case, "工资", 10)
		if err != nil || len(list) != 0 {
			t.Errorf("%+v lists %d, %v", v, len(list), err)
		}
	}
	list, err := s.List(t.Context(), Viewer{Team: "north"}, Case, "工资", 10)
	if err != nil || len(list) != 2 {
		t.Fatalf("north lists %d, %v; want 2", len(list), err)
	}
	if _, err := s.Get(t.Context(), Viewer{Team: "south"}, list[0].ID); !errors.Is(err, ErrNotFound) {
		t.Errorf("south gets %v; want ErrNotFound", err)
	}
	if err := s.Feedback(t.Context(), Viewer{Staff: "a", Team: "south"}, list[0].ID, true, "account", noon); !errors.Is(err, ErrNotFound) {
		t.Errorf("south's feedback: %v", err)
	}
	if err := s.Feedback(t.Context(), Viewer{Staff: "a", Team: "north"}, list[0].ID, true, "account", noon); err != nil {
		t.Error(err)
	}
	st, err := s.Stats(t.Context())
	if err != nil || st.Documents[Case] != 7 || st.Useful != 1 || st.Waiting != 0 || st.Embedder != "hash-v2-1" {
		t.Errorf("stats %+v, %v", st, err)
	}
}

func TestOriginalIsKeptNowhere(t *testing.T) {
	s := newStore(t)
	secret := []string{"13800138000", "王小明", "li.na@example.com", "11010119900307774X"}
	_, err := s.AddNamed(t.Context(), []Document{{Kind: Case, Text: "王小明说打13800138000，邮箱li.na@example.com，身份证11010119900307774X，月底还3,200元。", Said: "王小明答应了"}}, []string{"王小明"}, noon)
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"document", "embedding", "words"} {
		rows, err := s.pool.Query(t.Context(), `SELECT x::text FROM corpus.`+table+` x`)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var row string
			if err := rows.Scan(&row); err != nil {
				t.Fatal(err)
			}
			for _, word := range secret {
				if strings.Contains(row, word) {
					t.Errorf("%s holds %q: %s", table, word, row)
				}
			}
			if table == "document" && !strings.Contains(row, "3,200元") {
				t.Errorf("the amount is gone: %s", row)
			}
		}
		if rows.Err() != nil {
			t.Fatal(rows.Err())
		}
	}
}

func TestRefuses(t *testing.T) {
	s := newStore(t)
	for name, c := range map[string]struct {
		doc  Document
		want error
	}{
		"empty":   {Document{Kind: Case, Text: " \n…"}, ErrEmpty},
		"kind":    {Document{Kind: "tale", Text: "a"}, ErrInvalid},
		"facet":   {Document{Kind: Case, Text: "some", Facets: Facets{"sex": "f"}}, ErrInvalid},
		"outcome": {Document{Kind: Case, Text: "some", Facets: Facets{"outcome": "fine"}}, ErrInvalid},
		"long":    {Document{Kind: Case, Text: strings.Repeat("word ", MaxText/5+3)}, ErrInvalid},
	} {
		if _, err := s.Add(t.Context(), []Document{c.doc}, noon); !errors.Is(err, c.want) {
			t.Errorf("%s: %v; want %v", name, err, c.want)
		}
	}
	if _, err := s.Similar(t.Context(), Viewer{}, Query{Text: "??"}); !errors.Is(err, ErrEmpty) {
		t.Errorf("empty query: %v", err)
	}
	hits, err := s.Similar(t.Context(), Viewer{}, Query{Text: "anything"})
	if err != nil || len(hits) != 0 {
		t.Errorf("empty store: %v, %v", hits, err)
	}
}

func TestRefitAndClear(t *testing.T) {
	s := newStore(t)
	docs := some()
	docs[0].Demo = true
	if _, err := s.Add(t.Context(), docs, noon); err != nil {
		t.Fatal(err)
	}
	if err := s.Refit(t.Context(), noon); err != nil {
		t.Fatal(err)
	}
	st, err := s.Stats(t.Context())
	if err != nil || st.Embedder != "hash-v2-2" || st.Waiting != 0 || st.Demo != 1 {
		t.Fatalf("stats %+v, %v", st, err)
	}
	// A store that still has the old generation in memory, as another process would.
	hits, err := s.Similar(t.Context(), Viewer{}, Query{Text: "工资没发"})
	if err != nil || len(hits) != 3 {
		t.Fatalf("%d hits, %v", len(hits), err)
	}
	if err := s.ClearDemo(t.Context()); err != nil {
		t.Fatal(err)
	}
	if st, err = s.Stats(t.Context()); err != nil || st.Documents[Case] != 6 || st.Demo != 0 {
		t.Errorf("after clearing: %+v, %v", st, err)
	}
}
