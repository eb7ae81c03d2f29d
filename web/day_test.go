package web

import (
	"net/http"
	"strings"
	"testing"
)

// personOf is the address of the first row's person.
func personOf(t *testing.T, p page) string {
	t.Helper()
	for _, l := range p.links("/people/") {
		if strings.Count(l, "/") == 2 {
			return l
		}
	}
	t.Fatalf("no person on %s", p.Request.URL)
	return ""
}

// TestAgentsDay: the list, an account, two clicks for an outcome, the list
// moves, undo puts it back.
func TestAgentsDay(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.as(t, "lu")
	today := c.get("/today")
	if strings.Contains(today.text, "王建国") {
		t.Error("a name stands unmasked on the list")
	}
	person := personOf(t, today)
	account := c.get(person)
	if account.StatusCode != http.StatusOK || !strings.Contains(account.text, "王建国") && !strings.Contains(account.text, "李春梅") {
		t.Fatalf("%s: %s", person, account.Status)
	}
	trail, err := h.auth.Trail(t.Context(), strings.Replace(person[1:], "people", "person", 1), 5)
	if err != nil || len(trail) != 1 || trail[0].Action != "account.open" || trail[0].Staff != "lu" {
		t.Errorf("trail of the opening: %+v, %v", trail, err)
	}
	after := c.post(person+"/outcome", "kind", "dispute", "back", "/today")
	if strings.Contains(strings.Join(after.links("/people/"), " "), person+"/outcome") {
		t.Error("a disputed debt still stands under “to call”")
	}
	blocked := c.get("/today?tab=blocked")
	done := c.get("/today?tab=done")
	if !strings.Contains(string(blocked.body)+string(done.body), `href="`+person+`"`) {
		t.Error("the disputed person has gone from the list")
	}
	undo := after.links("/outcomes/")
	if len(undo) != 1 {
		t.Fatalf("undo: %v", undo)
	}
	back := c.post(undo[0])
	if personOf(t, back) != person {
		t.Errorf("after undo the first row is %s, want %s", personOf(t, back), person)
	}
}

// What moved says where to and why; setting aside can be taken back, too.
func TestFlashSaysWhereARowWent(t *testing.T) {
	t.Parallel()
	c := newHouse(t).as(t, "lu")
	person := personOf(t, c.get("/today"))
	if p := c.post(person+"/outcome", "kind", "refused", "back", "/today"); !strings.Contains(p.text, "现在在“已完成”里：今天已通话。") {
		t.Errorf("after a refusal: %.300s", p.text)
	}
	next := personOf(t, c.get("/today"))
	p := c.post(next+"/snooze", "back", "/today")
	undo := p.links("/outcomes/")
	if len(undo) != 1 {
		t.Fatalf("setting aside cannot be taken back: %v", undo)
	}
	if p := c.post(undo[0], "back", "/today"); personOf(t, p) != next {
		t.Errorf("after undo the first row is %s, want %s", personOf(t, p), next)
	}
	if p := c.post(next+"/outcome", "kind", "no_answer", "back", next); strings.Contains(string(p.body), "no value") {
		t.Error("the account's flash has a hole")
	}
}

func TestPromiseNeedsAmountAndDate(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.as(t, "lu")
	person := personOf(t, c.get("/today"))
	account := c.get(person)
	debt := ""
	for n := range account.tree.Descendants() {
		if a := attrs(n); n.Data == "input" && a["name"] == "account" || n.Data == "option" && debt == "" && strings.HasPrefix(textOf(n), "C") {
			debt = a["value"]
		}
	}
	for _, bad := range [][]string{
		{"amount", "", "date", "2026-11-27"}, {"amount", "-5", "date", "2026-11-27"}, {"amount", "100", "date", "soon"},
		{"amount", "100", "date", "2026-11-01"}, {"amount", "100", "date", "2030-01-01"},
	} {
		if p := c.post(person+"/outcome", append(bad, "kind", "promise", "account", debt, "currency", "CNY")...); p.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("a promise with %v: %s", bad, p.Status)
		}
	}
	c.post(person+"/outcome", "kind", "promise", "account", debt, "currency", "CNY", "amount", "500.00", "date", "2026-11-27", "back", "/today")
	if p := c.get("/today?tab=promised"); !strings.Contains(p.text, "¥500.00") {
		t.Errorf("the promise is not on the list: %.400s", p.text)
	}
	for _, k := range []string{"", "nonsense", "undo"} {
		if p := c.post(person+"/outcome", "kind", k); p.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("outcome %q: %s", k, p.Status)
		}
	}
	if p := c.post(person+"/outcome", "kind", "call_back", "call_back_at", "2026-11-21T10:00", "zone", "Asia/Shanghai", "back", "/today"); p.StatusCode != http.StatusOK {
		t.Errorf("a call back: %s", p.Status)
	}
}

