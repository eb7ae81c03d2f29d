package web

import (
	"fmt"
	"strconv"

	"evenkeel/coach"
)

// reviewPage is the lead's queue, the most uncertain and weighty first.
type reviewPage struct {
	Frame
	Items []reviewRow
}

// reviewRow is a call that a person should look at.
type reviewRow struct {
	callRow
	Disputed int
	Why      []string // keys: review.why.<key>
}

func (s *server) review(v *visit) error {
	items, err := s.coach.Queue(v.ctx(), v.coachViewer())
	if err != nil {
		return err
	}
	names, err := s.namesOf(v)
	if err != nil {
		return err
	}
	p := reviewPage{Frame: s.frame(v, "review")}
	for _, it := range items {
		p.Items = append(p.Items, reviewRow{callRow: newCallRow(it.CallSummary, v, names), Disputed: it.Disputed, Why: it.Why})
	}
	p.Title, p.Wide = s.say(v, "review.title"), true
	return s.render(v, 200, "review", p)
}

// namesOf maps the team's logins to names.
func (s *server) namesOf(v *visit) (map[string]string, error) {
	people, err := s.auth.Members(v.ctx(), v.me.Team)
	if err != nil {
		return nil, err
	}
	names := make(map[string]string, len(people))
	for _, p := range people {
		names[p.Login] = p.Name
	}
	return names, nil
}

// reviewCallPage is a call as in Result with the lead's form beside it.
type reviewCallPage struct {
	Frame
	resultView
	Who     string
	Problem string // key of what is missing, "" for none
	Form    reviewForm
	Choices []string
}

// reviewForm keeps what was typed where something was missing.
type reviewForm struct{ Outcome, Tone, Empathy, Reason string }

func (s *server) reviewCall(v *visit) error {
	r, err := s.readResult(v)
	if err != nil {
		return err
	}
	return s.showReview(v, 200, r, reviewForm{}, "")
}

func (s *server) showReview(v *visit, code int, r *coach.Result, form reviewForm, problem string) error {
	names, err := s.namesOf(v)
	if err != nil {
		return err
	}
	p := reviewCallPage{Frame: s.frame(v, "review"), resultView: s.newResultView(v, r), Who: names[r.Call.Staff],
		Problem: problem, Form: form, Choices: []string{coach.Pass, coach.Coach, coach.Fail}}
	if p.Who == "" {
		p.Who = r.Call.Staff
	}
	p.AgentName = p.Who
	if r.Review != nil && names[r.Review.Staff] != "" {
		p.Reviewer = names[r.Review.Staff]
	}
	p.Title, p.Wide = r.Call.Scenario.Title, true
	return s.render(v, code, "reviewcall", p)
}

// override stores agreement or another judgement, and goes on to the next call.
func (s *server) override(v *visit) error {
	id, err := v.number("call")
	if err != nil {
		return err
	}
	form := reviewForm{v.PostForm("outcome"), v.PostForm("tone"), v.PostForm("empathy"), v.PostForm("reason")}
	o := coach.Override{Outcome: form.Outcome, Reason: form.Reason, Agree: v.PostForm("do") == "agree"}
	err = form.scales(&o)
	if err == nil {
		err = s.coach.Override(v.ctx(), v.coachViewer(), id, o, v.now)
	}
	if st := statusOf(err); err != nil && st.code == 422 {
		r, rerr := s.readResult(v)
		if rerr != nil {
			return rerr
		}
		return s.showReview(v, st.code, r, form, st.key)
	}
	if err != nil {
		return err
	}
	if err := s.note(v, "call.review", fmt.Sprintf("call/%d", id)); err != nil {
		return err
	}
	return s.nextReview(v)
}

// scales reads tone and empathy; empty means as scored, and agreement keeps both.
func (f reviewForm) scales(o *coach.Override) error {
	if o.Agree {
		return nil
	}
	for _, x := range []struct {
		text string
		to   **float64
	}{{f.Tone, &o.Tone}, {f.Empathy, &o.Empathy}} {
		if x.text == "" {
			continue
		}
		value, err := strconv.ParseFloat(x.text, 64)
		if err != nil {
			return coach.ErrInvalid
		}
		*x.to = &value
	}
	return nil
}

func (s *server) nextReview(v *visit) error {
	if err := s.tell(v, Flash{Key: "reviewed"}); err != nil {
		return err
	}
	items, err := s.coach.Queue(v.ctx(), v.coachViewer())
	if err != nil {
		return err
	}
	if len(items) == 0 {
		return v.seeOther("/review")
	}
	return v.seeOther(fmt.Sprintf("/review/%d", items[0].ID))
}
