package llm

import (
	"embed"
	"fmt"
	"regexp"
	"strings"
	"sync"
)

//go:embed moves/*.txt
var moveFiles embed.FS

// meaning is what a move says, what it may say, and words that show it was said.
type meaning struct {
	words string
	leave string         // letters of the file's legend
	signs *regexp.Regexp // nil: any words will do
}

func (m meaning) may(letter string) bool { return strings.Contains(m.leave, letter) }

var meanings = sync.OnceValues(func() (map[string]map[string]meaning, error) {
	all := map[string]map[string]meaning{}
	for _, lang := range []string{"zh", "en"} {
		text, err := moveFiles.ReadFile("moves/" + lang + ".txt")
		if err != nil {
			return nil, fmt.Errorf("llm: moves: %w", err)
		}
		if all[lang], err = parseMoves(string(text)); err != nil {
			return nil, fmt.Errorf("llm: moves %s: %w", lang, err)
		}
	}
	return all, nil
})

func parseMoves(text string) (map[string]meaning, error) {
	all := map[string]meaning{}
	for i, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		f := strings.SplitN(line, " | ", 4)
		if len(f) != 4 {
			return nil, fmt.Errorf("line %d: not \"move | leave | meaning | words\"", i+1)
		}
		m := meaning{leave: f[1], words: f[2]}
		if f[3] != "*" {
			var err error
			if m.signs, err = regexp.Compile(`(?i)` + f[3]); err != nil {
				return nil, fmt.Errorf("line %d: %w", i+1, err)
			}
		}
		all[f[0]] = m
	}
	return all, nil
}

// meaning finds the most particular entry for the move; a repeated objection
// must be heard again, not only complained of. Unknown moves have none.
func (l Line) meaning() (meaning, error) {
	all, err := meanings()
	if err != nil {
		return meaning{}, err
	}
	moves := all[l.Lang]
	for _, key := range []string{l.Kind + "." + l.Topic, l.Kind} {
		m, ok := moves[key]
		if !ok {
			continue
		}
		if again, ok := moves["object."+l.Topic]; ok && l.Kind == "repeat" {
			return meaning{words: m.words + " (" + again.words + ")", leave: again.leave, signs: again.signs}, nil
		}
		return m, nil
	}
	return meaning{}, fmt.Errorf("llm: no meaning for move %s.%s in %q", l.Kind, l.Topic, l.Lang)
}
