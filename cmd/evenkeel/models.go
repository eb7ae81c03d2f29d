package main

import (
	"context"
	"errors"
	"time"

	"evenkeel/coach"
	"evenkeel/coach/llm"
	"evenkeel/corpus"
	"evenkeel/corpus/embed"
)

// embedder is the endpoint's where one is configured; nil leaves the built-in
// one alone.
func (a *app) embedder() corpus.Embedder {
	if !a.embeddingsConfigured() {
		return nil
	}
	return embed.NewEndpoint(embed.EndpointOptions{BaseURL: a.OpenAIBaseURL, Key: a.OpenAIKey, Model: a.OpenAIEmbeddingModel})
}

// embedderName is shown on pages; "" for the built-in embedder.
func (a *app) embedderName() string {
	if a.embeddingsConfigured() {
		return a.OpenAIEmbeddingModel
	}
	return ""
}

// chatName is shown on pages; "" for the built-in debtor and judge.
func (a *app) chatName() string {
	if a.chatConfigured() {
		return a.OpenAIModel
	}
	return ""
}

// embed gives the documents that lack one their vector. A dead endpoint is no
// failure of the pass: search goes on with the built-in embedder, and the next
// pass tries again.
func (r *rooms) embed(ctx context.Context, progress func(done, all int64), now time.Time) error {
	_, err := r.corpus.Fill(ctx, progress, now)
	var gone *embed.UnavailableError
	if errors.As(err, &gone) {
		r.app.Log.Warn("embedding endpoint", "embedder", gone.Embedder, "err", gone.Err)
		return nil
	}
	return err
}

// coachStore opens practice with the built-in debtor and judge, or with a
// language model beside them.
func (r *rooms) coachStore() *coach.Store {
	a := r.app
	if !a.chatConfigured() {
		return coach.New(r.db.Pool, r.book, coach.VoiceSet{}, nil, a.Log)
	}
	client := llm.New(llm.Options{BaseURL: a.OpenAIBaseURL, Key: a.OpenAIKey, Model: a.OpenAIModel})
	return coach.New(r.db.Pool, r.book, coach.ModelVoice(client), coach.ModelJudge(client), a.Log)
}
