package pgtest_test

import (
	"context"
	"testing"
	"testing/fstest"

	"github.com/pgvector/pgvector-go"

	"evenkeel/corpus/pg"
	"evenkeel/corpus/pg/pgtest"
)

func notes() pg.Line {
	return pg.Line{Schema: "notes", Files: fstest.MapFS{"001_note.sql": {Data: []byte(
		`CREATE TABLE notes.note (id int PRIMARY KEY, v vector(3))`)}}}
}

func TestEachTestHasItsOwnMigratedDatabase(t *testing.T) {
	for _, name := range []string{"one", "two", "three"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := context.Background()
			pool := pgtest.New(t, notes())
			want := pgvector.NewVector([]float32{1, 2, 3})
			if _, err := pool.Exec(ctx, `INSERT INTO notes.note (id, v) VALUES (1, $1)`, want); err != nil {
				t.Fatal(err)
			}
			var got pgvector.Vector
			if err := pool.QueryRow(ctx, `SELECT v FROM notes.note`).Scan(&got); err != nil {
				t.Fatal(err)
			}
			if got.String() != want.String() {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

func TestURLOpensTheSameKindOfDatabase(t *testing.T) {
	t.Parallel()
	pool, err := pg.NewPool(context.Background(), pgtest.URL(t, notes()))
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	var notes int
	if err := pool.QueryRow(context.Background(), `SELECT count(*) FROM notes.note`).Scan(&notes); err != nil {
		t.Fatal(err)
	}
}
