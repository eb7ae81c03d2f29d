package web

// keysPage is the table of keys for a page without scripts.
type keysPage struct{ Frame }

func (s *server) keys(v *visit) error {
	p := keysPage{s.frame(v, "")}
	p.Title = s.say(v, "keys.title")
	return s.render(v, 200, "keys", p)
}
