package llm

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"evenkeel/coach/llm/llmtest"
)

// quick are options with waits that a test can afford.
func quick(url string) Options {
	return Options{BaseURL: url, Key: "sk-hidden", Model: "scripted", FirstByte: 300 * time.Millisecond,
		Stall: 300 * time.Millisecond, VoiceTime: 5 * time.Second, JudgeTime: 5 * time.Second, MaxWait: time.Second}
}

func heard(c *Client, limit time.Duration) (string, error) {
	return c.stream(context.Background(), ask{system: "s", user: "the debtor's secret words", tokens: 10}, limit, func(string) error { return nil })
}

func TestStreamFaults(t *testing.T) {
	for name, c := range map[string]struct {
		script []llmtest.Reply
		want   error // nil: all is well
		text   string
		asks   int
	}{
		"in order":                    {[]llmtest.Reply{llmtest.Say("Hel", "lo.")}, nil, "Hello.", 1},
		"busy, then well":             {[]llmtest.Reply{llmtest.Status(429, 0), llmtest.Say("Hi.")}, nil, "Hi.", 2},
		"busy for too long":           {[]llmtest.Reply{llmtest.Status(429, 60)}, ErrBusy, "", 1},
		"busy for ever":               {[]llmtest.Reply{llmtest.Status(429, 0)}, ErrBusy, "", 3},
		"500, 503, then well":         {[]llmtest.Reply{llmtest.Status(500, -1), llmtest.Status(503, 0), llmtest.Say("Hi.")}, nil, "Hi.", 3},
		"502 for ever":                {[]llmtest.Reply{llmtest.Status(502, 0)}, ErrStatus, "", 3},
		"400 is not tried again":      {[]llmtest.Reply{llmtest.Status(400, -1)}, ErrStatus, "", 1},
		"401 is not tried again":      {[]llmtest.Reply{llmtest.Status(401, -1)}, ErrStatus, "", 1},
		"stall in mid-stream":         {[]llmtest.Reply{llmtest.Stall("Hel")}, ErrStalled, "Hel", 1},
		"stall before any words":      {[]llmtest.Reply{llmtest.Stall()}, ErrStalled, "", 1},
		"no first byte":               {[]llmtest.Reply{llmtest.Mute()}, ErrStalled, "", 1},
		"slow but steady":             {[]llmtest.Reply{llmtest.Drip(100*time.Millisecond, "a", "b", "c", "d", "e")}, nil, "abcde", 1},
		"ends without a reason":       {[]llmtest.Reply{llmtest.Cut("Hel")}, ErrCut, "Hel", 1},
		"connection torn":             {[]llmtest.Reply{llmtest.Break("Hel")}, ErrCut, "Hel", 1},
		"thousand keep-alives":        {[]llmtest.Reply{llmtest.KeepAlive(1000, "Hel", "lo.")}, nil, "Hello.", 1},
		"a chunk that is no JSON":     {[]llmtest.Reply{llmtest.Garbage()}, ErrMalformed, "", 1},
		"refusal":                     {[]llmtest.Reply{llmtest.Refuse()}, ErrRefused, "", 1},
		"no choice":                   {[]llmtest.Reply{llmtest.NoChoice()}, ErrCut, "", 1},
		"no words":                    {[]llmtest.Reply{llmtest.Say("  ")}, ErrEmpty, "  ", 1},
		"content filter":              {[]llmtest.Reply{llmtest.Finish("content_filter", "He")}, ErrFiltered, "He", 1},
		"out of tokens":               {[]llmtest.Reply{llmtest.Finish("length", "He")}, ErrTooLong, "He", 1},
		"wants a tool":                {[]llmtest.Reply{llmtest.Finish("tool_calls")}, ErrMalformed, "", 1},
		"error in mid-stream":         {[]llmtest.Reply{llmtest.ErrorEvent("He")}, ErrStatus, "He", 1},
		"a page of HTML":              {[]llmtest.Reply{llmtest.Page()}, ErrMalformed, "", 1},
		"huge":                        {[]llmtest.Reply{llmtest.Huge(3 << 20)}, ErrTooLong, "", 1},
		"thoughts are left out":       {[]llmtest.Reply{llmtest.Say("<think>", "hm", "</think>", "Hello.")}, nil, "Hello.", 1},
		"torn after words, not again": {[]llmtest.Reply{llmtest.Break("Hel"), llmtest.Say("Hello.")}, ErrCut, "Hel", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := llmtest.New(t, c.script...)
			text, err := heard(New(quick(server.URL())), 5*time.Second)
			if !errors.Is(err, c.want) || c.want == nil && err != nil {
				t.Errorf("error %v, want %v", err, c.want)
			}
			if text != c.text || len(server.Asks()) != c.asks {
				t.Errorf("%q after %d requests, want %q after %d", text, len(server.Asks()), c.text, c.asks)
			}
			if err != nil && (strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "hidden")) {
				t.Errorf("the error tells words or the key: %v", err)
			}
		})
	}
}

func TestStreamDeadline(t *testing.T) {
	server := llmtest.New(t, llmtest.Drip(100*time.Millisecond, strings.Split(strings.Repeat("a", 100), "")...))
	if _, err := heard(New(quick(server.URL())), 400*time.Millisecond); !errors.Is(err, ErrDeadline) {
		t.Errorf("error %v, want %v", err, ErrDeadline)
	}
}

func TestStreamEndpointGone(t *testing.T) {
	server := llmtest.New(t, llmtest.Say("Hi."))
	c := New(quick(server.URL()))
	if _, err := heard(c, time.Second); err != nil {
		t.Fatal(err)
	}
	server.Gone()
	_, err := heard(c, 5*time.Second)
	if !errors.Is(err, ErrUnreachable) || Answered(err) {
		t.Errorf("error %v, want %v", err, ErrUnreachable)
	}
}

func TestStreamCancel(t *testing.T) {
	server := llmtest.New(t, llmtest.Stall("Hel", "lo"))
	ctx, cancel := context.WithCancel(context.Background())
	text, err := New(quick(server.URL())).stream(ctx, ask{tokens: 1}, 5*time.Second, func(words string) error {
		if words == "lo" {
			cancel()
		}
		return nil
	})
	if text != "Hello" || !errors.Is(err, context.Canceled) {
		t.Errorf("%q, %v", text, err)
	}
}

func TestRequest(t *testing.T) {
	for model, want := range map[string]struct {
		completion, temperature bool
	}{
		"gpt-4.1-mini": {false, true}, "o3-mini": {true, false}, "gpt-5": {true, false}, "openai/o4-mini": {true, false},
		"qwen2.5-7b-instruct": {false, true}, "gpt-4o": {false, true},
	} {
		server := llmtest.New(t, llmtest.Say("ok"))
		o := quick(server.URL() + "/")
		o.Model = model
		if _, err := heard(New(o), time.Second); err != nil {
			t.Fatalf("%s: %v", model, err)
		}
		got := server.Asks()[0]
		if (got.MaxCompletionTokens > 0) != want.completion || (got.MaxTokens > 0) == want.completion {
			t.Errorf("%s: bounds %d and %d", model, got.MaxTokens, got.MaxCompletionTokens)
		}
		if (got.Temperature != nil) != want.temperature || got.Temperature != nil && *got.Temperature > 1e-30 {
			t.Errorf("%s: temperature %v", model, got.Temperature)
		}
		if got.Key != "Bearer sk-hidden" || got.Model != model {
			t.Errorf("%s: sent key %v, model %q", model, got.Key != "", got.Model)
		}
	}
}
