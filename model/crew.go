package model

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// crew spreads independent tasks over a fixed number of threads. Which thread
// does which task is left to chance, so a task may only write what is its own.
type crew int

// allHands is one thread per processor.
func allHands() crew { return crew(runtime.GOMAXPROCS(0)) }

// each runs do(0) … do(tasks-1) and returns when all are done.
func (c crew) each(tasks int, do func(task int)) {
	hands := min(int(c), tasks)
	if hands <= 1 {
		for t := range tasks {
			do(t)
		}
		return
	}
	var next atomic.Int64
	work := func() {
		for t := int(next.Add(1)) - 1; t < tasks; t = int(next.Add(1)) - 1 {
			do(t)
		}
	}
	var wait sync.WaitGroup
	wait.Add(hands - 1)
	for range hands - 1 {
		go func() { defer wait.Done(); work() }()
	}
	work()
	wait.Wait()
}

// blocks cuts n items into blocks of the given size and runs do on each. The
// cut does not depend on the number of threads, so that sums made per block
// and added in order are the same for every number of threads.
func (c crew) blocks(n, size int, do func(block, from, to int)) {
	c.each((n+size-1)/size, func(b int) { do(b, b*size, min(n, (b+1)*size)) })
}
