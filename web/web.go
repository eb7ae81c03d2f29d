package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"evenkeel/coach"
	"evenkeel/corpus"
	"evenkeel/corpus/rulebook"
	"evenkeel/rank"
	"evenkeel/web/auth"

	"github.com/gin-gonic/gin"
)

// Deps is what the pages stand on. All but the names and the flags are needed.
type Deps struct {
	Rank   *rank.Store
	Coach  *coach.Store
	Corpus *corpus.Store
	Auth   *auth.Store
	Book   *rulebook.Book

	// Names of the language models in use, for the standing notice: Voice words
	// the debtor, Judge scores, Embedder finds past cases. "" is the built-in one.
	Voice, Judge, Embedder string

	Log    *slog.Logger                            // nil: slog.Default()
	Now    func() time.Time                        // nil: time.Now
	Demo   func(ctx context.Context) (bool, error) // whether demonstration data is shown; nil: never
	Health func(ctx context.Context) error         // nil: always well
	Secure bool                                    // pages are served over TLS: cookies say so
	Dev    bool                                    // serve /dev/gallery
}

// server is the door with all it needs to answer.
type server struct {
	rank    *rank.Store
	coach   *coach.Store
	corpus  *corpus.Store
	auth    *auth.Store
	book    *rulebook.Book
	log     *slog.Logger
	now     func() time.Time
	demo    func(ctx context.Context) (bool, error)
	health  func(ctx context.Context) error
	assets  *assets
	words   map[string]*words
	pages   pages
	notices []string
	sent    once
	origin  *http.CrossOriginProtection
}

// New returns the handler of all pages. It returns an error where a template,
// a word or an asset of this build is broken.
func New(d Deps) (http.Handler, error) {
	if d.Auth == nil || d.Rank == nil || d.Coach == nil || d.Corpus == nil || d.Book == nil {
		return nil, errors.New("web: a store is missing")
	}
	s, err := newServer(d)
	if err != nil {
		return nil, err
	}
	d.Auth.Sessions.Cookie.Secure = d.Secure
	d.Auth.Sessions.ErrorFunc = s.sessionFailed
	if !s.assets.htmx {
		s.log.Warn("this build has no browser scripts from npm: every page works by full page turns; run npm ci and npm run vendor in web/ before building to have them")
	}
	return d.Auth.Sessions.LoadAndSave(s.routes(d.Dev)), nil
}

func newServer(d Deps) (*server, error) {
	s := &server{rank: d.Rank, coach: d.Coach, corpus: d.Corpus, auth: d.Auth, book: d.Book,
		log: d.Log, now: d.Now, demo: d.Demo, health: d.Health, origin: http.NewCrossOriginProtection()}
	if s.log == nil {
		s.log = slog.Default()
	}
	if s.now == nil {
		s.now = time.Now
	}
	if s.demo == nil {
		s.demo = func(context.Context) (bool, error) { return false, nil }
	}
	if s.health == nil {
		s.health = func(context.Context) error { return nil }
	}
	s.notices = builtInNotices(d)
	var err error
	if s.assets, err = newAssets(assetFiles); err != nil {
		return nil, err
	}
	if s.words, err = loadWords(); err != nil {
		return nil, err
	}
	s.pages, err = loadPages(s.words, s.assets, ruleWordsOf(d.Book))
	return s, err
}

// builtInNotices are the keys of what runs without a language model.
func builtInNotices(d Deps) []string {
	var keys []string
	if d.Voice == "" {
		keys = append(keys, "notice.voice")
	}
	if d.Judge == "" {
		keys = append(keys, "notice.judge")
	}
	if d.Embedder == "" {
		keys = append(keys, "notice.embedder")
	}
	return keys
}

func ruleWordsOf(book *rulebook.Book) ruleWords {
	return func(id, lang string) (string, string, bool) {
		r, ok := book.Rule(id)
		if !ok {
			return "", "", false
		}
		source := r.Source
		if note := r.SourceNote(lang); note != "" {
			source += " · " + note
		}
		return r.Words(lang), source, true
	}
}

