package web

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// browser starts headless Chromium for one test. Without one the test is
// skipped loudly, or fails where CI=1 says that everything is installed.
func browser(t *testing.T) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" && os.Getenv("CI") == "1" {
		t.Fatal("no chromium: run make setup-test")
	}
	if path == "" {
		t.Skip("SKIPPED: no chromium is installed, so that no page was looked at in a browser; run make setup-test")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	if os.Geteuid() == 0 {
		opts = append(opts, chromedp.NoSandbox)
	}
	alloc, stop := chromedp.NewExecAllocator(t.Context(), opts...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(cancel)
	ctx, cancelTime := context.WithTimeout(ctx, 4*time.Minute)
	t.Cleanup(cancelTime)
	// The browser lives as long as the context of its first step.
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// axeSource is axe-core from npm; "" where npm ci has not run.
func axeSource(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("testdata/vendor/axe.min.js")
	if os.IsNotExist(err) && os.Getenv("CI") == "1" {
		t.Fatal("no axe-core: run npm ci and npm run vendor in web/")
	}
	if err != nil {
		t.Log("SKIPPED: axe-core is not there, so that accessibility was not checked; run npm ci and npm run vendor in web/")
		return ""
	}
	return string(data)
}

// galleryServer serves the made-up states at /<lang>/<page>/<state>.
func galleryServer(t *testing.T, s *server) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle("/assets/", s.assets)
	for _, lang := range languages {
		for _, st := range s.galleryStates(pageVisit(lang)) {
			body, err := s.pages.html(lang, st.page, st.data)
			if err != nil {
				t.Fatal(err)
			}
			mux.HandleFunc(fmt.Sprintf("/%s/%s/%s", lang, st.page, st.state), func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html; charset=utf-8")
				w.Header().Set("Content-Security-Policy", policy)
				if _, err := w.Write(body); err != nil {
					t.Log(err)
				}
			})
		}
	}
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	return srv
}

// axeRun returns one line per violation of WCAG 2.2 A and AA.
const axeRun = `axe.run(document, {runOnly: ["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa"]}).then(r =>
	r.violations.map(v => v.id + ": " + v.help + " at " + v.nodes.slice(0, 3).map(n => n.target.join(" ")).join(" | ")))`

// TestGalleryInBrowser looks at every state in both languages: no violation of
// accessibility, light and dark, and no sideways scrolling on a phone or at
// 1024 and 1440 px. EVENKEEL_SHOTS names a folder to keep pictures in.
func TestGalleryInBrowser(t *testing.T) {
	ctx := browser(t)
	s := pageServer(t)
	srv, axe, shots := galleryServer(t, s), axeSource(t), os.Getenv("EVENKEEL_SHOTS")
	only := os.Getenv("EVENKEEL_SHOTS_ONLY")
	for _, lang := range languages {
		for _, st := range s.galleryStates(pageVisit(lang)) {
			name := lang + "/" + st.page + "/" + st.state
			if only != "" && !strings.Contains(name, only) || st.page == "error" && st.state != "not_found" {
				continue // the error pages differ in words alone
			}
			if err := chromedp.Do(ctx, chromedp.Navigate(srv.URL+"/"+name)); err != nil {
				t.Fatal(err)
			}
			for _, width := range []int64{1440, 1024, 390} {
				lookAt(ctx, t, name, width, shots)
			}
			if axe != "" {
				// The two languages share their colours: one is seen light, one dark.
				checkAccess(ctx, t, name, axe, map[string]string{zh: "light", en: "dark"}[lang])
			}
		}
	}
}

func lookAt(ctx context.Context, t *testing.T, name string, width int64, shots string) {
	t.Helper()
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 900)); err != nil {
		t.Fatal(err)
	}
	over, err := chromedp.Run(ctx, chromedp.Evaluate[int](`document.documentElement.scrollWidth - document.documentElement.clientWidth`))
	if err != nil {
		t.Fatal(err)
	}
	if over > 0 {
		t.Errorf("%s at %d px scrolls sideways by %d px", name, width, over)
	}
	if shots == "" {
		return
	}
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(shots, fmt.Sprintf("%s_%d.png", strings.ReplaceAll(name, "/", "_"), width))
	if err := os.WriteFile(file, png, 0o644); err != nil {
		t.Fatal(err)
	}
}

func checkAccess(ctx context.Context, t *testing.T, name, axe string, themes ...string) {
	t.Helper()
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1440, 900)); err != nil {
		t.Fatal(err)
	}
	for _, theme := range themes {
		set := fmt.Sprintf("document.documentElement.dataset.theme = %q; 0", theme)
		if _, err := chromedp.Run(ctx, chromedp.Evaluate[int](set)); err != nil {
			t.Fatal(err)
		}
		if _, err := chromedp.Run(ctx, chromedp.Evaluate[int]("window.axe ? 0 : (() => {"+axe+"\n;return 0})()")); err != nil {
			t.Fatal(err)
		}
		found, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](axeRun, chromedp.EvalAwaitPromise))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range found {
			t.Errorf("%s, %s: %s", name, theme, f)
		}
	}
}
