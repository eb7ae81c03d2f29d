package corpus

import (
	"regexp"
	"strings"
	"time"
)

// How certain a find is. A mark that is there already wins over all; a checksum over a context, a context over a shape.
const (
	sureShape   = 10
	sureContext = 20
	sureShaped  = 30 // a shape that hardly anything else has
	sureChecked = 40 // its check digits are right
	sureKnown   = 50
	sureMark    = 90
)

var (
	markThere = regexp.MustCompile(`\[[A-Z_]+-\d+\]`)
	emailLike = regexp.MustCompile(`(?i)[a-z0-9][a-z0-9._%+-]*@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}`)
	// A run of digits with the separators people put into long numbers; X for the last digit of an identity number.
	digitRun = regexp.MustCompile(`\+?\(?\d(?:[ \-.()·]{0,2}\d){5,22}[Xx]?`)
	ssnLike  = regexp.MustCompile(`\b\d{3}[- ]\d{2}[- ]\d{4}\b`)
	// Chinese digits read out: 幺三八零零…
	spokenRun = regexp.MustCompile(`[幺一][三四五六七八九3-9](?:[\s,，、-]?[零〇幺一二两三四五六七八九]){9}`)
)

// numbers finds marks that are there, e-mail, identity numbers, cards and phones.
func numbers(text string) []piece {
	var out []piece
	for _, m := range markThere.FindAllStringIndex(text, -1) {
		out = append(out, piece{m[0], m[1], "", sureMark})
	}
	for _, m := range emailLike.FindAllStringIndex(text, -1) {
		out = append(out, piece{m[0], m[1], SpanEmail, sureChecked})
	}
	for _, m := range ssnLike.FindAllStringIndex(text, -1) {
		if edges(text, m[0], m[1]) {
			out = append(out, piece{m[0], m[1], SpanID, sureShaped})
		}
	}
	for _, m := range spokenRun.FindAllStringIndex(text, -1) {
		out = append(out, piece{m[0], m[1], SpanPhone, sureShaped})
	}
	for _, m := range digitRun.FindAllStringIndex(text, -1) {
		if p, ok := judge(text, m[0], m[1]); ok {
			out = append(out, p)
		}
	}
	return out
}

// judge tells what a run of digits is, by its shape, its check digits and the words before it.
func judge(text string, start, end int) (piece, bool) {
	run := text[start:end]
	if strings.HasPrefix(run, "(") && !strings.Contains(run, ")") {
		start++
	}
	digits := onlyDigits(text[start:end])
	before := strings.ToLower(tail(text[:start], 36))
	if !edges(text, start, end) || amountAt(text, start, end) {
		return piece{}, false
	}
	kept := near(before, wordsKept)
	p := piece{start, end, "", sureShaped}
	switch {
	case identityNumber(digits):
		p.kind, p.sure = SpanID, sureChecked
	case (len(digits) == 18 || len(digits) == 15) && near(before, wordsIdentity):
		p.kind = SpanID
	case kept:
		return piece{}, false
	case phone(digits, text[start:end], before):
		p.kind = SpanPhone
	case len(digits) >= 12 && len(digits) <= 19 && (near(before, wordsCard) || card(digits)):
		p.kind, p.sure = SpanBankCard, sureChecked
	case len(digits) == 9 && near(before, wordsSocial):
		p.kind = SpanID
	default:
		return piece{}, false
	}
	return p, true
}

var (
	wordsIdentity = []string{"身份证", "证件", "id number", "id card", "identity", "身份号"}
	wordsCard     = []string{"卡号", "银行卡", "信用卡", "储蓄卡", "借记卡", "card", "visa", "mastercard", "amex"}
	wordsSocial   = []string{"ssn", "social security", "social is", "social number", "social:"}
	wordsPhone    = []string{"电话", "手机", "号码", "致电", "打给", "联系方式", "座机", "phone", "call", "cell", "mobile", "number is", "text", "reach", "tel", "fax", "at "}
	// Numbers that name a thing, not a person: they stay.
	wordsKept = []string{"订单", "流水号", "单号", "运单", "快递", "工单", "编码", "批次", "发票", "order", "tracking", "invoice", "ticket", "transaction", "confirmation", "receipt", "isbn", "serial"}
)

// near tells whether one of the words stands in the text just before.
func near(before string, words []string) bool {
	for _, w := range words {
		if strings.Contains(before, w) {
			return true
		}
	}
	return false
}

