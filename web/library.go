package web

import (
	"slices"
	"strings"
	"unicode"

	"evenkeel/corpus"
	"evenkeel/corpus/rulebook"
)

// libraryPage is what the team knows: cases, objections, rules.
type libraryPage struct {
	Frame
	Query string
	Kind  string
	Kinds []tab
	Docs  []docRow
	Rules []rulebook.Rule
}

// docRow is a document with why it was found.
type docRow struct {
	corpus.Document
	Why []string
}

// libraryLimit is how many documents one page shows.
const libraryLimit = 40

var libraryKinds = []string{"case", "objection", "rule"}

func (v *visit) corpusViewer() corpus.Viewer {
	return corpus.Viewer{Staff: v.me.Login, Team: v.me.Team, Lead: v.me.IsLead()}
}

func (s *server) library(v *visit) error {
	p := libraryPage{Query: strings.TrimSpace(v.Query("q")), Kind: v.DefaultQuery("kind", "case")}
	if !slices.Contains(libraryKinds, p.Kind) {
		return errNotFound
	}
	for _, k := range libraryKinds {
		p.Kinds = append(p.Kinds, tab{ID: k, Here: k == p.Kind})
	}
	var err error
	if p.Kind == "rule" {
		p.Rules = findRules(s.book.All(), p.Query)
	} else if p.Docs, err = s.documents(v, corpus.Kind(p.Kind), p.Query); err != nil {
		return err
	}
	place := "library"
	if !v.me.IsLead() {
		place = "cases"
	}
	p.Frame = s.frame(v, place)
	p.Title, p.Wide = s.say(v, "library.title"), true
	return s.render(v, 200, "library", p)
}

// documents lists the newest of a kind, or finds those nearest to the query.
func (s *server) documents(v *visit, kind corpus.Kind, query string) ([]docRow, error) {
	if query == "" {
		docs, err := s.corpus.List(v.ctx(), v.corpusViewer(), kind, "", libraryLimit)
		rows := make([]docRow, len(docs))
		for i, d := range docs {
			rows[i].Document = d
		}
		return rows, err
	}
	q := corpus.Query{Text: query, Kind: kind, K: libraryLimit, Lang: langOfWords(query)}
	hits, err := s.corpus.Similar(v.ctx(), v.corpusViewer(), q)
	if err == nil && len(hits) == 0 {
		q.Lang = ""
		hits, err = s.corpus.Similar(v.ctx(), v.corpusViewer(), q)
	}
	rows := make([]docRow, len(hits))
	for i, h := range hits {
		rows[i] = docRow{Document: h.Document, Why: h.Why}
	}
	return rows, err
}

// langOfWords is the language somebody searches in: Chinese where a Han
// character stands in the words. Documents of the other language share no words
// with them.
func langOfWords(text string) string {
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return zh
	}
	return en
}

// foundBy says why a document was found.
func foundBy(why []string, lang string) string {
	words := make([]string, len(why))
	for i, code := range why {
		words[i] = corpus.SayWhy(code, lang)
	}
	return strings.Join(words, map[string]string{zh: "；", en: "; "}[lang])
}

// findRules keeps the rules whose id or words contain the query.
func findRules(all []rulebook.Rule, query string) []rulebook.Rule {
	q := strings.ToLower(query)
	return slices.DeleteFunc(all, func(r rulebook.Rule) bool {
		return q != "" && !strings.Contains(strings.ToLower(r.ID+" "+r.EN+" "+r.ZH+" "+r.Source), q)
	})
}

// documentPage is one case or objection, whole.
type documentPage struct {
	Frame
	Doc corpus.Document
}

func (s *server) document(v *visit) error {
	id, err := v.number("document")
	if err != nil {
		return err
	}
	doc, err := s.corpus.Get(v.ctx(), v.corpusViewer(), id)
	if err != nil {
		return err
	}
	place := "library"
	if !v.me.IsLead() {
		place = "cases"
	}
	p := documentPage{Frame: s.frame(v, place), Doc: doc}
	p.Title = s.say(v, "library.title")
	if doc.Title != "" {
		p.Title = doc.Title
	}
	return s.render(v, 200, "document", p)
}
