package main

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// asProgram makes the test binary behave as the program.
const asProgram = "EVENKEEL_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// serving is the program as a process of its own, with its private database.
type serving struct {
	cmd  *exec.Cmd
	base string
}

func startServing(t *testing.T, home string) *serving {
	t.Helper()
	cmd := exec.Command(os.Args[0], "serve")
	cmd.Env = append(os.Environ(), asProgram+"=1", "DATABASE_URL=", "EVENKEEL_HOME="+home, "EVENKEEL_LISTEN=127.0.0.1:0", "EVENKEEL_LOG=warn")
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if _, base, ok := strings.Cut(lines.Text(), "Evenkeel is at "); ok {
			s := &serving{cmd, base}
			go func() { // the pipe must not fill up
				for lines.Scan() {
				}
			}()
			t.Cleanup(func() {
				if s.cmd.ProcessState == nil {
					s.end(t, syscall.SIGTERM)
				}
			})
			return s
		}
	}
	t.Fatalf("serve did not start: %v\n%s", cmd.Wait(), errs.String())
	return nil
}

func (s *serving) end(t *testing.T, sig syscall.Signal) {
	t.Helper()
	if err := s.cmd.Process.Signal(sig); err != nil {
		t.Error(err)
	}
	if err := s.cmd.Wait(); err != nil && sig != syscall.SIGKILL {
		t.Errorf("after %v: %v", sig, err)
	}
}

// killDatabase kills the private server as a power cut would.
func killDatabase(t *testing.T, home string) {
	t.Helper()
	file, err := os.ReadFile(filepath.Join(home, "pg", "data", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(file), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(first))
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	for range 100 { // until it is gone
		if syscall.Kill(pid, 0) != nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("the database does not die")
}

// reachable is a folder that the database's unprivileged user can reach, so
// that its data lies there and goes with the test.
func reachable(t *testing.T) string {
	t.Helper()
	home := t.TempDir()
	for _, dir := range []string{filepath.Dir(home), home} {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return home
}

// TestAcknowledgedWritesSurviveKill: program and database are killed -9 right
// after an outcome and a turn were acknowledged; both are there afterwards, and
// every sign-in still works.
func TestAcknowledgedWritesSurviveKill(t *testing.T) {
	t.Parallel()
	if os.Getenv("DATABASE_URL") != "" {
		t.Skip("SKIPPED: DATABASE_URL is set, so there may be no server here to kill")
	}
	home := reachable(t)
	p := &program{t: t, at: time.Now(), env: []string{"DATABASE_URL=", "EVENKEEL_HOME=" + home, "EVENKEEL_LOG=warn"}}
	p.must("demo", "fill", "--accounts", "200")
	s := startServing(t, home)
	agent, trainee := p.signIn(s.base, "maria"), p.signIn(s.base, "jordan")
	list := agent.get("/today") + agent.get("/today?tab=later") + agent.get("/today?tab=blocked") // whatever the hour
	person := agent.first(rowPattern, list)
	agent.post(person+"/outcome", "kind", "hardship", "note", "lost the second job in March", "back", "/today")
	call, _ := trainee.post(trainee.first(`action="(/practice/\d+)"`, trainee.get("/practice")))
	trainee.post(call+"/turns", "text", "Good morning, who am I speaking with, please?")
	s.end(t, syscall.SIGKILL)
	killDatabase(t, home)

	s = startServing(t, home)
	if page := p.signIn(s.base, "maria").get(person); !strings.Contains(page, "lost the second job in March") {
		t.Error("the outcome is lost")
	}
	if page := p.signIn(s.base, "jordan").get(call); !strings.Contains(page, "Good morning, who am I speaking with, please?") {
		t.Error("the turn is lost")
	}
}
