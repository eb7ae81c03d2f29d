package web

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"evenkeel/web/auth"

	"github.com/gin-gonic/gin"
)

// visit is one request: who asks, in which language, at what time.
type visit struct {
	*gin.Context
	id    string // request id, 16 hexadecimal digits
	me    auth.Staff
	lang  string
	theme string
	now   time.Time
	flash *Flash
}

func (v *visit) ctx() context.Context { return v.Request.Context() }

// Flash is what the last action did, shown once.
type Flash struct {
	Key     string            // words: flash.<key>
	Args    map[string]string // put into the words
	Undo    string            // address that takes it back, for ten seconds on the page
	Back    string            // where undo returns to
	Warning bool
	Person  int64 // whose row moved; the list says where to and why
}

// handler answers a visit, or returns an error for the one table.
type handler func(v *visit) error

// anyRole lets every signed-in person in.
var anyRole = []string{auth.Agent, auth.Trainee, auth.Lead, auth.Admin}

// open serves people who are not signed in, too.
func (s *server) open(h handler) gin.HandlerFunc {
	return func(c *gin.Context) {
		v, err := s.visit(c)
		if err == nil {
			err = readForm(c.Request)
		}
		if err == nil {
			err = h(v)
		}
		if err != nil {
			s.fail(v, err)
		}
	}
}

// readForm reads a form whole before anything is done with a part of it.
// Errors: errTooMuch, errForm.
func readForm(r *http.Request) error {
	err := r.ParseForm()
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return errTooMuch
	}
	if err != nil {
		return errForm
	}
	return nil
}

// as serves people who have one of the roles; others are told so, and people
// who are signed out are sent to the sign-in and back.
func (s *server) as(roles []string, h handler) gin.HandlerFunc {
	return s.open(func(v *visit) error {
		if v.me.Login == "" {
			return s.toSignIn(v)
		}
		if !slices.Contains(roles, v.me.Role) {
			return errForbidden
		}
		return h(v)
	})
}

func (s *server) toSignIn(v *visit) error {
	if wantsProblem(v.Request) || v.Request.Method != http.MethodGet {
		return errSignedOut
	}
	return v.seeOther("/signin?next=" + urlQuery(v.Request.URL.RequestURI()))
}

// visit reads the session. It always returns a usable visit, for the error page.
func (s *server) visit(c *gin.Context) (*visit, error) {
	v := &visit{Context: c, id: c.Writer.Header().Get("X-Request-ID"), now: s.now().UTC(), lang: langOf(c.Request), theme: "auto"}
	login := s.auth.Sessions.GetString(v.ctx(), "login")
	if login == "" {
		return v, nil
	}
	me, err := s.auth.Staff(v.ctx(), login)
	if errors.Is(err, auth.ErrNotFound) { // removed since the sign-in
		return v, s.auth.Sessions.Destroy(v.ctx())
	}
	if err != nil {
		return v, err
	}
	v.me, v.lang, v.theme = me, me.Lang, me.Theme
	return v, v.readFlash(s)
}

func (v *visit) readFlash(s *server) error {
	if v.Request.Method != http.MethodGet || !s.auth.Sessions.Exists(v.ctx(), "flash") {
		return nil
	}
	v.flash = &Flash{}
	return json.Unmarshal(s.auth.Sessions.PopBytes(v.ctx(), "flash"), v.flash)
}

// tell keeps a flash for the next page.
func (s *server) tell(v *visit, f Flash) error {
	data, err := json.Marshal(f)
	if err != nil {
		return err
	}
	s.auth.Sessions.Put(v.ctx(), "flash", data)
	return nil
}

// seeOther sends the browser on after a form.
func (v *visit) seeOther(path string) error {
	v.Redirect(http.StatusSeeOther, path)
	return nil
}

// id of the path's parameter. Error: errNotFound.
func (v *visit) number(name string) (int64, error) {
	n, err := strconv.ParseInt(v.Param(name), 10, 64)
	if err != nil || n <= 0 {
		return 0, errNotFound
	}
	return n, nil
}

// langOf is the language before sign-in: the switch's cookie, else what the
// browser asks for.
func langOf(r *http.Request) string {
	if c, err := r.Cookie("lang"); err == nil && slices.Contains(languages, c.Value) {
		return c.Value
	}
	if strings.HasPrefix(strings.ToLower(r.Header.Get("Accept-Language")), "zh") {
		return zh
	}
	return en
}

// newRequestID is random: it says nothing about how many requests came before.
func newRequestID() (string, error) {
	var b [8]byte
	if _, err := rand.Read(b[:]); err != nil {
		return "", err
	}
	return hex.EncodeToString(b[:]), nil
}
