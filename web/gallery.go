package web

// galleryPage lists every page in every state, for developers; it is served
// only where Deps.Dev is set. The states are those the tests render.
type galleryIndex struct {
	Frame
	Pages []galleryEntry
}

// galleryEntry is one page in one state.
type galleryEntry struct{ Page, State string }

func (s *server) gallery(v *visit) error {
	p := galleryIndex{Frame: s.frame(v, "")}
	p.Title = "Gallery"
	for _, e := range s.galleryStates(v) {
		p.Pages = append(p.Pages, galleryEntry{e.page, e.state})
	}
	return s.render(v, 200, "gallery", p)
}

func (s *server) galleryPage(v *visit) error {
	for _, e := range s.galleryStates(v) {
		if e.page == v.Param("page") && e.state == v.Param("state") {
			return s.render(v, 200, e.page, e.data)
		}
	}
	return errNotFound
}
