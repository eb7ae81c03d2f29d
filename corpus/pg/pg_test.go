package pg_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/jackc/pgx/v5"

	"evenkeel/corpus/pg"
	"evenkeel/corpus/pg/pgtest"
)

func line(schema string, files ...string) pg.Line {
	fsys := fstest.MapFS{}
	for i, sql := range files {
		fsys[fmt.Sprintf("%03d_step.sql", i+1)] = &fstest.MapFile{Data: []byte(sql)}
	}
	return pg.Line{Schema: schema, Files: fsys}
}

func TestStartMakesMigratesAndKeeps(t *testing.T) {
	t.Parallel()
	pgtest.URL(t) // skips or fails where there is no server to start
	home, err := os.MkdirTemp("/tmp", "evenkeel-home-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(home); err != nil {
			t.Error(err)
		}
	})
	if err := os.Chmod(home, 0o755); err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	var steps []string
	o := pg.Options{Home: home, Progress: func(step string) { steps = append(steps, step) }}
	notes := line("notes", "CREATE TABLE notes.note (id int CONSTRAINT note_once UNIQUE)")
	db, err := pg.Start(ctx, o, notes)
	if err != nil {
		t.Fatal(err)
	}
	insert := func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO notes.note (id) VALUES (1)`)
		return err
	}
	if err := pg.InTx(ctx, db.Pool, insert); err != nil {
		t.Fatal(err)
	}
	err = pg.InTx(ctx, db.Pool, insert)
	if !pg.IsUnique(err, "note_once") || !pg.IsUnique(err, "") || pg.IsUnique(err, "other") || pg.IsUnique(nil, "") {
		t.Errorf("a second insert: %v", err)
	}
	db.Close()
	if len(steps) != 2 {
		t.Errorf("steps told: %q", steps)
	}
	db, err = pg.Open(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var notesKept int
	if err := db.Pool.QueryRow(ctx, `SELECT count(*) FROM notes.note`).Scan(&notesKept); err != nil || notesKept != 1 {
		t.Errorf("after the second start: %d notes, %v", notesKept, err)
	}
}

func TestMigrateTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	one := line("notes", "CREATE TABLE notes.note (id int)", "INSERT INTO notes.note VALUES (1)")
	url := pgtest.URL(t, one)
	if err := pg.Migrate(ctx, url, one); err != nil {
		t.Fatal(err)
	}
	more := line("notes", "CREATE TABLE notes.note (id int)", "INSERT INTO notes.note VALUES (1)", "INSERT INTO notes.note VALUES (2)")
	if err := pg.Migrate(ctx, url, more, line("others")); err != nil {
		t.Fatal(err)
	}
	pool, err := pg.NewPool(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	var rows, version int
	err = pool.QueryRow(ctx, `SELECT (SELECT count(*) FROM notes.note), version FROM notes.schema_version`).Scan(&rows, &version)
	if err != nil || rows != 2 || version != 3 {
		t.Errorf("%d rows at version %d (%v), want 2 at 3", rows, version, err)
	}
	if err := pg.Migrate(ctx, url, one); err == nil || !strings.Contains(err.Error(), "newer version") {
		t.Errorf("an older program on a newer database: %v", err)
	}
}

func TestMigrateNamesTheBadFile(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for name, c := range map[string]struct {
		bad  string
		want []string
	}{
		"a mistake": {"-- a comment\nCREATE TABEL x ();", []string{"schema notes", "002_step.sql", "line 2", "syntax error"}},
		"a fault":   {"SELECT 1/0", []string{"002_step.sql", "division by zero"}},
		"empty":     {" \n", []string{"002_step.sql", "empty"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := pgtest.URL(t)
			err := pg.Migrate(ctx, url, line("notes", "CREATE TABLE notes.note (id text DEFAULT '{{x}}')", c.bad))
			if err == nil {
				t.Fatal("the bad file passed")
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q lacks %q", err, want)
				}
			}
		})
	}
}

func TestMigrateFromManyProcessesAtOnce(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	done := make(chan error)
	for range 4 {
		go func() {
			done <- pg.Migrate(context.Background(), url, line("notes", "CREATE TABLE notes.note (id int)"))
		}()
	}
	for range 4 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// In a database of locale C pg_trgm keeps no Chinese: the first search by words would find nothing.
func TestALocaleThatLosesChineseIsRefused(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	pool := pgtest.New(t)
	name := pool.Config().ConnConfig.Database + "_c"
	if _, err := pool.Exec(ctx, "CREATE DATABASE "+name+" TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := pool.Exec(ctx, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	url := strings.Replace(pool.Config().ConnString(), "/"+pool.Config().ConnConfig.Database, "/"+name, 1)
	_, err := pg.Open(ctx, pg.Options{URL: url})
	if !errors.Is(err, pg.ErrUnfit) || !strings.Contains(err.Error(), "C.UTF-8") {
		t.Errorf("got %v, want a refusal with its remedy", err)
	}
}
