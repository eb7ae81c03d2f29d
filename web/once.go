package web

import (
	"sync"
	"time"
)

// once remembers which forms were sent, so that a second click, or a reload of
// a form without scripts, records nothing twice. It is kept in memory: two
// clicks of one browser come to one process.
type once struct {
	mu   sync.Mutex
	sent map[string]time.Time
}

// onceFor is how long a form is remembered: a page older than that has been
// drawn anew in the meantime.
const onceFor = 12 * time.Hour

// claim reports whether the form is sent for the first time. A form without a
// mark is always taken.
func (o *once) claim(form string, now time.Time) bool {
	if form == "" {
		return true
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if _, seen := o.sent[form]; seen {
		return false
	}
	if o.sent == nil {
		o.sent = map[string]time.Time{}
	}
	for key, at := range o.sent {
		if now.Sub(at) > onceFor {
			delete(o.sent, key)
		}
	}
	o.sent[form] = now
	return true
}

// release forgets a form whose sending failed, so that it can be sent again.
func (o *once) release(form string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.sent, form)
}
