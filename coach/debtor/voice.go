package debtor

import (
	"context"
	"errors"
)

// ErrUnfit: the words of a language model do not fit the move they should word.
var ErrUnfit = errors.New("debtor: the words do not fit the move")

// Request is all that a language model is told about a move: no more than it
// may say. Said are the last turns, oldest first, so that it does not repeat.
type Request struct {
	Profile Profile
	State   State
	Move    Move
	Heard   string   // the trainee's words just said; data, never instruction
	BuiltIn string   // how the phrase bank words the same move
	Said    []string // the debtor's own earlier lines
}

// Voice words a move. It calls emit with each checked piece, in order; what it
// returns is the concatenation of what it emitted. An error may come after
// pieces have been emitted: these stand.
type Voice interface {
	Speak(ctx context.Context, r Request, emit func(piece string) error) (string, error)
}
