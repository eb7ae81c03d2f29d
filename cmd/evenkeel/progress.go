package main

import (
	"fmt"
	"time"

	"github.com/schollz/progressbar/v3"
)

// slowStep is how long a step may take before the program says that it is at
// work, and how often it then speaks.
const slowStep = 2 * time.Second

// counter returns a function that shows how many of something are done: a bar
// on a terminal, elsewhere a plain line every slowStep. The second function
// ends it.
func (a *app) counter(what string) (add func(total int64), done func()) {
	if a.TTY {
		bar := progressbar.NewOptions64(-1, progressbar.OptionSetWriter(a.Err), progressbar.OptionSetDescription(what),
			progressbar.OptionShowCount(), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
		return func(total int64) { logIf(a, bar.Set64(total)) }, func() { logIf(a, bar.Finish()) }
	}
	last := a.Now()
	return func(total int64) {
		if now := a.Now(); now.Sub(last) >= slowStep {
			last = now
			fmt.Fprintf(a.Err, "%s: %d\n", what, total)
		}
	}, func() {}
}

// step announces a step of a longer work and, when it ends, how long it took.
func (a *app) step(what string, f func() error) error {
	start := a.Now()
	fmt.Fprintf(a.Err, "%s …", what)
	if err := f(); err != nil {
		fmt.Fprintln(a.Err, " failed")
		return fmt.Errorf("%s: %w", what, err)
	}
	fmt.Fprintf(a.Err, " %.1f s\n", a.Now().Sub(start).Seconds())
	return nil
}

func logIf(a *app, err error) {
	if err != nil {
		a.Log.Warn("progress display", "err", err)
	}
}
