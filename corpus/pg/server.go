package pg

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// The names inside a private server, which nobody else can reach.
const (
	database  = "evenkeel"
	superuser = "evenkeel"
)

// How long a server may take to accept connections or to end. A recovery after a crash replays at most max_wal_size,
// a matter of seconds; what takes longer than this is stuck.
const (
	startLimit = 2 * time.Minute
	stopLimit  = time.Minute
	pollEvery  = 15 * time.Millisecond
)

// ErrNoServer is returned where no PostgreSQL with pgvector is installed, or none can be run on this system.
var ErrNoServer = errors.New("no PostgreSQL with pgvector found: run `make setup`, or set DATABASE_URL to a database that has it")

// ServerOptions says where a private server lives.
type ServerOptions struct {
	// Home is the folder under which the server's folder "pg" is made.
	Home string
	// Volatile is for tests: nothing is synced to disk, and the server outlives its users by some seconds, so that the
	// next test process finds it running.
	Volatile bool
	// Progress, if set, is told of each step that may take more than two seconds, before it begins.
	Progress func(step string)
}

// A Server is this process's share in a private PostgreSQL. The first process that asks starts it, in a session of its
// own so that it outlives its starter; others join; the last to close stops it. Who uses it is told by shared locks
// that the kernel drops with a process, so that a crashed user counts no longer and no file has to be cleaned up.
type Server struct {
	place
	options  ServerOptions
	users    *os.File // holds the shared lock
	programs programs
	started  bool
}

// StartServer starts the private server under o.Home, or joins the one that runs.
func StartServer(ctx context.Context, o ServerOptions) (*Server, error) {
	if o.Progress == nil {
		o.Progress = func(string) {}
	}
	p, err := settle(o.Home)
	if err != nil {
		return nil, fmt.Errorf("pg: private database: %w", err)
	}
	s := &Server{place: p, options: o}
	if err := s.open(ctx); err != nil {
		return nil, fmt.Errorf("pg: private database in %s: %w", p.dir, err)
	}
	return s, nil
}

// URL is the address of one of the server's databases.
func (s *Server) URL(name string) string {
	query := url.Values{"host": {s.socket}, "sslmode": {"disable"}}
	return "postgres://" + superuser + "@/" + url.PathEscape(name) + "?" + query.Encode()
}

// Started tells whether this process started the server, rather than joined it.
func (s *Server) Started() bool { return s.started }

// Close gives up this process's share, and stops the server if that was the last and it is not volatile.
func (s *Server) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), stopLimit)
	defer cancel()
	if s.options.Volatile {
		return s.users.Close()
	}
	gate, err := lock(ctx, s.gateFile())
	if err != nil {
		return fmt.Errorf("pg: close the private database: %w", err)
	}
	defer gate.Close()
	last, err := isLast(s.users)
	if err == nil && last {
		err = s.stop(ctx)
	}
	if err := errors.Join(err, s.users.Close()); err != nil {
		return fmt.Errorf("pg: close the private database: %w", err)
	}
	return nil
}

// open brings the server up and takes the share, behind the gate that lets one process at a time start or stop it.
func (s *Server) open(ctx context.Context) error {
	gate, err := lock(ctx, s.gateFile())
	if err != nil {
		return err
	}
	defer gate.Close()
	if err := s.ensureRunning(ctx); err != nil {
		return err
	}
	s.users, err = share(s.usersFile())
	return err
}

// ensureRunning joins a server that answers, waits for one that is starting or ending, and starts one where none is.
func (s *Server) ensureRunning(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	for {
		answer := s.ping(ctx)
		if answer == nil {
			return nil
		}
		if s.pid() == 0 {
			break
		}
		if err := pause(ctx); err != nil {
			return fmt.Errorf("a server is there but does not answer: %w", answer)
		}
	}
	if err := s.create(ctx); err != nil {
		return err
	}
	s.options.Progress("starting the database")
	if err := s.start(ctx); err != nil {
		return err
	}
	s.started = true
	return s.ensureDatabase(ctx)
}

