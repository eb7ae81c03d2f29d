package main

import (
	"strings"
	"testing"

	"evenkeel/coach/llm/llmtest"
)

// TestEndpointGoneInMidCall: the program speaks to a configured endpoint; when
// that goes away, the built-in voice goes on, the page says so, and the call is
// still scored.
func TestEndpointGoneInMidCall(t *testing.T) {
	t.Parallel()
	endpoint := llmtest.New(t, llmtest.Say("Yes, speaking. What is this about?"))
	p := newProgram(t, "OPENAI_BASE_URL="+endpoint.URL(), "OPENAI_MODEL=scripted", "OPENAI_API_KEY=sk-of-the-test")
	p.must("demo", "fill", "--accounts", "200")
	base := p.serve()
	g := p.signIn(base, "jordan")
	practice := g.get("/practice")
	if strings.Contains(practice, "speaks with the built-in voice") {
		t.Error("the page says that the built-in voice speaks")
	}
	call, _ := g.post(g.first(`action="(/practice/\d+)"`, practice))
	g.post(call+"/turns", "text", "Good morning, this is Jordan Blake from Harbour Bank on a recorded line.")
	if asks := endpoint.Asks(); len(asks) == 0 || asks[0].Key != "Bearer sk-of-the-test" && asks[0].Key != "sk-of-the-test" {
		t.Errorf("the endpoint was not asked with the key: %d asks", len(asks))
	}
	endpoint.Gone()
	if _, page := g.post(call+"/turns", "text", "Could you tell me whether this is a good time to talk?"); !strings.Contains(page, "built-in voice took over") {
		t.Errorf("the call does not say that the built-in voice took over:\n%.900s", page)
	}
	if _, result := g.post(call + "/end"); !strings.Contains(result, `class="word `) {
		t.Error("the call was not scored")
	}
}

func TestSecretsStayOutOfTheConfigCommand(t *testing.T) {
	t.Parallel()
	p := &program{t: t, env: []string{"OPENAI_API_KEY=sk-hidden", "DATABASE_URL=postgres://u:hidden@h/d"}, at: dayStart}
	out := p.must("config")
	if strings.Contains(out, "hidden") || strings.Count(out, " set ") < 2 {
		t.Errorf("config shows a secret, or hides that one is set:\n%s", out)
	}
}

// TestRefusals: what cannot be accepted ends with exit code 2 and says what to
// do instead.
func TestRefusals(t *testing.T) {
	t.Parallel()
	p := &program{t: t, at: dayStart}
	for _, tc := range []struct {
		args []string
		env  string
		want string
	}{
		{[]string{"rank"}, "", "--date"},
		{[]string{"rank", "--date", "tomorrow"}, "", "2026-01-31"},
		{[]string{"import", "pictures", "x.csv"}, "", "accounts"},
		{[]string{"import", "accounts", "/nowhere/x.csv"}, "", "no such file"},
		{[]string{"serve"}, "EVENKEEL_LISTEN=8080", "EVENKEEL_LISTEN"},
		{[]string{"demo", "fill", "--accounts", "3"}, "", "200"},
		{[]string{"dance"}, "", "--help"},
	} {
		p.env = nil
		if tc.env != "" {
			p.env = []string{tc.env}
		}
		code, _, errs := p.command("", tc.args...)
		if code != exitRefused || !strings.Contains(errs, tc.want) {
			t.Errorf("evenkeel %v: exit %d, %q; want 2 and a word of %q", tc.args, code, errs, tc.want)
		}
	}
}
