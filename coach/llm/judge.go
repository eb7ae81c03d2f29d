package llm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/sashabaranov/go-openai"
	"github.com/sashabaranov/go-openai/jsonschema"
)

// Call is a finished call as a judge is shown it. About holds the facts that
// decide whether words are true and allowed, by name.
type Call struct {
	Lang  string         `json:"-"`
	About map[string]any `json:"about"`
	Turns []Turn         `json:"turns"`
	Rules []Rule         `json:"rules"`
}

// Turn is what one side said; Speaker is "agent" or "debtor".
type Turn struct {
	Turn    int    `json:"turn"`
	Speaker string `json:"speaker"`
	Text    string `json:"text"`
}

// Rule is a rule of the place in words.
type Rule struct {
	ID     string `json:"id"`
	Family string `json:"family"`
	Words  string `json:"words"`
}

// Verdict is what the model claims, as it came: nothing in it is verified, the
// numbers may be out of range and the quotes invented. Its JSON schema is made
// from these fields.
type Verdict struct {
	Scores   []TurnScore `json:"scores"`
	Findings []Finding   `json:"findings"`
	Raw      string      `json:"-"` // the reply, byte for byte
}

// TurnScore is the model's tone and empathy for a turn, 1–5; 0: nothing to judge.
type TurnScore struct {
	Turn    int `json:"turn"`
	Tone    int `json:"tone"`
	Empathy int `json:"empathy"`
}

// Finding is a breach that the model claims, with its quote.
type Finding struct {
	Turn   int    `json:"turn"`
	RuleID string `json:"rule_id"`
	Quote  string `json:"quote"`
}

// Bounds: a call of 120 turns of two minutes would not be sent; a verdict names
// each turn and a few breaches.
const (
	maxCallRunes  = 60000
	verdictTokens = 6000
)

// Judge has the model judge a call. The error is an *EndpointError: ErrReply
// where the reply is not of the shape asked for (the Verdict's Raw then holds
// it), ErrTooLong also where the call is too long to send.
// An endpoint that answers 400, because it knows no JSON schema, is asked once
// more for plain JSON.
func (c *Client) Judge(ctx context.Context, call Call) (Verdict, error) {
	a, err := c.judging(call)
	if err != nil {
		return Verdict{}, err
	}
	silent := func(string) error { return nil }
	raw, err := c.stream(ctx, a, c.opt.JudgeTime, silent)
	if badRequest(err) {
		if a, err = a.withoutSchema(); err != nil {
			return Verdict{}, err
		}
		raw, err = c.stream(ctx, a, c.opt.JudgeTime, silent)
	}
	if err != nil {
		return Verdict{Raw: raw}, err
	}
	v, err := parseVerdict(raw)
	if err != nil {
		return Verdict{Raw: raw}, &EndpointError{Model: c.opt.Model, Kind: ErrReply, cause: err}
	}
	return v, nil
}

func (c *Client) judging(call Call) (ask, error) {
	system, err := prompt("judge", call.Lang)
	if err != nil {
		return ask{}, err
	}
	data, err := json.Marshal(call)
	if err != nil {
		return ask{}, fmt.Errorf("llm: call: %w", err)
	}
	if utf8.RuneCount(data) > maxCallRunes {
		return ask{}, &EndpointError{Model: c.opt.Model, Kind: ErrTooLong}
	}
	schema, err := jsonschema.GenerateSchemaForType(Verdict{})
	if err != nil {
		return ask{}, fmt.Errorf("llm: schema: %w", err)
	}
	return ask{system: system, user: string(data), tokens: verdictTokens, format: &openai.ChatCompletionResponseFormat{
		Type:       openai.ChatCompletionResponseFormatTypeJSONSchema,
		JSONSchema: &openai.ChatCompletionResponseFormatJSONSchema{Name: "verdict", Schema: schema, Strict: true},
	}}, nil
}

// badRequest reports that the endpoint took the request for wrong.
func badRequest(err error) bool {
	var e *EndpointError
	return errors.As(err, &e) && e.Status == http.StatusBadRequest
}

// withoutSchema asks for the same in the older way: any JSON object, its schema
// told in the instructions.
func (a ask) withoutSchema() (ask, error) {
	schema, err := json.Marshal(a.format.JSONSchema.Schema)
	if err != nil {
		return ask{}, fmt.Errorf("llm: schema: %w", err)
	}
	a.system += "\n\nJSON Schema:\n" + string(schema)
	a.format = &openai.ChatCompletionResponseFormat{Type: openai.ChatCompletionResponseFormatTypeJSONObject}
	return a, nil
}

var errMissing = errors.New("a field is missing")

// parseVerdict takes one JSON object of exactly the fields asked for. A fence
// around it is let pass: models without a schema mode put one there.
func parseVerdict(raw string) (Verdict, error) {
	text := strings.TrimSpace(raw)
	if inner, ok := strings.CutPrefix(text, "```"); ok {
		text = strings.TrimSuffix(strings.TrimPrefix(inner, "json"), "```")
	}
	dec := json.NewDecoder(strings.NewReader(text))
	dec.DisallowUnknownFields()
	v := Verdict{Raw: raw}
	if err := dec.Decode(&v); err != nil {
		return Verdict{}, fmt.Errorf("llm: verdict: %w", err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return Verdict{}, fmt.Errorf("llm: verdict: more after its end: %w", err)
	}
	if v.Scores == nil || v.Findings == nil {
		return Verdict{}, fmt.Errorf("llm: verdict: %w", errMissing)
	}
	return v, nil
}
