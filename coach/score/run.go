package score

import (
	"context"
	"errors"
	"fmt"
)

// ErrTurns says that the turns cannot be scored as a call: an unknown speaker
// or the same index twice.
var ErrTurns = errors.New("turns are not a call")

// Score judges a finished call. judges may be empty: the built-in judge always
// runs, and its scores stand where another judge fails. Errors: ErrTurns, the
// context's error, and a rulebook that does not load.
func Score(ctx context.Context, c Context, turns []Turn, judges ...Judge) (Card, error) {
	if err := check(turns); err != nil {
		return Card{}, fmt.Errorf("score: %w", err)
	}
	if err := ctx.Err(); err != nil {
		return Card{}, fmt.Errorf("score: %w", err)
	}
	k, err := newComplier(c)
	if err != nil {
		return Card{}, fmt.Errorf("score: %w", err)
	}
	findings, agent := k.run(turns)
	card := Card{Findings: findings}
	for _, h := range agent {
		card.Turns = append(card.Turns, builtIn(k.w, h))
	}
	for _, j := range judges {
		if j != nil {
			k.consult(ctx, j, &card, agent, turns)
		}
	}
	card.tally()
	card.advise(agent)
	return card, nil
}

func newComplier(c Context) (complier, error) {
	b, err := book()
	if err != nil {
		return complier{}, err
	}
	w, err := taught()
	if err != nil {
		return complier{}, err
	}
	return complier{c: c, book: b, w: w}, nil
}

func check(turns []Turn) error {
	seen := make(map[int]bool, len(turns))
	for _, t := range turns {
		if t.Speaker != Agent && t.Speaker != Debtor {
			return fmt.Errorf("%w: turn %d has no known speaker", ErrTurns, t.Index)
		}
		if seen[t.Index] {
			return fmt.Errorf("%w: turn %d comes twice", ErrTurns, t.Index)
		}
		seen[t.Index] = true
	}
	return nil
}
