package coach

import (
	"embed"
	"io/fs"
	"log/slog"
	"math/rand/v2"

	"github.com/jackc/pgx/v5/pgxpool"

	"evenkeel/coach/debtor"
	"evenkeel/coach/score"
	"evenkeel/corpus/pg"
	"evenkeel/corpus/rulebook"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// Migrations are the schema's files, NNN_name.sql at the root.
var Migrations = sub(migrationFiles, "migrations")

// sub cannot fail: the folder is embedded above.
func sub(files embed.FS, dir string) fs.FS {
	f, err := fs.Sub(files, dir)
	if err != nil {
		panic(err)
	}
	return f
}

// Line is this room's line of migrations.
func Line() pg.Line { return pg.Line{Schema: "coach", Files: Migrations} }

// VoiceSet is who words the debtor's moves. Model may be nil: then the built-in
// phrase bank words everything. Name is the model's, for the pages' notice.
type VoiceSet struct {
	Model debtor.Voice
	Name  string
}

// Store keeps practice calls. It is safe for use by many at once.
type Store struct {
	pool  *pgxpool.Pool
	book  *rulebook.Book
	voice VoiceSet
	judge score.Judge
	log   *slog.Logger
	seed  func() uint64
}

// New returns a store. judge may be nil: then the built-in judge alone scores.
func New(pool *pgxpool.Pool, book *rulebook.Book, voice VoiceSet, judge score.Judge, log *slog.Logger) *Store {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Store{pool: pool, book: book, voice: voice, judge: judge, log: log, seed: rand.Uint64}
}

// VoiceName names the language model that words the debtor; "" for the built-in voice.
func (s *Store) VoiceName() string { return s.voice.Name }
