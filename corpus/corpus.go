// Package corpus is what the team knows: past cases, objections with good and bad answers, scripts and lessons, and the
// search that finds the few that fit the account or the call at hand. It owns the schema corpus: document, embedding,
// words, embedder and feedback. Text is redacted before it is stored, embedded or sent anywhere, and the original is
// kept nowhere. It never judges a call, never ranks an account, and knows no model but through its Embedder.
package corpus

import (
	"context"
	stdembed "embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"evenkeel/corpus/embed"
	"evenkeel/corpus/pg"

	"github.com/jackc/pgx/v5/pgxpool"
)

//go:embed migrations/*.sql
var migrationFiles stdembed.FS

// Migrations holds the files of the schema corpus.
var Migrations fs.FS = migrationFiles

// Line is corpus's line of migrations.
func Line() pg.Line { return pg.Line{Schema: "corpus", Files: Migrations} }

var (
	// ErrNotFound: no such document, or none this viewer may see; the two are not told apart.
	ErrNotFound = errors.New("corpus: not found")
	// ErrEmpty: a text without a word in it. Such a text is never stored or embedded.
	ErrEmpty = errors.New("corpus: the text is empty")
	// ErrInvalid is wrapped by the error of a document or query that breaks a rule of its fields.
	ErrInvalid = errors.New("corpus: invalid")
)

// MaxText is the most bytes one text may have. The longest real narrative we hold has 33,000; more is a file gone wrong.
const MaxText = 256 << 10

// Viewer is who asks. A document of team "" is for all teams, any other for its own team only.
type Viewer struct {
	Staff, Team string
	Lead        bool
}

// Kind is what a document is.
type Kind string

// The kinds of document.
const (
	Case      Kind = "case"      // a past conversation: what was said, agreed, and how it ended
	Objection Kind = "objection" // what debtors say every day, with a good and a bad answer
	Script    Kind = "script"
	Lesson    Kind = "lesson"
)

// Kinds lists every kind.
var Kinds = []Kind{Case, Objection, Script, Lesson}

// Document is one thing the team knows. All its words are redacted.
type Document struct {
	ID    int64
	Ref   string // unique per kind and team; empty on Add: the hash of the redacted text
	Kind  Kind
	Team  string // "": all teams
	Lang  string // "zh" or "en"
	Title string
	Text  string
	// Said, Agreed and Ended are a case's summary, one sentence each; empty where nobody wrote one.
	Said, Agreed, Ended string
	Facets              Facets
	Good, Bad           string   // an objection's good and bad answer
	BadRules            []string // ids of the rules that Bad breaks
	Demo                bool
	Created             time.Time
	Updated             time.Time
}

// Facets are a document's labels: FacetNames to a value in lower case with underscores.
type Facets = map[string]string

// FacetNames are the labels a document may carry. Unknown names are refused, so that a misspelt column is noticed.
var FacetNames = []string{"jurisdiction", "product", "stage", "debtor_kind", "reason", "objection", "outcome", "family"}

// Outcomes are the values of the facet outcome.
var Outcomes = []string{"agreed", "kept", "broken", "refused", "dispute_upheld", "complaint", "hardship", "wrong_person", "stopped", "crisis", "no_result"}

// EndedBadly tells whether an outcome is one to learn from as a warning: a broken promise, a refusal, a complaint.
func EndedBadly(outcome string) bool {
	return outcome == "broken" || outcome == "refused" || outcome == "complaint"
}

// Embedder turns texts into vectors of Dims numbers, of which near ones mean something alike. The vectors of two
// embedders, told apart by Name, are never compared. query marks texts to search with, which some models treat
// otherwise than texts to be found.
type Embedder interface {
	Name() string
	Dims() int
	Embed(ctx context.Context, texts []string, query bool) ([][]float32, error)
}

var (
	_ Embedder = (*embed.Hash)(nil)
	_ Embedder = (*embed.Endpoint)(nil)
	_ Embedder = (*embed.E5)(nil)
)

// Store keeps and finds documents. It is safe for concurrent use.
type Store struct {
	pool *pgxpool.Pool
	// outer is the configured embedder; nil where only the built-in one serves.
	outer Embedder
	log   *slog.Logger

	mu    sync.Mutex
	hash  *embed.Hash     // the built-in embedder of the generation that serves; nil until first used
	large map[string]bool // teams with more documents than exactRows
	taken centres         // from outer's vectors; nil until first used
}

// New returns a store on a migrated database. e is the embedder to prefer once Fill has given every document its
// vector; nil or an *embed.Hash leaves the built-in one alone. log nil is slog.Default().
func New(pool *pgxpool.Pool, e Embedder, log *slog.Logger) *Store {
	if log == nil {
		log = slog.Default()
	}
	if _, builtIn := e.(*embed.Hash); builtIn {
		e = nil
	}
	return &Store{pool: pool, outer: e, log: log}
}

// check tells what is wrong with a document that is about to be stored.
func (d *Document) check() error {
	switch {
	case !slices.Contains(Kinds, d.Kind):
		return fmt.Errorf("%w: kind %q is none of %v", ErrInvalid, d.Kind, Kinds)
	case d.Lang != "zh" && d.Lang != "en":
		return fmt.Errorf(`%w: lang %q is neither "zh" nor "en"`, ErrInvalid, d.Lang)
	case !hasWord(d.Text):
		return ErrEmpty
	case len(d.Text) > MaxText:
		return fmt.Errorf("%w: the text has %d bytes, more than %d", ErrInvalid, len(d.Text), MaxText)
	}
	for name, value := range d.Facets {
		if !slices.Contains(FacetNames, name) {
			return fmt.Errorf("%w: facet %q is none of %v", ErrInvalid, name, FacetNames)
		}
		if name == "outcome" && !slices.Contains(Outcomes, value) {
			return fmt.Errorf("%w: outcome %q is none of %v", ErrInvalid, value, Outcomes)
		}
	}
	return nil
}

// embedText is what a document is found by: what happened and what was said, not how it ended, so that a case is
// compared with an account by what both of them have. The title and the summary count twice: they are the few words in
// two hundred that somebody chose.
func (d *Document) embedText() string {
	if d.Title == d.Text {
		return d.Text
	}
	parts := []string{d.Title, d.Text, d.Said, d.Title, d.Said}
	return strings.TrimSpace(strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "\n"))
}
