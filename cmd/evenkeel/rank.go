package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"evenkeel/rank"
)

type rankCmd struct {
	Date calendarDay `required:"" help:"The day of the list, YYYY-MM-DD."`
	At   *time.Time  `help:"Judge the gates at this moment (RFC 3339); without it, over the whole day."`
	Demo bool        `help:"Rank the demonstration set instead of the real accounts."`
	Lang string      `enum:"en,zh" default:"en" help:"Language of the reasons: en or zh."`
	JSON bool        `name:"json" help:"Print one JSON object a line."`
}

// Run prints a line for every account, also those beyond what can be called.
func (c *rankCmd) Run(ctx context.Context, a *app) error {
	r, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer r.Close()
	ranked, err := r.rank.Rank(ctx, rank.RankOptions{Date: c.Date.Time, At: c.At, Demo: c.Demo, Lang: c.Lang}, a.Now())
	if err != nil {
		return err
	}
	out := bufio.NewWriter(a.Out)
	for _, line := range ranked {
		if err := c.write(out, line); err != nil {
			return err
		}
	}
	return out.Flush()
}

func (c *rankCmd) write(out *bufio.Writer, x rank.Ranked) error {
	if c.JSON {
		return json.NewEncoder(out).Encode(x)
	}
	position, why := "-", strings.Join(x.Reasons, "; ")
	if x.Position != nil {
		position = fmt.Sprint(*x.Position)
	} else {
		why = strings.Join(x.RuleIDs, ", ")
	}
	_, err := fmt.Fprintf(out, "%6s  %-20s %-12s %5s %12s  %s\n", position, x.Account, x.Agent, number("%.2f", x.Likelihood), number("%.2f", x.Expected), why)
	return err
}

// number prints a figure that may not have been computed.
func number(format string, x *float64) string {
	if x == nil {
		return "-"
	}
	return fmt.Sprintf(format, *x)
}
