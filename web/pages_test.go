package web

import (
	"bytes"
	"net/http/httptest"
	"strings"
	"testing"

	"evenkeel/corpus/rulebook"

	"github.com/gin-gonic/gin"
	"golang.org/x/net/html"
)

// pageServer is a server with all pages and no store behind it.
func pageServer(t *testing.T) *server {
	t.Helper()
	book, err := rulebook.Load()
	if err != nil {
		t.Fatal(err)
	}
	s, err := newServer(Deps{Book: book})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func pageVisit(lang string) *visit {
	gin.SetMode(gin.TestMode)
	c, _ := gin.CreateTestContext(httptest.NewRecorder())
	return &visit{Context: c, lang: lang, theme: "auto", now: galleryNow}
}

// TestPages renders every page in every state and language and holds the
// parsed tree against what a page of this product must be.
func TestPages(t *testing.T) {
	s := pageServer(t)
	for _, lang := range languages {
		rendered := map[string]bool{}
		for _, st := range s.galleryStates(pageVisit(lang)) {
			rendered[st.page] = true
			t.Run(lang+"/"+st.page+"/"+st.state, func(t *testing.T) {
				body, err := s.pages.html(lang, st.page, st.data)
				if err != nil {
					t.Fatal(err)
				}
				checkPage(t, body, lang)
			})
		}
		for name := range s.pages[lang] {
			if !rendered[name] && name != "gallery" {
				t.Errorf("page %s has no state in the gallery", name)
			}
		}
	}
}

func checkPage(t *testing.T, body []byte, lang string) {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(body, []byte("<no value>")) || bytes.Contains(body, []byte("ZgotmplZ")) {
		t.Error("a value is missing or was not safe where it stands")
	}
	heads, ids := 0, map[string]bool{}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		a := attrs(n)
		if n.Data == "h1" {
			heads++
		}
		if want := map[string]string{zh: "zh-CN", en: "en"}[lang]; n.Data == "html" && a["lang"] != want {
			t.Errorf("html lang %q, want %q", a["lang"], want)
		}
		if id := a["id"]; id != "" {
			if ids[id] {
				t.Errorf("id %q stands twice", id)
			}
			ids[id] = true
		}
		checkElement(t, root, n, a)
	}
	if heads != 1 {
		t.Errorf("%d h1, want 1", heads)
	}
}

// checkElement holds the manners: nothing inline, everything named.
func checkElement(t *testing.T, root, n *html.Node, a map[string]string) {
	t.Helper()
	for name := range a {
		if name == "style" || strings.HasPrefix(name, "on") {
			t.Errorf("<%s> carries %s, which the security policy forbids", n.Data, name)
		}
	}
	switch n.Data {
	case "script":
		if a["src"] == "" {
			t.Error("a script stands in the page")
		}
	case "style":
		t.Error("a style sheet stands in the page")
	case "a":
		if textOf(n) == "" {
			t.Errorf("link to %q without words", a["href"])
		}
		if h := a["href"]; !strings.HasPrefix(h, "/") && !strings.HasPrefix(h, "#") && !strings.HasPrefix(h, "tel:") {
			t.Errorf("link leads to %q", h)
		}
	case "button", "summary", "th", "h1", "h2", "h3", "title", "option":
		if textOf(n) == "" {
			t.Errorf("<%s> without words", n.Data)
		}
	case "form":
		if a["method"] == "post" && !strings.HasPrefix(a["action"], "/") {
			t.Errorf("form posts to %q", a["action"])
		}
	case "input", "select", "textarea":
		if a["type"] != "hidden" && !labelled(root, n, a) {
			t.Errorf("<%s name=%q> has no label", n.Data, a["name"])
		}
	}
}

func attrs(n *html.Node) map[string]string {
	m := map[string]string{}
	for _, a := range n.Attr {
		m[a.Key] = a.Val
	}
	return m
}

// textOf is the visible text below a node.
func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.TrimSpace(b.String())
}

func labelled(root, n *html.Node, a map[string]string) bool {
	for p := range n.Ancestors() {
		if p.Data == "label" && textOf(p) != "" {
			return true
		}
	}
	for d := range root.Descendants() {
		if d.Type == html.ElementNode && d.Data == "label" && a["id"] != "" && attrs(d)["for"] == a["id"] {
			return true
		}
	}
	return a["aria-label"] != ""
}
