package main

import (
	"context"
	"fmt"
)

type workCmd struct {
	Lists workListsCmd `cmd:"" help:"Build the lists of the day."`
	Cases workCasesCmd `cmd:"" help:"Turn the conversations that are due into redacted past cases."`
}

type workListsCmd struct{}

// Run is one pass of the job lists.
func (workListsCmd) Run(ctx context.Context, a *app) error {
	r, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer r.Close()
	if err := r.buildLists(ctx, a.Now()); err != nil {
		return err
	}
	_, err = fmt.Fprintln(a.Out, "the lists are built")
	return err
}

type workCasesCmd struct{}

// Run is one pass of the job cases.
func (workCasesCmd) Run(ctx context.Context, a *app) error {
	r, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer r.Close()
	added, err := r.keepCases(ctx, a.Now())
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.Out, "%d new past cases\n", added)
	return err
}
