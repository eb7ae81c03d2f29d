package web

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"evenkeel/coach"
	"evenkeel/corpus"
	"evenkeel/corpus/pg/pgtest"
	"evenkeel/corpus/rulebook"
	"evenkeel/rank"
	"evenkeel/web/auth"

	"golang.org/x/net/html"
)

// doorNow is a Friday afternoon in Shanghai and a Friday morning in Boston:
// both may be called.
var doorNow = time.Date(2026, 11, 20, 13, 30, 0, 0, time.UTC)

const doorPassword = "a long password"

var doorStaff = []auth.Staff{
	{Login: "lu", Name: "王璐", Role: auth.Agent, Team: "east", Lang: zh},
	{Login: "ming", Name: "赵一鸣", Role: auth.Trainee, Team: "east", Lang: zh},
	{Login: "lan", Name: "陈岚", Role: auth.Lead, Team: "east", Lang: zh},
	{Login: "maria", Name: "Maria Lopez", Role: auth.Agent, Team: "lakes", Lang: en},
	{Login: "jordan", Name: "Jordan Blake", Role: auth.Trainee, Team: "lakes", Lang: en},
	{Login: "dana", Name: "Dana Whitfield", Role: auth.Lead, Team: "lakes", Lang: en},
}

const doorAccounts = `account,person,currency,jurisdiction,zone,lang,agent,mandate,name,number,product
C1,P1,CNY,CN,Asia/Shanghai,zh,lu,lender,王建国,13800000001,card
C2,P1,CNY,CN,Asia/Shanghai,zh,lu,lender,王建国,13800000001,card
C3,P2,CNY,CN,Asia/Shanghai,zh,lu,lender,李春梅,13800000002,card
U1,P3,USD,US-CA,America/New_York,en,maria,agency;for=Harbour Bank,Robert Olsen,+16175550101,card
U2,P4,USD,US-CA,America/New_York,en,maria,lender,Jane Mercer,+16175550102,card
`

const doorSnapshots = `account,as_of,balance,days_past_due,credit_limit,due,paid
C1,2026-10-31,12846.50,34,20000,2569.30,0
C2,2026-10-31,3100,12,5000,620,0
C3,2026-10-31,860,5,5000,172,0
U1,2026-10-31,2140.55,61,4000,428,0
U2,2026-10-31,640,12,2000,64,0
`

// house is a server on a database of its own with two teams and five debts.
type house struct {
	*httptest.Server
	auth   *auth.Store
	rank   *rank.Store
	coach  *coach.Store
	corpus *corpus.Store
}

func newHouse(t *testing.T) *house {
	t.Helper()
	pool := pgtest.New(t, rank.Line(), corpus.Line(), coach.Line(), auth.Line())
	book, err := rulebook.Load()
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(testLog{t}, &slog.HandlerOptions{Level: slog.LevelWarn}))
	h := &house{rank: rank.New(pool, book, log), corpus: corpus.New(pool, nil, log), coach: coach.New(pool, book, coach.VoiceSet{}, nil, log)}
	if h.auth, err = auth.New(t.Context(), pool); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.auth.Close)
	h.fill(t)
	door, err := New(Deps{Rank: h.rank, Coach: h.coach, Corpus: h.corpus, Auth: h.auth, Book: book, Log: log,
		Now: func() time.Time { return doorNow }, Dev: true})
	if err != nil {
		t.Fatal(err)
	}
	h.Server = httptest.NewServer(door)
	t.Cleanup(h.Server.Close)
	return h
}

func (h *house) fill(t *testing.T) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, team := range []auth.Team{{Key: "east", Name: "华东组"}, {Key: "lakes", Name: "Great Lakes"}} {
		must(h.auth.AddTeam(t.Context(), team, doorNow))
	}
	teams := map[string]string{}
	for _, p := range doorStaff {
		must(h.auth.AddStaff(t.Context(), p, doorPassword, doorNow))
		teams[p.Login] = p.Team
	}
	opt := rank.ImportOptions{TeamOf: func(agent string) string { return teams[agent] }}
	for _, f := range [][2]string{{"accounts", doorAccounts}, {"snapshots", doorSnapshots}} {
		report, err := h.rank.Import(t.Context(), f[0], strings.NewReader(f[1]), opt, doorNow)
		must(err)
		if len(report.Errors) > 0 {
			t.Fatalf("%s: %+v", f[0], report.Errors)
		}
	}
	_, err := h.coach.SeedScenarios(t.Context(), doorNow)
	must(err)
	docs, err := corpus.Seed()
	must(err)
	_, err = h.corpus.Add(t.Context(), docs, doorNow)
	must(err)
}

