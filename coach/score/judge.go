package score

import "context"

// Judge is an outside judge, usually a language model. Its reply is data:
// quotes must stand verbatim in the turn, rules must exist, scores must lie in
// 1–5, and whatever does not is dropped with a note.
type Judge interface {
	Judge(ctx context.Context, r Request) (Reply, error)
}

// Request is what a judge is shown. Rules holds the rules of the place.
type Request struct {
	Context Context
	Turns   []Turn
	Rules   []RuleLine
}

// RuleLine is a rule in the words a judge reads.
type RuleLine struct {
	ID, Family string
	Words      Words
}

// Reply is what a judge claims.
type Reply struct {
	Name     string // the judge's name, shown on the card
	Scores   []ReplyScore
	Findings []ReplyFinding
}

// ReplyScore is a judge's tone and empathy for one turn; 0 means not judged.
type ReplyScore struct {
	Turn          int
	Tone, Empathy float64
}

// ReplyFinding is a breach that a judge claims.
type ReplyFinding struct {
	Turn          int
	RuleID, Quote string
}
