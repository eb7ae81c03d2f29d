package debtor

import (
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"
)

//go:embed phrases/*.txt
var phraseFiles embed.FS

// phrase is one wording of a move.
type phrase struct {
	moods []string // nil: any
	text  string
}

// bank maps a move ("object.no_money") to its wordings.
type bank map[string][]phrase

var banks = sync.OnceValues(func() (map[string]bank, error) {
	all := map[string]bank{}
	for _, lang := range []string{"zh", "en"} {
		text, err := phraseFiles.ReadFile("phrases/" + lang + ".txt")
		if err != nil {
			return nil, fmt.Errorf("debtor: phrase bank: %w", err)
		}
		if all[lang], err = parseBank(string(text)); err != nil {
			return nil, fmt.Errorf("debtor: phrase bank %s: %w", lang, err)
		}
	}
	return all, nil
})

func parseBank(text string) (bank, error) {
	b, section := bank{}, ""
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
			continue
		case line[0] == '[' && line[len(line)-1] == ']':
			section = line[1 : len(line)-1]
			continue
		}
		moods, words, ok := strings.Cut(line, "|")
		if !ok || section == "" {
			return nil, fmt.Errorf("line %d: not \"moods | words\"", i+1)
		}
		p := phrase{text: strings.TrimSpace(words)}
		if m := strings.TrimSpace(moods); m != "*" {
			p.moods = strings.Split(m, ",")
		}
		b[section] = append(b[section], p)
	}
	return b, nil
}

// bankFor cannot fail in a built program: the banks are embedded and a test
// parses them.
func bankFor(lang string) bank {
	all, err := banks()
	if err != nil {
		panic(err)
	}
	if b, ok := all[lang]; ok {
		return b
	}
	return all["en"]
}

// Words words a move from the phrase bank, or in the scenario's own line, and
// notes what was used: nothing is said twice in one call. The same state and
// move give the same words.
func Words(p Profile, s State, m Move) (State, string) {
	s = s.clone()
	w := speaker{p: p, s: &s, m: m, bank: bankFor(p.Lang)}
	return s, w.line()
}

type speaker struct {
	p    Profile
	s    *State
	m    Move
	bank bank
}

func (w *speaker) line() string {
	if w.m.Line != "" && w.fresh(w.m.Kind+"#own:"+w.m.Line) {
		return w.fill(w.m.Line)
	}
	switch w.m.Kind {
	case Repeat:
		return w.lead(Repeat, "object."+w.m.Objection)
	case Reveal:
		return joined(w.pick(Reveal), w.fill(w.m.Line), w.p.Lang)
	}
	return w.pick(w.section())
}

// fresh notes a key and reports that it was not there.
func (w *speaker) fresh(key string) bool {
	if slices.Contains(w.s.Used, key) {
		return false
	}
	w.s.Used = append(w.s.Used, key)
	return true
}

// section is the bank's section for the move: the most particular there is.
func (w *speaker) section() string {
	kind := w.m.Kind
	if full := kind + "." + w.m.Objection; w.m.Objection != "" && w.bank[full] != nil {
		return full
	}
	if w.bank[kind] == nil && kind == Object {
		return "object.no_money"
	}
	if w.bank[kind] == nil && kind == Refuse {
		return "refuse.trust"
	}
	return kind
}

func (w *speaker) lead(leads, section string) string {
	if w.bank[section] == nil {
		section = Stall
	}
	return joined(w.pick(leads), w.pick(section), w.p.Lang)
}

// pick chooses a wording not used yet: one for the mood before one for any
// mood; when all are used, any is said again behind a lead-in.
func (w *speaker) pick(section string) string {
	r := rng(w.s.Seed, w.s.Turn, 'w')
	var exact, any, rest []int
	for i, p := range w.bank[section] {
		switch {
		case slices.Contains(w.s.Used, key(section, i)) || !w.canFill(p.text):
		case slices.Contains(p.moods, w.m.Mood):
			exact = append(exact, i)
		case p.moods == nil:
			any = append(any, i)
		default:
			rest = append(rest, i)
		}
	}
	pool := exact
	if len(pool) == 0 || len(any) > 0 && r.IntN(4) == 0 {
		pool = append(slices.Clone(exact), any...)
	}
	if len(pool) == 0 && w.s.Mood != Confused {
		pool = rest
	}
	if len(pool) > 0 {
		i := pool[r.IntN(len(pool))]
		w.s.Used = append(w.s.Used, key(section, i))
		return w.fill(w.bank[section][i].text)
	}
	return w.again(section, r.IntN(1<<16))
}

func key(section string, i int) string { return section + "#" + strconv.Itoa(i) }