// TestTraineesCall: choose, talk by page turns, hang up, read the score,
// dispute, try again from a turn.
func TestTraineesCall(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.as(t, "ming")
	start := c.get("/practice").links("/practice/")
	if len(start) == 0 {
		t.Fatal("no scenario to start")
	}
	call := c.post(start[0])
	path := call.Request.URL.Path
	if !strings.HasPrefix(path, "/calls/") {
		t.Fatalf("the call opened at %s", path)
	}
	for _, words := range []string{"您好，请问是本人吗？我是恒信银行的赵一鸣。", "你再不还钱我就天天打电话到你单位去，让你同事都知道。", "对不起，我不该这样说。您现在有什么困难吗？"} {
		if p := c.post(path+"/turns", "text", words); p.StatusCode != http.StatusOK || !strings.Contains(p.text, words) {
			t.Fatalf("saying %q: %s", words, p.Status)
		}
	}
	if p := c.post(path+"/turns", "text", ""); p.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("saying nothing by accident: %s", p.Status)
	}
	if p := c.post(path+"/turns", "text", strings.Repeat("长", maxBody)); p.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("a form of more than %d bytes: %s", maxBody, p.Status)
	}
	result := c.post(path + "/end")
	if result.Request.URL.Path != path+"/result" {
		t.Fatalf("hanging up leads to %s, %s", result.Request.URL, result.Status)
	}
	if p := c.get(path); p.Request.URL.Path != path+"/result" {
		t.Errorf("a scored call opens at %s", p.Request.URL)
	}
	disputes := result.links(path + "/findings/")
	if len(disputes) == 0 {
		t.Fatalf("a threat was not found: %.600s", result.text)
	}
	if p := c.post(disputes[0], "reason", ""); p.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a dispute without a reason: %s", p.Status)
	}
	if p := c.post(disputes[0], "reason", "我没有威胁"); !strings.Contains(p.text, "我没有威胁") {
		t.Errorf("the dispute is not shown: %s", p.Status)
	}
	again := c.post(path+"/branch", "turn", "3")
	if !strings.HasPrefix(again.Request.URL.Path, "/calls/") || again.Request.URL.Path == path {
		t.Errorf("trying again leads to %s, %s", again.Request.URL, again.Status)
	}
	if p := h.as(t, "jordan").get(path + "/result"); p.StatusCode != http.StatusNotFound {
		t.Errorf("another team's trainee reads the result: %s", p.Status)
	}
	if p := c.get("/calls"); len(p.links(path)) == 0 {
		t.Error("the call is not among one's own")
	}
}

// TestTurnIsStreamed: the debtor's words come as events to a script.
func TestTurnIsStreamed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.as(t, "jordan")
	path := c.post(c.get("/practice").links("/practice/")[0]).Request.URL.Path
	req, err := http.NewRequestWithContext(t.Context(), "POST", h.URL+path+"/turns", strings.NewReader("text=Good+morning%2C+this+is+Jordan."))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "text/event-stream")
	p := c.do(req)
	if got := p.Header.Get("Content-Type"); got != "text/event-stream; charset=utf-8" {
		t.Fatalf("content type %q, %s", got, p.Status)
	}
	body := string(p.body)
	if strings.Count(body, "event: chunk\n") < 1 || strings.Count(body, "event: done\n") != 1 || !strings.HasSuffix(body, "\n\n") {
		t.Errorf("stream %q", body)
	}
	c.post(path + "/end")
	req2, err := http.NewRequestWithContext(t.Context(), "POST", h.URL+path+"/turns", strings.NewReader("text=more"))
	if err != nil {
		t.Fatal(err)
	}
	req2.Header = req.Header
	if p := c.do(req2); p.StatusCode != http.StatusConflict || p.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("speaking after the end: %s, %s", p.Status, p.Header.Get("Content-Type"))
	}
}

