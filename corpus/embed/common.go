package embed

import (
	"strings"
	"unicode"
)

// Common returns what two texts have in common that a person can be shown, in the order of the first: Latin words of
// four letters or more, and the longest runs of two Han characters or more, up to eight.
func Common(a, b string) []string {
	words := map[string]bool{}
	runesB := []rune(b)
	features(b, func(f feature) {
		if f.to > f.from {
			words[strings.ToLower(string(runesB[f.from:f.to]))] = true
		}
	})
	var out []string
	runes := []rune(a)
	skip := 0
	features(a, func(f feature) {
		switch size := f.to - f.from; {
		case size == 0 || f.from < skip:
		case !unicode.Is(unicode.Han, runes[f.from]):
			if w := string(runes[f.from:f.to]); size >= 4 && words[strings.ToLower(w)] {
				out = append(out, w)
			}
		case size == 1:
			if n := commonRun(runes[f.from:], b); n >= 2 {
				out = append(out, string(runes[f.from:f.from+n]))
				skip = f.from + n
			}
		}
	})
	return out
}

// commonRun is the length of the longest start of runes, all Han and up to eight, that b holds.
func commonRun(runes []rune, b string) int {
	n := 0
	for n < min(8, len(runes)) && unicode.Is(unicode.Han, runes[n]) && strings.Contains(b, string(runes[:n+1])) {
		n++
	}
	return n
}

// Rarest returns in how many of the documents learnt from the rarest pair or word of a piece occurs; false where the
// piece has none.
func (h *Hash) Rarest(piece string) (uint32, bool) {
	least, any := uint32(0), false
	runes := []rune(piece)
	features(piece, func(f feature) {
		if f.to-f.from < 2 && f.to > f.from && unicode.Is(unicode.Han, runes[f.from]) || f.to == f.from {
			return
		}
		if n := h.freq.count(uint32(f.hash % buckets)); !any || n < least {
			least, any = n, true
		}
	})
	return least, any
}
