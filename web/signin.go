package web

import (
	"errors"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"evenkeel/web/auth"
)

// signinPage asks who you are.
type signinPage struct {
	Frame
	Login   string
	Next    string
	Problem string // key of what went wrong, "" for none
}

func (s *server) signinForm(v *visit) error {
	if v.me.Login != "" {
		return v.seeOther(home(v.me.Role))
	}
	return s.showSignin(v, http.StatusOK, signinPage{Next: v.Query("next")})
}

func (s *server) showSignin(v *visit, code int, p signinPage) error {
	p.Frame = s.frame(v, "")
	p.Title = s.say(v, "signin.title")
	if v.Request.Method != http.MethodGet {
		p.Back = "/signin"
	}
	return s.render(v, code, "signin", p)
}

// signin checks login and password; a wrong pair shows the form again with the
// login kept.
func (s *server) signin(v *visit) error {
	login, next := v.PostForm("login"), v.PostForm("next")
	me, err := s.auth.SignIn(v.ctx(), login, v.PostForm("password"), address(v.Request), v.now)
	if errors.Is(err, auth.ErrPassword) || errors.Is(err, auth.ErrThrottled) || errors.Is(err, auth.ErrBusy) {
		st := statusOf(err)
		return s.showSignin(v, st.code, signinPage{Login: login, Next: next, Problem: st.key})
	}
	if err != nil {
		return err
	}
	if err := s.auth.Sessions.RenewToken(v.ctx()); err != nil {
		return err
	}
	s.auth.Sessions.Put(v.ctx(), "login", me.Login)
	v.me = me
	if err := s.note(v, "session.open", ""); err != nil {
		return err
	}
	return v.seeOther(local(next, home(me.Role)))
}

func (s *server) signout(v *visit) error {
	if err := s.auth.Sessions.Destroy(v.ctx()); err != nil {
		return err
	}
	return v.seeOther("/signin")
}

// setLang stores the language with the person, or in a cookie before sign-in.
func (s *server) setLang(v *visit) error {
	lang := v.PostForm("lang")
	if !slices.Contains(languages, lang) {
		return errForm
	}
	http.SetCookie(v.Writer, &http.Cookie{Name: "lang", Value: lang, Path: "/", MaxAge: 365 * 86400,
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.auth.Sessions.Cookie.Secure})
	if v.me.Login != "" {
		if err := s.auth.SetLang(v.ctx(), v.me.Login, lang); err != nil {
			return err
		}
	}
	return v.seeOther(local(v.PostForm("back"), "/"))
}

func (s *server) setTheme(v *visit) error {
	theme := v.PostForm("theme")
	if !slices.Contains([]string{"auto", "light", "dark"}, theme) {
		return errForm
	}
	if err := s.auth.SetTheme(v.ctx(), v.me.Login, theme); err != nil {
		return err
	}
	return v.seeOther(local(v.PostForm("back"), "/"))
}

// local keeps a return address inside this site: an absolute path without a
// host, else the fallback.
func local(path, fallback string) string {
	u, err := url.Parse(path)
	if err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(path, "/") ||
		strings.HasPrefix(path, "//") || strings.Contains(path, `\`) {
		return fallback
	}
	return path
}

// address is the other end of the connection; a proxy's headers are not
// believed, because anyone can write them.
func address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

func urlQuery(s string) string { return url.QueryEscape(s) }

// note appends to the audit trail in the person's name.
func (s *server) note(v *visit, action, subject string) error {
	return s.auth.Note(v.ctx(), auth.Entry{At: v.now, Staff: v.me.Login, Team: v.me.Team,
		Action: action, Subject: subject, Request: v.id})
}
