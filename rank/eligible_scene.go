package rank

import (
	"slices"
	"strings"
	"sync"
	"time"
)

// scene is the facts made ready for the gates: place and zones read, later contacts left out, the rest in order.
type scene struct {
	Facts
	country  string           // CN, US, UK …; "" unknown
	places   []string         // states and cities whose limits hold: "US-MA"
	zones    []*time.Location // never empty; UTC stands in where zoned is false
	zoned    bool             // the zones are known
	contacts []Contact        // with this callee, up to the moment, oldest first
	debtor   []Contact        // with the debtor, whoever the callee is
}

func newScene(f Facts, at time.Time) *scene {
	s := &scene{Facts: f}
	s.country, _, _ = strings.Cut(f.Jurisdiction, "-")
	if s.country == "GB" {
		s.country = "UK"
	}
	s.places = append([]string{f.Jurisdiction}, f.Overlays...)
	s.zones, s.zoned = zonesOf(f, s.country)
	s.Consents = nil
	for _, c := range f.Consents {
		if !c.Given.After(at) {
			s.Consents = append(s.Consents, c)
		}
	}
	for _, c := range f.Contacts {
		if c.At.After(at) {
			continue
		}
		if c.Callee == 0 {
			s.debtor = append(s.debtor, c)
		}
		// A third party without an id of their own may be any of those contacted before.
		if c.Callee == f.Callee && (f.Callee != 0 || !s.thirdParty()) || f.Callee == 0 && s.thirdParty() && c.Callee != 0 {
			s.contacts = append(s.contacts, c)
		}
	}
	byTime := func(a, b Contact) int { return a.At.Compare(b.At) }
	slices.SortStableFunc(s.contacts, byTime)
	slices.SortStableFunc(s.debtor, byTime)
	return s
}

// thirdParty tells whether the callee must be treated as someone who does not owe.
func (s *scene) thirdParty() bool {
	switch s.Role {
	case RoleDebtor, RoleAttorney:
		return false
	case RoleGuarantor:
		return !s.Contract
	case RoleSpouse:
		return !s.Contract && s.country != "US"
	}
	return true
}

// in tells whether a state's or city's own limits hold.
func (s *scene) in(place string) bool { return slices.Contains(s.places, place) }

// rule picks the country's rule, else the one under "".
func (s *scene) rule(by map[string]string) string {
	if id, ok := by[s.country]; ok {
		return id
	}
	return by[""]
}

var zoneCache sync.Map // name → *time.Location; time.LoadLocation reads a file each time

func zonesOf(f Facts, country string) ([]*time.Location, bool) {
	names := f.Zones
	if len(names) == 0 {
		name, ok := onlyZone[f.Jurisdiction]
		if !ok {
			name, ok = onlyZone[country]
		}
		if ok {
			names = []string{name}
		}
	}
	var out []*time.Location
	for _, name := range names {
		zone, ok := loadZone(name)
		if !ok {
			return []*time.Location{time.UTC}, false
		}
		out = append(out, zone)
	}
	if len(out) == 0 {
		return []*time.Location{time.UTC}, false
	}
	return out, true
}

func loadZone(name string) (*time.Location, bool) {
	if z, ok := zoneCache.Load(name); ok {
		return z.(*time.Location), true
	}
	if name == "" || name == "Local" {
		return nil, false
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, false
	}
	zoneCache.Store(name, zone)
	return zone, true
}

// firstMoment is the first moment of a local day, also where clocks go forward at midnight.
func firstMoment(y int, m time.Month, d int, zone *time.Location) time.Time {
	t := time.Date(y, m, d, 0, 0, 0, 0, zone)
	want := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	for dateOf(t).Before(want) {
		t = t.Add(30 * time.Minute)
	}
	return t
}

// nextMidnight is the first moment of the local day after t's.
func nextMidnight(t time.Time, zone *time.Location) time.Time {
	y, m, d := t.In(zone).Date()
	return firstMoment(y, m, d+1, zone)
}

// sameDay tells whether two moments fall on one calendar day in any of the zones.
func (s *scene) sameDay(a, b time.Time) bool {
	return slices.ContainsFunc(s.zones, func(z *time.Location) bool { return dateOf(a.In(z)).Equal(dateOf(b.In(z))) })
}

// soonestMidnight is the first moment after t at which a new day begins in any of the zones.
func (s *scene) soonestMidnight(t time.Time) time.Time {
	best := nextMidnight(t, s.zones[0])
	for _, z := range s.zones[1:] {
		if m := nextMidnight(t, z); m.Before(best) {
			best = m
		}
	}
	return best
}

// dayAfter is the first moment at which n calendar days have passed since t's own day, in every one of the zones where
// last, else in any.
func (s *scene) dayAfter(t time.Time, n int, last bool) time.Time {
	var best time.Time
	for i, z := range s.zones {
		y, m, d := t.In(z).Date()
		if at := firstMoment(y, m, d+n, z); i == 0 || at.After(best) == last {
			best = at
		}
	}
	return best
}
