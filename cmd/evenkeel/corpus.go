package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"evenkeel/corpus"
)

type searchCmd struct {
	Text string `arg:"" help:"What to look for; names and numbers in it are taken out before it goes to any embedder."`
	Kind string `enum:",case,objection,script,lesson" default:"" help:"Only documents of this kind: case, objection, script or lesson."`
	Lang string `enum:",zh,en" default:"" help:"Only documents in this language: zh or en."`
	Team string `help:"Also what belongs to this team; without it, what belongs to all."`
	K    int    `name:"k" default:"10" help:"How many, 1 to 50."`
	JSON bool   `name:"json" help:"Print one JSON object a line."`
}

// Run prints the nearest documents, each with why it was found.
func (c *searchCmd) Run(ctx context.Context, a *app) error {
	if c.K < 1 || c.K > 50 {
		return refuse("--k: %d is not between 1 and 50", c.K)
	}
	r, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer r.Close()
	found, err := r.corpus.Search(ctx, corpus.Viewer{Team: c.Team}, corpus.Query{Text: c.Text, Kind: corpus.Kind(c.Kind), Lang: c.Lang, K: c.K})
	if err != nil {
		return badQuery(err)
	}
	if found.Notice != "" {
		fmt.Fprintln(a.Err, "evenkeel: the configured embedder did not answer; this was found by words and the built-in one")
	}
	for _, h := range found.Hits {
		if err := c.write(a.Out, h); err != nil {
			return err
		}
	}
	return nil
}

// foundLine is one hit as JSON.
type foundLine struct {
	ID     int64         `json:"id"`
	Ref    string        `json:"ref"`
	Kind   corpus.Kind   `json:"kind"`
	Lang   string        `json:"lang"`
	Title  string        `json:"title"`
	Text   string        `json:"text"`
	Facets corpus.Facets `json:"facets"`
	Score  float64       `json:"score"`
	Why    []string      `json:"why"`
}

// shownText is how many characters of a text the plain list shows.
const shownText = 80

func (c *searchCmd) write(w io.Writer, h corpus.Hit) error {
	why := make([]string, len(h.Why))
	for i, code := range h.Why {
		why[i] = corpus.SayWhy(code, h.Lang)
	}
	if c.JSON {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		return enc.Encode(foundLine{h.ID, h.Ref, h.Kind, h.Lang, h.Title, h.Text, h.Facets, h.Score, why})
	}
	text := []rune(strings.Join(strings.Fields(h.Title+"  "+h.Text), " "))
	if len(text) > shownText {
		text = append(text[:shownText-1], '…')
	}
	_, err := fmt.Fprintf(w, "%6d  %.3f  %-9s %s\n               %s\n", h.ID, h.Score, h.Kind, string(text), strings.Join(why, "; "))
	return err
}

type embedCmd struct {
	Embedder string `enum:",auto,hash,e5,endpoint" default:"" help:"auto, hash, e5 or endpoint, instead of the configured one."`
}

// Run gives every document its vector, and lets the embedder serve when none
// lacks one. It goes on where an earlier run was stopped.
func (c *embedCmd) Run(ctx context.Context, a *app) error {
	if c.Embedder != "" {
		a.Embedder = c.Embedder
	}
	r, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer r.Close()
	show, done := a.counter("documents embedded")
	report, err := r.corpus.Fill(ctx, func(n, _ int64) { show(n) }, a.Now())
	done()
	if err != nil {
		return err
	}
	return json.NewEncoder(a.Out).Encode(map[string]any{"embedder": report.Embedder, "filled": report.Filled, "switched": report.Switched})
}

type redactCmd struct{}

// Run reads {"id","lang","text"} lines from standard input and writes them
// redacted, with the spans in code points of the input.
func (redactCmd) Run(_ context.Context, a *app) error {
	if _, err := corpus.RedactLines(a.In, a.Out); err != nil {
		return refused{err}
	}
	return nil
}
