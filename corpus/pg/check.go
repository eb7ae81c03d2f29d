package pg

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
)

// What the product is tested against.
const (
	oldestServer = 14
	newestServer = 18
	// Iterative index scans, without which a filtered search loses most of its hits, came with pgvector 0.8.
	oldestVector = "0.8"
)

// ErrUnfit is wrapped by the error of a database that cannot serve the product; the message holds the remedy.
var ErrUnfit = errors.New("database unfit")

// prepare makes the two extensions and checks the server, pgvector and the locale. The caller holds the migration lock.
func prepare(ctx context.Context, conn *pgx.Conn) error {
	if err := checkServer(ctx, conn); err != nil {
		return err
	}
	for _, name := range []string{"vector", "pg_trgm"} {
		if err := ensureExtension(ctx, conn, name); err != nil {
			return err
		}
	}
	if err := checkVector(ctx, conn); err != nil {
		return err
	}
	return checkLocale(ctx, conn)
}

func checkServer(ctx context.Context, conn *pgx.Conn) error {
	var number int
	var encoding string
	err := conn.QueryRow(ctx, `SELECT current_setting('server_version_num')::int, current_setting('server_encoding')`).
		Scan(&number, &encoding)
	if err != nil {
		return fmt.Errorf("pg: read the server's version: %w", err)
	}
	if major := number / 10000; major < oldestServer || major > newestServer {
		return fmt.Errorf("pg: %w: the server is PostgreSQL %d; use one of %d to %d", ErrUnfit, major, oldestServer, newestServer)
	}
	if encoding != "UTF8" {
		return fmt.Errorf("pg: %w: its encoding is %s; create it with ENCODING 'UTF8'", ErrUnfit, encoding)
	}
	return nil
}

// ensureExtension looks first: making an extension needs a privilege that a careful operator's role does not have.
func ensureExtension(ctx context.Context, conn *pgx.Conn, name string) error {
	var there bool
	if err := conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_extension WHERE extname = $1)`, name).Scan(&there); err != nil {
		return fmt.Errorf("pg: look for extension %s: %w", name, err)
	}
	if there {
		return nil
	}
	if _, err := conn.Exec(ctx, "CREATE EXTENSION IF NOT EXISTS "+name+" SCHEMA public"); err != nil {
		return fmt.Errorf("pg: %w: extension %s cannot be made (install it on the server, or have an administrator run CREATE EXTENSION %s): %w",
			ErrUnfit, name, name, err)
	}
	return nil
}

func checkVector(ctx context.Context, conn *pgx.Conn) error {
	var version string
	if err := conn.QueryRow(ctx, `SELECT extversion FROM pg_extension WHERE extname = 'vector'`).Scan(&version); err != nil {
		return fmt.Errorf("pg: read pgvector's version: %w", err)
	}
	if olderVersion(version, oldestVector) {
		return fmt.Errorf("pg: %w: pgvector is %s; install %s or later and run ALTER EXTENSION vector UPDATE", ErrUnfit, version, oldestVector)
	}
	return nil
}

// checkLocale asks pg_trgm itself for the trigrams of a Chinese word: in a database of locale C it has none, and a
// search by words would find no Chinese text without a word of warning.
func checkLocale(ctx context.Context, conn *pgx.Conn) error {
	var trigrams int
	var name, locale string
	err := conn.QueryRow(ctx, `SELECT cardinality(show_trgm('催收')), datname, datctype
		FROM pg_database WHERE datname = current_database()`).Scan(&trigrams, &name, &locale)
	if err != nil {
		return fmt.Errorf("pg: check the locale: %w", err)
	}
	if trigrams == 0 {
		return fmt.Errorf("pg: %w: in the locale %q of database %s pg_trgm drops Chinese; create the database with "+
			"TEMPLATE template0 LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' and load the data into it", ErrUnfit, locale, name)
	}
	return nil
}

// olderVersion compares dotted versions by their numbers; what is no number counts as 0.
func olderVersion(version, than string) bool {
	have, want := strings.Split(version, "."), strings.Split(than, ".")
	for i := range want {
		var h int
		if i < len(have) {
			h = number(have[i])
		}
		if w := number(want[i]); h != w {
			return h < w
		}
	}
	return false
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}