// again combines a lead-in with a wording already used, each pair once.
func (w *speaker) again(section string, from int) string {
	lines, leads := w.bank[section], w.bank[Repeat]
	n := len(lines) * len(leads)
	for k := range n {
		j := (from + k) % n
		line := lines[j/len(leads)].text
		if w.canFill(line) && w.fresh(section+"#again:"+strconv.Itoa(j)) {
			return joined(leads[j%len(leads)].text, w.fill(line), w.p.Lang)
		}
	}
	return strings.Repeat("…", 1+len(w.s.Used)%7)
}

// canFill reports that every slot of the text has something to fill it with.
func (w *speaker) canFill(text string) bool {
	return len(w.m.Offer) > 0 || !strings.Contains(text, "{parts}") && !strings.Contains(text, "{amount}") && !strings.Contains(text, "{date}")
}

func (w *speaker) fill(text string) string {
	if !strings.Contains(text, "{") {
		return text
	}
	first := Part{}
	if len(w.m.Offer) > 0 {
		first = w.m.Offer[0]
	}
	text = strings.NewReplacer(
		"{parts}", SayParts(w.m.Offer, w.p.Currency, w.p.Lang),
		"{amount}", SayMoney(first.Minor, w.p.Currency, w.p.Lang),
		"{date}", SayDate(first.Date, w.p.Lang),
		"{owed}", SayMoney(w.p.Owed, w.p.Currency, w.p.Lang),
		"{name}", w.p.Name,
		"{last4}", fmt.Sprintf("%04d", rng(w.s.Seed, 0, '4').IntN(10000)),
	).Replace(text)
	if w.p.Lang == "en" {
		return upper(text)
	}
	return text
}

// upper starts a sentence with a capital.
func upper(text string) string {
	r := []rune(text)
	if len(r) > 0 {
		r[0] = unicode.ToUpper(r[0])
	}
	return string(r)
}

// joined puts a lead-in before a line: Chinese without a space, English with
// one, small after a comma.
func joined(lead, line, lang string) string {
	if lang != "en" {
		return lead + line
	}
	r := []rune(line)
	if strings.HasSuffix(lead, ",") && len(r) > 1 && unicode.IsLower(r[1]) && !strings.HasPrefix(line, "I ") {
		r[0] = unicode.ToLower(r[0])
	}
	return lead + " " + string(r)
}

// SayMoney says an amount as a person does: 500块, $150.
func SayMoney(minor int64, currency, lang string) string {
	units := map[string]string{"USD": "$", "GBP": "£", "EUR": "€", "INR": "₹", "HKD": "HK$", "SGD": "S$", "TWD": "NT$"}
	n := grouped(minor / 100)
	if c := minor % 100; c != 0 {
		n += fmt.Sprintf(".%02d", c)
	}
	switch sign, ok := units[currency]; {
	case lang == "zh" && currency == "CNY":
		return strings.ReplaceAll(n, ",", "") + "块"
	case ok:
		return sign + n
	}
	return n + " " + currency
}

func grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// SayDate says a day: 12月10号, December 10th.
func SayDate(t time.Time, lang string) string {
	if t.IsZero() {
		return ""
	}
	if lang == "zh" {
		return fmt.Sprintf("%d月%d号", int(t.Month()), t.Day())
	}
	return t.Month().String() + " " + ordinal(t.Day())
}

func ordinal(d int) string {
	suffix := "th"
	if d/10 != 1 {
		switch d % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return strconv.Itoa(d) + suffix
}

// SayParts says a plan: 12月10号还500块，1月10号还500块.
func SayParts(parts []Part, currency, lang string) string {
	words := make([]string, 0, len(parts))
	for _, p := range parts {
		if lang == "zh" {
			words = append(words, SayDate(p.Date, lang)+"还"+SayMoney(p.Minor, currency, lang))
		} else {
			words = append(words, SayMoney(p.Minor, currency, lang)+" on "+SayDate(p.Date, lang))
		}
	}
	if lang == "zh" {
		return strings.Join(words, "，")
	}
	return strings.Join(words, " and ")
}

// Clauses splits a line into pieces as it is spoken; joined they are the line.
func Clauses(line string) []string {
	var out []string
	start := 0
	r := []rune(line)
	for i, c := range r {
		if !strings.ContainsRune("，。？！；…,.?!;", c) || i+1 < len(r) && (strings.ContainsRune("，。？！；….", r[i+1]) || c < 128 && r[i+1] != ' ') {
			continue
		}
		out, start = append(out, string(r[start:i+1])), i+1
	}
	if start < len(r) {
		out = append(out, string(r[start:]))
	}
	return out
}

// Wordings are the phrase bank's other wordings of a move, slots filled where
// the move fills them.
func Wordings(p Profile, m Move) []string {
	s := State{}
	w := speaker{p: p, s: &s, m: m, bank: bankFor(p.Lang)}
	var out []string
	for _, line := range w.bank[w.section()] {
		if w.canFill(line.text) {
			out = append(out, w.fill(line.text))
		}
	}
	return out
}
