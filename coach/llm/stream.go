package llm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/sashabaranov/go-openai"
)

// stream asks and hands on the reply's words as they come. It returns all of
// them, also with an error: what has come so far. An error of each ends the
// call and is returned as it is; all others are *EndpointError.
func (c *Client) stream(ctx context.Context, a ask, limit time.Duration, each func(words string) error) (string, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, limit, ErrDeadline)
	defer cancel()
	s, err := c.api.CreateChatCompletionStream(ctx, c.request(a))
	if err != nil {
		return "", c.failure(ctx, err)
	}
	defer s.Close()
	var r reply
	for r.finish == "" {
		chunk, err := s.Recv()
		if err != nil {
			return r.text.String(), c.failure(ctx, r.broken(err))
		}
		words, err := r.take(chunk)
		if err != nil {
			return r.text.String(), c.failure(ctx, err)
		}
		if words == "" {
			continue
		}
		if err := each(words); err != nil {
			return r.text.String(), err
		}
	}
	if err := r.whole(); err != nil {
		return r.text.String(), c.failure(ctx, err)
	}
	return r.text.String(), nil
}

// reply gathers a stream's pieces.
type reply struct {
	text   strings.Builder
	finish openai.FinishReason
	thinks bool // inside <think>, which some local models write into the reply
	begun  bool
}

// take is what one chunk adds. Only the first choice counts; a chunk without a
// choice (usage, a comment) adds nothing.
func (r *reply) take(chunk openai.ChatCompletionStreamResponse) (string, error) {
	for _, choice := range chunk.Choices {
		if choice.Index != 0 {
			continue
		}
		if choice.Delta.Refusal != "" {
			return "", ErrRefused
		}
		r.finish = choice.FinishReason
		if r.finish == openai.FinishReasonNull {
			r.finish = ""
		}
		words := r.spoken(choice.Delta.Content)
		r.text.WriteString(words)
		return words, nil
	}
	return "", nil
}

// spoken leaves out a model's thoughts. Their marks come as tokens of their own.
func (r *reply) spoken(words string) string {
	if mark := strings.TrimSpace(words); !r.begun && mark == "<think>" {
		r.begun, r.thinks = true, true
		return ""
	} else if r.thinks {
		if mark == "</think>" {
			r.thinks = false
		}
		return ""
	}
	r.begun = r.begun || words != ""
	return words
}

// broken names why no further chunk came.
func (r *reply) broken(err error) error {
	var syntax *json.SyntaxError
	var shape *json.UnmarshalTypeError
	switch {
	case errors.Is(err, io.EOF): // [DONE], or a connection closed in order: both without a reason to finish
		return fmt.Errorf("%w: no finish reason", ErrCut)
	case errors.As(err, &syntax), errors.As(err, &shape):
		return fmt.Errorf("%w: chunk: %w", ErrMalformed, err)
	}
	return err
}

// whole reports why a finished reply cannot be taken as one.
func (r *reply) whole() error {
	switch r.finish {
	case openai.FinishReasonLength:
		return ErrTooLong
	case openai.FinishReasonContentFilter:
		return ErrFiltered
	case openai.FinishReasonStop:
	default:
		return fmt.Errorf("%w: finish reason", ErrMalformed)
	}
	if strings.TrimSpace(r.text.String()) == "" {
		return ErrEmpty
	}
	return nil
}
