package debtor

import (
	"errors"
	"fmt"
	"strings"
)

// Account is what a rehearsal knows of a real account: figures and kinds, never
// a name, a number or an address. Cases are redacted past cases, read only for
// the objections they hold.
type Account struct {
	Lang, Jurisdiction, Currency string
	AmountMinor                  int64
	DaysPastDue                  int
	Product, Kind, Reason        string
	Objections, Cases            []string
	Mandate, LocalTime           string
}

// ErrAccount says that no debtor can be made from an account.
var ErrAccount = errors.New("debtor: no rehearsal from this account")

// Pseudonyms; none is taken from anybody's file.
var pseudonyms = map[string][]string{
	"zh": {"林晓", "周明", "陈静", "吴磊", "孙敏", "郑凯", "何芳", "罗强"},
	"en": {"Jordan Avery", "Casey Morgan", "Riley Parker", "Taylor Quinn", "Morgan Ellis", "Alex Dawson", "Jamie Porter", "Drew Collins"},
}

var firms = map[string]string{"zh": "恒信资产服务", "en": "Larkfield Recovery Services"}

// FromAccount makes a rehearsal's scenario: the account's figures, the
// objections of its similar cases, a pseudonym. The seed decides what is not known.
func FromAccount(a Account, seed uint64) (Scenario, error) {
	names, ok := pseudonyms[a.Lang]
	switch {
	case !ok:
		return Scenario{}, fmt.Errorf("%w: language %q", ErrAccount, a.Lang)
	case a.AmountMinor <= 0 || a.Currency == "":
		return Scenario{}, fmt.Errorf("%w: no amount", ErrAccount)
	}
	r := rng(seed, 0, 'a')
	p := Profile{
		Kind: kindOf(a), Lang: a.Lang, Jurisdiction: a.Jurisdiction, Currency: a.Currency, Callee: "debtor",
		Name: names[r.IntN(len(names))], Mood: Wary, Trust: 0.3 + 0.15*r.Float64(), Patience: 0.65 + 0.2*r.Float64(),
		Owed: a.AmountMinor, DaysPastDue: a.DaysPastDue,
		Means: Means{Monthly: round(a.AmountMinor / int64(3+r.IntN(5))), Payday: []int{5, 10, 15, 20, 25}[r.IntN(5)]},
	}
	p.Objections = objectionsFrom(a)
	p.Facts = factsFor(p.Kind, a.Lang)
	if p.Kind == WrongPerson {
		p.Callee = "other"
	}
	return a.scenario(p), nil
}

func kindOf(a Account) string {
	if _, ok := tempers[a.Kind]; ok {
		return a.Kind
	}
	switch {
	case mentions(a.Reason, "hardship", "unemploy", "illness", "失业", "生病", "困难", "裁员"):
		return Hardship
	case mentions(a.Reason, "dispute", "fraud", "争议", "盗刷", "异议"):
		return Disputing
	}
	return Evasive
}

