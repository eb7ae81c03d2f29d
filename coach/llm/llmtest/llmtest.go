// Package llmtest is a scripted OpenAI-compatible chat endpoint for tests: it
// answers each request with the next reply of its script, and can misbehave in
// every way that endpoints do. It owns nothing and knows nothing of the product.
package llmtest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
)

// TB is what a server needs of a test.
type TB interface {
	Helper()
	Cleanup(func())
	Errorf(format string, args ...any)
}

// Ask is a request as it came in.
type Ask struct {
	Model        string
	System, User string
	Stream       bool
	Temperature  *float64 // nil: not sent
	MaxTokens    int
	// MaxCompletionTokens is the bound's name for models that reason.
	MaxCompletionTokens int
	Schema              json.RawMessage // of the strict JSON asked for; nil: none
	Strict              bool
	Format              string // type of the response format; "": none
	Key                 string // as sent in the header
}

// Reply answers one request.
type Reply func(w *Writer, a Ask)

// Server is a running endpoint.
type Server struct {
	t    TB
	http *httptest.Server
	mu   sync.Mutex
	asks []Ask
	next []Reply
}

// New starts a server that answers with replies in turn; the last one stands
// for all further requests. It ends with the test.
func New(t TB, replies ...Reply) *Server {
	t.Helper()
	s := &Server{t: t, next: replies}
	s.http = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.Gone)
	return s
}

// URL is the base address to configure.
func (s *Server) URL() string { return s.http.URL + "/v1" }

// Gone takes the endpoint away: open answers break off, new ones find nobody.
func (s *Server) Gone() {
	s.http.CloseClientConnections()
	s.http.Close()
}

// Asks are the requests so far.
func (s *Server) Asks() []Ask {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Ask(nil), s.asks...)
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil || r.URL.Path != "/v1/chat/completions" {
		http.Error(w, "no such thing", http.StatusNotFound)
		return
	}
	a, err := parse(body)
	if err != nil {
		s.t.Errorf("llmtest: request: %v", err)
	}
	a.Key = r.Header.Get("Authorization")
	if reply := s.take(a); reply != nil {
		reply(&Writer{w: w, r: r}, a)
		return
	}
	http.Error(w, "nothing scripted", http.StatusNotFound)
}

func (s *Server) take(a Ask) Reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asks = append(s.asks, a)
	if len(s.next) == 0 {
		return nil
	}
	reply := s.next[0]
	if len(s.next) > 1 {
		s.next = s.next[1:]
	}
	return reply
}

func parse(body []byte) (Ask, error) {
	var in struct {
		Model               string   `json:"model"`
		Stream              bool     `json:"stream"`
		Temperature         *float64 `json:"temperature"`
		MaxTokens           int      `json:"max_tokens"`
		MaxCompletionTokens int      `json:"max_completion_tokens"`
		Messages            []struct{ Role, Content string }
		ResponseFormat      struct {
			Type       string `json:"type"`
			JSONSchema struct {
				Schema json.RawMessage `json:"schema"`
				Strict bool            `json:"strict"`
			} `json:"json_schema"`
		} `json:"response_format"`
	}
	err := json.Unmarshal(body, &in)
	a := Ask{Model: in.Model, Stream: in.Stream, Temperature: in.Temperature, MaxTokens: in.MaxTokens,
		MaxCompletionTokens: in.MaxCompletionTokens, Schema: in.ResponseFormat.JSONSchema.Schema, Strict: in.ResponseFormat.JSONSchema.Strict,
		Format: in.ResponseFormat.Type}
	for _, m := range in.Messages {
		switch m.Role {
		case "system":
			a.System += m.Content
		case "user":
			a.User += m.Content
		}
	}
	return a, err
}
