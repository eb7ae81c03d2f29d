package synth

import (
	"math"
	"math/rand/v2"
	"time"
)

const (
	randomShare      = 0.15 // of account-months: whether they are called is a toss, with its odds on record
	randomPropensity = 0.5
	maxDials         = 4
	// lastStart is the last day of a month on which a run of dials begins: all calls end by the 21st, so that no call
	// of the next month can fall within seven days of a conversation.
	lastStart = 17
)

// decision is whether an account is called in a month, and by what.
type decision struct {
	made       bool
	chosenBy   string // rules or random; "" where no call was possible
	propensity float64
	start      time.Time
	dials      int
}

// chooseOne is the one account of a person that may be called in a month: the one with most overdue. Nobody is called
// twice for two cards.
func chooseOne(accounts []*account) *account {
	var best *account
	for _, a := range accounts {
		if len(a.open) > 0 && (best == nil || a.due() > best.due()) {
			best = a
		}
	}
	return best
}

// decide draws whether a call is made. The rules prefer big balances and early stages, as teams do: those called differ
// from those not called, and only the random slice, or the propensity, tells what the calls did.
func (a *account) decide(rng *rand.Rand, first time.Time, who *person, s Snapshot, mayCall bool) decision {
	slice, toss := rng.Float64(), rng.Float64()
	d := decision{dials: 1 + rng.IntN(who.dialLimit()), start: first.AddDate(0, 0, rng.IntN(lastStart))}
	if !mayCall || len(who.zones) == 0 || len(who.numbers) == 0 || first.Before(a.quietUntil) || a.mandateKind < recalledShare {
		return decision{}
	}
	if slice < randomShare {
		d.chosenBy, d.propensity = "random", randomPropensity
	} else {
		big := math.Log(float64(s.Balance) / (0.5 * float64(s.Limit)))
		late := math.Min(float64(s.DaysPastDue)/30, 6)
		d.chosenBy, d.propensity = "rules", 0.12+0.76*sigmoid(0.9+0.8*big-0.5*late)
	}
	d.made = toss < d.propensity
	return d
}

// dialLimit keeps the runs of dials within every place's limits: two a week in Massachusetts, three in New York City.
func (p *person) dialLimit() int {
	switch p.jurisdiction {
	case "US-MA":
		return 2
	case "US-NYC":
		return 3
	}
	return maxDials
}

// reachOdds is P(reached | a call is decided), over the number of dials.
func (p *person) reachOdds() float64 {
	if len(p.zones) == 0 || len(p.numbers) == 0 {
		return 0
	}
	working, wasted := len(p.numbers), 0
	if p.dead != "" {
		working, wasted = working-1, 1
	}
	if working == 0 {
		return 0
	}
	var sum float64
	for n := 1; n <= p.dialLimit(); n++ {
		sum += 1 - math.Pow(1-p.kind.reach, float64(n-wasted))
	}
	return sum / float64(p.dialLimit())
}

// talk is what a run of dials came to.
type talk struct {
	reached bool
	last    time.Time // day of the last dial; zero: none
	at      int       // index of the conversation among the account's contacts
}

// dial places the dials of a month, one a day, until the person is reached.
func (a *account) dial(rng *rand.Rand, who *person, d decision) talk {
	var t talk
	if !d.made {
		return t
	}
	for i := range d.dials {
		if len(who.numbers) == 0 {
			break
		}
		t.last = d.start.AddDate(0, 0, i)
		number := who.numbers[0]
		c := Contact{Account: a.ref, Number: number, ChosenBy: d.chosenBy, At: who.clock(rng, t.last)}
		if d.chosenBy == "random" {
			c.Propensity = d.propensity
		}
		switch {
		case number == who.dead:
			c.Result, who.dead, who.numbers = "not_in_service", "", who.numbers[1:]
		case rng.Float64() < who.kind.reach:
			t.reached, t.at = true, len(a.contacts)
		default:
			c.Result = missed(rng)
		}
		a.contacts = append(a.contacts, c)
		if t.reached {
			break
		}
	}
	return t
}

func missed(rng *rand.Rand) string {
	switch u := rng.Float64(); {
	case u < 0.62:
		return "no_answer"
	case u < 0.90:
		return "voicemail"
	}
	return "busy"
}

// clock is a time of the working day, and of both coasts' where the person may be on either.
func (p *person) clock(rng *rand.Rand, d time.Time) time.Time {
	from, hours := 9, 10
	if len(p.zones) > 1 {
		from, hours = 12, 6
	}
	zone, err := time.LoadLocation(p.zones[0])
	if err != nil {
		panic("synth: zone " + p.zones[0]) // the names stand in this package
	}
	return time.Date(d.Year(), d.Month(), d.Day(), from, 0, rng.IntN(hours*3600), 0, zone)
}

// settle writes what was said in the conversation, knowing what came of it, and the promise if one was made.
func (t talk) settle(rng *rand.Rand, a *account, who *person, paidOn time.Time, minor int64) {
	if !t.reached {
		return
	}
	c := &a.contacts[t.at]
	made, end := day(c.At), endOf(time.Date(c.At.Year(), c.At.Month(), 1, 0, 0, 0, 0, time.UTC))
	say := rng.Float64()
	wait := 3 + rng.IntN(9)
	if minor > 0 {
		c.Result = "call_back"
		if say < 0.85 {
			c.Result = "promise"
			due, asked := later(paidOn, made.AddDate(0, 0, wait)), minor
			if say < 0.12 { // less was paid, or later, than was said
				due, asked = paidOn.AddDate(0, 0, -1), minor*5/4
				due = later(due, made)
			}
			due = sooner(due, end)
			a.promises = append(a.promises, Promise{a.ref, made, due, asked, asked <= minor && !paidOn.After(due)})
		}
		return
	}
	c.Result = who.excuse(say)
	switch c.Result {
	case "promise":
		due := sooner(made.AddDate(0, 0, wait), end)
		a.promises = append(a.promises, Promise{Account: a.ref, Made: made, Due: due, Minor: max(10_00, round(a.due()/2, 10_00))})
	case "dispute":
		a.quietUntil = end.AddDate(1, 0, 0)
	case "hardship":
		a.quietUntil = end.AddDate(0, 2, 0)
	}
}

// excuse is what people say who do not pay that month.
func (p *person) excuse(say float64) string {
	hardship, promise := 0.04, 0.38
	switch p.kind.name {
	case "hardship":
		hardship, promise = 0.22, 0.30
	case "needs_plan":
		hardship = 0.10
	case "never":
		promise = 0.30
	}
	switch {
	case say < hardship:
		return "hardship"
	case say < hardship+0.015:
		return "dispute"
	case say < hardship+0.015+promise:
		return "promise"
	case say < hardship+0.015+promise+0.12:
		return "call_back"
	}
	return "refused"
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func sooner(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
