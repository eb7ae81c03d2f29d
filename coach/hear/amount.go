package hear

import (
	"regexp"
	"strconv"
	"strings"
)

// figure is an amount found in the words, minor units.
type figure struct {
	span
	minor  int64
	approx bool
}

const zhDigit = `[零〇一二两三四五六七八九十百千万]`

var (
	// 小一万, 大概两千, 一千五, 2千, 1.2万, 3000块钱, ￥500
	zhAmount = regexp.MustCompile(`(小|大概|大约|差不多|将近|约|左右)?\s*(?:([￥¥])\s*)?(\d[\d,]*(?:\.\d+)?\s*[万千百w]?\d*|` + zhDigit + `+)(多|来|几)?\s*(元|块钱|块|人民币|rmb|港币|港元|美元|新台币|大洋)?\s*(左右|上下)?`)
	// $1,250.50, 1250 dollars, 40 bucks, £12
	enAmount = regexp.MustCompile(`(about|around|roughly|approximately|maybe|some|nearly|almost)?\s*(?:(us\$|hk\$|s\$|nt\$|\$|£|€|₹|rs\.?\s)\s?)?(\d[\d,]*(?:\.\d+)?)\s*(k\b|thousand|hundred|grand)?\s*(dollars?|bucks|usd|pounds?|quid|euros?|rupees|yuan|rmb)?`)
	enWords  = regexp.MustCompile(`\b(a couple(?: of)?|a few|(?:(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|a|an)[ -]?)+)\s*(hundred|thousand|grand)?(?:\s*(?:and )?((?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|ten|fifteen|five)(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?))?\s*(dollars?|bucks|pounds?|quid)?`)
	half     = regexp.MustCompile(`(?:先)?(?:还|付|处理|交|给)?一半|half (?:of (?:it|that|the balance|what you owe)|the balance|now|today)|\bhalf\b`)
	whole    = regexp.MustCompile(`全额|全部结清|一次性(?:结清|还清|付清)|全部还清|结清全部|full (?:balance|amount)|in full|the whole (?:thing|balance|amount)|pay (?:it )?(?:all )?off`)
	rest     = regexp.MustCompile(`剩下的|余下的|剩余的|其余的|尾款|the (?:rest|remainder|remaining balance)`)
)

var zhDigits = map[rune]int64{'零': 0, '〇': 0, '一': 1, '二': 2, '两': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9}
var zhUnits = map[rune]int64{'十': 10, '百': 100, '千': 1000}

// zhNumber reads a Chinese number; a digit left over after a unit counts in
// the next smaller one, as it is said: 一千五 is 1,500, 两万三 is 23,000.
func zhNumber(s string) (int64, bool) {
	var total, section, digit int64
	last := int64(1) // the unit before
	seen := false
	for _, r := range s {
		if d, ok := zhDigits[r]; ok {
			if r == '零' || r == '〇' {
				last = 1
			}
			digit, seen = d, true
			continue
		}
		if r == '万' {
			if section+digit == 0 {
				return 0, false
			}
			total, section, digit, last = (section+digit)*10000, 0, 0, 10000
			continue
		}
		u, ok := zhUnits[r]
		if !ok {
			return 0, false
		}
		if digit == 0 && !(r == '十' && section == 0) {
			return 0, false
		}
		section += max(digit, 1) * u
		digit, last, seen = 0, u, true
	}
	if digit > 0 && last >= 100 && !strings.ContainsAny(s, "零〇") {
		digit *= last / 10
	}
	return total + section + digit, seen
}

// amounts finds what is said of money in a sentence, in order. A bare number
// counts only where a unit, a sign or a verb of paying stands by it.
func (h *hearing) amounts(s span) []figure {
	var out []figure
	if h.zh(s) {
		out = h.zhAmounts(s)
	} else {
		out = h.enAmounts(s)
	}
	return append(out, h.relative(s, out)...)
}

