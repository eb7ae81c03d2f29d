package model

import (
	"runtime"
	"sync/atomic"
	"testing"
	"time"
)

// TestGang runs every task once, awake or asleep, and leaves no goroutine.
func TestGang(t *testing.T) {
	before := runtime.NumGoroutine()
	for hands := 1; hands <= 4; hands++ {
		g := newGang(hands)
		for round := range 2000 {
			tasks := round % 17
			ran := make([]atomic.Int32, tasks)
			g.each(tasks, func(k int) { ran[k].Add(1) })
			for k := range ran {
				if n := ran[k].Load(); n != 1 {
					t.Fatalf("%d hands: task %d ran %d times", hands, k, n)
				}
			}
			if round%500 == 0 {
				time.Sleep(2 * time.Millisecond) // long enough to fall asleep
			}
		}
		g.dismiss()
	}
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d goroutines, %d before", runtime.NumGoroutine(), before)
}