// testLog sends warnings and errors of the server to the test's output.
type testLog struct{ t *testing.T }

func (l testLog) Write(p []byte) (int, error) {
	l.t.Helper()
	l.t.Log(strings.TrimSpace(string(p)))
	return len(p), nil
}

// client is a browser without scripts.
type client struct {
	t    *testing.T
	home string
	http.Client
}

// page is an answer with its parsed tree.
type page struct {
	*http.Response
	body []byte
	tree *html.Node
	text string
}

func (h *house) client(t *testing.T) *client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &client{t: t, home: h.URL, Client: http.Client{Jar: jar, Timeout: 30 * time.Second}}
}

// as signs a person in.
func (h *house) as(t *testing.T, login string) *client {
	t.Helper()
	c := h.client(t)
	p := c.post("/signin", "login", login, "password", doorPassword)
	if p.StatusCode != http.StatusOK || strings.HasSuffix(p.Request.URL.Path, "/signin") {
		t.Fatalf("%s cannot sign in: %s", login, p.Status)
	}
	return c
}

func (c *client) do(req *http.Request) page {
	c.t.Helper()
	resp, err := c.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	tree, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	return page{resp, body, tree, textOf(tree)}
}

func (c *client) get(path string) page {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), "GET", c.home+path, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	return c.do(req)
}

func (c *client) post(path string, pairs ...string) page {
	c.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	req, err := http.NewRequestWithContext(c.t.Context(), "POST", c.home+path, strings.NewReader(form.Encode()))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return c.do(req)
}

// links are the addresses of the page's links and forms that begin so.
func (p page) links(prefix string) []string {
	var found []string
	for n := range p.tree.Descendants() {
		for _, a := range n.Attr {
			if (a.Key == "href" || a.Key == "action") && strings.HasPrefix(a.Val, prefix) {
				found = append(found, a.Val)
			}
		}
	}
	return found
}

func TestStrangersAreSentToSignIn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.client(t)
	for _, path := range []string{"/", "/today", "/people/1", "/practice", "/calls/1", "/review", "/model", "/library"} {
		p := c.get(path)
		if p.Request.URL.Path != "/signin" || p.StatusCode != http.StatusOK {
			t.Errorf("%s leads a stranger to %s, %s", path, p.Request.URL.Path, p.Status)
		}
	}
	if p := c.post("/people/1/outcome", "kind", "busy"); p.StatusCode != http.StatusUnauthorized {
		t.Errorf("a stranger's form: %s", p.Status)
	}
	p := c.post("/signin", "login", "lu", "password", "wrong", "next", "/today")
	if p.StatusCode != http.StatusUnauthorized || !strings.Contains(string(p.body), `value="lu"`) {
		t.Errorf("a wrong password: %s; the login is kept: %v", p.Status, strings.Contains(string(p.body), `value="lu"`))
	}
	if p := c.post("/signin", "login", "lu", "password", doorPassword, "next", "https://example.org/"); p.Request.URL.Path != "/today" {
		t.Errorf("a foreign return address leads to %s", p.Request.URL)
	}
}

func TestRolesAndTeams(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	lu, ming, maria, dana := h.as(t, "lu"), h.as(t, "ming"), h.as(t, "maria"), h.as(t, "dana")
	for _, c := range []struct {
		who  *client
		path string
		want int
	}{
		{lu, "/today", 200}, {lu, "/review", 403}, {lu, "/model", 403}, {lu, "/team", 403}, {lu, "/library", 200},
		{ming, "/today", 403}, {ming, "/practice", 200}, {ming, "/review", 403},
		{dana, "/review", 200}, {dana, "/team", 200}, {dana, "/list", 200}, {dana, "/model", 200}, {dana, "/today", 200},
		{lu, "/people/999999", 404}, {lu, "/people/x", 404}, {lu, "/calls/1", 404}, {lu, "/nowhere", 404}, {lu, "/library?kind=nothing", 404},
	} {
		if p := c.who.get(c.path); p.StatusCode != c.want {
			t.Errorf("%s: %s, want %d", c.path, p.Status, c.want)
		}
	}
	mine := lu.get("/today").links("/people/")
	if len(mine) == 0 {
		t.Fatal("the agent's list is empty")
	}
	person := strings.TrimSuffix(strings.TrimSuffix(mine[0], "/outcome"), "/snooze")
	if p := maria.get(person); p.StatusCode != http.StatusNotFound {
		t.Errorf("another team's agent opens %s: %s", person, p.Status)
	}
	if p := maria.post(person+"/outcome", "kind", "busy"); p.StatusCode != http.StatusNotFound {
		t.Errorf("another team's agent records for %s: %s", person, p.Status)
	}
}

