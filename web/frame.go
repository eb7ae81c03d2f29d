package web

import (
	"evenkeel/web/auth"
)

// Frame is what every page shows around its content.
type Frame struct {
	Title   string
	Place   string // id of the place the page belongs to, "" for none
	Person  *auth.Staff
	Team    string
	Places  []Place
	Back    string // where a setting's form returns to
	Theme   string
	Demo    bool     // some of what is shown was made up
	Notices []string // keys of standing notices
	Flash   *Flash
	Plain   bool // a build without the browser scripts
	Wide    bool // the page fills the width: list and account
}

// Place is one entry of the role's own few places.
type Place struct {
	ID   string // words: place.<id>
	Path string
	Here bool
}

// placesOf is the frame's left side for each role.
var placesOf = map[string][]Place{
	auth.Agent:   {{ID: "today", Path: "/today"}, {ID: "cases", Path: "/library?kind=case"}, {ID: "calls", Path: "/calls"}},
	auth.Trainee: {{ID: "practice", Path: "/practice"}, {ID: "progress", Path: "/calls"}},
	auth.Lead:    leadPlaces,
	auth.Admin:   leadPlaces,
}

var leadPlaces = []Place{
	{ID: "review", Path: "/review"}, {ID: "team", Path: "/team"}, {ID: "list", Path: "/list"},
	{ID: "model", Path: "/model"}, {ID: "library", Path: "/library"},
}

// home is where a role starts.
func home(role string) string { return placesOf[role][0].Path }

// frame builds the frame of a visit. A missing team name or demonstration
// state leaves the page standing: both are logged, and the page shows neither.
func (s *server) frame(v *visit, place string) Frame {
	f := Frame{Place: place, Back: v.Request.URL.RequestURI(), Theme: v.theme, Plain: !s.assets.htmx}
	if v.Request.Method != "GET" {
		f.Back = "/"
	}
	f.Notices = s.notices
	if v.me.Login == "" {
		return f
	}
	me := v.me
	f.Person, f.Flash = &me, v.flash
	for _, p := range placesOf[me.Role] {
		p.Here = p.ID == place
		f.Places = append(f.Places, p)
	}
	if team, err := s.auth.Team(v.ctx(), me.Team); err != nil {
		s.log.WarnContext(v.ctx(), "team of the frame", "request", v.id, "error", err)
	} else {
		f.Team, f.Demo = team.Name, team.Demo
	}
	if demo, err := s.demo(v.ctx()); err != nil {
		s.log.WarnContext(v.ctx(), "demonstration state of the frame", "request", v.id, "error", err)
	} else {
		f.Demo = f.Demo || demo
	}
	return f
}

// say returns words outside a template. The keys are constants that a test
// checks, so that an error here is a mistake of ours and shows as the key.
func (s *server) say(v *visit, key string, pairs ...any) string {
	text, err := s.words[v.lang].T(key, pairs...)
	if err != nil {
		s.log.ErrorContext(v.ctx(), "words missing", "request", v.id, "error", err)
		return key
	}
	return text
}
