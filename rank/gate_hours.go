package rank

import (
	"slices"
	"time"

	"evenkeel/corpus/rulebook"
)

// callHours are a place's hours of contact on the debtor's clock.
type callHours struct {
	rule     string
	from, to int  // hours of the day
	closed   bool // the last second, to:00:00, is permitted
	fixed    bool // no agreement widens them
}

// hoursOf holds the places with a rule of hours. Sources: GB/T 45251-2025 §5.3 (between 22:00 and 08:00 none, unless
// agreed); 12 CFR 1006.6(b)(1)(i) (before 8 a.m. and after 9 p.m.); RBI circular of 12 August 2022 (before 8 a.m. and
// after 7 p.m., no exception). Elsewhere the house's own, 08:00 to 21:00.
var hoursOf = map[string]callHours{
	"CN": {rule: "CN-GBT-5.3-TIME", from: 8, to: 22},
	"US": {rule: "US-REGF-6b1-TIME", from: 8, to: 21, closed: true},
	"IN": {rule: "IN-RBI-TIME", from: 8, to: 19, closed: true, fixed: true},
}

var houseHours = callHours{rule: "HOUSE-HOURS", from: 8, to: 21, closed: true}

// inconvenientRule is the rule of a time or place that the debtor said does not suit.
var inconvenientRule = map[string]string{"US": "US-REGF-6b1-INCONV", "UK": "UK-CONC-7.9.4-TIME", "": "HOUSE-INCONV"}

// weekAhead covers every weekly time at least once from any moment on, with a day to spare at each end.
const weekAhead = 9

// gateHours is open within the place's hours and the agreed ones, in every zone the debtor may be in, less the times
// that do not suit. Letters have no hour.
func gateHours(s *scene, at time.Time) finding {
	if s.Channel == ChannelLetter {
		return finding{}
	}
	if !s.zoned {
		rules := []string{"HOUSE-ZONE"}
		if s.country == "US" { // unknown is more than conflicting: comment 6(b)(1)(i)-2
			rules = append(rules, "US-REGF-6b1-TIME")
		}
		return finding{rules: rules}
	}
	open, bad := s.hours(at, 1)
	if now, ok := holding(subtract(open, bad), at); ok {
		return finding{closes: now.to, closed: now.closed}
	}
	found := finding{opens: s.nextHours(at)}
	if _, ok := holding(open, at); !ok {
		found.rules = append(found.rules, s.callHours().rule)
	}
	if _, ok := holding(bad, at); ok {
		found.rules = append(found.rules, s.rule(inconvenientRule))
	}
	return found
}

// nextHours is the first moment after at within the hours; zero when a whole week has none.
func (s *scene) nextHours(at time.Time) time.Time {
	for _, days := range []int{1, weekAhead} {
		open, bad := s.hours(at, days)
		for _, span := range subtract(open, bad) {
			if span.from.After(at) {
				return span.from
			}
		}
	}
	return time.Time{}
}

func (s *scene) callHours() callHours {
	if h, ok := hoursOf[s.country]; ok {
		return h
	}
	return houseHours
}

// hours are the permitted and the unsuitable times from the day before at to some days after it: permitted in every
// zone, unsuitable in any.
func (s *scene) hours(at time.Time, ahead int) (open, bad []span) {
	for i, zone := range s.zones {
		here, unsuited := s.hoursIn(zone, at, ahead)
		if i == 0 {
			open = here
		} else {
			open = intersect(open, here)
		}
		bad = append(bad, unsuited...)
	}
	return open, union(bad)
}

func (s *scene) hoursIn(zone *time.Location, at time.Time, ahead int) (open, bad []span) {
	h := s.callHours()
	y, m, d := at.In(zone).Date()
	for i := -2; i <= ahead+1; i++ { // a day more at each end: times of a night run into the next day
		bad = append(bad, hoursOn(s.Inconvenient, y, m, d+i, zone)...)
	}
	for i := -1; i <= ahead; i++ {
		from, to := clock(y, m, d+i, h.from*60, zone), clock(y, m, d+i, h.to*60, zone)
		if h.closed {
			to = to.Add(time.Second)
		}
		open = append(open, span{from, to, h.closed})
		if !h.fixed {
			open = append(open, hoursOn(s.Agreed, y, m, d+i, zone)...)
		}
	}
	return union(open), bad
}

// hoursOn are the weekly times that begin on one local day.
func hoursOn(weekly []Hours, y int, m time.Month, d int, zone *time.Location) []span {
	var out []span
	weekday := time.Date(y, m, d, 12, 0, 0, 0, time.UTC).Weekday()
	for _, h := range weekly {
		if len(h.Days) > 0 && !slices.Contains(h.Days, weekday) {
			continue
		}
		until := h.To
		if until <= h.From {
			until += 24 * 60
		}
		out = append(out, span{from: clock(y, m, d, h.From, zone), to: clock(y, m, d, until, zone)})
	}
	return out
}

// clock is the moment at which a local clock shows the minute of the day; minutes past 1440 run into the next day.
func clock(y int, m time.Month, d, minute int, zone *time.Location) time.Time {
	return time.Date(y, m, d, 0, minute, 0, 0, zone)
}

// stateRule names the house's rule of a state.
func stateRule(state string) string { return rulebook.State(state) }
