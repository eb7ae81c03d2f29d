package web

import (
	"context"
	"time"
)

// modelPage is the card of the model that orders the lists.
type modelPage struct {
	Frame
	Card  *modelCard
	Older []modelCard
}

// ModelCard is one trained model as the Model page shows it.
type ModelCard struct {
	ID                             string
	Made, AsOf                     time.Time // AsOf: nothing dated later was read
	TrainRows, TestRows            int
	AUC, Brier, ECE, CapturedTop20 float64 // on a later month, held out
	Features                       []string
	Demo                           bool
}

// modelCard is a card in words.
type modelCard struct {
	ID                  string
	Made, AsOf          time.Time
	TrainRows, TestRows int
	AUC, Brier, ECE     string
	Captured            string
	Features            []string
	Demo                bool
}

// modelCards reads the trained models, the newest first.
type modelCards func(ctx context.Context) ([]ModelCard, error)

func newModelCard(c ModelCard) modelCard {
	return modelCard{ID: shortModel(c.ID), Made: c.Made, AsOf: c.AsOf, TrainRows: c.TrainRows, TestRows: c.TestRows, Features: c.Features,
		AUC: fixed(3, c.AUC), Brier: fixed(3, c.Brier), ECE: fixed(3, c.ECE), Captured: percent(c.CapturedTop20), Demo: c.Demo}
}

func (s *server) model(v *visit) error {
	cards, err := s.models(v.ctx())
	if err != nil {
		return err
	}
	p := modelPage{Frame: s.frame(v, "model")}
	for i, c := range cards {
		card := newModelCard(c)
		if i == 0 {
			p.Card = &card
		} else {
			p.Older = append(p.Older, card)
		}
	}
	p.Title, p.Wide = s.say(v, "model.title"), true
	return s.render(v, 200, "model", p)
}
