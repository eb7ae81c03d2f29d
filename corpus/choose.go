package corpus

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"evenkeel/corpus/embed"
)

// Above this cosine of built-in vectors two documents are the same text with a word changed. Copies of one narrative
// with another date measure 0.93 to 1; the nearest different ones of the seeded cases stay under 0.75.
const duplicate = 0.92

// fold keeps the best of near-duplicates; the list is in falling order and stays so.
func fold(in []found) []found {
	var out []found
	for _, f := range in {
		if !slices.ContainsFunc(out, func(k found) bool { return dot(k.vector, f.vector) > duplicate }) {
			out = append(out, f)
		}
	}
	return out
}

// closest cuts the list where candidates stop being near: below three fifths of the best score.
func closest(in []found) []found {
	for i, f := range in {
		if f.score < closeShare*in[0].score || f.score <= 0 {
			return in[:max(i, min(len(in), 3))]
		}
	}
	return in
}

const (
	closeShare = 0.6
	// sameness weighs likeness to what is chosen already against likeness to the query (maximal marginal relevance,
	// Carbonell & Goldstein 1998).
	sameness = 0.25
	// badShare is how near a case that ended badly must be, against the last of the chosen, to take its place.
	badShare = 0.7
)

// choose picks k that are near the query and unlike each other. Of three or more cases at least one ended badly, where
// one is close: a list of successes alone would teach a lie.
func choose(in []found, k int) []found {
	left, out := slices.Clone(in), []found{}
	for len(out) < k && len(left) > 0 {
		best := 0
		for i := range left {
			if marginal(left[i], out) > marginal(left[best], out) {
				best = i
			}
		}
		out = append(out, left[best])
		left = slices.Delete(left, best, best+1)
	}
	if k >= 3 && len(out) == k && !slices.ContainsFunc(out, bad) {
		if i := slices.IndexFunc(left, bad); i >= 0 && left[i].score >= badShare*out[k-1].score {
			out[k-1] = left[i]
		}
	}
	slices.SortStableFunc(out, func(a, b found) int { return cmp.Compare(b.score, a.score) })
	return out
}

func marginal(f found, chosen []found) float64 {
	like := 0.0
	for _, c := range chosen {
		like = math.Max(like, dot(c.vector, f.vector))
	}
	return f.score - sameness*like
}

func bad(f found) bool { return EndedBadly(f.doc.Facets["outcome"]) }

func dot(a, b []float32) float64 {
	var sum float64
	for i := range min(len(a), len(b)) {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}

// finish says why each was found.
func finish(in []found, q Query, a asked) []Hit {
	hits := make([]Hit, len(in))
	for i, f := range in {
		hits[i] = Hit{Document: f.doc, Score: f.score, Why: why(f, q.Text, a.hash)}
	}
	return hits
}

// why lists the reasons in falling weight: shared facets, shared words, meaning alone, and the warning.
func why(f found, query string, h *embed.Hash) []string {
	var out []string
	for _, name := range f.near {
		out = append(out, "facet:"+name)
	}
	if words := shared(query, f.doc.embedText(), h); len(words) > 0 {
		out = append(out, "words:"+strings.Join(words, ","))
	} else {
		out = append(out, "meaning")
	}
	if bad(f) {
		out = append(out, "ended_badly")
	}
	return out
}

// shared are up to three of the rarest words that a document has in common with a query: Latin words, and the longest
// runs of Han characters that both hold.
func shared(query, text string, h *embed.Hash) []string {
	type word struct {
		text string
		docs uint32
	}
	var words []word
	for _, w := range embed.Common(query, text) {
		docs, ok := h.Rarest(w)
		if ok && int(docs)*5 <= h.Learnt() && !slices.ContainsFunc(words, func(k word) bool { return k.text == w }) {
			words = append(words, word{w, docs})
		}
	}
	slices.SortStableFunc(words, func(a, b word) int { return cmp.Compare(a.docs, b.docs) })
	var out []string
	for _, w := range words[:min(3, len(words))] {
		out = append(out, w.text)
	}
	return out
}

// Outcome is how many of the near cases ended one way. It says what they went with, never what worked: nobody chose
// these cases at random.
type Outcome struct {
	Outcome string
	N, Of   int
	// Low and High bound the share: Wilson's 90 % interval, 0 to 1.
	Low, High float64
}

// outcomes counts all near cases that have an outcome, the most frequent first.
func outcomes(near []found) []Outcome {
	counts, of := map[string]int{}, 0
	for _, f := range near {
		if o := f.doc.Facets["outcome"]; f.doc.Kind == Case && o != "" {
			counts[o]++
			of++
		}
	}
	var out []Outcome
	for o, n := range counts {
		low, high := wilson(n, of)
		out = append(out, Outcome{o, n, of, low, high})
	}
	slices.SortFunc(out, func(a, b Outcome) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Outcome, b.Outcome)) })
	return out
}

// wilson is the 90 % score interval of a share (Wilson 1927), z = 1.645.
func wilson(n, of int) (low, high float64) {
	const z = 1.645
	p, m := float64(n)/float64(of), float64(of)
	mid := (p + z*z/(2*m)) / (1 + z*z/m)
	half := z / (1 + z*z/m) * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return math.Max(0, mid-half), math.Min(1, mid+half)
}