var (
	zhPayBefore = regexp.MustCompile(`(还|付|存|转|打|交|给|凑|处理|收|欠|减|免|共|计|是|为|还款|金额|欠款|每月|每期|每个月|一个月|月供|先|最低|来)(?:了|个|上|款|进|入|到)?\s*$`)
	zhNotMoney  = regexp.MustCompile(`^\s*(号|日|天|点|分|期|个|年|月|周|次|岁|位|通|遍|时|小时|度|句|家|笔|楼|%|成|折|倍|名|条|样|下|会|定|起|直|般|旦|切|边|共)`)
	zhAfterNum  = regexp.MustCompile(`^\s*(行|可以|够|吗|吧|，|。|,|就|的|能|怎么样|好|成|$|？|\?|先|、|整|也)`)
)

func (h *hearing) zhAmounts(s span) []figure {
	var out []figure
	text := h.text(s)
	for _, m := range zhAmount.FindAllStringSubmatchIndex(text, -1) {
		get := func(i int) string {
			if m[2*i] < 0 {
				return ""
			}
			return text[m[2*i]:m[2*i+1]]
		}
		number := strings.ReplaceAll(get(3), " ", "")
		major, ok := mixedNumber(number)
		if !ok || major <= 0 {
			continue
		}
		signed := get(2) != "" || get(5) != ""
		if !signed && (zhNotMoney.MatchString(text[m[1]:]) || !h.bareAmount(text, m[0], m[1], number)) {
			continue
		}
		out = append(out, figure{span: h.at(s, text, m[6], m[1]), minor: major,
			approx: get(1) != "" && get(1) != "左右" || get(4) != "" || get(6) != ""})
	}
	return out
}

// bareAmount decides whether a number without unit is money: large or in
// Chinese with a unit of its own (两千), and a verb of paying before it.
func (h *hearing) bareAmount(text string, from, to int, number string) bool {
	before := zhPayBefore.MatchString(text[:from])
	if strings.ContainsAny(number, "千万百w") && len([]rune(number)) >= 2 {
		return before || zhAfterNum.MatchString(text[to:])
	}
	plain := strings.Trim(number, "0123456789,.") == ""
	return plain && before && len(number) >= 2 && zhAfterNum.MatchString(text[to:])
}

// mixedNumber reads 2千, 1.2万, 3,500, 两千三 as minor units.
func mixedNumber(s string) (int64, bool) {
	s = strings.ReplaceAll(s, ",", "")
	if s == "" {
		return 0, false
	}
	if s[0] < '0' || s[0] > '9' {
		n, ok := zhNumber(s)
		return n * 100, ok
	}
	units := map[rune]float64{'万': 10000, 'w': 10000, '千': 1000, '百': 100}
	for u, size := range units {
		head, tail, found := strings.Cut(s, string(u))
		if !found {
			continue
		}
		x, err := strconv.ParseFloat(head, 64)
		if err != nil {
			return 0, false
		}
		minor := int64(x*size*100 + 0.5)
		if len(tail) == 1 { // 2千5
			minor += int64(tail[0]-'0') * int64(size) * 10
		}
		return minor, tail == "" || len(tail) == 1
	}
	x, err := strconv.ParseFloat(s, 64)
	return int64(x*100 + 0.5), err == nil && x < 1e12
}

var enPayBefore = regexp.MustCompile(`(pay|pays|paying|paid|send|of|for|at|is|about|do|make|with|owe|put|down|manage|afford|take|says|got|another|first|than|least|to|be|by|just)\s*(?:about |around |roughly |at |a |the |you )?$`)
var enNotMoney = regexp.MustCompile(`^\s*(am|pm|a\.m|p\.m|o'clock|st\b|nd\b|rd\b|th\b|days?|weeks?|months?|years?|hours?|minutes?|%|percent|:\d|/\d|-\d|times|calls|digits|installments?|instalments?|payments?|people|of (?:january|february|march|april|may|june|july|august|september|october|november|december))`)
var enMonthBefore = regexp.MustCompile(`(january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|the|day|ending in|ends in|number|reference|ref|extension|digits|are)\.?\s*$`)

