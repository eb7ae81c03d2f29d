package synth

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// Person is someone of the portfolio. Ref begins with "demo-".
type Person struct {
	Ref, Name, Lang string
	Numbers         []string
}

// kind is a hidden way of paying. It is a fact of this simulation, never a label on a real person.
type kind struct {
	name  string
	share float64 // of people
	miss  float64 // P(an instalment is missed | nothing overdue), a month
	base  float64 // log-odds of a payment in a month, 1–30 days past due, nobody called
	lift  float64 // added to the log-odds by being reached
	full  float64 // P(all that is due is paid | a payment)
	low   float64 // otherwise the share of what is due lies between low and high
	high  float64
	reach float64 // P(a dial reaches the person) on a working number
}

// kinds are chosen so that a learner sees roughly what published roll rates of card portfolios show; see synth_test.go.
var kinds = []kind{
	{"pays_anyway", 0.32, 0.30, 0.75, 0.10, 0.55, 0.30, 0.9, 0.40},
	{"persuadable", 0.30, 0.35, -0.95, 1.50, 0.45, 0.20, 0.9, 0.36},
	{"needs_plan", 0.19, 0.40, -1.05, 1.20, 0.10, 0.10, 0.45, 0.38},
	{"hardship", 0.12, 0.45, -2.00, 0.30, 0.03, 0.03, 0.20, 0.34},
	{"never", 0.07, 0.50, -4.00, 0.05, 0.05, 0.02, 0.20, 0.22},
}

// person is someone as they are lived through: the truth, and what of it shows.
type person struct {
	ref, name, lang, currency, jurisdiction string
	zones                                   []string
	kind                                    kind
	bent                                    float64 // lasting, added to the log-odds
	luck                                    float64 // changes slowly: work, health
	debts                                   int
	allNumbers                              []string
	numbers                                 []string // not yet found out of service
	dead                                    string   // out of service, not known until dialled
	agent                                   string
	trouble                                 time.Time // the month in which money became short; before it little is missed
}

// newPerson draws the i-th person; lines counts the reserved numbers given out in each American place.
func newPerson(rng *rand.Rand, i int, lines map[int]int) *person {
	p := &person{kind: drawKind(rng), bent: 0.75 * rng.NormFloat64(), luck: 0.45 * rng.NormFloat64(), debts: 1}
	if u := rng.Float64(); u < 0.03 {
		p.debts = 3
	} else if u < 0.15 {
		p.debts = 2
	}
	if rng.Float64() < 0.6 {
		p.chinese(rng, i)
	} else {
		p.american(rng, i, lines)
	}
	p.numbers = append([]string(nil), p.allNumbers...)
	if rng.Float64() < 0.07 {
		p.dead = p.allNumbers[0]
	}
	return p
}

func drawKind(rng *rand.Rand) kind {
	u := rng.Float64()
	for _, k := range kinds {
		if u -= k.share; u < 0 {
			return k
		}
	}
	return kinds[0]
}

func (p *person) chinese(rng *rand.Rand, i int) {
	p.ref, p.lang, p.currency, p.jurisdiction = refOf("cn", "p", i), "zh", "CNY", "CN"
	p.zones = []string{"Asia/Shanghai"}
	p.name = pick(rng, surnamesZH) + pick(rng, givenZH)
	for n := range phones(rng) {
		p.allNumbers = append(p.allNumbers, fmt.Sprintf("+86154%08d", 3*i+n))
	}
}

// place is where Americans of the portfolio live: share, jurisdiction, zone, area codes.
type place struct {
	share              float64
	jurisdiction, zone string
	areas              []int
}

// The lists are long enough that nobody shares a number in a portfolio of 5,000 accounts.
var american = []place{
	{0.12, "US-NYC", "America/New_York", []int{212, 332, 347, 646, 718, 917, 929}},
	{0.08, "US-MA", "America/New_York", []int{339, 413, 508, 617, 774, 781, 978}},
	{0.28, "US", "America/New_York", []int{215, 216, 267, 305, 330, 404, 407, 410, 412, 513, 614, 704, 757, 804, 813, 843, 912, 919}},
	{0.24, "US", "America/Chicago", []int{205, 214, 312, 314, 414, 501, 504, 512, 608, 612, 615, 708, 713, 773, 816, 918}},
	{0.08, "US", "America/Denver", []int{303, 385, 406, 505, 720, 801}},
	{0.04, "US", "America/Phoenix", []int{480, 520, 602, 623}},
	{0.16, "US", "America/Los_Angeles", []int{206, 209, 213, 310, 323, 415, 503, 510, 619, 702, 714, 775, 916}},
}

func (p *person) american(rng *rand.Rand, i int, lines map[int]int) {
	p.ref, p.lang, p.currency = refOf("us", "p", i), "en", "USD"
	h := drawHome(rng)
	home := american[h]
	p.jurisdiction, p.zones = home.jurisdiction, []string{home.zone}
	switch u := rng.Float64(); {
	case u < 0.01 && home.jurisdiction == "US":
		p.zones = nil // nobody knows where they live: the gates keep them shut
	case u < 0.06 && home.zone == "America/New_York":
		p.zones = append(p.zones, "America/Los_Angeles") // moved, and kept the old number
	}
	p.name = pick(rng, givenEN) + " " + pick(rng, surnamesEN)
	for range phones(rng) {
		n := lines[h]
		lines[h]++
		p.allNumbers = append(p.allNumbers, fmt.Sprintf("+1%d55501%02d", home.areas[n/100%len(home.areas)], n%100))
	}
}

func drawHome(rng *rand.Rand) int {
	u := rng.Float64()
	for i, x := range american {
		if u -= x.share; u < 0 {
			return i
		}
	}
	return 2
}

// phones is how many numbers a person has: 1 to 3.
func phones(rng *rand.Rand) int {
	switch u := rng.Float64(); {
	case u < 0.07:
		return 3
	case u < 0.30:
		return 2
	}
	return 1
}

func (p *person) zoneList() string { return strings.Join(p.zones, "|") }

func pick(rng *rand.Rand, from []string) string { return from[rng.IntN(len(from))] }

// Names are put together at random from common parts; whoever bears one of them is not meant.
var (
	surnamesZH = strings.Fields("王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 郭 马 罗 梁 宋 郑 谢 韩 唐 冯 于 董 萧 程 曹 袁 邓 许 傅 沈 曾 彭 吕")
	givenZH    = strings.Fields("文静 建国 小雨 志强 丽华 浩然 雪梅 子涵 国平 晓东 玉兰 明辉 佳怡 海燕 伟 芳 敏 静 磊 洋 勇 艳 杰 娟 涛 超 秀英 桂兰 宇航 欣怡 梓轩 思远 雅琴 家豪 春生 立新 若曦 一鸣 安宁 乐天")
	givenEN    = strings.Fields("Alex Dana Jordan Maria James Linda Robert Susan Karen Luis Nina Omar Paula Victor Grace Tyrone Emily Carlos Hannah Peter Aisha Brian Chloe Derek Elena Frank Gloria Henry Irene Jack Kevin Laura Miguel Nora Oscar Priya Quinn Rosa Sam Tina")
	surnamesEN = strings.Fields("Reed Bell Hart Cole Moreno Walsh Tran Okafor Lindgren Hayes Novak Ortiz Pruitt Quigley Ramsey Sato Turner Underhill Vance Whitlock Abbott Barlow Castillo Dawson Ellery Foster Granger Hollis Ingram Jarvis Keating Lowell Mercer Nash Oakley Parrish Rowe Sutton Tate Yates")
)
