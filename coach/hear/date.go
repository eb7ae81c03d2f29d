package hear

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// moment is a day found in the words.
type moment struct {
	span
	day time.Time
}

// dateRule reads one way of naming a day. The submatches are the pattern's.
type dateRule struct {
	re   *regexp.Regexp
	read func(today time.Time, m []string, h *hearing) (time.Time, bool)
}

func fixed(days int) func(time.Time, []string, *hearing) (time.Time, bool) {
	return func(t time.Time, _ []string, _ *hearing) (time.Time, bool) { return t.AddDate(0, 0, days), true }
}

const zhNum = `[一二两三四五六七八九十\d]+`

// dateRules are tried in order; what an earlier one took, a later one leaves.
// Weeks start on Monday; a range or "by" takes its last day. Conventions: the
// catalogue of speech acts.
var dateRules = []dateRule{
	{regexp.MustCompile(`(?:(\d{4})年)?(` + zhNum + `)月(` + zhNum + `)(?:号|日)`), zhMonthDay},
	{regexp.MustCompile(`(\d{4})-(\d{1,2})-(\d{1,2})`), isoDay},
	{regexp.MustCompile(`\b(\d{1,2})/(\d{1,2})\b`), slashDay},
	{regexp.MustCompile(`(下下|下|这|本|上)?(?:个)?(?:周|星期|礼拜)([一二三四五六日天末])`), zhWeekday},
	{regexp.MustCompile(`(下|这|本)?(?:个)?月(?:底|末)|月底|月末`), monthEnd},
	{regexp.MustCompile(`(下|这|本)?(?:个)?月(上旬|中旬|下旬|中|初)`), zhThird},
	{regexp.MustCompile(`(下|这|本)?(?:个)?月(` + zhNum + `)(?:号|日)`), zhMonthRel},
	{regexp.MustCompile(`(` + zhNum + `)(?:号|日)`), zhDayOnly},
	{regexp.MustCompile(`(明)?年(?:底|末)`), yearEnd},
	{regexp.MustCompile(`大后天`), fixed(3)},
	{regexp.MustCompile(`后天`), fixed(2)},
	{regexp.MustCompile(`明天|明早|明晚|明日|明儿`), fixed(1)},
	{regexp.MustCompile(`昨天|昨日`), fixed(-1)},
	{regexp.MustCompile(`前天`), fixed(-2)},
	{regexp.MustCompile(`今天|今日|今晚|今早|今儿|(?:现在|马上|立刻)(?:就|把|先)?(?:还|付|转|处理|存|打款|结清)`), fixed(0)},
	{regexp.MustCompile(`半个?月(?:后|之后|以后|内|之内|以内)?`), fixed(15)},
	{regexp.MustCompile(`(` + zhNum + `)(?:个)?(天|日|周|星期|礼拜|月)(?:之后|以后|后|之内|以内|内)`), zhSpan},
	{regexp.MustCompile(`(?:下|这|本)(?:周|星期|礼拜)(?:内|之内|以内)?`), zhWeek},
	{regexp.MustCompile(`发薪日|发工资(?:那天|以后|后|之后|的时候)?|工资(?:到账|发了|下来)(?:以后|后|之后)?|开支那天|pay ?day|when (?:you|your) (?:get|gets)? ?paid|your next (?:paycheck|payday)`), payday},
	{regexp.MustCompile(`\b(january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)\.? (?:the )?(\d{1,2})(?:st|nd|rd|th)?\b(?:,? (\d{4}))?`), enMonthDay},
	{regexp.MustCompile(`\b(?:the )?(\d{1,2})(?:st|nd|rd|th)? (?:of )?(january|february|march|april|may|june|july|august|september|october|november|december)\b`), enDayMonth},
	{regexp.MustCompile(`\b(next|this|coming|by|on|until|before|last)? ?(monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b`), enWeekday},
	{regexp.MustCompile(`\b(?:the )?end of (?:the|this|next) (month|week|year)\b|\b(month|year)[- ]end\b`), enEnd},
	{regexp.MustCompile(`\bday after tomorrow\b`), fixed(2)},
	{regexp.MustCompile(`\btomorrow\b`), fixed(1)},
	{regexp.MustCompile(`\byesterday\b`), fixed(-1)},
	{regexp.MustCompile(`\btoday\b|\btonight\b|\bthis (?:morning|afternoon|evening)\b|\b(?:pay|send|payment|paid|settle|it|that) (?:right )?now\b`), fixed(0)},
	{regexp.MustCompile(`\b(?:in|within) (a|an|one|two|three|four|five|six|seven|ten|fourteen|thirty|\d+) (days?|weeks?|months?)\b|\b(a|one|two|three|four|\d+) (days?|weeks?|months?) from (?:now|today)\b`), enSpan},
	{regexp.MustCompile(`\b(next|this) week\b`), enWeek},
	{regexp.MustCompile(`\b(?:on |by |for |until )?the (\d{1,2})(?:st|nd|rd|th)\b|\bthe (first|fifth|tenth|fifteenth|twentieth)\b`), enDayOnly},
}

