package llm

import (
	"math"
	"net/http"
	"strings"
	"time"

	"github.com/sashabaranov/go-openai"
)

// Options say where the model is and how long it may take. Zero fields take
// the defaults named with them.
type Options struct {
	BaseURL string // empty: OpenAI's
	Key     string
	Model   string
	// FirstByte bounds the wait for the first byte of an answer, and Stall that
	// between two bytes. 10 s and 8 s: someone waits on the phone.
	FirstByte, Stall time.Duration
	// VoiceTime and JudgeTime bound a whole line (25 s) and a whole judgement
	// (3 min), tries again included.
	VoiceTime, JudgeTime time.Duration
	// Retries after the first try, on 429 and 5xx and before the first byte
	// only; 2, and -1 for none. MaxWait (5 s) is the longest Retry-After that is
	// waited for: with a longer one the call fails at once.
	Retries int
	MaxWait time.Duration
	// MaxBytes bounds an answer on the wire; 1 MiB.
	MaxBytes int64
	// Transport carries the requests; nil: http.DefaultTransport.
	Transport http.RoundTripper
}

func (o Options) withDefaults() Options {
	set := func(at *time.Duration, v time.Duration) {
		if *at <= 0 {
			*at = v
		}
	}
	set(&o.FirstByte, 10*time.Second)
	set(&o.Stall, 8*time.Second)
	set(&o.VoiceTime, 25*time.Second)
	set(&o.JudgeTime, 3*time.Minute)
	set(&o.MaxWait, 5*time.Second)
	if o.Retries == 0 {
		o.Retries = 2
	}
	o.Retries = max(o.Retries, 0)
	if o.MaxBytes <= 0 {
		o.MaxBytes = 1 << 20
	}
	if o.Transport == nil {
		o.Transport = http.DefaultTransport
	}
	return o
}

// Client speaks to one model at one endpoint. It is safe for use by many at once.
type Client struct {
	opt Options
	api *openai.Client
}

// emptyLines lets keep-alive lines pass: the library gives up after 300, which
// a model that thinks for a while exceeds.
const emptyLines = 1e6

// New returns a client; nothing is sent yet.
func New(o Options) *Client {
	o = o.withDefaults()
	conf := openai.DefaultConfig(o.Key)
	if o.BaseURL != "" {
		conf.BaseURL = strings.TrimRight(o.BaseURL, "/")
	}
	conf.EmptyMessagesLimit = emptyLines
	conf.HTTPClient = &http.Client{Transport: &retrying{&watched{o.Transport, o}, o}}
	return &Client{opt: o, api: openai.NewClientWithConfig(conf)}
}

// Model is the name of the model, as pages show it.
func (c *Client) Model() string { return c.opt.Model }

// ask is one request: instructions, the data they are about, and bounds.
type ask struct {
	system, user string
	temperature  float32 // 0 is sent as 0
	tokens       int     // of the visible reply
	format       *openai.ChatCompletionResponseFormat
}

// request builds what is sent. Models that reason want another name for the
// bound on tokens, count their thoughts into it and take no temperature.
func (c *Client) request(a ask) openai.ChatCompletionRequest {
	r := openai.ChatCompletionRequest{
		Model: c.opt.Model,
		Messages: []openai.ChatCompletionMessage{
			{Role: openai.ChatMessageRoleSystem, Content: a.system},
			{Role: openai.ChatMessageRoleUser, Content: a.user},
		},
		ResponseFormat: a.format,
	}
	if reasons(c.opt.Model) {
		r.MaxCompletionTokens = a.tokens + thoughtTokens
		return r
	}
	//lint:ignore SA1019 most endpoints other than OpenAI's know this name alone
	r.MaxTokens = a.tokens
	r.Temperature = a.temperature
	if a.temperature == 0 {
		r.Temperature = math.SmallestNonzeroFloat32 // 0 is left out of the JSON, and means 1 there
	}
	return r
}

// thoughtTokens is room for a model's reasoning about one short task.
const thoughtTokens = 4000

func reasons(model string) bool {
	name := model[strings.LastIndex(model, "/")+1:]
	for _, series := range []string{"o1", "o3", "o4", "gpt-5"} {
		if strings.HasPrefix(name, series) {
			return true
		}
	}
	return false
}
