package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/jackc/pgx/v5"

	"evenkeel/corpus"
	"evenkeel/corpus/pg"
)

type benchRetrievalCmd struct {
	Corpus      string `required:"" type:"existingfile" help:"JSON lines {\"id\",\"text\"} to search."`
	Queries     string `required:"" type:"existingfile" help:"JSON lines {\"id\",\"text\"} to ask."`
	Qrels       string `required:"" type:"existingfile" help:"Lines of query id, document id and score, apart by tabs: what is relevant."`
	Embedder    string `enum:",auto,hash,e5,endpoint" default:"" help:"auto, hash, e5 or endpoint, instead of the configured one."`
	Mode        string `enum:"vector,words,hybrid" default:"hybrid" help:"vector, words or hybrid."`
	LimitCorpus int    `name:"limit-corpus" help:"Load only the first so many documents."`
}

// Run measures retrieval in a database of its own, which it drops again, and
// prints the figures as JSON.
func (c *benchRetrievalCmd) Run(ctx context.Context, a *app) error {
	if c.LimitCorpus < 0 {
		return refuse("--limit-corpus: %d is negative", c.LimitCorpus)
	}
	if c.Embedder != "" {
		a.Embedder = c.Embedder
	}
	e, err := a.embedder()
	if err != nil {
		return err
	}
	defer a.closeEmbedder(e)
	files, err := openAll(c.Corpus, c.Queries, c.Qrels)
	if err != nil {
		return refused{err}
	}
	defer closeAll(files)
	return a.inScratch(ctx, func(url string) error {
		pool, err := pg.NewPool(ctx, url)
		if err != nil {
			return err
		}
		defer pool.Close()
		show, done := a.counter("documents loaded")
		defer done()
		figures, err := corpus.New(pool, e, a.Log).BenchRetrieval(ctx, files[0], files[1], files[2],
			corpus.BenchOptions{Mode: c.Mode, Limit: c.LimitCorpus, Clock: a.Now, Progress: show})
		if err != nil {
			return badQuery(err)
		}
		return json.NewEncoder(a.Out).Encode(figures)
	})
}

// badQuery marks what the caller can mend in a text or a file.
func badQuery(err error) error {
	if errors.Is(err, corpus.ErrEmpty) || errors.Is(err, corpus.ErrInvalid) || errors.Is(err, corpus.ErrFormat) {
		return refused{err}
	}
	return err
}

// inScratch makes a database of corpus's tables beside the configured one, and
// drops it however work ends.
func (a *app) inScratch(ctx context.Context, work func(url string) error) (err error) {
	db, err := pg.Open(ctx, pg.Options{URL: a.DatabaseURL, Home: a.Home, Log: a.Log, Progress: a.say})
	if err != nil {
		return err
	}
	defer db.Close()
	name := "evenkeel_bench_" + strings.ToLower(rand.Text()[:12])
	// A Chinese corpus needs a locale that keeps its characters; see corpus/pg.
	_, err = db.Pool.Exec(ctx, "CREATE DATABASE "+name+" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'")
	if err != nil {
		return fmt.Errorf("make a database to measure in: %w", err)
	}
	defer func() {
		_, dropped := db.Pool.Exec(context.WithoutCancel(ctx), "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
		err = errors.Join(err, dropped)
	}()
	url, err := beside(db.URL, name)
	if err != nil {
		return err
	}
	if err := pg.Migrate(ctx, url, corpus.Line()); err != nil {
		return err
	}
	return work(url)
}

// beside is the address of another database of the same server. Both forms of
// an address are understood: a URL, and words such as host=… dbname=….
func beside(address, name string) (string, error) {
	if _, err := pgx.ParseConfig(address); err != nil {
		return "", fmt.Errorf("database address: %w", err)
	}
	if !strings.Contains(address, "://") {
		return address + " dbname=" + name, nil
	}
	head, query, _ := strings.Cut(address, "?")
	scheme, rest, _ := strings.Cut(head, "://")
	host, _, _ := strings.Cut(rest, "/")
	return scheme + "://" + host + "/" + name + "?" + query, nil
}

func openAll(names ...string) ([]io.ReadCloser, error) {
	var files []io.ReadCloser
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			closeAll(files)
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

func closeAll(files []io.ReadCloser) {
	for _, f := range files {
		f.Close()
	}
}
