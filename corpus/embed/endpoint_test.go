package embed

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// scripted answers each request by the next of its acts, the last one for ever.
func scripted(t *testing.T, acts ...http.HandlerFunc) (string, *atomic.Int64) {
	t.Helper()
	var n atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		i := int(n.Add(1)) - 1
		acts[min(i, len(acts)-1)](w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL, &n
}

type request struct {
	Input []string `json:"input"`
	Model string   `json:"model"`
}

// vectors answers with one vector a text, of dims numbers, the first of which is the text's length.
func vectors(dims int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var in request
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		data := []map[string]any{}
		for i := len(in.Input) - 1; i >= 0; i-- { // out of order, as some servers do
			v := make([]float64, dims)
			v[0], v[1] = float64(len(in.Input[i])), 1
			data = append(data, map[string]any{"index": i, "embedding": v, "object": "embedding"})
		}
		json.NewEncoder(w).Encode(map[string]any{"object": "list", "data": data, "model": in.Model})
	}
}

func says(status int, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		w.Write([]byte(body))
	}
}

func endpoint(url string, o EndpointOptions) *Endpoint {
	o.BaseURL, o.Model, o.PerSecond = url, "m", 1000
	return NewEndpoint(o)
}

func TestEndpointBatchesInOrder(t *testing.T) {
	url, n := scripted(t, vectors(8))
	e := endpoint(url, EndpointOptions{Batch: 3})
	texts := []string{"a", "bb", "ccc", "dddd", "eeeee", "ffffff", "ggggggg"}
	out, err := e.Embed(t.Context(), texts, false)
	if err != nil || len(out) != 7 || n.Load() != 3 || e.Dims() != 8 {
		t.Fatalf("%d vectors of %d in %d requests, %v", len(out), e.Dims(), n.Load(), err)
	}
	for i, v := range out {
		if got := v[0] / v[1]; got < float32(i)+.999 || got > float32(i)+1.001 {
			t.Errorf("vector %d is another text's: %v", i, v)
		}
	}
}

func TestEndpointTriesAgain(t *testing.T) {
	url, n := scripted(t, says(429, `{"error":{"message":"slow"}}`, "Retry-After", "1"), says(503, ``), vectors(4))
	e := endpoint(url, EndpointOptions{})
	begin := time.Now()
	if _, err := e.Embed(t.Context(), []string{"text"}, false); err != nil || n.Load() != 3 {
		t.Fatalf("%d requests, %v", n.Load(), err)
	}
	if took := time.Since(begin); took < time.Second {
		t.Errorf("Retry-After of a second was not waited for: %v", took)
	}
}

func TestEndpointFaults(t *testing.T) {
	for name, c := range map[string]struct {
		act  http.HandlerFunc
		dims int
		want error
	}{
		"another count":  {says(200, `{"data":[]}`), 0, errCount},
		"same index":     {says(200, `{"data":[{"index":0,"embedding":[1,2]},{"index":0,"embedding":[1,2]}]}`), 0, errCount},
		"another length": {vectors(5), 4, errDims},
		"all zeros":      {says(200, `{"data":[{"index":0,"embedding":[0,0]},{"index":1,"embedding":[0,1]}]}`), 0, errNumber},
		"overflow":       {says(200, `{"data":[{"index":0,"embedding":[1e39,0]},{"index":1,"embedding":[0,1]}]}`), 0, nil},
		"broken JSON":    {says(200, `{"data":[{"index"`), 0, nil},
		"refused":        {says(401, `{"error":{"message":"no key"}}`), 0, nil},
	} {
		url, n := scripted(t, c.act)
		_, err := endpoint(url, EndpointOptions{Dims: c.dims}).Embed(t.Context(), []string{"one", "two"}, false)
		var gone *UnavailableError
		if !errors.As(err, &gone) || gone.Embedder != "endpoint/m" || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if n.Load() != 1 {
			t.Errorf("%s: %d requests; such an answer is not asked for again", name, n.Load())
		}
	}
}

func TestEndpointDeadOrSlow(t *testing.T) {
	_, err := endpoint("http://127.0.0.1:1", EndpointOptions{Retries: -1}).Embed(t.Context(), []string{"text"}, false)
	var gone *UnavailableError
	if !errors.As(err, &gone) {
		t.Errorf("dead: %v", err)
	}
	url, _ := scripted(t, func(_ http.ResponseWriter, r *http.Request) {
		// The server only notices that the client has gone when the body is read.
		if _, err := io.Copy(io.Discard, r.Body); err == nil {
			<-r.Context().Done()
		}
	})
	begin := time.Now()
	_, err = endpoint(url, EndpointOptions{QueryTimeout: 50 * time.Millisecond}).Embed(t.Context(), []string{"text"}, true)
	if !errors.As(err, &gone) || time.Since(begin) > 2*time.Second {
		t.Errorf("slow query: %v after %v", err, time.Since(begin))
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err = endpoint(url, EndpointOptions{}).Embed(ctx, []string{"text"}, false); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestEndpointQueriesAndPrefixes(t *testing.T) {
	var got []request
	url, n := scripted(t, func(w http.ResponseWriter, r *http.Request) {
		var in request
		if err := json.NewDecoder(r.Body).Decode(&in); err == nil {
			got = append(got, in)
		}
		says(200, `{"data":[{"index":0,"embedding":[3,4]}]}`)(w, r)
	})
	e := endpoint(url, EndpointOptions{QueryModel: "q", QueryPrefix: "query: ", PassagePrefix: "passage: "})
	for _, query := range []bool{true, false} {
		if v, err := e.Embed(t.Context(), []string{"text"}, query); err != nil || v[0][0] != .6 {
			t.Fatal(v, err)
		}
	}
	if got[0].Model != "q" || got[0].Input[0] != "query: text" || got[1].Model != "m" || got[1].Input[0] != "passage: text" {
		t.Errorf("requests %+v", got)
	}
	if _, err := e.Embed(t.Context(), []string{"text", " "}, false); !errors.Is(err, ErrEmpty) || n.Load() != 2 {
		t.Errorf("empty text: %v after %d requests", err, n.Load())
	}
	if strings.Contains(e.Name(), "http") {
		t.Error("the name tells the address")
	}
}
