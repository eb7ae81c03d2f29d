package score

import (
	"hash/fnv"
	"math"
	"slices"
	"sort"
	"strings"
	"unicode"

	"evenkeel/coach/hear"
)

// dims is the width of the hashed feature space; at 4,210 short texts about
// 130,000 distinct grams fall into it, so that few collide.
const dims = 1 << 18

// Flags lie above the grams, so that they never collide with them. Each weighs
// as much as two grams; of 1, 2 and 3 that was best in cross-validation.
const (
	flagBase   = dims
	flagWeight = 2
)

// scene is one utterance with all that the classifier may know about it.
type scene struct {
	text   string
	call   Context
	minute int  // of the debtor's day, -1 unknown
	before cues // what the other side let show just before
	acts   []hear.Act
}

// feature is one weighted, named property of a scene before weighting by rarity.
type feature struct {
	index uint32
	value float32
}

// features are the hashed properties of a scene, by ascending index, each index
// once: character 1–4-grams and Latin words with 1 + log tf, and the context.
func (s scene) features() []feature {
	count := map[uint32]float64{}
	text := normal(s.text)
	for _, g := range grams(text) {
		count[hash("g", g)]++
	}
	ws := words(text)
	for i, w := range ws {
		count[hash("w", w)]++
		if i > 0 {
			count[hash("b", ws[i-1]+" "+w)]++
		}
	}
	out := make([]feature, 0, len(count))
	for i, n := range count {
		out = append(out, feature{i, float32(1 + math.Log(n))})
	}
	for _, f := range distinct(s.flags()) {
		out = append(out, feature{flagBase + hash("f", f), flagWeight})
	}
	sort.Slice(out, func(a, b int) bool { return out[a].index < out[b].index })
	return out
}

// flags name the context, alone and crossed with what the words are about, for
// the same words are fine to the debtor and a breach to a sister.
func (s scene) flags() []string {
	c := s.call
	out := []string{"jur:" + c.Jurisdiction, "callee:" + c.Callee, "ch:" + c.Channel}
	about := topics(s.text)
	cross := func(name string) {
		out = append(out, name)
		for _, t := range about {
			out = append(out, name+"*"+t)
		}
	}
	if isThird(c.Callee) {
		cross("third")
	}
	if c.Callee == "unverified" || (c.Callee == "debtor" && !c.Verified) {
		cross("unverified")
	}
	if c.Callee == "voicemail" || c.Channel == Voicemail {
		cross("voicemail")
	}
	if s.minute >= 0 && !withinHours(c, s.minute) {
		cross("outside hours")
	}
	for _, f := range c.Facts.names() {
		cross("fact:" + f)
	}
	for _, f := range s.before.names() {
		cross("cue:" + f)
	}
	open, excused := hits(s.text, c)
	for _, h := range open {
		out = append(out, "hit", "hit:"+h.family)
	}
	for _, h := range excused {
		out = append(out, "excused", "excused:"+h.family)
	}
	out = append(out, guards(s.text)...)
	out = append(out, mannerFlags(s.text)...)
	return append(out, about...)
}

func (f Facts) names() []string {
	var out []string
	for _, v := range []struct {
		on   bool
		name string
	}{
		{f.TimeBarred, "time barred"}, {f.Represented, "represented"}, {f.CeaseWritten, "cease"},
		{f.OptedOut, "opted out"}, {f.BreathingSpace, "breathing space"}, {f.LostContact, "lost contact"},
		{f.ThirdPartyRefused, "refused"}, {f.LateAgreed, "late agreed"},
	} {
		if v.on {
			out = append(out, v.name)
		}
	}
	return out
}

func distinct(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}

func hash(space, s string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(space)) // hash.Hash never returns an error
	h.Write([]byte{0})
	h.Write([]byte(s))
	v := h.Sum32()
	return (v ^ v>>16) % dims
}

// normal folds what does not change the meaning: case, full-width forms, curly
// quotes, runs of space, and digits (every digit reads 0: the figure is judged
// against the ledger, not learnt).
func normal(s string) string {
	var b strings.Builder
	space := false
	for _, r := range s {
		switch {
		case r >= 0xFF01 && r <= 0xFF5E:
			r -= 0xFEE0
		case r == '’' || r == '‘':
			r = '\''
		case r == '“' || r == '”' || r == '「' || r == '」':
			r = '"'
		}
		if unicode.IsSpace(r) {
			space = b.Len() > 0
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		if unicode.IsDigit(r) {
			r = '0'
		}
		b.WriteRune(unicode.ToLower(simple(r)))
	}
	return b.String()
}

// grams are all 1- to 4-grams of characters, the text's ends marked.
func grams(text string) []string {
	rs := []rune("^" + text + "$")
	out := make([]string, 0, 4*len(rs))
	for n := 1; n <= 4; n++ {
		for i := 0; i+n <= len(rs); i++ {
			out = append(out, string(rs[i:i+n]))
		}
	}
	return out
}

// words are the Latin words of a normalised text.
func words(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool {
		return r >= 0x2E80 || !(unicode.IsLetter(r) || r == '\'')
	})
}
