package model

import (
	"runtime"
	"sync/atomic"
)

// gang is a crew whose threads stay: growing a tree hands out tasks of some ten
// microseconds thousands of times, and waking a goroutine each time costs as
// much as its task. A helper that finds no work looks for it a while longer and
// then sleeps, so that it takes nothing from other programs for long.
type gang struct {
	hands  int
	now    atomic.Pointer[errand]
	asleep []atomic.Bool
	wake   []chan struct{}
}

// errand is one call of each. A helper that comes late finds no task left.
type errand struct {
	do         func(task int)
	tasks      int32
	next, done atomic.Int32
	last       bool // go home
}

// patience is how often a helper looks before it sleeps: some 20 µs.
const patience = 20_000

// newGang starts the helpers; dismiss ends them.
func newGang(hands int) *gang {
	g := &gang{hands: hands, asleep: make([]atomic.Bool, hands-1)}
	g.now.Store(&errand{})
	for range hands - 1 {
		g.wake = append(g.wake, make(chan struct{}, 1))
	}
	for k := range hands - 1 {
		go g.help(k)
	}
	return g
}

func (g *gang) help(k int) {
	known, idle := g.now.Load(), 0
	known.work()
	for !known.last {
		if e := g.now.Load(); e != known {
			known, idle = e, 0
			e.work()
			continue
		}
		if idle++; idle < patience {
			continue
		}
		idle = 0
		g.asleep[k].Store(true)
		if g.now.Load() != known && g.asleep[k].CompareAndSwap(true, false) {
			continue // work came as we fell asleep, and nobody saw it
		}
		<-g.wake[k]
	}
}

func (e *errand) work() {
	for t := e.next.Add(1) - 1; t < e.tasks; t = e.next.Add(1) - 1 {
		e.do(int(t))
		e.done.Add(1)
	}
}

// call makes the errand known.
func (g *gang) call(e *errand) {
	g.now.Store(e)
	for k := range g.asleep {
		if g.asleep[k].CompareAndSwap(true, false) {
			g.wake[k] <- struct{}{}
		}
	}
}

// each runs do(0) … do(tasks-1) and returns when all are done. Only the gang's
// owner may call it, and not from within do.
func (g *gang) each(tasks int, do func(task int)) {
	if g.hands <= 1 || tasks <= 1 {
		for t := range tasks {
			do(t)
		}
		return
	}
	e := &errand{do: do, tasks: int32(tasks)}
	g.call(e)
	e.work()
	for waited := 0; e.done.Load() < e.tasks; waited++ {
		if waited > patience {
			runtime.Gosched()
		}
	}
}

// blocks is crew.blocks.
func (g *gang) blocks(n, size int, do func(block, from, to int)) {
	g.each((n+size-1)/size, func(b int) { do(b, b*size, min(n, (b+1)*size)) })
}

// dismiss sends the helpers home.
func (g *gang) dismiss() { g.call(&errand{last: true}) }
