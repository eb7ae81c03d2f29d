// Package pgtest gives a test a real PostgreSQL database with pgvector, its own, migrated and dropped again. It owns
// the test server's templates and knows no domain. Only tests import it.
//
// The server is the one of DATABASE_URL, whose user must be allowed to create databases, or a private one under
// EVENKEEL_HOME (the module's folder ".evenkeel" by default) that does not sync to disk. The private one is started
// by the first test that asks, shared by all packages of a run, and stops by itself when nobody has used it for half
// a minute. A database is copied from a template that is migrated once for each set of lines, in about 25 ms.
package pgtest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"evenkeel/corpus/pg"
)

// Prefixes of the names of what the tests make, by which later runs find what a killed one has left.
const (
	templatePrefix = "evenkeel_template_"
	testPrefix     = "evenkeel_test_"
)

// limit is how long making one database may take; on a busy machine a cold start takes some seconds.
const limit = time.Minute

// New returns a pool on a database of the test's own, with the lines migrated. It is closed and dropped at cleanup.
// Where no database can be had the test fails if CI is set, and is skipped otherwise. It may be used in parallel.
func New(t testing.TB, lines ...pg.Line) *pgxpool.Pool {
	t.Helper()
	address := URL(t, lines...)
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	pool, err := pg.NewPool(ctx, address)
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	t.Cleanup(pool.Close)
	return pool
}

// URL is New for what opens its own connections, such as the whole program: the address of the test's own database.
func URL(t testing.TB, lines ...pg.Line) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	s, err := shared()
	if errors.Is(err, pg.ErrNoServer) && os.Getenv("CI") == "" {
		t.Skipf("pgtest: SKIPPED, this test needs a database: %v", err)
	}
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	name, err := s.create(ctx, lines)
	if err != nil {
		t.Fatalf("pgtest: make a database: %v", err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), limit)
		defer cancel()
		if err := s.exec(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("pgtest: drop the database: %v", err)
		}
	})
	return s.url(name)
}

// server is the one that all tests of this process use. It is held until the process ends, which gives it up.
type server struct {
	admin   string     // the address of a database that is not a test's
	private *pg.Server // nil with DATABASE_URL; kept here, as its lock would close with it when it is collected
}

var shared = sync.OnceValues(func() (server, error) {
	if address := os.Getenv("DATABASE_URL"); address != "" {
		return server{admin: address}, nil
	}
	home, err := home()
	if err != nil {
		return server{}, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	private, err := pg.StartServer(ctx, pg.ServerOptions{Home: home, Volatile: true})
	if err != nil {
		return server{}, err
	}
	s := server{private.URL("postgres"), private}
	if private.Started() {
		err = s.sweep(ctx)
	}
	return s, err
})

// home is the folder of the test server.
func home() (string, error) {
	if h := os.Getenv("EVENKEEL_HOME"); filepath.IsAbs(h) {
		return filepath.Join(h, "test"), nil
	}
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	// A test runs in its package's folder: the module's is the one above with go.mod.
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("no go.mod above the current folder: set EVENKEEL_HOME to an absolute path")
		}
		dir = filepath.Dir(dir)
	}
	h := os.Getenv("EVENKEEL_HOME")
	if h == "" {
		h = ".evenkeel"
	}
	return filepath.Join(dir, h, "test"), nil
}

// create copies the template of the lines. Another process may sweep an old template away in between: then once more.
func (s server) create(ctx context.Context, lines []pg.Line) (string, error) {
	name := testPrefix + strings.ToLower(rand.Text()[:16])
	for attempt := 0; ; attempt++ {
		template, err := s.template(ctx, lines)
		if err != nil {
			return "", err
		}
		err = s.exec(ctx, "CREATE DATABASE "+name+" TEMPLATE "+template)
		var missing *pgconn.PgError
		if errors.As(err, &missing) && missing.Code == "3D000" && attempt == 0 {
			continue
		}
		return name, err
	}
}

var (
	templates   = map[string]bool{} // those this process has seen complete
	templatesMu sync.Mutex
)

// template returns the name of the migrated template of the lines, made now if no run has made it before. It gets its
// name when it is complete, so that an interrupted run leaves none that is not.
func (s server) template(ctx context.Context, lines []pg.Line) (string, error) {
	sum, err := fingerprint(lines)
	if err != nil {
		return "", err
	}
	name := templatePrefix + sum
	templatesMu.Lock()
	defer templatesMu.Unlock()
	if templates[name] {
		return name, nil
	}
	conn, err := pgx.Connect(ctx, s.admin)
	if err != nil {
		return "", err
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock(hashtextextended($1, 0))`, name); err != nil {
		return "", err
	}
	var there bool
	if err := conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, name).Scan(&there); err != nil {
		return "", err
	}
	if !there {
		err = s.build(ctx, conn, name, lines)
	}
	templates[name] = err == nil
	return name, err
}

func (s server) build(ctx context.Context, conn *pgx.Conn, name string, lines []pg.Line) error {
	growing := name + "_new"
	for _, sql := range []string{
		"DROP DATABASE IF EXISTS " + growing,
		"CREATE DATABASE " + growing + " TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'",
	} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return err
		}
	}
	if err := pg.Migrate(ctx, s.url(growing), lines...); err != nil {
		return err
	}
	_, err := conn.Exec(ctx, "ALTER DATABASE "+growing+" RENAME TO "+name)
	return err
}

// fingerprint of the lines: their schemas and the names and contents of all files.
func fingerprint(lines []pg.Line) (string, error) {
	sum := sha256.New()
	for _, line := range lines {
		fmt.Fprintf(sum, "line %q\n", line.Schema)
		if line.Files == nil {
			continue
		}
		err := fs.WalkDir(line.Files, ".", func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			text, err := fs.ReadFile(line.Files, path)
			fmt.Fprintf(sum, "file %q %d\n%s", path, len(text), text)
			return err
		})
		if err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(sum.Sum(nil)[:8]), nil
}

// sweep drops what earlier runs have left: databases of killed tests, and templates of migrations as they were days ago.
func (s server) sweep(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, s.admin)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	rows, err := conn.Query(ctx, `SELECT datname FROM pg_database d
		WHERE (starts_with(datname, $1) AND (pg_stat_file('base/' || oid)).modification < now() - interval '2 hours'
		    OR starts_with(datname, $2) AND (pg_stat_file('base/' || oid)).modification < now() - interval '3 days')
		  AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datid = d.oid)`, testPrefix, templatePrefix)
	if err != nil {
		return err
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, name := range names {
		if _, err := conn.Exec(ctx, "DROP DATABASE IF EXISTS "+name); err != nil {
			return err
		}
	}
	return nil
}

func (s server) exec(ctx context.Context, sql string) error {
	conn, err := pgx.Connect(ctx, s.admin)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, sql)
	return errors.Join(err, conn.Close(ctx))
}

// url is the admin's address with another database.
func (s server) url(name string) string {
	if s.private != nil {
		return s.private.URL(name)
	}
	u, err := url.Parse(s.admin)
	if err != nil || u.Scheme == "" {
		return s.admin + " dbname=" + name // the keyword form, where the last of a name wins
	}
	u.Path = "/" + name
	return u.String()
}
