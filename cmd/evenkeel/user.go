package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"

	"evenkeel/web/auth"
)

type userCmd struct {
	Add userAddCmd `cmd:"" help:"Add a member of staff. The password is asked for, or read from standard input; an empty one is made up and printed once."`
}

type userAddCmd struct {
	Login string `arg:"" help:"Sign-in name, lower case."`
	Name  string `help:"Name shown on pages; the login if absent."`
	Role  string `enum:"agent,trainee,lead,admin" default:"agent" help:"agent, trainee, lead or admin."`
	Team  string `default:"main" help:"Key of the team; made if new."`
	Lang  string `enum:"zh,en" default:"en" help:"zh or en."`
	Zone  string `help:"IANA time zone, such as Asia/Shanghai; by language if absent."`
}

// Run adds the person, and their team where it is new.
func (c *userAddCmd) Run(ctx context.Context, a *app) error {
	password, made, err := a.askPassword(c.Login)
	if err != nil {
		return err
	}
	r, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer r.Close()
	if err := c.add(ctx, r, password); err != nil {
		return err
	}
	fmt.Fprintf(a.Out, "added %s (%s, team %s)\n", c.Login, c.Role, c.Team)
	if made {
		fmt.Fprintf(a.Out, "password: %s\n", password)
	}
	return nil
}

func (c *userAddCmd) add(ctx context.Context, r *rooms, password string) error {
	now := r.app.Now()
	if _, err := r.auth.Team(ctx, c.Team); errors.Is(err, auth.ErrNotFound) {
		if err := r.auth.AddTeam(ctx, auth.Team{Key: c.Team, Name: c.Team}, now); err != nil {
			return err
		}
	} else if err != nil {
		return err
	}
	name := c.Name
	if name == "" {
		name = c.Login
	}
	err := r.auth.AddStaff(ctx, auth.Staff{Login: c.Login, Name: name, Role: c.Role, Team: c.Team, Lang: c.Lang, Zone: c.Zone}, password, now)
	if errors.Is(err, auth.ErrTaken) || errors.Is(err, auth.ErrInvalid) {
		return refused{err}
	}
	return err
}

// askPassword reads a password without echo from a terminal, or the first
// line of standard input; an empty answer makes one up.
func (a *app) askPassword(login string) (password string, made bool, err error) {
	if f, ok := a.In.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		fmt.Fprintf(a.Err, "password for %s (empty: one is made up): ", login)
		b, err := term.ReadPassword(int(f.Fd()))
		fmt.Fprintln(a.Err)
		if err != nil {
			return "", false, fmt.Errorf("read password: %w", err)
		}
		password = string(b)
	} else {
		line := bufio.NewScanner(a.In)
		if line.Scan() {
			password = strings.TrimRight(line.Text(), "\r")
		}
		if err := line.Err(); err != nil {
			return "", false, fmt.Errorf("read password: %w", err)
		}
	}
	if password == "" {
		return rand.Text(), true, nil
	}
	return password, false, nil
}