// create makes the data folder on the first use. It grows under another name and is moved into place when it is
// whole, so that an interrupted start leaves nothing that looks like data.
func (s *Server) create(ctx context.Context) error {
	made, err := os.ReadFile(filepath.Join(s.data(), "PG_VERSION"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if s.programs, err = findPrograms(strings.TrimSpace(string(made))); err != nil || made != nil {
		return err
	}
	s.options.Progress("creating the database")
	growing := s.data() + ".new"
	if err := os.RemoveAll(growing); err != nil {
		return err
	}
	args := []string{"-D", growing, "-U", superuser, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"}
	if s.options.Volatile {
		args = append(args, "--no-sync")
	}
	cmd := s.command("initdb", args...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, strings.TrimSpace(string(out)))
	}
	return os.Rename(growing, s.data())
}

// start runs the server and waits until it answers.
func (s *Server) start(ctx context.Context) error {
	if err := s.clearStale(); err != nil {
		return err
	}
	log, err := os.OpenFile(s.logFile(), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	cmd := s.command("postgres", s.settings()...)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }() // also reaps the server, should it end before us
	if s.options.Volatile {
		if err := s.watch(cmd.Process.Pid); err != nil {
			return err
		}
	}
	for s.ping(ctx) != nil {
		select {
		case err := <-ended:
			return fmt.Errorf("the server ended at its start (%v): %s", err, s.logTail())
		case <-ctx.Done():
			return fmt.Errorf("the server did not answer in time (%w): %s", ctx.Err(), s.logTail())
		case <-time.After(pollEvery):
		}
	}
	return nil
}

// settings of the server. Its log must hold nobody's name or words: so neither statements nor the details of errors.
func (s *Server) settings() []string {
	set := []string{
		"listen_addresses=", "unix_socket_directories=" + s.socket, "unix_socket_permissions=0700",
		"log_error_verbosity=terse", "log_min_error_statement=panic",
		"timezone=UTC", "log_timezone=UTC", "max_connections=200", "shared_buffers=256MB",
		"random_page_cost=1.1", "max_wal_size=2GB", "jit=off",
		// Parallel index builds need more than the 64 MB of shared memory that a container has by default.
		"dynamic_shared_memory_type=mmap",
	}
	if s.options.Volatile {
		set = append(set, "fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=500")
	}
	args := []string{"-D", s.data()}
	for _, setting := range set {
		args = append(args, "-c", setting)
	}
	return args
}

// stop ends the server in fast mode: sessions are broken off, what is committed is on disk.
func (s *Server) stop(ctx context.Context) error {
	pid := s.pid()
	if pid == 0 {
		return nil
	}
	if err := interrupt(pid); err != nil {
		return fmt.Errorf("stop the server: %w", err)
	}
	for s.pid() != 0 {
		if err := pause(ctx); err != nil {
			return fmt.Errorf("the server %d does not stop: %w", pid, err)
		}
	}
	return nil
}

// ping connects once. The database "postgres" is there from the first moment on.
func (s *Server) ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	conn, err := pgconn.Connect(ctx, s.URL("postgres"))
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}

func (s *Server) ensureDatabase(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, s.URL("postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	var there bool
	err = conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, database).Scan(&there)
	if err == nil && !there {
		_, err = conn.Exec(ctx, "CREATE DATABASE "+database)
	}
	return err
}

// command prepares one of the server's programs to run as the server's user, in a session of its own, in a folder
// which that user can enter, and without any PG… variable of ours.
func (s *Server) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(s.programs.dir, name), args...)
	cmd.Dir = "/"
	cmd.Env = []string{"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC"}
	cmd.SysProcAttr = s.owner.attributes()
	return cmd
}

// logTail is the end of the server's log, for the error of a failed start.
func (s *Server) logTail() string {
	text, err := os.ReadFile(s.logFile())
	if err != nil {
		return err.Error()
	}
	return strings.TrimSpace(string(text[max(0, len(text)-800):]))
}

// pid is the server's process, or 0 where none runs: a pid file of a crashed server, whose number may by now be
// another program's, does not count.
func (s *Server) pid() int {
	text, err := os.ReadFile(s.pidFile())
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(first))
	if err != nil || pid <= 1 || !serves(pid, s.data()) {
		return 0
	}
	return pid
}

// clearStale removes the pid file of a server that is gone. PostgreSQL would refuse to start if the number is in use
// again by any process of the same user.
func (s *Server) clearStale() error {
	if err := os.Remove(s.pidFile()); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// pause waits a moment, or returns why ctx is over.
func pause(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(pollEvery):
		return nil
	}
}

// hash is a short name for a path.
func hash(path string) string {
	sum := sha256.Sum256([]byte(path))
	return hex.EncodeToString(sum[:6])
}
