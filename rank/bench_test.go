package rank

import (
	"context"
	"testing"
)

// The demonstration's size: 5,000 overdue accounts. The list of an agent with all of them is longer than any real one.
func BenchmarkDay(b *testing.B) {
	s := newStore(b)
	ctx := context.Background()
	loadSynth(b, s, 5000, false)
	b.Run("train", func(b *testing.B) {
		for b.Loop() {
			r, err := s.Train(ctx, TrainOptions{AsOf: date(2026, 11, 19), Seed: 1}, now)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(r.AUC, "AUC")
		}
	})
	b.Run("build lists", func(b *testing.B) {
		for b.Loop() {
			if err := s.BuildLists(ctx, now, now); err != nil {
				b.Fatal(err)
			}
		}
	})
	if _, err := s.pool.Exec(ctx, `UPDATE rank.person SET agent = 'other' WHERE id % 7 <> 0`); err != nil {
		b.Fatal(err)
	}
	if err := s.BuildLists(ctx, now, now); err != nil {
		b.Fatal(err)
	}
	b.Run("today", func(b *testing.B) {
		people := 0
		for b.Loop() {
			l, err := s.Today(ctx, agent, now)
			if err != nil {
				b.Fatal(err)
			}
			people = len(everybody(l))
		}
		b.ReportMetric(float64(people), "people")
	})
}
