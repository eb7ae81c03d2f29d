package main

import (
	"context"
	"errors"
	"io"
	"time"

	"evenkeel/coach"
	"evenkeel/coach/llm"
	"evenkeel/corpus"
	"evenkeel/corpus/embed"
)

// embedders are the values of EVENKEEL_EMBEDDER.
var embedders = []string{"auto", "hash", "e5", "endpoint"}

// chosen is the embedder that auto stands for: the endpoint where one is
// configured, the local model where set-up has installed it, the built-in one
// otherwise.
func (a *app) chosen() string {
	switch {
	case a.Embedder != "auto":
		return a.Embedder
	case a.embeddingsConfigured():
		return "endpoint"
	case a.localModel().Ready():
		return "e5"
	}
	return "hash"
}

func (a *app) localModel() embed.E5Options { return embed.E5Options{Home: a.Home, Log: a.Log} }

// embedder is the one to prefer.
func (a *app) embedder() (corpus.Embedder, error) {
	switch a.chosen() {
	case "endpoint":
		if !a.embeddingsConfigured() {
			return nil, refuse("the embedder endpoint needs OPENAI_EMBEDDING_MODEL, and OPENAI_API_KEY or OPENAI_BASE_URL")
		}
		return embed.NewEndpoint(embed.EndpointOptions{BaseURL: a.OpenAIBaseURL, Key: a.OpenAIKey, Model: a.OpenAIEmbeddingModel}), nil
	case "e5":
		if !a.localModel().Ready() {
			return nil, refuse("the embedder e5 is not installed in %s: run make setup, or set EVENKEEL_EMBEDDER=auto", a.Home)
		}
		return embed.NewE5(a.localModel()), nil
	}
	return embed.NewHash("hash", nil), nil
}

// closeEmbedder ends the children of an embedder that has any.
func (a *app) closeEmbedder(e corpus.Embedder) {
	if c, ok := e.(io.Closer); ok {
		if err := c.Close(); err != nil {
			a.Log.Error("the embedder did not close cleanly", "err", err)
		}
	}
}

// embedderName is shown on pages; "" for the built-in embedder.
func (a *app) embedderName() string {
	switch a.chosen() {
	case "endpoint":
		return a.OpenAIEmbeddingModel
	case "e5":
		return "multilingual-e5-small"
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
	if w, ok := r.embedder.(interface{ Warm(context.Context) error }); ok {
		if err := w.Warm(ctx); err != nil {
			r.app.Log.Warn("local embedding model", "err", err)
		}
	}
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
