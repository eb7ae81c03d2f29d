package web

import (
	"testing"
	"time"

	"evenkeel/rank"

	"pgregory.net/rapid"
)

// TestInstalmentsAddUp: money is conserved, no payment is more than a minor
// unit's rounding above the others, and none is due before the one before it.
func TestInstalmentsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		owed := rank.Money{Minor: rapid.Int64Range(1, 1e12).Draw(t, "owed"), Currency: "CNY"}
		months := rapid.IntRange(1, 60).Draw(t, "months")
		from := time.Date(2026, 1, rapid.IntRange(1, 31).Draw(t, "day"), 0, 0, 0, 0, time.UTC)
		var sum int64
		var before time.Time
		rows := instalments(owed, months, from)
		for i, r := range rows {
			sum += r.Amount.Minor
			if r.Amount.Minor <= 0 || i < len(rows)-1 && r.Amount.Minor != rows[0].Amount.Minor || !r.Due.After(before) {
				t.Fatalf("payment %d: %+v", i, r)
			}
			before = r.Due
		}
		if sum != owed.Minor || len(rows) > months {
			t.Fatalf("%d payments add up to %d, want %d", len(rows), sum, owed.Minor)
		}
	})
}

func TestMonthsOnKeepsTheMonthsEnd(t *testing.T) {
	got := monthsOn(time.Date(2027, 1, 31, 9, 0, 0, 0, time.UTC), 1)
	if want := time.Date(2027, 2, 28, 0, 0, 0, 0, time.UTC); !got.Equal(want) {
		t.Errorf("a month after 31 January 2027 is %s, want %s", got, want)
	}
}
