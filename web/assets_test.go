package web

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/gin-gonic/gin"
)

func TestAssetsAreNamedByContent(t *testing.T) {
	bare := fstest.MapFS{"assets/css/a.css": {Data: []byte("a{}")}, "assets/vendor/.gitkeep": {}}
	a, err := newAssets(bare)
	if err != nil {
		t.Fatal(err)
	}
	if a.htmx {
		t.Error("a bare checkout claims to have the browser scripts")
	}
	full := fstest.MapFS{"assets/css/a.css": {Data: []byte("a{}")}, "assets/vendor/htmx.min.js": {Data: []byte("x")}}
	b, err := newAssets(full)
	if err != nil {
		t.Fatal(err)
	}
	if !b.htmx || a.prefix == b.prefix {
		t.Errorf("with the scripts: htmx %v, prefixes %s and %s", b.htmx, a.prefix, b.prefix)
	}
	for path, want := range map[string]int{
		a.url("css/a.css"): 200, b.url("css/a.css"): 404, a.prefix: 404, a.prefix + "css/": 404, a.url("css/../../web.go"): 404, a.url("nothing"): 404,
	} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest("GET", "/", nil)
		r.URL.Path = path
		a.ServeHTTP(w, r)
		if w.Code != want && !(want == 404 && w.Code == http.StatusBadRequest) {
			t.Errorf("%s: %d, want %d", path, w.Code, want)
		}
	}
}

// TestPageWithoutScripts: a build without the scripts names none it lacks.
func TestPageWithoutScripts(t *testing.T) {
	s := pageServer(t)
	for _, st := range s.galleryStates(pageVisit(en)) {
		if st.state != "plain-dark" {
			continue
		}
		body, err := s.pages.html(en, st.page, st.data)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(body, []byte("htmx.min.js")) || !bytes.Contains(body, []byte("no page scripts")) {
			t.Error("the page asks for a script the build lacks, or does not say so")
		}
	}
}

// TestUnknownErrorsAreHidden: an operator reads the error once with the
// request's id, a person only generic words with the same id.
func TestUnknownErrorsAreHidden(t *testing.T) {
	s := pageServer(t)
	var log bytes.Buffer
	s.log = slog.New(slog.NewTextHandler(&log, nil))
	w := httptest.NewRecorder()
	c, _ := gin.CreateTestContext(w)
	c.Request = httptest.NewRequest("GET", "/today", nil)
	v := &visit{Context: c, id: "4f1c22ab90d17e55", lang: en, theme: "auto", now: galleryNow}
	s.fail(v, errors.New("pq: secret table"))
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "secret") || !strings.Contains(w.Body.String(), v.id) {
		t.Errorf("%d %.200s", w.Code, w.Body)
	}
	if n := strings.Count(log.String(), "secret table"); n != 1 || !strings.Contains(log.String(), v.id) {
		t.Errorf("logged %d times: %s", n, &log)
	}
}
