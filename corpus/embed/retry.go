package embed

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

// retrying is a transport that tries again on 429, on 5xx but 501, and on a broken connection, for go-openai does
// neither and passes Retry-After over.
type retrying struct {
	next  http.RoundTripper
	times int           // after the first try
	first time.Duration // the first wait; doubled each time up to 20 s
}

const longestWait = 20 * time.Second

// RoundTrip sends the request's body anew for each try. The error is the last try's, or the context's.
func (t *retrying) RoundTrip(r *http.Request) (*http.Response, error) {
	wait := t.first
	for n := 0; ; n++ {
		again, err := afresh(r)
		if err != nil {
			return nil, err
		}
		answer, err := t.next.RoundTrip(again)
		if n == t.times || r.Context().Err() != nil || !worthTrying(answer, err) {
			return answer, err
		}
		pause := retryAfter(answer, jitter(wait))
		discard(answer)
		if err := sleep(r.Context(), pause); err != nil {
			return nil, err
		}
		wait = min(2*wait, longestWait)
	}
}

func afresh(r *http.Request) (*http.Request, error) {
	again := r.Clone(r.Context())
	if r.GetBody == nil {
		return again, nil
	}
	body, err := r.GetBody()
	if err != nil {
		return nil, fmt.Errorf("embed: send again: %w", err)
	}
	again.Body = body
	return again, nil
}

func worthTrying(r *http.Response, err error) bool {
	if err != nil {
		return true
	}
	return r.StatusCode == http.StatusTooManyRequests || r.StatusCode >= 500 && r.StatusCode != http.StatusNotImplemented
}

// retryAfter is the wait the header asks for, in seconds, at most a minute; without one, otherwise.
func retryAfter(r *http.Response, otherwise time.Duration) time.Duration {
	if r == nil {
		return otherwise
	}
	seconds, err := strconv.Atoi(r.Header.Get("Retry-After"))
	if err != nil || seconds < 0 {
		return otherwise
	}
	return min(time.Duration(seconds)*time.Second, time.Minute)
}

// jitter spreads waits by a fifth each way, so that many workers do not come back at once.
func jitter(d time.Duration) time.Duration {
	return time.Duration(float64(d) * (.8 + .4*rand.Float64()))
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// discard reads an answer that is given up to its end, so that its connection can be used again. A failure costs that
// connection and nothing else.
func discard(r *http.Response) {
	if r == nil {
		return
	}
	defer r.Body.Close()
	for left := 64 << 10; left > 0; {
		n, err := r.Body.Read(make([]byte, 4096))
		if err != nil {
			return
		}
		left -= n
	}
}
