package corpus

import (
	"slices"
	"testing"
)

func candidate(ref string, score float64, outcome string, v ...float32) found {
	return found{doc: Document{Ref: ref, Kind: Case, Facets: Facets{"outcome": outcome}}, score: score, vector: v}
}

func refs(in []found) []string {
	out := []string{}
	for _, f := range in {
		out = append(out, f.doc.Ref)
	}
	return out
}

func TestFoldKeepsTheBestCopy(t *testing.T) {
	got := refs(fold([]found{candidate("a", .9, "kept", 1, 0), candidate("copy of a", .8, "kept", .99, .01), candidate("b", .7, "kept", 0, 1)}))
	if !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("got %v", got)
	}
}

func TestChooseThreeDifferentAndOneBad(t *testing.T) {
	in := []found{
		candidate("a", .90, "kept", 1, 0, 0),
		candidate("like a", .85, "kept", .9, .43, 0),
		candidate("b", .84, "kept", 0, 1, 0),
		candidate("c", .80, "agreed", 0, 0, 1),
		candidate("bad", .70, "broken", .5, .5, .7),
		candidate("far and bad", .30, "complaint", 0, 0, 1),
	}
	if got := refs(choose(in, 3)); !slices.Equal(got, []string{"a", "b", "bad"}) {
		t.Errorf("got %v; want two that differ and the one that ended badly", got)
	}
	if got := refs(choose(in[:4], 3)); !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("got %v; none that ended badly is there", got)
	}
	if got := refs(choose(slices.Delete(slices.Clone(in), 4, 5), 3)); slices.Contains(got, "far and bad") {
		t.Errorf("got %v; a case that is not close was forced in", got)
	}
	if got := refs(choose(in[:1], 3)); len(got) != 1 {
		t.Errorf("got %v", got)
	}
}

// Wilson's interval for 3 of 10 at z = 1.645 is 0.127 to 0.558 by hand from the formula.
func TestOutcomesHaveDenominators(t *testing.T) {
	var in []found
	for i := range 10 {
		outcome := "kept"
		if i < 3 {
			outcome = "broken"
		}
		in = append(in, candidate("x", 1, outcome, 1))
	}
	in = append(in, found{doc: Document{Kind: Objection}})
	got := outcomes(in)
	if len(got) != 2 || got[0].Outcome != "kept" || got[1].N != 3 || got[1].Of != 10 {
		t.Fatalf("got %+v", got)
	}
	if low, high := got[1].Low, got[1].High; low < .126 || low > .128 || high < .557 || high > .559 {
		t.Errorf("interval %.3f to %.3f; want 0.127 to 0.558", low, high)
	}
}
