package llm

import (
	"strings"
	"unicode"
)

// marks are the pieces of a text that carry its content: pairs of neighbouring
// Han characters, and the first five letters of longer words.
func marks(text string) map[string]bool {
	out := map[string]bool{}
	var han, word []rune
	flush := func() {
		if w := string(word); len(w) > 2 && !hollow[w] {
			out[w[:min(len(w), 5)]] = true
		}
		word = word[:0]
	}
	for _, r := range strings.ToLower(text) {
		switch {
		case unicode.Is(unicode.Han, r):
			flush()
			if han = append(han, r); len(han) > 1 {
				out[string(han[len(han)-2:])] = true
			}
			continue
		case r < 128 && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			word = append(word, r)
		case r != '\'' && r != '’':
			flush()
		}
		han = han[:0]
	}
	flush()
	return out
}

// hollow are English words that carry no content of their own.
var hollow = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`the and you your yours are was were that this these those with for from have has had not but its it's
		what who how when where why can could would will just all any they them their there here his her our out about get got been
		into than then too very don't dont i'm im i've ive it's i'll ill did does`) {
		m[strings.ReplaceAll(w, "'", "")] = true
	}
	return m
}()

// share is the part of a's marks that b has too, in [0, 1]; 0 where a has none.
func share(a, b map[string]bool) float64 {
	if len(a) == 0 {
		return 0
	}
	n := 0
	for m := range a {
		if b[m] {
			n++
		}
	}
	return float64(n) / float64(len(a))
}