// tail returns the last n bytes of the clause that s ends in, cut at a sentence's end.
func tail(s string, n int) string {
	if len(s) > n {
		s = s[len(s)-n:]
	}
	if i := strings.LastIndexAny(s, "。；;!?！？\n"); i >= 0 {
		s = s[i:]
	}
	return s
}

// edges refuses a run that is part of a longer number, code or word.
func edges(text string, start, end int) bool {
	if start > 0 && wordByte(text[start-1]) {
		return false
	}
	return end == len(text) || !wordByte(text[end])
}

func wordByte(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '_'
}

var (
	currencyBefore = regexp.MustCompile(`(?i)(?:[$¥￥€£]|rmb|usd|cny|人民币)\s*$`)
	currencyAfter  = regexp.MustCompile(`(?i)^\s*(?:元|块|万|亿|角|dollars|usd|rmb|cny|%|percent|days|months|years|天|个月|年)`)
	// 2026-11-20, 20.11.2026, 11/20/2026 and the like, and a year with months: dates have separators of their own.
	dateShape = regexp.MustCompile(`^(?:(?:19|20)\d{2}[-./ ](?:0?[1-9]|1[0-2])[-./ ](?:0?[1-9]|[12]\d|3[01])|(?:0?[1-9]|[12]\d|3[01])[-./](?:0?[1-9]|[12]\d|3[01])[-./](?:19|20)?\d{2}|(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?:[ T]\d{1,2})?$`)
)

func amountAt(text string, start, end int) bool {
	return currencyBefore.MatchString(tail(text[:start], 12)) || currencyAfter.MatchString(text[end:]) ||
		dateShape.MatchString(text[start:end])
}

func onlyDigits(s string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c >= '0' && c <= '9':
			return c
		case c == 'x' || c == 'X':
			return 'X'
		}
		return -1
	}, s)
}

// identityNumber checks a Chinese resident identity number: 18 places, a date of birth, and the check digit of
// ISO 7064 MOD 11-2 (GB 11643-1999).
func identityNumber(s string) bool {
	if len(s) != 18 || strings.Contains(s[:17], "X") {
		return false
	}
	born, err := time.Parse("20060102", s[6:14])
	if err != nil || born.Year() < 1900 || born.Year() > 2100 {
		return false
	}
	weights := [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += w * int(s[i]-'0')
	}
	return "10X98765432"[sum%11] == s[17]
}

// card checks a payment card's number: 13 to 19 digits, an issuer's first digit 3 to 6 or 9, and Luhn's sum
// (ISO/IEC 7812-1).
func card(s string) bool {
	if len(s) < 13 || len(s) > 19 || strings.Contains(s, "X") || !strings.Contains("34569", s[:1]) {
		return false
	}
	sum := 0
	for i := range len(s) {
		d := int(s[len(s)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

var (
	chinaMobile = regexp.MustCompile(`^(?:0{0,2}86)?1[3-9]\d{9}$`)
	chinaFixed  = regexp.MustCompile(`^\+?(?:86[- ]?)?\(?0\d{2,3}\)?[- ]\d{7,8}(?:[- ]\d{1,5})?$|^[48]00[- ]?\d{3}[- ]?\d{4}$`)
	usShape     = regexp.MustCompile(`^(?:\+?1[-. ]?)?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[-. ])\d{3}[-. ]\d{4}$`)
	usDigits    = regexp.MustCompile(`^1?[2-9]\d{2}[2-9]\d{6}$`)
	usLocal     = regexp.MustCompile(`^[2-9]\d{2}[- .]\d{4}$`)
	abroad      = regexp.MustCompile(`^\+\d[\d -]{7,17}$`)
)

// phone knows Chinese mobiles and fixed lines and North American numbers by their shape, others by the words before.
func phone(digits, run, before string) bool {
	switch {
	case chinaMobile.MatchString(digits), chinaFixed.MatchString(run), usShape.MatchString(run), abroad.MatchString(run):
		return true
	case usDigits.MatchString(digits), usLocal.MatchString(run):
		return near(before, wordsPhone)
	}
	fixed := len(digits) == 7 || len(digits) == 8 || len(digits) >= 10 && len(digits) <= 12 && digits[0] == '0'
	return fixed && near(before, []string{"电话", "座机", "phone", "tel"})
}
