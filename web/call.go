package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"evenkeel/coach"
)

// callPage is a phone: who, the clock, what is said. Nothing of the score.
type callPage struct {
	Frame
	Call      *coach.Call
	Turns     []heard
	Names     callNames
	Local     time.Time // the debtor's wall clock now
	Elapsed   string
	ElapsedIn int64 // whole seconds, for the script's clock
	Held      bool
	Own       bool
	MaxTurn   int
}

// callNames is how the two sides are called on a page.
type callNames struct{ Agent, Debtor string }

// heard is a turn in the phone.
type heard struct {
	coach.Turn
	Mine bool
	Note string
}

func (s *server) call(v *visit) error {
	c, err := s.readCall(v)
	if err != nil {
		return err
	}
	if c.Outcome != "" {
		return v.seeOther(fmt.Sprintf("/calls/%d/result", c.ID))
	}
	p := s.newCallPage(v, c)
	p.Frame = s.frame(v, practicePlace[v.me.Role])
	p.Title, p.Wide = c.Scenario.Title, true
	return s.render(v, 200, "call", p)
}

// practicePlace is the place that a practice call belongs to.
var practicePlace = map[string]string{"agent": "calls", "trainee": "practice", "lead": "review", "admin": "review"}

func (s *server) readCall(v *visit) (*coach.Call, error) {
	id, err := v.number("call")
	if err != nil {
		return nil, err
	}
	return s.coach.Call(v.ctx(), v.coachViewer(), id)
}

func (s *server) newCallPage(v *visit, c *coach.Call) callPage {
	end := v.now
	if c.Ended != nil {
		end = *c.Ended
	}
	gone := max(end.Sub(c.Started), 0)
	p := callPage{Call: c, Names: s.namesIn(v, c), Own: c.Staff == v.me.Login, Held: v.Query("hold") != "",
		Local: c.LocalTime.Add(gone), Elapsed: minutes(gone), ElapsedIn: int64(gone.Seconds()), MaxTurn: coach.MaxTurn}
	for _, t := range c.Turns {
		h := heard{Turn: t, Mine: t.Speaker == coach.Agent}
		if t.Note != "" {
			h.Note = coach.Note{Turn: t.Index, Key: t.Note}.Words(v.lang)
		}
		p.Turns = append(p.Turns, h)
	}
	return p
}

func (s *server) namesIn(v *visit, c *coach.Call) callNames {
	n := callNames{Agent: s.say(v, "call.you"), Debtor: c.Scenario.Debtor.Name}
	if c.Staff != v.me.Login {
		n.Agent = s.say(v, "call.agent")
	}
	if n.Debtor == "" {
		n.Debtor = s.say(v, "call.debtor")
	}
	return n
}

// minutes writes a length as m:ss.
func minutes(d time.Duration) string {
	sec := int(d.Seconds())
	return fmt.Sprintf("%d:%02d", sec/60, sec%60)
}

// sayTurn is one exchange: streamed where a script reads it, else a page turn.
func (s *server) sayTurn(v *visit) error {
	id, err := v.number("call")
	if err != nil {
		return err
	}
	text := strings.TrimSpace(v.PostForm("text"))
	switch silent := v.PostForm("silence") != ""; {
	case silent:
		text = ""
	case text == "":
		return errForm // silence is said on purpose, never by a lost field
	}
	if strings.Contains(v.GetHeader("Accept"), "text/event-stream") {
		return s.streamTurn(v, id, text)
	}
	turn, err := s.coach.Say(v.ctx(), v.coachViewer(), id, text, v.now, func(string) error { return nil })
	if err != nil && !errors.Is(err, coach.ErrFinished) {
		return err
	}
	at := ""
	if turn != nil {
		at = fmt.Sprintf("#turn-%d", turn.Index)
	}
	return v.seeOther(fmt.Sprintf("/calls/%d%s", id, at))
}

// turnDone is the stream's last event.
type turnDone struct {
	Index int    `json:"index"`
	Text  string `json:"text"` // the whole line: what was stored
	Ended bool   `json:"ended"`
	Note  string `json:"note,omitempty"`
}

// streamTurn sends the debtor's words as they come. The first chunk opens the
// stream, so that an error before it is still a status of its own.
func (s *server) streamTurn(v *visit, id int64, text string) error {
	out := &eventStream{v: v}
	turn, err := s.coach.Say(v.ctx(), v.coachViewer(), id, text, v.now, func(chunk string) error {
		return out.send("chunk", chunk)
	})
	if err != nil {
		if out.open {
			s.log.ErrorContext(v.ctx(), "stream broke", "request", v.id, "error", err)
			return out.send("failed", s.say(v, "call.stream_failed"))
		}
		return err
	}
	done := turnDone{Index: turn.Index, Text: turn.Text, Ended: turn.Ended}
	if turn.Note != "" {
		done.Note = coach.Note{Turn: turn.Index, Key: turn.Note}.Words(v.lang)
	}
	return out.send("done", done)
}

// eventStream writes server-sent events; each is flushed at once.
type eventStream struct {
	v    *visit
	open bool
}

func (e *eventStream) send(event string, data any) error {
	if !e.open {
		e.v.Header("Content-Type", "text/event-stream; charset=utf-8")
		e.v.Header("X-Accel-Buffering", "no")
		e.v.Status(http.StatusOK)
		e.open = true
	}
	body, err := json.Marshal(data)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(e.v.Writer, "event: %s\ndata: %s\n\n", event, body); err != nil {
		return err
	}
	return http.NewResponseController(e.v.Writer).Flush()
}

// hangUp ends the call, has it scored, and shows the result.
func (s *server) hangUp(v *visit) error {
	id, err := v.number("call")
	if err != nil {
		return err
	}
	if _, err := s.coach.HangUp(v.ctx(), v.coachViewer(), id, v.now); err != nil {
		return err
	}
	return v.seeOther(fmt.Sprintf("/calls/%d/result", id))
}
