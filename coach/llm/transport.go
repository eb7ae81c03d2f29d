package llm

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// retrying is a transport that tries again on 429, on 5xx but 501 and on a
// broken connection, as Retry-After says; go-openai does neither. It works
// below the first byte: once an answer has begun, its words may have been
// spoken, and nothing is sent twice.
type retrying struct {
	next http.RoundTripper
	opt  Options
}

// firstWait before the second try; doubled for each further one.
const firstWait = 250 * time.Millisecond

// RoundTrip's answer or error is the last try's, or the context's error.
func (t *retrying) RoundTrip(r *http.Request) (*http.Response, error) {
	wait := firstWait
	for n := 0; ; n++ {
		again, err := afresh(r)
		if err != nil {
			return nil, err
		}
		answer, err := t.next.RoundTrip(again)
		pause := retryAfter(answer, wait)
		if n == t.opt.Retries || r.Context().Err() != nil || pause > t.opt.MaxWait || !worthTrying(answer, err) {
			return answer, err
		}
		if err := drop(answer); err != nil {
			return nil, err
		}
		if err := sleep(r.Context(), pause); err != nil {
			return nil, err
		}
		wait *= 2
	}
}

// afresh is the request with its body from the beginning.
func afresh(r *http.Request) (*http.Request, error) {
	again := r.Clone(r.Context())
	if r.GetBody == nil {
		return again, nil
	}
	body, err := r.GetBody()
	if err != nil {
		return nil, fmt.Errorf("llm: send again: %w", err)
	}
	again.Body = body
	return again, nil
}

// worthTrying: what the watch gave up had its time, and an answer of the wrong
// kind will be so again.
func worthTrying(r *http.Response, err error) bool {
	if err != nil {
		return !errors.Is(err, ErrStalled) && !errors.Is(err, ErrMalformed)
	}
	return r.StatusCode == http.StatusTooManyRequests || r.StatusCode >= 500 && r.StatusCode != http.StatusNotImplemented
}

// drop closes an answer that is given up.
func drop(r *http.Response) error {
	if r == nil {
		return nil
	}
	return r.Body.Close()
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

// retryAfter is the wait that the answer asks for in seconds; without one, otherwise.
func retryAfter(r *http.Response, otherwise time.Duration) time.Duration {
	if r == nil {
		return otherwise
	}
	seconds, err := strconv.Atoi(r.Header.Get("Retry-After"))
	if err != nil || seconds < 0 {
		return otherwise
	}
	return time.Duration(seconds) * time.Second
}

// watched is a transport that gives up an answer which does not come, stops
// coming, is too large or is not of the kind asked for.
type watched struct {
	next http.RoundTripper
	opt  Options
}

// RoundTrip's error wraps ErrStalled or ErrMalformed where that is the reason.
func (w *watched) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancelCause(r.Context())
	timer := time.AfterFunc(w.opt.FirstByte, func() { cancel(ErrStalled) })
	answer, err := w.next.RoundTrip(r.WithContext(ctx))
	if err != nil {
		timer.Stop()
		defer cancel(nil)
		return nil, because(ctx, err)
	}
	answer.Body = &watchedBody{body: answer.Body, ctx: ctx, cancel: cancel, timer: timer, stall: w.opt.Stall, left: w.opt.MaxBytes}
	if answer.StatusCode == http.StatusOK && !eventStream(answer) {
		defer answer.Body.Close()
		return nil, fmt.Errorf("%w: content type", ErrMalformed)
	}
	return answer, nil
}

// eventStream: a page of a proxy or a sign-in also has status 200.
func eventStream(r *http.Response) bool {
	return strings.HasPrefix(strings.ToLower(r.Header.Get("Content-Type")), "text/event-stream")
}

// because names the watch's reason where it was the watch that ended the call.
func because(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause == ErrStalled {
		return fmt.Errorf("%w: %w", ErrStalled, err)
	}
	return err
}

// watchedBody is a body whose every byte winds the clock again.
type watchedBody struct {
	body   io.ReadCloser
	ctx    context.Context
	cancel context.CancelCauseFunc
	timer  *time.Timer
	stall  time.Duration
	left   int64
}

// Read fails with ErrStalled or ErrTooLong where the watch ended the answer.
func (b *watchedBody) Read(p []byte) (int, error) {
	n, err := b.body.Read(p)
	if n > 0 {
		b.timer.Reset(b.stall)
	}
	if b.left -= int64(n); b.left < 0 {
		return 0, ErrTooLong
	}
	if err != nil && err != io.EOF {
		return n, because(b.ctx, err)
	}
	return n, err
}

// Close frees the connection and the clock.
func (b *watchedBody) Close() error {
	b.timer.Stop()
	b.cancel(nil)
	return b.body.Close()
}
