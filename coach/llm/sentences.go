package llm

import (
	"strings"
	"unicode"
)

// sentences gathers streamed words and gives them back sentence by sentence.
type sentences struct{ rest []rune }

const (
	stops   = "。！？!?\n"
	closers = "”」』’\"')）"
)

// add takes words and returns the sentences that are surely complete: a stop
// with something after it that does not belong to it.
func (s *sentences) add(words string) []string {
	s.rest = append(s.rest, []rune(words)...)
	var out []string
	for {
		end := sentenceEnd(s.rest)
		if end < 0 {
			return out
		}
		if sentence := strings.TrimSpace(string(s.rest[:end])); sentence != "" {
			out = append(out, sentence)
		}
		s.rest = s.rest[end:]
	}
}

// last is what is left when no more words come.
func (s *sentences) last() string { return strings.TrimSpace(string(s.rest)) }

// sentenceEnd is the place after the first complete sentence, -1 where there is none yet.
func sentenceEnd(r []rune) int {
	for i := range r {
		if !isStop(r, i) {
			continue
		}
		end := i + 1
		for end < len(r) && (strings.ContainsRune(stops+closers, r[end]) || r[end] == '.') {
			end++
		}
		if end < len(r) {
			return end
		}
		return -1
	}
	return -1
}

// isStop: a full stop ends a sentence only before a space or a closing mark,
// so that $1.50 stays whole.
func isStop(r []rune, i int) bool {
	if r[i] == '.' {
		return i+1 < len(r) && (unicode.IsSpace(r[i+1]) || strings.ContainsRune(closers, r[i+1]))
	}
	return strings.ContainsRune(stops, r[i])
}