func mentions(text string, words ...string) bool {
	text = strings.ToLower(text)
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// caseSigns tell which objection a past case holds.
var caseSigns = []struct {
	key   string
	words []string
}{
	{"lost_job", []string{"失业", "裁员", "没工作", "工资没发", "laid off", "lost my job", "lost her job", "lost his job", "unemployed"}},
	{"illness", []string{"住院", "生病", "手术", "医院", "hospital", "surgery", "illness", "medical"}},
	{"business_failed", []string{"生意", "店关", "倒闭", "货款", "business failed", "closed the shop", "bankrupt"}},
	{"wrong_fee", []string{"费用不对", "利息太高", "违约金", "金额不对", "fee", "interest is wrong", "amount is wrong"}},
	{"already_paid", []string{"已经还", "还过了", "转过账", "already paid", "paid it", "proof of payment"}},
	{"not_me", []string{"不是我", "盗用", "冒用", "not mine", "identity theft", "never opened"}},
	{"other_debts", []string{"别的债", "多笔", "房贷", "other debts", "mortgage", "several debts"}},
	{"discount", []string{"减免", "打折", "settle", "discount"}},
	{"pay_later", []string{"过几天", "下个月再", "pay later", "next month"}},
	{"scammer", []string{"骗子", "scam"}},
	{"no_money", []string{"没钱", "拿不出", "no money", "can't afford", "cannot afford"}},
}

// objectionsFrom takes the known ones, then those of the past cases; at most four.
func objectionsFrom(a Account) []Objection {
	var list []Objection
	add := func(key string) {
		for _, o := range list {
			if o.Key == key {
				return
			}
		}
		if settledBy[key] != nil && len(list) < 4 {
			list = append(list, Objection{Key: key})
		}
	}
	for _, key := range a.Objections {
		add(key)
	}
	for _, text := range append([]string{a.Reason}, a.Cases...) {
		for _, sign := range caseSigns {
			if mentions(text, sign.words...) {
				add(sign.key)
			}
		}
	}
	add("pay_later")
	add("no_money")
	return list
}

// factsFor is what there is to learn from a kind of debtor, where the account
// says nothing more.
func factsFor(kind, lang string) []Fact {
	zh := map[string][2]string{
		Hardship:  {"上个月收入断了，现在靠零工过日子", "家里还有房租和孩子的学费，我算过，一个月能挤出一点，但一次性肯定不行"},
		Disputing: {"账单上有一笔我对不上，问过客服也没有答复", "我手上有当时的记录，可以发给你们看"},
		Emotional: {"一接到这种电话我就心慌，觉得特别丢人", "家里人还不知道这件事"},
		"":        {"这两个月钱都先顾了别的账单", "工资到账以后可以安排一部分"},
	}
	en := map[string][2]string{
		Hardship:  {"My income stopped last month, and I'm living on odd jobs.", "With rent and the kids there's a little left every month, but never all at once."},
		Disputing: {"There's a charge on there I can't match, and nobody ever answered me.", "I've kept the paperwork. I can send it to you."},
		Emotional: {"Every time the phone rings my stomach drops. I'm so embarrassed.", "My family doesn't know about this."},
		"":        {"These last two months other bills came first.", "Once my paycheck lands I can set some aside."},
	}
	lines, ok := zh[kind], true
	if lang == "en" {
		lines = en[kind]
	}
	if lines[0] == "" {
		if lines, ok = zh[""], lang != "en"; !ok {
			lines = en[""]
		}
	}
	return []Fact{{Key: "reason", Line: lines[0], Trust: 0.35, Hidden: true}, {Key: "means", Line: lines[1], Trust: 0.5}}
}

func (a Account) scenario(p Profile) Scenario {
	s := Scenario{Debtor: p, Stage: stage(a.DaysPastDue), Difficulty: 3,
		Setting: Setting{LocalTime: a.LocalTime, Mandate: a.Mandate, Firm: firms[a.Lang], Product: a.Product}}
	if s.Setting.Mandate == "" {
		s.Setting.Mandate = "agency"
	}
	product := a.Product
	if a.Lang == "zh" {
		if product == "" {
			product = "欠款"
		}
		s.Title = "演练：" + product + "，逾期" + fmt.Sprint(a.DaysPastDue) + "天"
		s.Who = "接电话的是" + p.Name + "（化名），资料取自一个真实账户，姓名和号码都已换掉。"
		s.Know = fmt.Sprintf("您代表%s致电。%s，欠款%s，逾期%d天。", s.Setting.Firm, product, SayMoney(a.AmountMinor, a.Currency, a.Lang), a.DaysPastDue)
		s.Judged = "先确认身份再谈欠款；弄清拖欠的原因；给出对方做得到的方案；结束前复述金额和日期。"
		return s
	}
	if product == "" {
		product = "account"
	}
	s.Title = fmt.Sprintf("Rehearsal: %s, %d days past due", product, a.DaysPastDue)
	s.Who = p.Name + " (a pseudonym) answers. The figures come from a real account; name and number have been replaced."
	s.Know = fmt.Sprintf("You call for %s. %s, %s owed, %d days past due.", s.Setting.Firm, upper(product), SayMoney(a.AmountMinor, a.Currency, a.Lang), a.DaysPastDue)
	s.Judged = "Verify before a word about the debt; find the reason; offer a plan this person can keep; recap amount and date at the end."
	return s
}

// stage by days past due, as the domain digest has it.
func stage(days int) string {
	switch {
	case days <= 5:
		return "early"
	case days <= 18:
		return "middle"
	}
	return "late"
}
