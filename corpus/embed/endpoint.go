package embed

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/sashabaranov/go-openai"
	"golang.org/x/time/rate"
)

// UnavailableError: the endpoint could not be had or answered with nonsense. Search goes on without it.
type UnavailableError struct {
	Embedder string
	Err      error
}

// Error names the embedder and what went wrong, without any text that was sent.
func (e *UnavailableError) Error() string { return fmt.Sprintf("embed: %s: %v", e.Embedder, e.Err) }

// Unwrap returns the cause.
func (e *UnavailableError) Unwrap() error { return e.Err }

var (
	errCount  = errors.New("another number of vectors than texts")
	errDims   = errors.New("vectors of another length than before")
	errNumber = errors.New("a vector with a value that is no number, or all zeros")
)

// EndpointOptions says where the embeddings come from.
type EndpointOptions struct {
	BaseURL string // empty: OpenAI's
	Key     string
	Model   string // for passages, and for queries where QueryModel is empty
	// QueryModel serves queries where the model is told the kind of text by its name.
	QueryModel string
	// QueryPrefix and PassagePrefix are put before the texts of models that want one ("query: ").
	QueryPrefix, PassagePrefix string
	// Dims is asked of the endpoint where set, and checked; 0: taken from Probe or the first answer.
	Dims int
	// Batch and BatchBytes bound one request; 0: 64 texts, 128 KiB.
	Batch, BatchBytes int
	// PerSecond bounds requests; 0: 20.
	PerSecond float64
	// Timeout of one request, and Retries after the first try; 0: 30 s and 4; Retries -1: none.
	Timeout time.Duration
	Retries int
	// QueryTimeout of a search's one text, which a person waits for and which is not tried again; 0: 3 s.
	QueryTimeout time.Duration
	// Client is used for the requests; nil: http.DefaultTransport.
	Client http.RoundTripper
}

func (o EndpointOptions) withDefaults() EndpointOptions {
	set := func(at *int, v int) {
		if *at == 0 {
			*at = v
		}
	}
	set(&o.Batch, 64)
	set(&o.BatchBytes, 128<<10)
	set(&o.Retries, 4)
	o.Retries = max(o.Retries, 0)
	if o.PerSecond == 0 {
		o.PerSecond = 20
	}
	if o.Timeout == 0 {
		o.Timeout = 30 * time.Second
	}
	if o.QueryTimeout == 0 {
		o.QueryTimeout = 3 * time.Second
	}
	if o.QueryModel == "" {
		o.QueryModel = o.Model
	}
	if o.Client == nil {
		o.Client = http.DefaultTransport
	}
	return o
}

// Endpoint embeds by an OpenAI-compatible API. Passages are batched, rate-limited and tried again on 429 and 5xx as the
// answer's Retry-After says; a query is tried once. Every answer's count, length and numbers are checked.
type Endpoint struct {
	opt      EndpointOptions
	passages *openai.Client
	queries  *openai.Client
	limit    *rate.Limiter
	dims     atomic.Int64
}

// NewEndpoint returns an embedder for an endpoint; nothing is sent yet.
func NewEndpoint(o EndpointOptions) *Endpoint {
	o = o.withDefaults()
	e := &Endpoint{opt: o, limit: rate.NewLimiter(rate.Limit(o.PerSecond), max(1, int(o.PerSecond)))}
	e.passages = client(o, &retrying{o.Client, o.Retries, 500 * time.Millisecond}, 0)
	e.queries = client(o, o.Client, o.QueryTimeout)
	e.dims.Store(int64(o.Dims))
	return e
}

func client(o EndpointOptions, t http.RoundTripper, timeout time.Duration) *openai.Client {
	c := openai.DefaultConfig(o.Key)
	if o.BaseURL != "" {
		c.BaseURL = o.BaseURL
	}
	c.HTTPClient = &http.Client{Transport: t, Timeout: timeout}
	return openai.NewClientWithConfig(c)
}

// Name is the model's, so that vectors of two models are never mixed.
func (e *Endpoint) Name() string { return "endpoint/" + e.opt.Model }

// Dims is the vectors' length; 0 until Probe or the first answer has told it.
func (e *Endpoint) Dims() int { return int(e.dims.Load()) }

// Probe asks for one vector, which tells whether the endpoint lives and how long its vectors are.
func (e *Endpoint) Probe(ctx context.Context) error {
	_, err := e.Embed(ctx, []string{"hello"}, true)
	return err
}

// Embed returns a vector of length 1 for each text. The error is ErrEmpty where a text has no word (nothing is sent),
// an *UnavailableError where the endpoint failed, or the context's.
func (e *Endpoint) Embed(ctx context.Context, texts []string, query bool) ([][]float32, error) {
	for i, t := range texts {
		if !HasWord(t) {
			return nil, fmt.Errorf("text %d: %w", i, ErrEmpty)
		}
	}
	out := make([][]float32, 0, len(texts))
	for len(texts) > 0 {
		n := e.batch(texts)
		vectors, err := e.request(ctx, texts[:n], query)
		if err != nil {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			return nil, &UnavailableError{e.Name(), err}
		}
		out, texts = append(out, vectors...), texts[n:]
	}
	return out, nil
}

// batch is how many of texts go into one request.
func (e *Endpoint) batch(texts []string) int {
	n, size := 0, 0
	for n < len(texts) && n < e.opt.Batch && (n == 0 || size+len(texts[n]) <= e.opt.BatchBytes) {
		size += len(texts[n])
		n++
	}
	return n
}

func (e *Endpoint) request(ctx context.Context, texts []string, query bool) ([][]float32, error) {
	if err := e.limit.Wait(ctx); err != nil {
		return nil, err
	}
	c, model, prefix := e.passages, e.opt.Model, e.opt.PassagePrefix
	if query {
		c, model, prefix = e.queries, e.opt.QueryModel, e.opt.QueryPrefix
	} else {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, e.opt.Timeout*time.Duration(1+e.opt.Retries))
		defer cancel()
	}
	if prefix != "" {
		prefixed := make([]string, len(texts))
		for i, t := range texts {
			prefixed[i] = prefix + t
		}
		texts = prefixed
	}
	answer, err := c.CreateEmbeddings(ctx, openai.EmbeddingRequestStrings{
		Input: texts, Model: openai.EmbeddingModel(model), Dimensions: e.opt.Dims})
	if err != nil {
		return nil, err
	}
	return e.checked(answer, len(texts))
}

// checked orders the answer by its indices and refuses what cannot be vectors of these texts.
func (e *Endpoint) checked(answer openai.EmbeddingResponse, want int) ([][]float32, error) {
	if len(answer.Data) != want {
		return nil, errCount
	}
	out := make([][]float32, want)
	for _, d := range answer.Data {
		if d.Index < 0 || d.Index >= want || out[d.Index] != nil {
			return nil, errCount
		}
		e.dims.CompareAndSwap(0, int64(len(d.Embedding)))
		if len(d.Embedding) != e.Dims() {
			return nil, errDims
		}
		if out[d.Index] = normal(d.Embedding); out[d.Index] == nil {
			return nil, errNumber
		}
	}
	return out, nil
}

// normal scales a vector to length 1; nil where it has no length or a value that is no number.
func normal(v []float32) []float32 {
	wide := make([]float64, len(v))
	for i, x := range v {
		if wide[i] = float64(x); math.IsNaN(wide[i]) || math.IsInf(wide[i], 0) {
			return nil
		}
	}
	return unit(wide)
}
