package score

import (
	"regexp"
	"strings"
)

// The guards come before any detector: whoever quotes a threat to reject it, or
// repeats a debtor's hard word about himself to comfort him, breaks nothing.

var (
	negation = regexp.MustCompile(`(?i)(不会|不可能|不能|不用|不要|不必|不需要|不是|不收|不许|不得|不找|不去|不发|不打|不提|不谈|不上|不让|不管|不参与|不建议|没有|没人|没必要|从不|绝不|决不|并非|并不|无须|无需|严禁|禁止|未经|别|勿|冇|唔會|唔會|唔使|\b(not|never|no|nobody|no one|none|nothing|neither|cannot|without|isn't|aren't|wasn't|won't|don't|doesn't|didn't|can't|couldn't|wouldn't|shouldn't|needn't|refuse|avoid|instead of|rather than)\b)`)
	// provided: the opposite of a negation. "Nobody visits, provided the money lands."
	provided  = regexp.MustCompile(`(?i)(只要|除非|前提是|要不然|不然的?话|否则|就看您|就看你|\b(provided|providing|as long as|so long as|unless|on condition|if (you|it|the (money|payment|transfer))|once you|until you|otherwise)\b)`)
	disavowal = regexp.MustCompile(`(?i)(违规|违法|不合规|不合法|不允许|不对的|是错的|不应该|不该|严重|上报|举报他|核实上报|投诉他|我来处理|冒充|骗局|诈骗电话|不是我们|道歉|抱歉|对不起|对不住|收回|更正|说错|\b(never acceptable|unlawful|against (the )?(rules|law)|that('s| is| was) (wrong|false|not (us|right|allowed))|isn't (us|allowed|right|true)|wasn't us|not allowed|report (it|them|him)|shouldn't have|i('m| am) sorry|apologi[sz]e|take that back|correct(ion| that| myself)|ignore (it|that|whoever)|hang up)\b)`)
	saidBy    = regexp.MustCompile(`(?i)((您|你)(刚才|刚刚|之前|上次)?(说|提到|问|讲|担心|怕|觉得)|有人|别人|上一?位|之前那(位|个)|前(一)?(位|手)|听说|网上(说|有人)|\b(you (said|say|mentioned|asked|wrote|told|called|worry|fear|heard)|someone|somebody|anyone|another (agent|company|caller|rep)|the last (guy|rep|caller|agent)|previous|my colleague)\b)`)
	quoted    = regexp.MustCompile(`[“"「『‘]([^”"」』’]{1,60})[”"」』’]`)
	asksWhat  = regexp.MustCompile(`(?i)(吗|呢|什么|怎么|多少|哪|几)[？?]?\s*$|^\s*(how|what|when|which|where|could you|would you|can you|are you|do you|is there|may i)\b.*\?\s*$`)
)

// idioms hold a negation and deny nothing.
var idioms = strings.NewReplacer("不要脸", "", "不客气", "", "不得安宁", "", "要不要脸", "", "不还", "", "不接", "", "不处理", "", "不好过", "", "不然", "")

// guarded reports why a hit at [from, to) bytes of the text is no breach, ""
// where nothing excuses it.
func guarded(text string, from, to int) string {
	if inQuotes(text, from, to) && (saidBy.MatchString(text) || disavowal.MatchString(text)) {
		return "quotation"
	}
	clause := clauseAround(text, from, to)
	before := text[clause.from:from]
	if provided.MatchString(text[clause.from:]) || provided.MatchString(text[:clause.from]) && !disavowal.MatchString(text) {
		return "" // a condition turns the reassurance into a threat
	}
	if negation.MatchString(idioms.Replace(before)) || negation.MatchString(idioms.Replace(text[from:to])) {
		return "negation"
	}
	if disavowal.MatchString(text) {
		return "disavowal"
	}
	if saidBy.MatchString(before) {
		return "echo"
	}
	return ""
}

func inQuotes(text string, from, to int) bool {
	for _, q := range quoted.FindAllStringSubmatchIndex(text, -1) {
		if q[2] <= from && to <= q[3] {
			return true
		}
	}
	return false
}

// span is a part of a text, in bytes.
type span struct{ from, to int }

const stops = "。！？!?；;\n"

// clauseAround is the sentence that holds [from, to).
func clauseAround(text string, from, to int) span {
	s := span{0, len(text)}
	if i := lastStop(text[:from]); i >= 0 {
		s.from = i
	}
	if i := strings.IndexAny(text[to:], stops); i >= 0 {
		s.to = to + i
		for _, r := range text[s.to:] { // keep the stop itself with the sentence
			s.to += len(string(r))
			break
		}
	}
	if i := strings.Index(text[to:s.to], ". "); i >= 0 {
		s.to = to + i + 1
	}
	return s.trim(text)
}

// lastStop is the place after the last sentence end, -1 where there is none.
func lastStop(text string) int {
	at := -1
	if i := strings.LastIndexAny(text, stops); i >= 0 {
		for _, r := range text[i:] {
			at = i + len(string(r))
			break
		}
	}
	if i := strings.LastIndex(text, ". "); i >= 0 && i+2 > at {
		at = i + 2
	}
	return at
}

func (s span) trim(text string) span {
	for s.from < s.to && (text[s.from] == ' ' || text[s.from] == '\t' || text[s.from] == '\n') {
		s.from++
	}
	for s.to > s.from && (text[s.to-1] == ' ' || text[s.to-1] == '\t' || text[s.to-1] == '\n') {
		s.to--
	}
	return s
}

// hit is an unexcused pattern in a text.
type hit struct {
	family string
	at     span // the sentence, bytes
}

// hits are the patterns that stand in the words, excused ones apart.
func hits(text string, c Context) (open, excused []hit) {
	for _, p := range patterns {
		if p.third && !isThird(c.Callee) && c.Callee != "voicemail" || p.fact != nil && !p.fact(c) {
			continue
		}
		m := p.re.FindStringIndex(text)
		if m == nil {
			continue
		}
		h := hit{p.family, clauseAround(text, m[0], m[1])}
		if !p.bare && guarded(text, m[0], m[1]) != "" {
			excused = append(excused, h)
		} else {
			open = append(open, h)
		}
	}
	return open, excused
}

// guards are the excuses that the words hold, for features.
func guards(text string) []string {
	var out []string
	for _, g := range []struct {
		re   *regexp.Regexp
		name string
	}{
		{negation, "g:negation"}, {provided, "g:provided"}, {disavowal, "g:disavowal"},
		{saidBy, "g:said by"}, {quoted, "g:quoted"}, {asksWhat, "g:asks"}, {aboutSorry, "g:sorry"},
	} {
		if g.re.MatchString(text) {
			out = append(out, g.name)
		}
	}
	return out
}
