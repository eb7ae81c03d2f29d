package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"evenkeel/corpus/pg/pgtest"
)

// program is the real program on a real database, with a clock of the test's.
type program struct {
	t   *testing.T
	env []string
	mu  sync.Mutex
	at  time.Time
}

// dayStart is a Thursday noon in New York, when both coasts may be called.
var dayStart = time.Date(2026, 11, 19, 17, 0, 0, 0, time.UTC)

func newProgram(t *testing.T, env ...string) *program {
	t.Helper()
	return &program{t: t, at: dayStart, env: append([]string{"DATABASE_URL=" + pgtest.URL(t),
		"EVENKEEL_HOME=" + t.TempDir(), "EVENKEEL_LISTEN=127.0.0.1:0", "EVENKEEL_LOG=warn"}, env...)}
}

func (p *program) now() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.at
}

func (p *program) pass(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.at = p.at.Add(d)
}

// command runs one command to its end and returns its code and output.
func (p *program) command(in string, args ...string) (code int, out, errs string) {
	p.t.Helper()
	var o, e bytes.Buffer
	a := &app{In: strings.NewReader(in), Out: &o, Err: &e, Now: p.now}
	code = run(p.t.Context(), a, args, p.env)
	return code, o.String(), e.String()
}

// must is command for what has to work.
func (p *program) must(args ...string) string {
	p.t.Helper()
	code, out, errs := p.command("", args...)
	if code != exitOK {
		p.t.Fatalf("evenkeel %s: exit %d\n%s%s", strings.Join(args, " "), code, out, errs)
	}
	return out
}

// serve starts the server and returns its address; it stops with the test.
func (p *program) serve() string {
	p.t.Helper()
	ctx, stop := context.WithCancel(p.t.Context())
	addr, ended := make(chan string, 1), make(chan int, 1)
	var errs bytes.Buffer
	a := &app{In: strings.NewReader(""), Out: io.Discard, Err: &errs, Now: p.now, Listen: func(s string) { addr <- s }}
	go func() { ended <- run(ctx, a, []string{"serve"}, p.env) }()
	select {
	case s := <-addr:
		p.t.Cleanup(func() {
			stop()
			if code := <-ended; code != exitOK {
				p.t.Errorf("serve ended with %d: %s", code, errs.String())
			}
		})
		return "http://" + s
	case code := <-ended:
		stop()
		p.t.Fatalf("serve ended with %d: %s", code, errs.String())
	}
	return ""
}

// guest is one signed-in browser without scripts.
type guest struct {
	t    *testing.T
	base string
	http *http.Client
}

func (p *program) signIn(base, login string) *guest {
	p.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		p.t.Fatal(err)
	}
	g := &guest{t: p.t, base: base, http: &http.Client{Jar: jar}}
	if path, _ := g.post("/signin", "login", login, "password", demoPassword); path == "/signin" {
		p.t.Fatalf("%s cannot sign in", login)
	}
	return g
}

func (g *guest) get(path string) string {
	g.t.Helper()
	resp, err := g.http.Get(g.base + path)
	if err != nil {
		g.t.Fatal(err)
	}
	_, body := g.read(resp)
	return body
}

// post sends a form and follows to the page it leads to.
func (g *guest) post(path string, form ...string) (landed, body string) {
	g.t.Helper()
	values := url.Values{}
	for i := 0; i+1 < len(form); i += 2 {
		values.Set(form[i], form[i+1])
	}
	resp, err := g.http.PostForm(g.base+path, values)
	if err != nil {
		g.t.Fatal(err)
	}
	return g.read(resp)
}

func (g *guest) read(resp *http.Response) (path, body string) {
	g.t.Helper()
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		g.t.Fatal(err)
	}
	if resp.StatusCode != http.StatusOK {
		g.t.Fatalf("%s %s: %s\n%.400s", resp.Request.Method, resp.Request.URL, resp.Status, b)
	}
	return resp.Request.URL.Path, string(b)
}

// first is the first match of the pattern's group in a page.
func (g *guest) first(pattern, page string) string {
	g.t.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(page)
	if m == nil {
		g.t.Fatalf("no %s on the page:\n%.600s", pattern, page)
	}
	return m[1]
}

