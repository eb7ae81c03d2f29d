package coach

import (
	"context"
	"fmt"

	"evenkeel/coach/debtor"
	"evenkeel/coach/llm"
)

// ModelVoice lets a chat model word the debtor's moves.
func ModelVoice(c *llm.Client) VoiceSet {
	return VoiceSet{Model: modelVoice{c}, Name: c.Model()}
}

type modelVoice struct{ client *llm.Client }

// Speak tells the model the move to word and no more. The error is ErrUnfit of
// package debtor where the model answered something that cannot be used.
func (v modelVoice) Speak(ctx context.Context, r debtor.Request, emit func(piece string) error) (string, error) {
	d := r.Profile
	text, err := v.client.Speak(ctx, llm.Line{
		Lang: d.Lang, Kind: r.Move.Kind, Topic: r.Move.Objection, Mood: r.Move.Mood, Fact: r.Move.Line,
		Terms: debtor.SayParts(r.Move.Offer, d.Currency, d.Lang), BuiltIn: r.BuiltIn, Wording: debtor.Wordings(d, r.Move),
		Heard: r.Heard, Said: r.Said,
	}, emit)
	if err != nil && llm.Answered(err) {
		return text, fmt.Errorf("%w: %w", debtor.ErrUnfit, err)
	}
	return text, err
}
