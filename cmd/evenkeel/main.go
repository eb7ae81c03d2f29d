// Command evenkeel is the program: it reads the configuration, opens the
// database, wires the rooms to each other and holds the command line and the
// background jobs. It owns no table and decides nothing about debts, calls or
// documents; where two domains meet it maps plain structs from one to the
// other.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // a bare container has no zone files

	"github.com/alecthomas/kong"
	"github.com/mattn/go-isatty"
)

// Exit codes of the program, as its help states them.
const (
	exitOK       = 0
	exitFailed   = 1   // something went wrong while working
	exitRefused  = 2   // the command line, the configuration or the input is refused
	exitStopped  = 130 // stopped by a signal
	helpExitText = `Exit codes: 0 done, 1 failed, 2 refused (command line, configuration or input), 130 stopped.`
)

// refused marks an error the caller can mend by changing what they gave.
type refused struct{ error }

// Unwrap gives the error itself to errors.Is and errors.As.
func (r refused) Unwrap() error { return r.error }

func refuse(format string, args ...any) error { return refused{fmt.Errorf(format, args...)} }

// app is what every command works with.
type app struct {
	Config
	Log    *slog.Logger
	In     io.Reader
	Out    io.Writer
	Err    io.Writer
	TTY    bool // Err is a terminal: progress bars instead of lines
	Now    func() time.Time
	Listen func(addr string) // told the address once the server answers; nil in the program
}

// cli is the command line; each field's Run is in the file of its name.
type cli struct {
	Serve          serveCmd          `cmd:"" help:"Start the product: pages, background jobs and, if needed, its private database."`
	Migrate        migrateCmd        `cmd:"" help:"Bring the database's tables up to this program's version."`
	Import         importCmd         `cmd:"" help:"Load a portfolio file or past cases; bad rows are reported, the rest is loaded."`
	Train          trainCmd          `cmd:"" help:"Train the likelihood and value model on what was known on a day."`
	Rank           rankCmd           `cmd:"" help:"Score and order the accounts for a day, with the rules that block each."`
	Fit            fitCmd            `cmd:"" help:"Fit a likelihood and value model to a CSV file, with challengers and a model card."`
	Predict        predictCmd        `cmd:"" help:"Predict the rows of a CSV file with a fitted model."`
	FitUplift      fitUpliftCmd      `cmd:"" help:"Learn from a log of contacts what a contact adds."`
	Report         reportCmd         `cmd:"" help:"Print a model's card."`
	Simulate       simulateCmd       `cmd:"" help:"Hold a practice call in the terminal and see its score."`
	Search         searchCmd         `cmd:"" help:"Find past cases, objections, scripts and lessons like a text."`
	Embed          embedCmd          `cmd:"" help:"Give every document its vector of the embedder, and let it serve."`
	Redact         redactCmd         `cmd:"" help:"Take names and numbers out of JSON lines from standard input."`
	BenchRetrieval benchRetrievalCmd `cmd:"" name:"bench-retrieval" help:"Measure retrieval on a corpus with queries and judgements."`
	Rules          rulesCmd          `cmd:"" help:"The rules of conduct: list, show, check."`
	Demo           demoCmd           `cmd:"" help:"Fill or clear the demonstration set."`
	User           userCmd           `cmd:"" help:"Staff of the product."`
	Work           workCmd           `cmd:"" help:"Run one pass of a background job by hand."`
	Config         configCmd         `cmd:"" help:"Show the configuration as read from the environment; secrets print as \"set\"."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	a := &app{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Now: time.Now, TTY: isatty.IsTerminal(os.Stderr.Fd())}
	os.Exit(run(ctx, a, os.Args[1:], os.Environ()))
}

// run parses args, reads the configuration from environ and runs one command.
// It returns the exit code; every message goes to a.Out and a.Err.
func run(ctx context.Context, a *app, args, environ []string) int {
	var c cli
	exited := -1
	parser, err := kong.New(&c, kong.Name("evenkeel"),
		kong.Description("Evenkeel ranks the day's calls of a collections team and trains the people who make them.\n\n"+helpExitText),
		kong.Writers(a.Out, a.Err), kong.Exit(func(code int) { exited = code }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		return a.fail(err)
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	command, err := parser.Parse(args)
	if exited >= 0 {
		return exited
	}
	if err != nil {
		return a.fail(refuse("%w (see evenkeel --help)", err))
	}
	if a.Config, err = readConfig(environ); err != nil {
		return a.fail(refused{err})
	}
	a.Log = newLog(a.Err, a.Config)
	command.BindTo(ctx, (*context.Context)(nil))
	return a.fail(command.Run(a))
}

// fail prints err, if any, and returns the exit code it stands for.
func (a *app) fail(err error) int {
	var r refused
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(a.Err, "evenkeel: stopped")
		return exitStopped
	case errors.As(err, &r):
		fmt.Fprintln(a.Err, "evenkeel:", err)
		return exitRefused
	}
	fmt.Fprintln(a.Err, "evenkeel:", err)
	return exitFailed
}

func newLog(w io.Writer, c Config) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: c.LogLevel}))
}
