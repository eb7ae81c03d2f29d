package score

import (
	"regexp"
	"strconv"
	"strings"
)

// A balance said aloud in figures or Chinese numerals: the words that make it
// the balance, then the figure.
var (
	saysBalance = regexp.MustCompile(`(?i)((?:一共|总共|总额|全部|欠款|欠了|欠|余额|结清(?:金额)?|应还|账上)(?:现在|目前|是|为|还有|还|总共|一共|您|了|着|款|\s){0,4})([\d,]+(?:\.\d+)?|[零〇一二两三四五六七八九十百千万]{2,})\s*(万|千)?(元|块|圆)?|\b((?:you owe|owe us|owing|balance (?:is|of|comes to)|balance's|total (?:is|of|comes to)|outstanding (?:is|of)|in full is)(?:\s+(?:now|currently|exactly|us|a total of|at))?)\s*(?:[$£€¥₹]|usd|gbp|rs\.?|hk\$|s\$)?\s*([\d,]+(?:\.\d+)?)`)
	vague       = regexp.MustCompile(`(?i)(左右|大概|大约|约|差不多|多|几|上下)|\b(about|around|roughly|some|over|nearly|almost|approximately)\b`)
)

// amount: a balance told that is not the ledger's (F16). Only figures said to
// be the balance count; a figure within one per cent, or called round, is not
// false.
func (w *walk) amount(t Turn, s scene) (suspect, bool) {
	f := w.c.Facts
	m := saysBalance.FindStringSubmatchIndex(t.Text)
	if f.AmountMinor <= 0 || w.third || m == nil {
		return suspect{}, false
	}
	at := clauseAround(t.Text, m[0], m[1])
	said, ok := figure(t.Text, m)
	if !ok || vague.MatchString(t.Text[at.from:at.to]) || guarded(t.Text, m[0], m[1]) != "" {
		return suspect{}, false
	}
	for _, v := range append([]int64{f.AmountMinor}, f.TrueAmounts...) {
		if off := said - v; off*100 <= v && -off*100 <= v {
			return suspect{}, false
		}
	}
	rule := map[string]string{"US": "US-REGF-18b2-AMOUNT", "CN": "CN-CBA-MISLEAD"}[w.c.Jurisdiction]
	return suspect{family: "F16", rule: rule, at: at, sure: 0.9, kind: "amount"}, true
}

// figure is the amount of a match of saysBalance in minor units.
func figure(text string, m []int) (int64, bool) {
	group := func(i int) string {
		if m[2*i] < 0 {
			return ""
		}
		return text[m[2*i]:m[2*i+1]]
	}
	said := group(2) + group(6)
	if v, err := strconv.ParseFloat(strings.ReplaceAll(said, ",", ""), 64); err == nil {
		v *= map[string]float64{"万": 1e4, "千": 1e3, "": 1}[group(3)]
		return int64(v*100 + 0.5), true
	}
	n, ok := hanNumber(said + group(3))
	return n * 100, ok
}

// hanNumber reads a Chinese numeral like 三千六 (3,600) or 一万二千. It refuses
// runs of bare digits (尾号三三二一), which are no amounts.
func hanNumber(s string) (int64, bool) {
	digit := map[rune]int64{'零': 0, '〇': 0, '一': 1, '二': 2, '两': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9}
	unit := map[rune]int64{'十': 10, '百': 100, '千': 1000}
	var total, part, n, last int64
	pending := false
	for _, r := range s {
		switch {
		case r == '万':
			total, part, n, last, pending = total+(part+n)*10000, 0, 0, 10000, false
		case unit[r] > 0:
			if !pending && r == '十' {
				n = 1
			}
			part, n, last, pending = part+n*unit[r], 0, unit[r], false
		default:
			d, ok := digit[r]
			if !ok || pending && d != 0 {
				return 0, false
			}
			if d == 0 {
				last = 10 // 一千零五: the next digit stands for itself
				continue
			}
			n, pending = d, true
		}
	}
	if pending && last >= 100 { // 三千六 is 3,600
		n *= last / 10
	}
	return total + part + n, last > 0
}
