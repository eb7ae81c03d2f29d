package llm

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/sashabaranov/go-openai"
)

// What can go wrong at the endpoint. Each is found with errors.Is in an *EndpointError.
var (
	ErrUnreachable = errors.New("unreachable")
	ErrStatus      = errors.New("answered with an error")
	ErrBusy        = errors.New("too many requests") // 429, also after the tries
	ErrStalled     = errors.New("stalled")           // no byte for Options.FirstByte or Options.Stall
	ErrDeadline    = errors.New("not done in time")  // Options.VoiceTime or Options.JudgeTime
	ErrCut         = errors.New("cut off")           // the stream ended without a finish reason
	ErrMalformed   = errors.New("not what the protocol says")
)

// The endpoint answered, but there is nothing to use.
var (
	ErrRefused  = errors.New("the model refused")
	ErrFiltered = errors.New("held back by a content filter")
	ErrEmpty    = errors.New("no words")
	ErrTooLong  = errors.New("longer than allowed")
	// ErrReply: the reply is not the JSON that was asked for.
	ErrReply = errors.New("not the JSON asked for")
)

// ErrUnfit: the words do not fit the move. Found with errors.Is in an *UnfitError.
var ErrUnfit = errors.New("the words do not fit the move")

// EndpointError is a failed call. It tells the kind and the HTTP status, never
// words, keys or addresses: an endpoint's own message may repeat the prompt.
type EndpointError struct {
	Model  string
	Status int // HTTP status; 0: no answer, or the answer was a stream
	Kind   error
	cause  error
}

// Error names the model, the kind and the status.
func (e *EndpointError) Error() string {
	if e.Status != 0 {
		return fmt.Sprintf("llm: %s: %v (status %d)", e.Model, e.Kind, e.Status)
	}
	return fmt.Sprintf("llm: %s: %v", e.Model, e.Kind)
}

// Unwrap returns the kind and, where there is one, the context's error.
func (e *EndpointError) Unwrap() []error {
	if errors.Is(e.cause, context.Canceled) {
		return []error{e.Kind, context.Canceled}
	}
	return []error{e.Kind}
}

// UnfitError tells which check refused which sentence, counted from 0.
type UnfitError struct {
	Sentence int
	Check    string
}

// Error names the check, never the words.
func (e *UnfitError) Error() string {
	return fmt.Sprintf("llm: sentence %d: %v: %s", e.Sentence, ErrUnfit, e.Check)
}

// Unwrap returns ErrUnfit.
func (e *UnfitError) Unwrap() error { return ErrUnfit }

// Answered reports that the endpoint did answer and only its words cannot be
// used: a refusal, a filter, nothing said, too much said, a line that does not fit.
func Answered(err error) bool {
	for _, kind := range []error{ErrUnfit, ErrRefused, ErrFiltered, ErrEmpty, ErrTooLong, ErrReply} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}

// failure names what an error of the library or of the network means.
func (c *Client) failure(ctx context.Context, err error) error {
	var done *EndpointError
	if errors.As(err, &done) {
		return err
	}
	e := &EndpointError{Model: c.opt.Model, Kind: ErrUnreachable, cause: err}
	var api *openai.APIError
	var request *openai.RequestError
	switch {
	case errors.Is(context.Cause(ctx), ErrDeadline):
		e.Kind = ErrDeadline
	case ctx.Err() != nil:
		e.cause = ctx.Err()
	case kindOf(err) != nil:
		e.Kind = kindOf(err)
	case errors.As(err, &api):
		e.Status, e.Kind = api.HTTPStatusCode, statusKind(api.HTTPStatusCode)
	case errors.As(err, &request):
		e.Status, e.Kind = request.HTTPStatusCode, statusKind(request.HTTPStatusCode)
	case errors.Is(err, io.ErrUnexpectedEOF):
		e.Kind = ErrCut
	}
	return e
}

// kindOf finds a kind that a deeper layer has named.
func kindOf(err error) error {
	for _, kind := range []error{ErrStalled, ErrTooLong, ErrMalformed, ErrCut, ErrRefused, ErrFiltered, ErrEmpty} {
		if errors.Is(err, kind) {
			return kind
		}
	}
	return nil
}

func statusKind(status int) error {
	if status == http.StatusTooManyRequests {
		return ErrBusy
	}
	return ErrStatus
}