// TestDayOfThree is the product's whole way: the agent's list moves after an
// outcome, a rehearsal leads back to its account, the trainee's call is scored,
// the lead's override stands beside it, and a conversation becomes a past case
// that stands beside another account.
func TestDayOfThree(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	p.must("demo", "fill", "--accounts", "400")
	base := p.serve()
	person := agentsDay(t, p.signIn(base, "maria"))
	call := traineesCall(t, p.signIn(base, "jordan"))
	leadsReview(t, p.signIn(base, "dana"), p.signIn(base, "jordan"), call)
	p.pass(31 * 24 * time.Hour)
	if out := p.must("work", "cases"); strings.HasPrefix(out, "0 ") {
		t.Fatalf("no conversation became a case: %s", out)
	}
	p.must("work", "lists")
	caseShown(t, p.signIn(base, "maria"), person)
}

const (
	rowPattern = `href="(/people/\d+)"`
	keptWords  = "moved to a smaller flat and the pay of the bakery comes late"
)

// agentsDay records a refusal with a note on the first person and rehearses
// the next call with them. It returns the person's address.
func agentsDay(t *testing.T, g *guest) string {
	t.Helper()
	today := g.get("/today")
	person := g.first(rowPattern, today)
	if after, body := g.post(person+"/outcome", "kind", "refused", "note", keptWords, "back", "/today"); after != "/today" || g.first(rowPattern, body) == person {
		t.Errorf("after an outcome %s still stands first", person)
	}
	if done := g.get("/today?tab=done") + g.get("/today?tab=blocked"); !strings.Contains(done, `href="`+person+`"`) {
		t.Errorf("%s is gone from the list", person)
	}
	call, _ := g.post(person + "/rehearse")
	g.post(call+"/turns", "text", "Good afternoon, this is Maria Lopez from Harbour Bank on a recorded line. May I speak with the account holder?")
	_, result := g.post(call + "/end")
	if !strings.Contains(result, `href="`+person) {
		t.Error("the rehearsal's result does not lead back to the account")
	}
	if !strings.Contains(g.get(person), `href="`+call) {
		t.Error("the account does not show its rehearsal")
	}
	return person
}

// traineesCall threatens once, so that there is something to find, and returns
// the call's address.
func traineesCall(t *testing.T, g *guest) string {
	t.Helper()
	call, _ := g.post(g.first(`action="(/practice/\d+)"`, g.get("/practice")))
	threat := "If you don't pay today I will tell your boss and all of your family about this debt."
	for _, words := range []string{"Hello, this is Jordan Blake from Harbour Bank, calling on a recorded line. Who am I speaking with?", threat} {
		g.post(call+"/turns", "text", words)
	}
	_, result := g.post(call + "/end")
	if !strings.Contains(result, "US-REGF-") {
		t.Errorf("the threat broke no rule:\n%.900s", result)
	}
	return call
}

func leadsReview(t *testing.T, lead, trainee *guest, call string) {
	t.Helper()
	review := "/review" + strings.TrimPrefix(call, "/calls")
	if !strings.Contains(lead.get("/review"), review) {
		t.Fatal("the call does not wait for review")
	}
	const reason = "First week; we go over third parties together."
	lead.post(review, "do", "override", "outcome", "coach", "reason", reason)
	page := trainee.get(call + "/result")
	if !strings.Contains(page, reason) || !strings.Contains(page, `class="word fail"`) {
		t.Error("the override and the first score do not stand side by side")
	}
}

// caseShown records the same story at another account, which must then show
// the conversation as a similar past case.
func caseShown(t *testing.T, g *guest, person string) {
	t.Helper()
	if !strings.Contains(g.get("/library?q="+url.QueryEscape("smaller flat bakery pay comes late")), keptWords) {
		t.Error("the library does not find the new case")
	}
	list := g.get("/today") + g.get("/today?tab=later") + g.get("/today?tab=blocked")
	for _, m := range regexp.MustCompile(rowPattern).FindAllStringSubmatch(list, -1) {
		if m[1] == person {
			continue
		}
		g.post(m[1]+"/outcome", "kind", "refused", "note", "Moved to a smaller flat; the bakery pays late.", "back", "/today")
		if !strings.Contains(g.get(m[1]), keptWords) {
			t.Errorf("%s tells the same story and does not show the new case", m[1])
		}
		return
	}
	t.Error("nobody else is on the list")
}
