package llm

import (
	"regexp"
	"strconv"
	"strings"
)

// Figures are amounts, counts and days in words, each as a mark that compares
// equal however it is written: 两千块 and 2000元 are "n2000", 10号 is "d10",
// 下个星期五 and 下周五 are "下周五".

var (
	zhFigure = regexp.MustCompile(`(\d[\d,]*(?:\.\d+)?|[零〇一二两三四五六七八九十百千万]+)\s*([万千百])?\s*(元|块|号|日|个月|月|天|个?星期|个?礼拜|周|年|期|成|折|点|分钟|小时|%)?`)
	zhDay    = regexp.MustCompile(`今晚|明后天|明天|大后天|后天|昨天|前天|(?:上|下)+个?(?:周|星期|礼拜)[一二三四五六日天末]?|(?:这个?)?(?:周|星期|礼拜)[一二三四五六日天末]|月底|月初|月中|年底|年初|年后|(?:上|下)个?月|明年|去年|发工资|发薪|春节|过年|国庆|一半`)
	zhPlain  = strings.NewReplacer("个", "", "星期", "周", "礼拜", "周", "这", "", "天", "日", "发薪", "发工资")

	enFigure = regexp.MustCompile(`(?i)(\d[\d,]*(?:\.\d+)?)\s*(st|nd|rd|th|k\b|%)?`)
	enCount  = regexp.MustCompile(`(?i)\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|a|couple)[ -](?:of )?(hundred|thousand|grand|dollars?|bucks|weeks?|months?|days?|years?|percent)\b`)
	enDay    = regexp.MustCompile(`(?i)\b(tomorrow|tonight|yesterday|(?:next|last) (?:week|month|year|payday|paycheck|mon|tues|wednes|thurs|fri|satur|sun)(?:day)?|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|(?:end|middle|beginning) of (?:the |next |this )?(?:week|month|year)|january|february|march|april|june|july|august|september|october|november|december|payday|weekend|half)\b`)
)

// figures lists the marks in a text, in the order of the patterns.
func figures(text, lang string) []string {
	if lang == "zh" {
		return zhFigures(text)
	}
	return enFigures(text)
}

func zhFigures(text string) []string {
	var out []string
	for _, m := range zhDay.FindAllString(text, -1) {
		out = append(out, zhPlain.Replace(m))
	}
	text = zhDay.ReplaceAllString(text, "，")
	for _, m := range zhFigure.FindAllStringSubmatch(text, -1) {
		n, ok := zhNumber(m[1] + m[2])
		if !ok || idiom(m[1]+m[2], m[3]) {
			continue
		}
		out = append(out, zhClass(m[3])+strconv.FormatFloat(n, 'f', -1, 64))
	}
	return out
}

// idiom: 一下, 一天到晚, 这两天, 万一, 千万别 count nothing.
func idiom(number, unit string) bool {
	if number[0] >= '0' && number[0] <= '9' {
		return false
	}
	bare := unit == "" && (len([]rune(number)) == 1 || !strings.ContainsAny(number, "百千万"))
	return bare || number == "万一" || number == "千万" || number == "一" && unit != "个月" && unit != "号" || number == "两" && unit == "天"
}

func zhClass(unit string) string {
	switch strings.TrimPrefix(unit, "个") {
	case "", "元", "块":
		return "n"
	case "号", "日":
		return "d"
	case "月":
		if unit == "月" {
			return "m"
		}
		return "月"
	case "星期", "礼拜", "周":
		return "周"
	}
	return unit
}

var (
	zhDigits = map[rune]float64{'零': 0, '〇': 0, '一': 1, '二': 2, '两': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9}
	zhUnits  = map[rune]float64{'十': 10, '百': 100, '千': 1000}
)

// zhNumber reads 2000, 1.2万, 两千三, 十五; false where it is no number.
func zhNumber(s string) (float64, bool) {
	s = strings.ReplaceAll(s, ",", "")
	if s[0] >= '0' && s[0] <= '9' {
		head := strings.TrimRight(s, "万千百")
		n, err := strconv.ParseFloat(head, 64)
		return n * map[string]float64{"": 1, "万": 1e4, "千": 1e3, "百": 100}[s[len(head):]], err == nil
	}
	var total, section, digit float64
	last := 1.
	for _, r := range s {
		if d, ok := zhDigits[r]; ok {
			digit = d
			if d == 0 {
				last = 10
			}
			continue
		}
		if r == '万' {
			total, section, digit, last = (section+digit)*1e4, 0, 0, 1e4
			continue
		}
		last = zhUnits[r]
		section, digit = section+max(digit, 1)*last, 0
	}
	if last >= 100 { // 一千五 is 1,500
		digit *= last / 10
	}
	return total + section + digit, true
}

var enValues = map[string]float64{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
	"eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "a": 1, "couple": 2}

// enMonthDay: in "March 3" the number is a day, as in "March 3rd".
var enMonthDay = regexp.MustCompile(`(?i)\b(january|february|march|april|may|june|july|august|september|october|november|december) (\d{1,2})\b`)

func enFigures(text string) []string {
	var out []string
	text = enMonthDay.ReplaceAllString(text, "${1} ${2}th")
	for _, m := range enDay.FindAllString(text, -1) {
		out = append(out, strings.ToLower(m))
	}
	for _, m := range enFigure.FindAllStringSubmatch(text, -1) {
		n, err := strconv.ParseFloat(strings.ReplaceAll(m[1], ",", ""), 64)
		if err != nil {
			continue
		}
		out = append(out, enClass(strings.ToLower(m[2]), n))
	}
	for _, m := range enCount.FindAllStringSubmatch(text, -1) {
		word, unit := strings.ToLower(m[1]), strings.TrimSuffix(strings.ToLower(m[2]), "s")
		if (word == "a" || word == "couple" || word == "one") && unit != "hundred" && unit != "thousand" && unit != "grand" {
			continue // "a couple of days" counts nothing
		}
		out = append(out, enUnit(enValues[word], unit))
	}
	return out
}

func enClass(suffix string, n float64) string {
	switch suffix {
	case "st", "nd", "rd", "th":
		return "d" + strconv.FormatFloat(n, 'f', -1, 64)
	case "k":
		n *= 1000
	}
	return "n" + strconv.FormatFloat(n, 'f', -1, 64)
}

func enUnit(n float64, unit string) string {
	scale := map[string]float64{"hundred": 100, "thousand": 1000, "grand": 1000, "dollar": 1, "buck": 1}[unit]
	if scale == 0 {
		return unit + strconv.FormatFloat(n, 'f', -1, 64)
	}
	return "n" + strconv.FormatFloat(n*scale, 'f', -1, 64)
}
