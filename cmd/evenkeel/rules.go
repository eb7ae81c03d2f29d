package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"evenkeel/corpus/rulebook"
)

type rulesCmd struct {
	List  rulesListCmd  `cmd:"" help:"List the rules of conduct."`
	Show  rulesShowCmd  `cmd:"" help:"Show one rule with its source and how well that was read."`
	Check rulesCheckCmd `cmd:"" help:"Check the rules: words in both languages, sources, letters, families, ids."`
}

type rulesListCmd struct {
	Jurisdiction string `help:"Only this place's: CN, US, UK, EU, HK, SG, IN, TW or ANY."`
	Family       string `help:"Only this family's: F00 to F23."`
	Lang         string `enum:"en,zh" default:"en" help:"Language of the words: en or zh."`
	JSON         bool   `name:"json" help:"Print one JSON object a line."`
}

// Run prints one rule a line.
func (c *rulesListCmd) Run(_ context.Context, a *app) error {
	book, err := rulebook.Load()
	if err != nil {
		return err
	}
	n := 0
	for _, r := range book.All() {
		if c.Jurisdiction != "" && r.Jurisdiction != c.Jurisdiction || c.Family != "" && r.Family != c.Family {
			continue
		}
		n++
		if err := c.write(a.Out, r); err != nil {
			return err
		}
	}
	if n == 0 {
		return refuse("no rule is of jurisdiction %q and family %q", c.Jurisdiction, c.Family)
	}
	return nil
}

func (c *rulesListCmd) write(w io.Writer, r rulebook.Rule) error {
	if c.JSON {
		return json.NewEncoder(w).Encode(r)
	}
	note := r.SourceNote(c.Lang)
	if note != "" {
		note = " [" + note + "]"
	}
	_, err := fmt.Fprintf(w, "%-28s %-4s %s %-13s %s%s\n", r.ID, r.Jurisdiction, r.Family, r.Severity, r.Words(c.Lang), note)
	return err
}

type rulesShowCmd struct {
	ID   string `arg:"" help:"The rule's id, as lists and findings name it."`
	Lang string `enum:"en,zh" default:"en" help:"Language of the words: en or zh."`
	JSON bool   `name:"json" help:"Print it as JSON."`
}

// Run prints everything that is known of one rule.
func (c *rulesShowCmd) Run(_ context.Context, a *app) error {
	book, err := rulebook.Load()
	if err != nil {
		return err
	}
	r, ok := book.Rule(c.ID)
	if !ok {
		return refuse("no rule is called %q (see evenkeel rules list)", c.ID)
	}
	if c.JSON {
		return json.NewEncoder(a.Out).Encode(r)
	}
	source := r.Source
	if note := r.SourceNote(c.Lang); note != "" {
		source += " (" + note + ")"
	}
	_, err = fmt.Fprintf(a.Out, "%s\n%s\n\njurisdiction  %s\nfamily        %s %s\nseverity      %s\nsource        %s\nverified      %s\nsure          %d of 100\ntested by     %s\n",
		r.ID, r.Words(c.Lang), r.Jurisdiction, r.Family, rulebook.FamilyName(r.Family, c.Lang), r.Severity, source, r.Verified, r.Sure, r.Check)
	return err
}

type rulesCheckCmd struct{}

// Run loads the rules, which checks each of them, and counts them by how well
// their source was read.
func (rulesCheckCmd) Run(_ context.Context, a *app) error {
	book, err := rulebook.Load()
	if err != nil {
		return err
	}
	notes := map[string]int{}
	for _, r := range book.All() {
		notes[r.SourceNote("en")]++
	}
	_, err = fmt.Fprintf(a.Out, "%d rules are sound: %d from the primary text, %d from secondary sources, %d not verified, %d house rules\n",
		len(book.All()), notes[""], notes["secondary source"], notes["not verified"], notes["house rule"])
	return err
}