// sessionFailed answers where the session cannot be read or written.
func (s *server) sessionFailed(w http.ResponseWriter, r *http.Request, err error) {
	s.log.ErrorContext(r.Context(), "session", "error", err)
	http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
}

// routes is the map of the site: address = place.
func (s *server) routes(dev bool) http.Handler {
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.HandleMethodNotAllowed = false
	r.Use(headers, s.recovered, s.logged, s.sameOrigin)
	r.NoRoute(s.open(func(*visit) error { return errNotFound }))
	r.GET("/healthz", s.healthz)
	r.GET("/assets/*path", gin.WrapH(s.assets))
	r.GET("/", s.as(anyRole, func(v *visit) error { return v.seeOther(home(v.me.Role)) }))
	r.GET("/signin", s.open(s.signinForm))
	r.POST("/signin", s.open(s.signin))
	r.POST("/signout", s.as(anyRole, s.signout))
	r.POST("/settings/lang", s.open(s.setLang))
	r.POST("/settings/theme", s.as(anyRole, s.setTheme))
	r.GET("/keys", s.as(anyRole, s.keys))
	s.listRoutes(r)
	s.practiceRoutes(r)
	s.leadRoutes(r)
	if dev {
		r.GET("/dev/gallery", s.open(s.gallery))
		r.GET("/dev/gallery/:page/:state", s.open(s.galleryPage))
	}
	return r
}

var (
	callers = []string{auth.Agent, auth.Lead, auth.Admin}
	leads   = []string{auth.Lead, auth.Admin}
)

func (s *server) listRoutes(r gin.IRouter) {
	r.GET("/today", s.as(callers, s.today))
	r.GET("/people/:person", s.as(callers, s.account))
	r.POST("/people/:person/outcome", s.as(callers, s.record))
	r.POST("/people/:person/reopen", s.as(leads, s.reopen))
	r.POST("/people/:person/snooze", s.as(callers, s.snooze))
	r.POST("/people/:person/rehearse", s.as(callers, s.rehearse))
	r.POST("/outcomes/:outcome/undo", s.as(callers, s.undo))
}

func (s *server) practiceRoutes(r gin.IRouter) {
	r.GET("/practice", s.as(anyRole, s.practice))
	r.POST("/practice/:scenario", s.as(anyRole, s.start))
	r.GET("/calls", s.as(anyRole, s.mine))
	r.GET("/calls/:call", s.as(anyRole, s.call))
	r.POST("/calls/:call/turns", s.as(anyRole, s.sayTurn))
	r.POST("/calls/:call/end", s.as(anyRole, s.hangUp))
	r.GET("/calls/:call/result", s.as(anyRole, s.result))
	r.POST("/calls/:call/branch", s.as(anyRole, s.branch))
	r.POST("/calls/:call/findings/:finding/dispute", s.as(anyRole, s.dispute))
	r.GET("/library", s.as(anyRole, s.library))
	r.GET("/library/:document", s.as(anyRole, s.document))
}

func (s *server) leadRoutes(r gin.IRouter) {
	r.GET("/review", s.as(leads, s.review))
	r.GET("/review/:call", s.as(leads, s.reviewCall))
	r.POST("/review/:call", s.as(leads, s.override))
	r.GET("/team", s.as(leads, s.team))
	r.GET("/list", s.as(leads, s.lists))
	r.GET("/model", s.as(leads, s.model))
}

// healthz answers load balancers and the start of the program.
func (s *server) healthz(c *gin.Context) {
	if err := s.health(c.Request.Context()); err != nil {
		s.log.ErrorContext(c.Request.Context(), "unwell", "error", err)
		c.String(http.StatusServiceUnavailable, "unwell\n")
		return
	}
	c.String(http.StatusOK, "ok\n")
}
