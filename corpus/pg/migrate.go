package pg

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/tern/v2/migrate"
)

// A Line is one domain's migrations: the files NNN_name.sql at the root of Files, or in its folder "migrations",
// applied in order and never undone, with the tables in Schema and the version in Schema.schema_version.
type Line struct {
	Schema string
	Files  fs.FS
}

// migrationLock is the key of the advisory lock that lets one process migrate at a time. Any number that nobody else
// takes in the same database will do.
const migrationLock = 0x65766b6c6d6967 // "evklmig"

// Migrate makes the extensions, checks that the database is fit, and brings each line's schema up to date, in order.
// It is safe to run in several processes at once. The error of a bad migration names its file.
func Migrate(ctx context.Context, url string, lines ...Line) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return fmt.Errorf("pg: connect: %w", err)
	}
	err = migrateLocked(ctx, conn, lines)
	if closeErr := conn.Close(context.WithoutCancel(ctx)); err == nil && closeErr != nil {
		err = fmt.Errorf("pg: close the migrating connection: %w", closeErr)
	}
	return err
}

// migrateLocked holds the lock until the connection closes.
func migrateLocked(ctx context.Context, conn *pgx.Conn, lines []Line) error {
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock($1)`, int64(migrationLock)); err != nil {
		return fmt.Errorf("pg: wait for the migration lock: %w", err)
	}
	if err := prepare(ctx, conn); err != nil {
		return err
	}
	for _, line := range lines {
		if err := line.apply(ctx, conn); err != nil {
			return fmt.Errorf("pg: migrate schema %s: %w", line.Schema, err)
		}
	}
	return nil
}

func (l Line) apply(ctx context.Context, conn *pgx.Conn) error {
	steps, err := l.read()
	if err != nil {
		return err
	}
	if _, err := conn.Exec(ctx, "CREATE SCHEMA IF NOT EXISTS "+pgx.Identifier{l.Schema}.Sanitize()); err != nil {
		return err
	}
	if len(steps) == 0 {
		return nil
	}
	m, err := migrate.NewMigrator(ctx, conn, l.Schema+".schema_version")
	if err != nil {
		return err
	}
	for _, s := range steps {
		m.AppendMigration(s.name, s.sql, "")
	}
	return explain(m.Migrate(ctx))
}

// explain adds what the library's errors leave out: the line of a bad statement, and why a version is out of range.
func explain(err error) error {
	var version migrate.BadVersionError
	if errors.As(err, &version) {
		return fmt.Errorf("the database was made by a newer version of this program: %w", err)
	}
	var statement migrate.MigrationPgError
	if errors.As(err, &statement) && statement.Position > 0 {
		before := []rune(statement.Sql)[:statement.Position-1]
		return fmt.Errorf("line %d of %w", 1+strings.Count(string(before), "\n"), err)
	}
	return err
}

// step is one migration file.
type step struct{ name, sql string }

// read returns the line's files in order. They are plain SQL: tern's templates are not expanded in them.
func (l Line) read() ([]step, error) {
	files := l.Files
	if files == nil {
		return nil, nil
	}
	if _, err := fs.Stat(files, "migrations"); err == nil {
		if files, err = fs.Sub(files, "migrations"); err != nil {
			return nil, err
		}
	}
	names, err := migrate.FindMigrations(files)
	if err != nil {
		return nil, err
	}
	steps := make([]step, len(names))
	for i, name := range names {
		sql, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		if strings.TrimSpace(string(sql)) == "" {
			return nil, fmt.Errorf("%s: the file is empty", name)
		}
		steps[i] = step{name, string(sql)}
	}
	return steps, nil
}