func (h *hearing) enAmounts(s span) []figure {
	var out []figure
	text := h.text(s)
	for _, m := range enAmount.FindAllStringSubmatchIndex(text, -1) {
		sign, num, scale, unit := sub(text, m, 2), sub(text, m, 3), sub(text, m, 4), sub(text, m, 5)
		x, err := strconv.ParseFloat(strings.ReplaceAll(num, ",", ""), 64)
		if err != nil || x <= 0 || x > 1e12 {
			continue
		}
		if sign == "" && unit == "" && scale == "" && (enNotMoney.MatchString(text[m[1]:]) || enMonthBefore.MatchString(text[:m[6]]) ||
			!enPayBefore.MatchString(text[:m[0]]) || x < 10) {
			continue
		}
		size := map[string]float64{"k": 1000, "thousand": 1000, "grand": 1000, "hundred": 100}[scale]
		if size == 0 {
			size = 1
		}
		start := m[6]
		if m[4] >= 0 {
			start = m[4]
		}
		out = append(out, figure{span: h.at(s, text, start, m[1]), minor: int64(x*size*100 + 0.5), approx: sub(text, m, 1) != ""})
	}
	return append(out, h.enWordAmounts(s, text)...)
}

var enSmall = map[string]int64{"one": 1, "a": 1, "an": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
	"eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}

func (h *hearing) enWordAmounts(s span, text string) []figure {
	var out []figure
	for _, m := range enWords.FindAllStringSubmatchIndex(text, -1) {
		head, scale, tail, unit := strings.TrimSpace(sub(text, m, 1)), sub(text, m, 2), sub(text, m, 3), sub(text, m, 4)
		n, approx := int64(0), false
		switch {
		case strings.HasPrefix(head, "a couple"):
			n, approx = 2, true
		case head == "a few":
			n, approx = 3, true
		default:
			n = enSum(head)
		}
		if scale == "" && (unit == "" || approx) || n == 0 {
			continue
		}
		n = n * map[string]int64{"hundred": 100, "thousand": 1000, "grand": 1000, "": 1}[scale]
		n += enSum(tail)
		out = append(out, figure{span: h.at(s, text, m[0], m[1]), minor: n * 100, approx: approx})
	}
	return out
}

func enSum(words string) int64 {
	n := int64(0)
	for _, w := range strings.FieldsFunc(words, func(r rune) bool { return r == ' ' || r == '-' }) {
		n += enSmall[w]
	}
	return n
}

// relative amounts need a stated balance: half of it, all of it, the rest.
func (h *hearing) relative(s span, found []figure) []figure {
	if h.ctx.Balance <= 0 {
		return nil
	}
	text := h.text(s)
	var out []figure
	if m := whole.FindStringIndex(text); m != nil {
		out = append(out, figure{span: h.at(s, text, m[0], m[1]), minor: h.ctx.Balance})
	} else if m := half.FindStringIndex(text); m != nil {
		out = append(out, figure{span: h.at(s, text, m[0], m[1]), minor: h.ctx.Balance / 2})
		found = append(found, out...)
	}
	if m := rest.FindStringIndex(text); m != nil && len(found) > 0 && found[0].minor < h.ctx.Balance {
		at := h.at(s, text, m[0], m[1])
		for _, f := range found { // "the rest, 700": the figure itself stands
			if f.start >= at.start && f.start-at.end < 6 {
				return out
			}
		}
		out = append(out, figure{span: at, minor: h.ctx.Balance - found[0].minor})
	}
	return out
}

func sub(text string, m []int, i int) string {
	if m[2*i] < 0 {
		return ""
	}
	return text[m[2*i]:m[2*i+1]]
}

// at turns byte offsets within a sentence into runes of the turn.
func (h *hearing) at(s span, text string, from, to int) span {
	start := s.start + len([]rune(text[:from]))
	return span{start, start + len([]rune(text[from:to]))}
}
