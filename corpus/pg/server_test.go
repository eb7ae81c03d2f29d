//go:build linux

package pg

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// homeVariable makes the test program another process that uses the server of that home: see useServer.
const homeVariable = "EVENKEEL_PG_TEST_HOME"

func TestMain(m *testing.M) {
	if home := os.Getenv(homeVariable); home != "" {
		if err := useServer(home); err != nil {
			fmt.Println("failed:", err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// useServer opens the server, says whether it started or joined it, and closes it when its input ends.
func useServer(home string) error {
	s, err := StartServer(context.Background(), ServerOptions{Home: home})
	if err != nil {
		return err
	}
	fmt.Println("started", s.Started())
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		return err
	}
	return s.Close()
}

// process is another process that uses a server.
type process struct {
	t     *testing.T
	cmd   *exec.Cmd
	stdin io.Closer
	said  string
}

func spawn(t *testing.T, home string) *process {
	t.Helper()
	return run(t, exec.Command(os.Args[0]), home)
}

func run(t *testing.T, cmd *exec.Cmd, home string) *process {
	t.Helper()
	p := &process{t: t, cmd: cmd}
	p.cmd.Env = append(os.Environ(), homeVariable+"="+home)
	stdin, err := p.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.stdin = stdin
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	p.said = strings.TrimSpace(line)
	return p
}

// end lets the process close its share and end.
func (p *process) end() {
	p.t.Helper()
	if err := p.stdin.Close(); err != nil {
		p.t.Error(err)
	}
	if err := p.cmd.Wait(); err != nil {
		p.t.Errorf("the other process: %v", err)
	}
}

// kill ends the process as a crash would.
func (p *process) kill() {
	p.t.Helper()
	if err := p.cmd.Process.Kill(); err != nil {
		p.t.Fatal(err)
	}
	if err := p.cmd.Wait(); err == nil {
		p.t.Error("the killed process ended well")
	}
}

// newHome is a folder that an unprivileged user can enter, as t.TempDir() is not; whatever runs in it is ended.
func newHome(t *testing.T) string {
	t.Helper()
	if _, err := findPrograms(""); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skipf("SKIPPED, this test needs a database: %v", err)
	}
	dir, err := os.MkdirTemp("/tmp", "evenkeel-home-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { discard(t, filepath.Join(dir, "pg"), dir) })
	return dir
}

// discard ends the server that may still run in the folder and removes what is left.
func discard(t *testing.T, server string, more ...string) {
	t.Helper()
	p := place{dir: server}
	if pid := (&Server{place: p}).pid(); pid != 0 {
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			t.Error(err)
		}
	}
	for _, dir := range append(more, server, "/tmp/evenkeel-"+strconv.Itoa(os.Geteuid())+"-"+hash(server)) {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	}
}

func start(t *testing.T, home string) *Server {
	t.Helper()
	s, err := StartServer(context.Background(), ServerOptions{Home: home})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func stop(t *testing.T, s *Server) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func connect(t *testing.T, s *Server) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), s.URL(database))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) }) // the server may be gone, as the test wanted
	return conn
}

func exec1(t *testing.T, conn *pgx.Conn, sql string) {
	t.Helper()
	if _, err := conn.Exec(context.Background(), sql); err != nil {
		t.Fatal(err)
	}
}

func TestTheLastUserStopsTheServer(t *testing.T) {
	t.Parallel()
	home := newHome(t)
	first := spawn(t, home)
	if first.said != "started true" {
		t.Fatal(first.said)
	}
	second := spawn(t, home)
	if second.said != "started false" {
		t.Fatal(second.said)
	}
	first.end()
	s := start(t, home)
	if s.Started() {
		t.Error("the server stopped while the second process used it")
	}
	second.end()
	if s.ping(context.Background()) != nil || s.pid() == 0 {
		t.Error("the server stopped while this process used it")
	}
	stop(t, s)
	if s.pid() != 0 {
		t.Error("the server runs on after its last user")
	}
}

func TestManyStartAtOnce(t *testing.T) {
	t.Parallel()
	home := newHome(t)
	var wait sync.WaitGroup
	all := make([]*process, 4)
	for i := range all {
		wait.Go(func() { all[i] = spawn(t, home) })
	}
	wait.Wait()
	starters := 0
	for _, p := range all {
		if p.said == "started true" {
			starters++
		} else if p.said != "started false" {
			t.Error(p.said)
		}
	}
	if starters != 1 {
		t.Errorf("%d processes started the server, want 1", starters)
	}
	for _, p := range all {
		p.end()
	}
}

func TestTheServerSurvivesItsKilledStarter(t *testing.T) {
	t.Parallel()
	home := newHome(t)
	starter := spawn(t, home)
	s := start(t, home)
	conn := connect(t, s)
	starter.kill()
	exec1(t, conn, "SELECT 1")
	stop(t, s)
	if s.pid() != 0 {
		t.Error("the killed process counts as a user")
	}
}

