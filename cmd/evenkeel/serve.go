package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"evenkeel/web"
)

type serveCmd struct {
	Dev bool `help:"Also show the gallery of page states at /dev/gallery."`
}

// The server's time limits. Pages are small; a practice call's stream sets its
// own write deadline, so only headers and idle connections are limited here.
const (
	headerTimeout = 10 * time.Second
	idleTimeout   = 2 * time.Minute
	drainTimeout  = 10 * time.Second
)

// Run serves until it is told to stop.
func (c *serveCmd) Run(ctx context.Context, a *app) error {
	listener, err := net.Listen("tcp", a.Addr)
	if err != nil {
		return refuse("EVENKEEL_LISTEN: %w", err)
	}
	defer listener.Close()
	r, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer r.Close()
	if err := r.prepare(ctx); err != nil {
		return err
	}
	jobs, err := startJobs(ctx, r)
	if err != nil {
		return err
	}
	handler, err := r.handler(c.Dev)
	if err != nil {
		return err
	}
	a.greet(ctx, r, listener.Addr())
	err = serve(ctx, listener, handler)
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTimeout)
	defer cancel()
	return errors.Join(err, jobs.Stop(stop))
}

func (r *rooms) handler(dev bool) (http.Handler, error) {
	a := r.app
	return web.New(web.Deps{
		Rank: r.rank, Coach: r.coach, Corpus: r.corpus, Auth: r.auth, Book: r.book,
		Voice: a.chatName(), Judge: a.chatName(), Embedder: a.embedderName(),
		Log: a.Log, Now: a.Now, Demo: r.rank.HasDemo, Health: r.db.Pool.Ping, Secure: a.SecureCookies, Dev: dev,
	})
}

// serve answers on the listener until ctx ends, then lets running requests
// finish for drainTimeout.
func serve(ctx context.Context, l net.Listener, h http.Handler) error {
	server := &http.Server{
		Handler: h, ReadHeaderTimeout: headerTimeout, IdleTimeout: idleTimeout,
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTimeout)
	defer cancel()
	if err := server.Shutdown(drain); err != nil {
		return fmt.Errorf("serve: stop: %w", err)
	}
	return nil
}

// greet prints where the product is and, with demonstration data, how to sign
// in.
func (a *app) greet(ctx context.Context, r *rooms, addr net.Addr) {
	fmt.Fprintf(a.Out, "\nEvenkeel is at http://%s\n", addr)
	if signIns, err := r.demoSignIns(ctx); err != nil {
		a.Log.Error("demonstration sign-ins", "err", err)
	} else if signIns != "" {
		fmt.Fprint(a.Out, signIns)
	}
	if a.Listen != nil {
		a.Listen(addr.String())
	}
}

// prepare puts the practice scenarios in place and, where that is wanted,
// fills an empty database with the demonstration set.
func (r *rooms) prepare(ctx context.Context) error {
	if _, err := r.coach.SeedScenarios(ctx, r.app.Now()); err != nil {
		return err
	}
	wanted, err := r.demoWanted(ctx)
	if err != nil {
		return err
	}
	if wanted && r.app.Demo && r.app.loopback() {
		if err := r.clearDemo(ctx); err != nil {
			return err
		}
		return r.fillDemo(ctx, demoAccounts)
	}
	teams, err := r.auth.TeamsByLogin(ctx)
	if err == nil && len(teams) == 0 {
		fmt.Fprintln(r.app.Err, "Nobody can sign in yet. Add the first person with: evenkeel user add LOGIN --role admin")
	}
	return err
}