func TestHeadersOfEveryAnswer(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.client(t)
	for _, path := range []string{"/signin", "/healthz", "/nowhere", "/assets/nothing"} {
		p := c.get(path)
		for name, want := range map[string]string{"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY"} {
			if got := p.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
		if len(p.Header.Get("X-Request-ID")) != 16 {
			t.Errorf("%s: request id %q", path, p.Header.Get("X-Request-ID"))
		}
	}
	sheet := c.get("/signin").links("/assets/")
	if len(sheet) == 0 {
		t.Fatal("no style sheet")
	}
	if p := c.get(sheet[0]); p.StatusCode != 200 || !strings.Contains(p.Header.Get("Cache-Control"), "immutable") {
		t.Errorf("%s: %s, %q", sheet[0], p.Status, p.Header.Get("Cache-Control"))
	}
	if p := c.get("/healthz"); string(p.body) != "ok\n" {
		t.Errorf("healthz says %q", p.body)
	}
}

func TestAnotherSitesFormIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.as(t, "lu")
	req, err := http.NewRequestWithContext(t.Context(), "POST", h.URL+"/settings/lang", strings.NewReader("lang=en"))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	if p := c.do(req); p.StatusCode != http.StatusForbidden {
		t.Errorf("a form from another site: %s", p.Status)
	}
	if me, err := h.auth.Staff(t.Context(), "lu"); err != nil || me.Lang != zh {
		t.Errorf("its setting was stored: %+v, %v", me, err)
	}
}

func TestErrorsForProgramsAndPeople(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.as(t, "maria")
	req, err := http.NewRequestWithContext(t.Context(), "GET", h.URL+"/people/424242", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept", "application/json")
	p := c.do(req)
	var body problem
	if err := json.Unmarshal(p.body, &body); err != nil {
		t.Fatal(err)
	}
	if p.Header.Get("Content-Type") != "application/problem+json" || body.Status != 404 || body.Title == "" || !strings.HasPrefix(body.Instance, "urn:request:") {
		t.Errorf("%s %+v", p.Header.Get("Content-Type"), body)
	}
	human := c.get("/people/424242")
	if !strings.Contains(human.text, "There is nothing here") || !strings.Contains(human.text, human.Header.Get("X-Request-ID")) {
		t.Errorf("a person reads %q", human.text)
	}
}

func TestSettingsAreKept(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.as(t, "lu")
	if p := c.post("/settings/lang", "lang", "en", "back", "/today?tab=done"); p.Request.URL.RequestURI() != "/today?tab=done" || !strings.Contains(p.text, "Done") {
		t.Errorf("after the switch: %s", p.Request.URL)
	}
	p := c.post("/settings/theme", "theme", "dark", "back", "/today")
	if !strings.Contains(string(p.body), `data-theme="dark"`) {
		t.Error("the theme is not in the page")
	}
	if p := c.post("/settings/lang", "lang", "fr"); p.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("an unknown language: %s", p.Status)
	}
	c.post("/signout")
	if p := c.get("/today"); p.Request.URL.Path != "/signin" {
		t.Errorf("after signing out /today leads to %s", p.Request.URL)
	}
}

// An agent without people is told what fills the list, a lead what to bring in
// first.
func TestEmptyHouseSaysWhatToDoFirst(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, p := range []auth.Staff{{Login: "newagent", Name: "New Agent", Role: auth.Agent, Team: "new", Lang: en}, {Login: "newlead", Name: "New Lead", Role: auth.Lead, Team: "new", Lang: en}} {
		if err := h.auth.AddTeam(t.Context(), auth.Team{Key: "new", Name: "New"}, doorNow); err != nil {
			t.Log(err) // the second time it is there
		}
		if err := h.auth.AddStaff(t.Context(), p, doorPassword, doorNow); err != nil {
			t.Fatal(err)
		}
	}
	if p := h.as(t, "newagent").get("/today"); !strings.Contains(p.text, "Nobody is given to you yet") || strings.Contains(p.text, "Calls left") {
		t.Errorf("an agent without people: %.400s", p.text)
	}
	lead := h.as(t, "newlead")
	for path, want := range map[string]string{"/list": "evenkeel import accounts", "/model": "evenkeel train", "/team": "today's drill", "/review": "as the team practises"} {
		if p := lead.get(path); !strings.Contains(p.text, want) {
			t.Errorf("%s does not say %q: %.400s", path, want, p.text)
		}
	}
}
