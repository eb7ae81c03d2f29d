package web

import (
	"errors"
	"fmt"

	"evenkeel/rank"
)

// closing are the outcomes that close a person by their own words; a lead may
// open them again.
var closing = map[rank.OutcomeKind]bool{rank.Dispute: true, rank.Hardship: true, rank.Stop: true}

// closedByWords reports whether the journal, the latest first, holds a closing
// outcome that no lead has opened again for the whole person.
func closedByWords(journal []rank.Journaled) bool {
	for _, j := range journal {
		switch {
		case j.Undone:
		case j.Kind == "reopen" && j.AccountID == 0:
			return false
		case closing[j.Kind]:
			return true
		}
	}
	return false
}

// reopen opens again what a dispute, a hardship or a spoken request to stop
// has closed. What it lacked is said on the account.
func (s *server) reopen(v *visit) error {
	person, err := v.number("person")
	if err != nil {
		return err
	}
	account, err := optionalID(v.PostForm("account"))
	if err != nil {
		return err
	}
	here := fmt.Sprintf("/people/%d", person)
	id, err := s.rank.Reopen(v.ctx(), v.rankViewer(), person, account, v.PostForm("reason"), v.now)
	var invalid *rank.InvalidError
	told := Flash{Key: "reopened", Undo: fmt.Sprintf("/outcomes/%d/undo", id), Back: here}
	switch {
	case errors.As(err, &invalid):
		told = Flash{Key: "reopen_refused", Warning: true}
	case errors.Is(err, rank.ErrCeaseWritten):
		told = Flash{Key: "reopen_ceased", Warning: true}
	case err != nil:
		return err
	default:
		if err := s.note(v, "account.reopen", fmt.Sprintf("person/%d", person)); err != nil {
			return err
		}
	}
	if err := s.tell(v, told); err != nil {
		return err
	}
	return v.seeOther(here)
}
