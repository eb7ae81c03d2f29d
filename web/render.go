package web

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"strings"
	"time"
)

//go:embed templates
var templateFiles embed.FS

// pages holds every page parsed once per language, because the words are
// functions of the template.
type pages map[string]map[string]*template.Template // language → page → template

// loadPages parses templates/*.html, each with the frame and the parts.
func loadPages(all map[string]*words, a *assets, rules ruleWords) (pages, error) {
	names, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("web: pages: %w", err)
	}
	p := pages{}
	for lang, w := range all {
		p[lang] = map[string]*template.Template{}
		for _, name := range names {
			t, err := template.New("frame").Funcs(funcs(w, a, rules)).
				ParseFS(templateFiles, "templates/frame/*.html", name)
			if err != nil {
				return nil, fmt.Errorf("web: pages: %w", err)
			}
			p[lang][strings.TrimSuffix(path.Base(name), ".html")] = t
		}
	}
	return p, nil
}

// ruleWords finds a rule's words: id and language to text and source.
type ruleWords func(id, lang string) (text, source string, ok bool)

// funcs are what templates may call, bound to one language.
func funcs(w *words, a *assets, rules ruleWords) template.FuncMap {
	lang := w.lang
	return template.FuncMap{
		"t":        w.T,
		"tt":       w.maybe,
		"asset":    a.url,
		"lang":     func() string { return lang },
		"langtag":  w.tag,
		"money":    func(m any) (string, error) { return anyMoney(lang, m) },
		"count":    func(n int) string { return grouped(int64(n)) },
		"fixed":    fixed,
		"percent":  percent,
		"day":      func(t time.Time) string { return day(lang, t) },
		"longday":  func(t time.Time) string { return longDay(lang, t) },
		"clock":    clock,
		"iso":      func(t time.Time) string { return t.Format(time.RFC3339) },
		"isodate":  func(t time.Time) string { return t.Format(time.DateOnly) },
		"isolocal": func(t time.Time) string { return t.Format("2006-01-02T15:04") },
		"found":    func(why []string) string { return foundBy(why, lang) },
		"dict":     dict,
		"add":      func(a, b int) int { return a + b },
		"list":     func(items ...any) []any { return items },
		"gate":     func(id string) string { return gateWords(w, rules, id) },
		"rule": func(id string) ruleView {
			text, source, ok := rules(id, lang)
			return ruleView{ID: id, Text: text, Source: source, Known: ok}
		},
	}
}

// gateWords say in plain words why somebody may not be called: the page's own
// for the rules of the gates, the rulebook's for the rest, the id where the
// rule is unknown.
func gateWords(w *words, rules ruleWords, id string) string {
	if w.has("gate." + id) {
		return w.maybe("gate.", id)
	}
	if text, _, ok := rules(id, w.lang); ok {
		return text
	}
	return id
}

// ruleView is a rule as pages show it.
type ruleView struct {
	ID, Text, Source string
	Known            bool
}

// maybe returns the words of a key built from data, or the data itself where
// there are none: for codes another room may add to.
func (w *words) maybe(prefix, code string) string {
	if text, err := w.T(prefix + code); err == nil {
		return text
	}
	return strings.ReplaceAll(code, "_", " ")
}

func dict(pairs ...any) (map[string]any, error) { return pairsToMap(pairs) }

// render writes a page into a buffer and sends it only when it is whole.
func (s *server) render(v *visit, code int, name string, page any) error {
	html, err := s.pages.html(v.lang, name, page)
	if err != nil {
		return err
	}
	v.Data(code, "text/html; charset=utf-8", html)
	return nil
}

func (p pages) html(lang, name string, page any) ([]byte, error) {
	t, ok := p[lang][name]
	if !ok {
		return nil, errors.New("web: no page " + name + " in " + lang)
	}
	var buf bytes.Buffer
	if err := t.ExecuteTemplate(&buf, "frame", page); err != nil {
		return nil, fmt.Errorf("web: page %s: %w", name, err)
	}
	return buf.Bytes(), nil
}
