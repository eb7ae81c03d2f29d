package rank

import (
	"slices"
	"time"

	"evenkeel/corpus/rulebook"
)

// The search for the next permitted moment goes this far: a state that ends later is still named, but with no time.
const (
	horizon  = 400 * 24 * time.Hour
	maxSteps = 1000
)

// finding is what one gate says of one moment, with the contacts made so far and none after.
type finding struct {
	rules []string // broken; none: the gate is open
	// opens is later than the moment, and the gate stays shut until then at least; zero: only a change of state opens it.
	opens time.Time
	// closes is the first moment at which an open gate may shut by itself; zero: never.
	closes time.Time
	// closed says that closes lies one second after an end that is itself permitted (21:00:00).
	closed bool
	note   string // what an open gate asks of the contact, and by which rule
	cite   string
}

// gates are in the order of the policy: the first broken rule decides what people are told.
var gates = []func(*scene, time.Time) finding{
	gateState, gateParty, gateRepresentative, gateCease, gateChannel, gateDialler, gateHours, gateFrequency, gateVulnerable,
}

// Judge says whether the contact that the facts describe is permitted at this moment. Contacts and consents after the
// moment are left out. book gives the deciding rule's severity; it may be nil. Source: the worklist policy of the
// rulebook; a rule with no catalogue entry has an id starting with HOUSE.
func Judge(f Facts, at time.Time, book *rulebook.Book) Verdict {
	s := newScene(f, at)
	v := Verdict{Allowed: true}
	for _, g := range gates {
		found := g(s, at)
		v.add(found)
	}
	if v.Allowed {
		v.Earliest = &at
		if w, ends := s.windowAt(at); ends {
			v.Until = &w.Until
		}
		return v
	}
	if book != nil {
		rule, _ := book.Rule(v.Rules[0])
		v.Severity = rule.Severity
	}
	if earliest, ok := s.earliest(at); ok {
		v.Earliest = &earliest
	}
	return v
}

// add takes one gate's finding into the verdict: broken rules push out the conditions of open gates.
func (v *Verdict) add(found finding) {
	if len(found.rules) > 0 {
		if v.Allowed {
			v.Allowed, v.Rules, v.Note = false, nil, ""
		}
		for _, id := range found.rules {
			if !slices.Contains(v.Rules, id) {
				v.Rules = append(v.Rules, id)
			}
		}
		return
	}
	if v.Allowed && found.note != "" {
		v.Rules = append(v.Rules, found.cite)
		if v.Note == "" {
			v.Note = found.note
		}
	}
}

// Windows are the permitted times of a local day (its year, month and day count, in the first of the debtor's zones),
// in order, if no contacts are made but those in the facts. A window may begin at local midnight or end at the next
// one only because the day does.
func Windows(f Facts, localDay time.Time) []Window {
	zone := newScene(f, localDay).zones[0]
	y, m, d := localDay.Date()
	from := firstMoment(y, m, d, zone)
	return windowsBetween(f, from, nextMidnight(from, zone))
}

// windowsBetween cuts the time at each contact, which can shut a gate, and at each consent, which can open one, and
// joins what stayed open across them.
func windowsBetween(f Facts, from, to time.Time) []Window {
	cuts := cutsBetween(f, from, to)
	var out []Window
	for i, cut := range cuts {
		end := to
		if i+1 < len(cuts) {
			end = cuts[i+1]
		}
		for _, w := range newScene(f, cut).windows(cut, end) {
			if n := len(out); n > 0 && !w.From.After(out[n-1].end()) {
				out[n-1].Until, out[n-1].Closed = w.Until, w.Closed
				continue
			}
			out = append(out, w)
		}
	}
	return out
}

func cutsBetween(f Facts, from, to time.Time) []time.Time {
	cuts := []time.Time{from}
	add := func(t time.Time) {
		if t.After(from) && t.Before(to) {
			cuts = append(cuts, t)
		}
	}
	for _, c := range f.Contacts {
		add(c.At)
	}
	for _, c := range f.Consents {
		add(c.Given)
	}
	slices.SortFunc(cuts, time.Time.Compare)
	return cuts
}

// windows are the permitted times in [from, to), given the scene's contacts.
func (s *scene) windows(from, to time.Time) []Window {
	var out []Window
	for t := from; t.Before(to); {
		start, ok := s.earliest(t)
		if !ok || !start.Before(to) {
			break
		}
		w, ends := s.windowAt(start)
		if !ends || w.end().After(to) {
			return append(out, Window{From: start, Until: to})
		}
		out = append(out, w)
		t = w.end()
	}
	return out
}

// open judges all gates at t: whether they are open, and when the first shuts (zero: never) or the last may open
// (zero: never).
func (s *scene) open(t time.Time) (ok bool, change time.Time, closed bool) {
	var opens time.Time
	var closes finding
	blocked := false
	for _, g := range gates {
		found := g(s, t)
		if len(found.rules) == 0 {
			if !found.closes.IsZero() && (closes.closes.IsZero() || found.closes.Before(closes.closes)) {
				closes = found
			}
			continue
		}
		if found.opens.IsZero() {
			return false, time.Time{}, false
		}
		blocked = true
		if found.opens.After(opens) {
			opens = found.opens
		}
	}
	if blocked {
		return false, opens, false
	}
	return true, closes.closes, closes.closed
}

// earliest is the first permitted moment from t on. Each shut gate names a moment before which it cannot open, so
// going from the latest of these to the next never passes over a permitted one.
func (s *scene) earliest(t time.Time) (time.Time, bool) {
	limit := t.Add(horizon)
	for range maxSteps {
		ok, next, _ := s.open(t)
		if ok {
			return t, true
		}
		if next.IsZero() || next.After(limit) {
			return time.Time{}, false
		}
		t = next
	}
	return time.Time{}, false
}

// windowAt is the window that begins with the permitted moment t, and whether it ever ends within the horizon.
func (s *scene) windowAt(t time.Time) (w Window, ends bool) {
	w.From = t
	limit := t.Add(horizon)
	for range maxSteps {
		ok, next, closed := s.open(t)
		if !ok {
			return w, true
		}
		if next.IsZero() || next.After(limit) {
			return w, false
		}
		w.Until, w.Closed = next, closed
		if closed {
			w.Until = next.Add(-time.Second)
		}
		t = next
	}
	return w, false
}