// dates finds the days named in a sentence, in order, each place once.
func (h *hearing) dates(s span) []moment {
	text := h.text(s)
	taken := make([]bool, len(text))
	var out []moment
	for _, rule := range dateRules {
		for _, m := range rule.re.FindAllStringSubmatchIndex(text, -1) {
			if anyTrue(taken[m[0]:m[1]]) {
				continue
			}
			groups := make([]string, len(m)/2)
			for i := range groups {
				groups[i] = sub(text, m, i)
			}
			day, ok := rule.read(h.today(), groups, h)
			if !ok {
				continue
			}
			for i := m[0]; i < m[1]; i++ {
				taken[i] = true
			}
			out = append(out, moment{h.at(s, text, m[0], m[1]), day})
		}
	}
	sortMoments(out)
	return slices.CompactFunc(out, func(a, b moment) bool { return a.day.Equal(b.day) && b.start-a.end <= 4 }) // "Monday, November 23rd" is one day
}

func anyTrue(list []bool) bool {
	for _, x := range list {
		if x {
			return true
		}
	}
	return false
}

func sortMoments(list []moment) {
	for i := 1; i < len(list); i++ {
		for j := i; j > 0 && list[j].start < list[j-1].start; j-- {
			list[j], list[j-1] = list[j-1], list[j]
		}
	}
}

