package rank

import (
	"slices"
	"time"
)

// span is the time in [from, to). closed says that to lies one second after an end that is itself permitted.
type span struct {
	from, to time.Time
	closed   bool
}

// union puts spans in order and joins those that touch.
func union(spans []span) []span {
	slices.SortFunc(spans, func(a, b span) int { return a.from.Compare(b.from) })
	var out []span
	for _, s := range spans {
		if n := len(out); n > 0 && !s.from.After(out[n-1].to) {
			if s.to.After(out[n-1].to) {
				out[n-1].to, out[n-1].closed = s.to, s.closed
			}
			continue
		}
		out = append(out, s)
	}
	return out
}

// intersect keeps what lies in both; each is in order and without overlaps.
func intersect(a, b []span) []span {
	var out []span
	for i, j := 0, 0; i < len(a) && j < len(b); {
		from, end := a[i].from, a[i]
		if b[j].from.After(from) {
			from = b[j].from
		}
		if b[j].to.Before(end.to) {
			end = b[j]
		}
		if from.Before(end.to) {
			out = append(out, span{from, end.to, end.closed})
		}
		if a[i].to.Before(b[j].to) {
			i++
		} else {
			j++
		}
	}
	return out
}

// subtract takes the spans b out of a; each is in order and without overlaps.
func subtract(a, b []span) []span {
	var out []span
	for _, s := range a {
		for _, cut := range b {
			if !cut.from.Before(s.to) || !cut.to.After(s.from) {
				continue
			}
			if s.from.Before(cut.from) {
				out = append(out, span{from: s.from, to: cut.from})
			}
			s.from = cut.to
			if !s.from.Before(s.to) {
				break
			}
		}
		if s.from.Before(s.to) {
			out = append(out, s)
		}
	}
	return out
}

// holding is the span that t lies in.
func holding(spans []span, t time.Time) (span, bool) {
	for _, s := range spans {
		if !t.Before(s.from) && t.Before(s.to) {
			return s, true
		}
	}
	return span{}, false
}
