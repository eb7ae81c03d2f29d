package llm

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Checks that can refuse a sentence, as UnfitError.Check names them.
const (
	CheckLength     = "length"
	CheckLanguage   = "language"
	CheckMarkup     = "markup"     // stage directions, speaker's names, markup
	CheckRole       = "role"       // the voice of the bank, the collector or an assistant
	CheckEcho       = "echo"       // the trainee's own words
	CheckLeak       = "leak"       // the instructions
	CheckConcession = "concession" // a yes or a promise that is not in the move
	CheckFigure     = "figure"     // an amount or a day that is not in the move
	CheckRepeat     = "repeat"     // said before in this call
	CheckMeaning    = "meaning"    // the move's meaning is not in the words
)

// checker holds a line's words against the line, sentence by sentence.
type checker struct {
	line    Line
	meaning meaning
	may     map[string]bool // figures
	prompt  map[string]bool // marks of the instructions
	text    string          // what has passed
	count   int
}

func newChecker(l Line, prompt string) (*checker, error) {
	m, err := l.meaning()
	if err != nil {
		return nil, err
	}
	return &checker{line: l, meaning: m, may: l.figures(), prompt: runs(prompt)}, nil
}

// sentence passes a sentence or returns an *UnfitError. What has passed stands,
// so patterns are held against the whole text so far: a promise may begin in
// one sentence and end in the next.
func (c *checker) sentence(s string) error {
	for _, check := range []struct {
		name string
		bad  func(s, all string) bool
	}{
		{CheckLength, c.tooLong}, {CheckLanguage, c.foreign}, {CheckMarkup, c.marked}, {CheckLeak, c.leaks},
		{CheckRole, c.otherRole}, {CheckEcho, c.echoes}, {CheckConcession, c.concedes}, {CheckFigure, c.figure}, {CheckRepeat, c.repeats},
	} {
		if check.bad(s, c.joined(s)) {
			return &UnfitError{Sentence: c.count, Check: check.name}
		}
	}
	c.text = c.joined(s)
	c.count++
	return nil
}

func (c *checker) joined(s string) string {
	if c.text == "" {
		return s
	}
	if c.line.Lang == "zh" {
		return c.text + s
	}
	return c.text + " " + s
}

func (c *checker) tooLong(_, all string) bool {
	return c.count >= maxSentences || utf8.RuneCountInString(all) > c.line.maxRunes()
}

// foreign: Chinese may hold a short foreign word (ICU, CFPB), English no Han.
func (c *checker) foreign(s, _ string) bool {
	han, latin := 0, 0
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Han, r):
			han++
		case unicode.IsLetter(r) && r < 128:
			latin++
		case unicode.IsLetter(r):
			return true
		}
	}
	if c.line.Lang == "zh" {
		return latin > 8 || latin > han && latin > 3
	}
	return han > 0
}

func (c *checker) marked(s, _ string) bool { return markup.MatchString(s) }

// leaks: a run of the instructions' own words.
func (c *checker) leaks(s, _ string) bool {
	for run := range runs(s) {
		if c.prompt[run] {
			return true
		}
	}
	return leak.MatchString(s)
}

func (c *checker) otherRole(s, all string) bool {
	return roles[c.line.Lang].MatchString(all) || disowns(s, c.line.Lang)
}

// echoes: most of a longer sentence is what the trainee just said.
func (c *checker) echoes(s, _ string) bool {
	said := marks(s)
	return len(said) >= 6 && share(said, marks(c.line.Heard)) > .75
}

func (c *checker) figure(_, all string) bool {
	for _, f := range figures(all, c.line.Lang) {
		if !c.may[f] {
			return true
		}
	}
	return false
}

func (c *checker) repeats(s, _ string) bool {
	if letters(s) < 4 || c.meaning.may("y") { // 好的 may come twice
		return false
	}
	same := func(old string) bool { return plain(old) == plain(s) }
	return slices.ContainsFunc(c.line.Said, same) || slices.ContainsFunc(split(c.text), same)
}

// complete passes the whole line: the meaning of the move must be in the words,
// and where the move names terms, all of them.
func (c *checker) complete() error {
	if letters(c.text) == 0 {
		return &UnfitError{Check: CheckLength}
	}
	if !c.namesTerms() || !c.means() {
		return &UnfitError{Sentence: max(c.count-1, 0), Check: CheckMeaning}
	}
	return nil
}

func (c *checker) namesTerms() bool {
	if !c.meaning.may("o") {
		return true
	}
	said := figures(c.text, c.line.Lang)
	for _, f := range figures(c.line.Terms, c.line.Lang) {
		if (f[0] == 'n' || f[0] == 'd') && !slices.Contains(said, f) {
			return false
		}
	}
	return true
}

// Shares of content that show a meaning kept. Measured on labelled lines in
// slips_test.go: below a third of a fact's marks the fact was lost or turned.
const (
	factShare    = .34
	wordingShare = .34
)

func (c *checker) means() bool {
	if c.meaning.may("n") && !negation.MatchString(c.text) {
		return false
	}
	said := marks(c.text)
	if c.line.Fact != "" {
		return share(marks(c.line.Fact), said) >= factShare
	}
	if c.meaning.signs == nil || c.meaning.signs.MatchString(c.text) {
		return true
	}
	for _, w := range append([]string{c.line.BuiltIn}, c.line.Wording...) {
		if share(said, marks(w)) >= wordingShare {
			return true
		}
	}
	return false
}

func letters(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

// plain is a sentence without its marks and spaces.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

func split(text string) []string {
	var s sentences
	return append(s.add(text), s.last())
}

// runs are all stretches of a text of nine Han characters or seven words: what
// nobody says by chance.
func runs(text string) map[string]bool {
	out := map[string]bool{}
	var units []string
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if r := []rune(w); unicode.Is(unicode.Han, r[0]) {
			for i := 0; i+9 <= len(r); i++ {
				out[string(r[i:i+9])] = true
			}
			continue
		}
		if units = append(units, w); len(units) >= 7 {
			out[strings.Join(units[len(units)-7:], " ")] = true
		}
	}
	return out
}
