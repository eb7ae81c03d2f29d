package rank

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"
)

// The card of a model says what was printed when it was trained, and whether today's lists are ordered by it.
func TestModelsSayWhatTheyAreWorthAndWhichIsInUse(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	ctx := context.Background()
	loadSynth(t, s, 400, false)
	early, err := s.Train(ctx, TrainOptions{AsOf: date(2026, 9, 30), Seed: 3}, now.Add(-time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	late, err := s.Train(ctx, TrainOptions{AsOf: trainDay, Seed: 3}, now)
	if err != nil {
		t.Fatal(err)
	}
	today(t, s, lead, now)

	got, err := s.Models(ctx, lead)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[0].ID != late.Model || got[1].ID != early.Model {
		t.Fatalf("want the newest first, got %+v", got)
	}
	if got[0].Metrics != late || !got[0].AsOf.Equal(trainDay) || !got[0].Made.Equal(now) || got[0].Demo {
		t.Errorf("%+v", got[0])
	}
	if !slices.Contains(got[0].Columns, "balance") {
		t.Errorf("columns %v", got[0].Columns)
	}
	if got[0].UsedOn == nil || !got[0].UsedOn.Equal(dateOf(now)) || got[1].UsedOn != nil {
		t.Errorf("used on %v and %v", got[0].UsedOn, got[1].UsedOn)
	}
	elsewhere, err := s.Models(ctx, Viewer{Staff: "x", Team: "t2", Role: "lead"})
	if err != nil || len(elsewhere) != 2 || elsewhere[0].UsedOn != nil {
		t.Errorf("a team without lists: %+v, %v", elsewhere, err)
	}
}

func TestModelsAreForLeads(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	if _, err := s.Models(context.Background(), agent); !errors.Is(err, ErrNotFound) {
		t.Errorf("an agent reads models: %v", err)
	}
	if got, err := s.Models(context.Background(), lead); err != nil || len(got) != 0 {
		t.Errorf("%v, %v", got, err)
	}
}
