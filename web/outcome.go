package web

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"evenkeel/rank"
)

// record takes down what came of a call and goes back to where it was said.
func (s *server) record(v *visit) error {
	back, form := local(v.PostForm("back"), "/today"), v.formMark()
	if !s.sent.claim(form, v.now) {
		return v.seeOther(back)
	}
	o, err := parseOutcome(v)
	var id int64
	if err == nil {
		id, err = s.rank.Record(v.ctx(), v.rankViewer(), o, v.now)
	}
	if err != nil {
		s.sent.release(form)
		return s.refused(v, o.PersonID, err)
	}
	if err := s.note(v, "outcome.record", fmt.Sprintf("person/%d", o.PersonID)); err != nil {
		return err
	}
	err = s.tell(v, Flash{Key: "recorded", Args: map[string]string{"what": s.say(v, "outcome."+string(o.Kind))},
		Undo: fmt.Sprintf("/outcomes/%d/undo", id), Back: back, Person: o.PersonID})
	if err != nil {
		return err
	}
	return v.seeOther(back)
}

// formMark tells one form of one page of one person from all others, "" where
// the form has none.
func (v *visit) formMark() string {
	if v.PostForm("once") == "" {
		return ""
	}
	return v.me.Login + " " + v.Request.URL.Path + " " + v.PostForm("once")
}

// refused says in place what a form lacked where a script sent it: the form
// stands open again under the words. Without scripts the error page comes, and
// the browser's way back keeps what was typed.
func (s *server) refused(v *visit, person int64, err error) error {
	st := statusOf(err)
	back, perr := url.Parse(local(v.PostForm("back"), "/today"))
	if st.code != 422 || v.GetHeader("HX-Request") == "" || perr != nil {
		return err
	}
	query := back.Query()
	query.Set("open", strconv.FormatInt(person, 10))
	back.RawQuery = query.Encode()
	err = s.tell(v, Flash{Key: "refused", Warning: true, Args: map[string]string{
		"what": s.say(v, "error."+st.key+".title"), "note": s.say(v, "error."+st.key+".what")}})
	if err != nil {
		return err
	}
	return v.seeOther(back.String())
}

// parseOutcome reads the form. The amount and the date count only for a
// promise, the time only for a call back. Errors: errForm, errAmount, errDate.
func parseOutcome(v *visit) (rank.Outcome, error) {
	person, err := v.number("person")
	if err != nil {
		return rank.Outcome{}, err
	}
	o := rank.Outcome{PersonID: person, Kind: rank.OutcomeKind(v.PostForm("kind")), Note: v.PostForm("note"),
		Written: v.PostForm("written") == "yes"}
	if o.AccountID, err = optionalID(v.PostForm("account")); err != nil {
		return o, err
	}
	if o.NumberID, err = optionalID(v.PostForm("number")); err != nil {
		return o, err
	}
	switch o.Kind {
	case "":
		return o, errForm
	case rank.Promised:
		return o, promised(v, &o)
	case rank.CallBack:
		at, err := time.ParseInLocation("2006-01-02T15:04", v.PostForm("call_back_at"), location(v.PostForm("zone")))
		if err != nil {
			return o, errDate
		}
		at = at.UTC()
		o.CallBackAt = &at
	}
	return o, nil
}

func promised(v *visit, o *rank.Outcome) error {
	amount, err := parseMoney(v.PostForm("amount"), v.PostForm("currency"))
	if err != nil {
		return err
	}
	date, err := time.Parse(time.DateOnly, v.PostForm("date"))
	if err != nil {
		return errDate
	}
	o.PromiseAmount, o.PromiseDate = amount, &date
	return nil
}

// optionalID reads an id of a hidden field; empty is 0.
func optionalID(text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id < 0 {
		return 0, errForm
	}
	return id, nil
}

func location(zone string) *time.Location {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		return time.UTC
	}
	return loc
}

// undo takes the last outcome back.
func (s *server) undo(v *visit) error {
	id, err := v.number("outcome")
	if err != nil {
		return err
	}
	err = s.rank.Undo(v.ctx(), v.rankViewer(), id, v.now)
	if errors.Is(err, rank.ErrTooLate) {
		if err := s.tell(v, Flash{Key: "too_late", Warning: true}); err != nil {
			return err
		}
		return v.seeOther("/today")
	}
	if err != nil {
		return err
	}
	if err := s.tell(v, Flash{Key: "undone"}); err != nil {
		return err
	}
	return v.seeOther(local(v.PostForm("back"), "/today"))
}

// snoozeFor is how long "set aside" lasts.
const snoozeFor = 2 * time.Hour

func (s *server) snooze(v *visit) error {
	person, err := v.number("person")
	if err != nil {
		return err
	}
	until := v.now.Add(snoozeFor)
	if err := s.rank.Snooze(v.ctx(), v.rankViewer(), person, until, v.now); err != nil {
		return err
	}
	back := local(v.PostForm("back"), "/today")
	told := Flash{Key: "snoozed", Args: map[string]string{"what": clock(inZone(until, v.me.Zone))}, Back: back}
	if told.Undo, err = s.undoOfLast(v, person); err != nil {
		return err
	}
	if err := s.tell(v, told); err != nil {
		return err
	}
	return v.seeOther(back)
}

// undoOfLast is the address that takes back the last line of a person's
// journal, "" without one.
func (s *server) undoOfLast(v *visit, person int64) (string, error) {
	acc, err := s.rank.Account(v.ctx(), v.rankViewer(), person, v.now)
	if err != nil || len(acc.Journal) == 0 {
		return "", err
	}
	return fmt.Sprintf("/outcomes/%d/undo", acc.Journal[0].ID), nil
}