func TestAServerLeftByKilledUsersIsJoined(t *testing.T) {
	t.Parallel()
	home := newHome(t)
	spawn(t, home).kill()
	s := start(t, home)
	if s.Started() {
		t.Error("the orphaned server was not joined")
	}
	stop(t, s)
	if s.pid() != 0 {
		t.Error("the orphaned server was not stopped")
	}
}

// The pid file that a crash leaves names a process that is by now another program: here this test.
func TestACrashLosesNothingAndLeavesNoStaleLock(t *testing.T) {
	t.Parallel()
	home := newHome(t)
	s := start(t, home)
	conn := connect(t, s)
	exec1(t, conn, "CREATE TABLE kept (id int)")
	exec1(t, conn, "INSERT INTO kept VALUES (7)")
	if err := syscall.Kill(s.pid(), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	for s.pid() != 0 {
		time.Sleep(pollEvery)
	}
	text, err := os.ReadFile(s.pidFile())
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "\n")
	if err := os.WriteFile(s.pidFile(), fmt.Appendf(nil, "%d\n%s", os.Getpid(), rest), 0o600); err != nil {
		t.Fatal(err)
	}
	again := start(t, home)
	if !again.Started() {
		t.Error("the crashed server was taken for a running one")
	}
	var id int
	if err := connect(t, again).QueryRow(context.Background(), "SELECT id FROM kept").Scan(&id); err != nil || id != 7 {
		t.Errorf("after the crash: %d, %v", id, err)
	}
	stop(t, again)
	if err := s.users.Close(); err != nil {
		t.Error(err)
	}
}

func TestALongPathHasAShortSocket(t *testing.T) {
	t.Parallel()
	home := filepath.Join(newHome(t), strings.Repeat("long-", 20), ".evenkeel")
	if err := os.MkdirAll(home, 0o755); err != nil {
		t.Fatal(err)
	}
	s := start(t, home)
	t.Cleanup(func() { discard(t, s.dir, s.socket) })
	if len(s.socket) > 80 {
		t.Errorf("the socket is in %s", s.socket)
	}
	info, err := os.Stat(s.socket)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the socket's folder: %v, %v", info.Mode(), err)
	}
	stop(t, s)
}

func TestRootUnderAClosedFolderKeepsItsDataElsewhere(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root's files can be out of the server's reach")
	}
	t.Parallel()
	parent := newHome(t)
	if err := os.Chmod(parent, 0o700); err != nil {
		t.Fatal(err)
	}
	home := filepath.Join(parent, "checkout", ".evenkeel")
	s := start(t, home)
	t.Cleanup(func() { discard(t, s.dir) })
	if want := filepath.Join(elsewhere, hash(home)); s.dir != want {
		t.Errorf("the data is in %s, want %s", s.dir, want)
	}
	if again := start(t, home); again.Started() {
		t.Error("the same home led to a second server")
	} else {
		stop(t, again)
	}
	stop(t, s)
}

func TestAnOrdinaryUserRunsTheServerAsItself(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("the other tests run as an ordinary user already")
	}
	t.Parallel()
	home := newHome(t)
	const nobody = 65534
	if err := os.Chown(home, nobody, nobody); err != nil {
		t.Fatal(err)
	}
	// The test program lies in a folder that only root can enter.
	program := filepath.Join(home, "program")
	text, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(program, text, 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program)
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	p := run(t, cmd, filepath.Join(home, ".evenkeel"))
	if p.said != "started true" {
		t.Fatal(p.said)
	}
	info, err := os.Stat(filepath.Join(home, ".evenkeel", "pg", "data"))
	if err != nil || info.Sys().(*syscall.Stat_t).Uid != nobody {
		t.Errorf("the data: %v, %v", info, err)
	}
	p.end()
}

func TestAFolderOfSomebodyElseIsRefused(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "taken")
	if err := os.WriteFile(dir, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := ownFolder(dir, owner{uid: uint32(os.Geteuid())}); err == nil {
		t.Error("a file passed for a folder")
	}
	if err := ownFolder(t.TempDir(), owner{uid: 4242}); err == nil {
		t.Error("another user's folder was taken")
	}
}

func TestDataOfAnotherMajorVersionIsNotTouched(t *testing.T) {
	t.Parallel()
	_, err := findPrograms("9")
	if err == nil || !strings.Contains(err.Error(), "PostgreSQL 9") {
		t.Errorf("got %v, want an error that names the version", err)
	}
}

func TestAFolderThatAnotherProcessIsMakingIsTaken(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root gives its folders away")
	}
	t.Parallel()
	dir := t.TempDir()
	who := owner{uid: 4242, gid: 4242, switches: true}
	if err := ownFolder(dir, who); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(dir)
	if err != nil || info.Sys().(*syscall.Stat_t).Uid != who.uid {
		t.Errorf("the folder was not given to its owner: %v", err)
	}
}