func ymd(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// valid builds a day that exists: no 31 April.
func valid(y, m, d int) (time.Time, bool) {
	t := ymd(y, time.Month(m), d)
	return t, m >= 1 && m <= 12 && d >= 1 && t.Day() == d
}

// coming takes the day this year, or next year where it lies far behind.
func coming(today time.Time, m, d int) (time.Time, bool) {
	t, ok := valid(today.Year(), m, d)
	if ok && t.Before(today.AddDate(0, 0, -120)) {
		return valid(today.Year()+1, m, d)
	}
	return t, ok
}

func number(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	n, ok := zhNumber(s)
	if !ok {
		return 0
	}
	return int(n)
}

func zhMonthDay(today time.Time, m []string, _ *hearing) (time.Time, bool) {
	if m[1] != "" {
		return valid(number(m[1]), number(m[2]), number(m[3]))
	}
	return coming(today, number(m[2]), number(m[3]))
}

func isoDay(_ time.Time, m []string, _ *hearing) (time.Time, bool) {
	return valid(number(m[1]), number(m[2]), number(m[3]))
}

func slashDay(today time.Time, m []string, _ *hearing) (time.Time, bool) {
	return coming(today, number(m[1]), number(m[2]))
}

var zhWeekdays = map[string]int{"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 6}

// monday of the calendar week of a day.
func monday(t time.Time) time.Time { return t.AddDate(0, 0, -(int(t.Weekday())+6)%7) }

// zhWeekday: 下周三 is of the next calendar week, 这周三 and a bare 周三 the
// coming one; 周末 is the Sunday.
func zhWeekday(today time.Time, m []string, _ *hearing) (time.Time, bool) {
	n := zhWeekdays[m[2]]
	switch m[1] {
	case "下下":
		return monday(today).AddDate(0, 0, 14+n), true
	case "下":
		return monday(today).AddDate(0, 0, 7+n), true
	case "上":
		return monday(today).AddDate(0, 0, n-7), true
	}
	return upcoming(today, n), true
}

// upcoming is the next day with this weekday (0 Monday), today included.
func upcoming(today time.Time, weekday int) time.Time {
	t := monday(today).AddDate(0, 0, weekday)
	if t.Before(today) {
		t = t.AddDate(0, 0, 7)
	}
	return t
}

func monthOffset(word string) time.Month {
	if word == "下" {
		return 1
	}
	return 0
}

func monthEnd(today time.Time, m []string, _ *hearing) (time.Time, bool) {
	return ymd(today.Year(), today.Month()+1+monthOffset(m[1]), 0), true
}

func yearEnd(today time.Time, m []string, _ *hearing) (time.Time, bool) {
	y := today.Year()
	if m[1] != "" {
		y++
	}
	return ymd(y, 12, 31), true
}

// zhThird: 上旬 and 月初 end on the 10th, 中旬 and 月中 on the 20th (月中: 15th), 下旬 with the month.
func zhThird(today time.Time, m []string, _ *hearing) (time.Time, bool) {
	d := map[string]int{"上旬": 10, "中旬": 20, "初": 10, "中": 15}[m[2]]
	month := today.Month() + monthOffset(m[1])
	if d == 0 {
		return ymd(today.Year(), month+1, 0), true
	}
	t := ymd(today.Year(), month, d)
	if t.Before(today) && m[1] == "" {
		t = ymd(today.Year(), month+1, d)
	}
	return t, true
}

func zhMonthRel(today time.Time, m []string, _ *hearing) (time.Time, bool) {
	t := ymd(today.Year(), today.Month()+monthOffset(m[1]), 1)
	return valid(t.Year(), int(t.Month()), number(m[2]))
}

// dayOfMonth is the coming day of that number.
func dayOfMonth(today time.Time, d int) (time.Time, bool) {
	for i := range 3 {
		t := ymd(today.Year(), today.Month()+time.Month(i), 1)
		if day, ok := valid(t.Year(), int(t.Month()), d); ok && !day.Before(today) {
			return day, true
		}
	}
	return time.Time{}, false
}

func zhDayOnly(today time.Time, m []string, _ *hearing) (time.Time, bool) {
	return dayOfMonth(today, number(m[1]))
}

func zhSpan(today time.Time, m []string, _ *hearing) (time.Time, bool) {
	n := number(m[1])
	switch m[2] {
	case "周", "星期", "礼拜":
		return today.AddDate(0, 0, 7*n), n > 0 && n <= 104
	case "月":
		return today.AddDate(0, n, 0), n > 0 && n <= 60
	}
	return today.AddDate(0, 0, n), n > 0 && n <= 730
}

func zhWeek(today time.Time, m []string, _ *hearing) (time.Time, bool) {
	if strings.HasPrefix(m[0], "下") {
		return monday(today).AddDate(0, 0, 13), true
	}
	return monday(today).AddDate(0, 0, 6), true
}

func payday(today time.Time, _ []string, h *hearing) (time.Time, bool) {
	if h.ctx.PaydayDay <= 0 {
		return time.Time{}, false
	}
	return dayOfMonth(today, h.ctx.PaydayDay)
}

var enMonths = map[string]int{"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12}

func enMonthDay(today time.Time, m []string, _ *hearing) (time.Time, bool) {
	month := enMonths[m[1][:3]]
	if m[3] != "" {
		return valid(number(m[3]), month, number(m[2]))
	}
	return coming(today, month, number(m[2]))
}

func enDayMonth(today time.Time, m []string, _ *hearing) (time.Time, bool) {
	return coming(today, enMonths[m[2][:3]], number(m[1]))
}

var enDays = map[string]int{"monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6}

// enWeekday: "next Friday" is of the next calendar week, a bare one the coming.
func enWeekday(today time.Time, m []string, _ *hearing) (time.Time, bool) {
	n := enDays[m[2]]
	switch m[1] {
	case "next":
		return monday(today).AddDate(0, 0, 7+n), true
	case "last":
		return monday(today).AddDate(0, 0, n-7), true
	}
	return upcoming(today, n), true
}

func enEnd(today time.Time, m []string, _ *hearing) (time.Time, bool) {
	next := strings.Contains(m[0], "next")
	switch m[1] + m[2] {
	case "week":
		if next {
			return monday(today).AddDate(0, 0, 13), true
		}
		return monday(today).AddDate(0, 0, 6), true
	case "year":
		return ymd(today.Year(), 12, 31), true
	}
	if next {
		return ymd(today.Year(), today.Month()+2, 0), true
	}
	return ymd(today.Year(), today.Month()+1, 0), true
}

var enCounts = map[string]int{"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10, "fourteen": 14, "thirty": 30}

func enSpan(today time.Time, m []string, _ *hearing) (time.Time, bool) {
	word, unit := m[1]+m[3], m[2]+m[4]
	n, ok := enCounts[word]
	if !ok {
		n = number(word)
	}
	switch {
	case n <= 0 || n > 730:
		return time.Time{}, false
	case strings.HasPrefix(unit, "week"):
		return today.AddDate(0, 0, 7*n), true
	case strings.HasPrefix(unit, "month"):
		return today.AddDate(0, n, 0), true
	}
	return today.AddDate(0, 0, n), true
}

func enWeek(today time.Time, m []string, _ *hearing) (time.Time, bool) {
	if m[1] == "next" {
		return monday(today).AddDate(0, 0, 13), true
	}
	return monday(today).AddDate(0, 0, 6), true
}

func enDayOnly(today time.Time, m []string, _ *hearing) (time.Time, bool) {
	d := number(m[1])
	if m[2] != "" {
		d = map[string]int{"first": 1, "fifth": 5, "tenth": 10, "fifteenth": 15, "twentieth": 20}[m[2]]
	}
	return dayOfMonth(today, d)
}
