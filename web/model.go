package web

import (
	"slices"
	"strings"
	"time"

	"evenkeel/rank"
)

// modelPage is the card of the model that orders the lists, and the others
// that were trained.
type modelPage struct {
	Frame
	Card   *modelCard
	Others []modelCard
}

// modelCard is a trained model in words.
type modelCard struct {
	ID                  string // short
	Made, AsOf          time.Time
	UsedOn              *time.Time // the day of the newest lists, where it orders them
	Today               bool       // those lists are today's, or of a day that has begun elsewhere in the team
	TrainRows, TestRows int
	HeldOut             string // key: model.held_out.<key>
	AUC, Brier, ECE     string
	Captured            string
	Features            []feature
	Demo                bool
}

// feature is what a model looks at: ours by a key, the lender's by their name.
type feature struct{ Key, Own string }

func newModelCard(m rank.ModelVersion, v *visit) modelCard {
	r := m.Metrics
	c := modelCard{ID: shortModel(m.ID), Made: inZone(m.Made, v.me.Zone), AsOf: m.AsOf, UsedOn: m.UsedOn, TrainRows: r.TrainRows, TestRows: r.TestRows,
		HeldOut: r.HeldOut, AUC: fixed(3, r.AUC), Brier: fixed(3, r.Brier), ECE: fixed(3, r.ECE), Captured: percent(r.CapturedTop20), Demo: m.Demo}
	c.Today = m.UsedOn != nil && m.UsedOn.Format(time.DateOnly) >= inZone(v.now, v.me.Zone).Format(time.DateOnly)
	for _, name := range m.Columns {
		if own, ok := strings.CutPrefix(name, "own:"); ok {
			c.Features = append(c.Features, feature{Own: own})
		} else {
			c.Features = append(c.Features, feature{Key: name})
		}
	}
	return c
}

// newModelPage puts the version in use first, or the newest where none is.
func newModelPage(versions []rank.ModelVersion, v *visit) modelPage {
	var p modelPage
	first := max(slices.IndexFunc(versions, func(m rank.ModelVersion) bool { return m.UsedOn != nil }), 0)
	for i, m := range versions {
		card := newModelCard(m, v)
		if i == first {
			p.Card = &card
		} else {
			p.Others = append(p.Others, card)
		}
	}
	return p
}

func (s *server) model(v *visit) error {
	versions, err := s.rank.Models(v.ctx(), v.rankViewer())
	if err != nil {
		return err
	}
	p := newModelPage(versions, v)
	p.Frame = s.frame(v, "model")
	p.Title, p.Wide = s.say(v, "model.title"), true
	return s.render(v, 200, "model", p)
}
