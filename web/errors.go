package web

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"evenkeel/coach"
	"evenkeel/corpus"
	"evenkeel/rank"
	"evenkeel/web/auth"
)

// Errors of the door itself: what a person typed, or where they may not go.
var (
	errNotFound  = errors.New("web: no such page")
	errForbidden = errors.New("web: not for this role")
	errSignedOut = errors.New("web: signed out")
	errForm      = errors.New("web: the form is not complete")
	errAmount    = errors.New("web: not an amount")
	errDate      = errors.New("web: not a date")
	errOrigin    = errors.New("web: the request came from another site")
	errTooMuch   = errors.New("web: the request is too large")
)

// status is one row of the table from error to what the outside is told.
type status struct {
	err  error
	code int
	key  string // words: error.<key>.title, .what, .next
}

// statuses is the only table from error to status. The first match counts;
// what is not in it is 500 with generic words.
var statuses = []status{
	{errNotFound, http.StatusNotFound, "not_found"},
	{errForbidden, http.StatusForbidden, "forbidden"},
	{errSignedOut, http.StatusUnauthorized, "signed_out"},
	{errForm, http.StatusUnprocessableEntity, "form"},
	{errAmount, http.StatusUnprocessableEntity, "amount"},
	{errDate, http.StatusUnprocessableEntity, "date"},
	{errOrigin, http.StatusForbidden, "origin"},
	{errTooMuch, http.StatusRequestEntityTooLarge, "too_much"},
	{rank.ErrNotFound, http.StatusNotFound, "not_found"},
	{rank.ErrBlocked, http.StatusConflict, "blocked"},
	{rank.ErrNotLead, http.StatusForbidden, "forbidden"},
	{rank.ErrTooLate, http.StatusConflict, "too_late"},
	{coach.ErrNotFound, http.StatusNotFound, "not_found"},
	{coach.ErrForbidden, http.StatusForbidden, "forbidden"},
	{coach.ErrFinished, http.StatusConflict, "finished"},
	{coach.ErrBusy, http.StatusConflict, "call_busy"},
	{coach.ErrReason, http.StatusUnprocessableEntity, "reason"},
	{coach.ErrInvalid, http.StatusUnprocessableEntity, "review_invalid"},
	{coach.ErrTooLong, http.StatusRequestEntityTooLarge, "too_much"},
	{corpus.ErrNotFound, http.StatusNotFound, "not_found"},
	{auth.ErrNotFound, http.StatusNotFound, "not_found"},
	{auth.ErrPassword, http.StatusUnauthorized, "password"},
	{auth.ErrThrottled, http.StatusTooManyRequests, "throttled"},
	{auth.ErrBusy, http.StatusServiceUnavailable, "busy"},
	{context.Canceled, 499, "canceled"},
}

// internal is what anything else becomes.
var internal = status{nil, http.StatusInternalServerError, "internal"}

func statusOf(err error) status {
	for _, s := range statuses {
		if errors.Is(err, s.err) {
			return s
		}
	}
	var wrong *rank.InvalidError
	if errors.As(err, &wrong) {
		return status{err, http.StatusUnprocessableEntity, "invalid"}
	}
	return internal
}

// problem is RFC 9457's object.
type problem struct {
	Type     string `json:"type"`
	Title    string `json:"title"`
	Status   int    `json:"status"`
	Detail   string `json:"detail"`
	Instance string `json:"instance"`
}

// errorPage is what a person sees: what happened, what was kept, what next.
type errorPage struct {
	Frame
	Key     string
	Request string
	Code    int
}

// fail answers a request that ended in an error: problem+json for programs, a
// page for people. Unknown errors are logged once, with the request's id.
func (s *server) fail(v *visit, err error) {
	st := statusOf(err)
	if st.code >= 500 {
		s.log.LogAttrs(v.ctx(), slog.LevelError, "request failed",
			slog.String("request", v.id), slog.String("route", v.FullPath()), slog.String("error", err.Error()))
	}
	if v.Writer.Written() {
		return // the answer is under way: a stream says it in its own words
	}
	if wantsProblem(v.Request) {
		s.problem(v, st)
		return
	}
	if errors.Is(err, errSignedOut) {
		v.Header("HX-Redirect", "/signin")
	}
	page := errorPage{Frame: s.frame(v, ""), Key: st.key, Request: v.id, Code: st.code}
	page.Title = s.say(v, "error."+st.key+".title")
	if rerr := s.render(v, st.code, "error", page); rerr != nil {
		s.log.ErrorContext(v.ctx(), "error page failed", "request", v.id, "error", rerr)
		http.Error(v.Writer, http.StatusText(st.code), st.code)
	}
}

// wantsProblem reports whether a program asks: the API, or a script reading a
// stream.
func wantsProblem(r *http.Request) bool {
	accept := r.Header.Get("Accept")
	return strings.HasPrefix(r.URL.Path, "/api/") || strings.Contains(accept, "json") ||
		strings.Contains(accept, "text/event-stream")
}

func (s *server) problem(v *visit, st status) {
	body, err := json.Marshal(problem{
		Type: "about:blank", Title: s.say(v, "error."+st.key+".title"), Status: st.code,
		Detail: s.say(v, "error."+st.key+".what"), Instance: "urn:request:" + v.id,
	})
	if err != nil {
		http.Error(v.Writer, http.StatusText(st.code), st.code)
		return
	}
	v.Data(st.code, "application/problem+json", body)
}