// TestLeadsReview: the queue, an override with a reason beside the first score.
func TestLeadsReview(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	trainee, lead := h.as(t, "ming"), h.as(t, "lan")
	path := trainee.post(trainee.get("/practice").links("/practice/")[0]).Request.URL.Path
	trainee.post(path+"/turns", "text", "喂，你欠的钱今天必须还，不然我去你家贴公告。")
	trainee.post(path + "/end")
	review := "/review" + strings.TrimPrefix(path, "/calls")
	if p := lead.get("/review"); len(p.links(review)) == 0 {
		t.Fatalf("the call does not wait for review: %.300s", p.text)
	}
	p := lead.post(review, "do", "override", "outcome", "coach", "reason", "", "tone", "2.5")
	if p.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(string(p.body), `value="2.5"`) {
		t.Errorf("an override without a reason: %s", p.Status)
	}
	if p := lead.post(review, "do", "override", "outcome", "coach", "reason", "第一次练习，重点看下一次。", "tone", "2.5"); p.StatusCode != http.StatusOK {
		t.Fatalf("override: %s", p.Status)
	}
	result := trainee.get(path + "/result")
	if !strings.Contains(result.text, "第一次练习，重点看下一次。") || !strings.Contains(string(result.body), `class="word fail"`) {
		t.Errorf("the override and the first score do not both stand: %.500s", result.text)
	}
	if !strings.Contains(result.text, "陈岚 改判为") {
		t.Errorf("the trainee reads a login instead of the lead's name: %.500s", result.text)
	}
	if p := h.as(t, "dana").get(review); p.StatusCode != http.StatusNotFound {
		t.Errorf("another team's lead opens the call: %s", p.Status)
	}
	if p := lead.get("/team"); !strings.Contains(p.text, "赵一鸣") {
		t.Error("the trainee is not in the team's table")
	}
}

// TestRehearsalLeadsBack: from the account to a call with a pseudonym, and from
// its result back to the account.
func TestRehearsalLeadsBack(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.as(t, "maria")
	person := personOf(t, c.get("/today"))
	call := c.post(person + "/rehearse")
	path := call.Request.URL.Path
	if !strings.HasPrefix(path, "/calls/") {
		t.Fatalf("rehearsal opens at %s, %s", call.Request.URL, call.Status)
	}
	for _, name := range []string{"Olsen", "Mercer"} {
		if strings.Contains(call.text, name) {
			t.Errorf("the rehearsal knows the name %s", name)
		}
	}
	c.post(path+"/turns", "text", "Hello, my name is Maria, I am calling from Harbour Bank. May I ask who I am speaking with?")
	result := c.post(path + "/end")
	if len(result.links(person)) == 0 {
		t.Error("the result does not lead back to the account")
	}
	if account := c.get(person); len(account.links(path)) == 0 {
		t.Error("the account does not show the rehearsal")
	}
}

// TestEveryPageOpens walks all links of each role once.
func TestEveryPageOpens(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, who := range doorStaff {
		c := h.as(t, who.Login)
		seen := map[string]bool{"": true}
		todo := []string{"/"}
		for len(todo) > 0 && len(seen) < 120 {
			path := todo[0]
			todo = todo[1:]
			p := c.get(path)
			if p.StatusCode != http.StatusOK {
				t.Errorf("%s: %s is %s", who.Login, path, p.Status)
				continue
			}
			for n := range p.tree.Descendants() {
				to, _, _ := strings.Cut(attrs(n)["href"], "#")
				if n.Data == "a" && !seen[to] && strings.HasPrefix(to, "/") {
					seen[to] = true
					todo = append(todo, to)
				}
			}
		}
	}
}
