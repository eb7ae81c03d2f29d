package web

import (
	"strings"
	"testing"
	"time"
)

func TestOnce(t *testing.T) {
	var o once
	if !o.claim("a", galleryNow) || o.claim("a", galleryNow) || !o.claim("b", galleryNow) {
		t.Error("a form counts once")
	}
	for range 2 {
		if !o.claim("", galleryNow) {
			t.Error("a form without a mark is always taken")
		}
	}
	o.release("a")
	if !o.claim("a", galleryNow) {
		t.Error("a form that failed can be sent again")
	}
	if o.claim("late", galleryNow.Add(onceFor+time.Minute)); len(o.sent) != 1 {
		t.Errorf("%d forms are remembered for ever", len(o.sent))
	}
}

// Two clicks on one button are one call; the same button of a fresh page is
// another.
func TestSecondClickRecordsNothing(t *testing.T) {
	t.Parallel()
	c := newHouse(t).as(t, "lu")
	person := personOf(t, c.get("/today"))
	times := func() int { return strings.Count(c.get(person).text, "周") }
	before := times()
	for range 2 {
		c.post(person+"/outcome", "kind", "no_answer", "back", "/today", "once", "page1")
	}
	if got := times(); got != before+1 {
		t.Errorf("%d lines of history, want %d", got, before+1)
	}
	if p := c.post(person+"/outcome", "kind", "promise", "amount", "x", "once", "page2"); p.StatusCode != 422 {
		t.Fatalf("%s", p.Status)
	}
	c.post(person+"/outcome", "kind", "busy", "once", "page2")
	if got := times(); got != before+2 {
		t.Errorf("after a refused form and a fresh page %d lines, want %d", got, before+2)
	}
}
