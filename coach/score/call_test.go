package score

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// call builds turns from lines "a: …" (agent) and "d: …" (debtor).
func call(lines ...string) []Turn {
	var out []Turn
	for i, l := range lines {
		speaker, text, _ := strings.Cut(l, ": ")
		out = append(out, Turn{Index: i + 1, Speaker: map[string]string{"a": Agent, "d": Debtor}[speaker], Text: text})
	}
	return out
}

var (
	china = Context{Jurisdiction: "CN", Lang: "zh", Callee: "debtor", LocalTime: clock(10, 30), Mandate: Lender,
		Facts: Facts{AmountMinor: 360000, Currency: "CNY", DaysPastDue: 34}}
	america = Context{Jurisdiction: "US", Lang: "en", Callee: "debtor", LocalTime: clock(14, 0), Mandate: Agency,
		Facts: Facts{AmountMinor: 124050, Currency: "USD", DaysPastDue: 34}}
)

func clock(h, m int) time.Time { return time.Date(2026, 11, 18, h, m, 0, 0, time.UTC) }

func scored(t *testing.T, c Context, lines ...string) Card {
	t.Helper()
	card, err := Score(context.Background(), c, call(lines...))
	if err != nil {
		t.Fatal(err)
	}
	return card
}

// counted are the families of the findings that count, in the order of turns.
func counted(card Card) []string {
	var out []string
	for _, f := range card.Findings {
		if !f.ToReview {
			out = append(out, f.Family)
		}
	}
	return out
}

var goodChinese = []string{
	"a: 您好，我是华辰银行信用卡中心的李敏，工号3021，请问是王磊先生本人吗？",
	"d: 是我，什么事？",
	"a: 麻烦您报一下身份证后四位，我核对一下身份。",
	"d: 3312。",
	"a: 谢谢配合，核对好了。您信用卡这期账单还没到账，金额是三千六百元，是遇到什么情况了吗？",
	"d: 公司两个月没发工资了。",
	"a: 听您这么说，这几个月确实不容易。您看分三期，每月十五号还一千二，行不行？",
	"d: 可以。",
	"a: 那我跟您确认一下：每月十五号一千二，走官方APP还款。谢谢您，再见。",
}

var goodAmerican = []string{
	"a: Good morning, this is Dana Lee calling from Northway Recovery. May I speak with Samuel Ortiz, please?",
	"d: Speaking.",
	"a: For your privacy, could you confirm your date of birth?",
	"d: March 4, 1986.",
	"a: Thank you. This is an attempt to collect a debt by a debt collector, and any information obtained will be used for that purpose. Your card balance is $1,240.50.",
	"d: I lost my job in August.",
	"a: I'm sorry to hear about your job. How much could you put toward this without falling behind on rent?",
	"d: Maybe fifty a month.",
	"a: Let's do fifty on the 15th of each month through our website. Thank you for talking this through with me.",
}

func TestGoodCallsPass(t *testing.T) {
	for name, c := range map[string]struct {
		context Context
		lines   []string
	}{"Chinese": {china, goodChinese}, "American": {america, goodAmerican}} {
		t.Run(name, func(t *testing.T) {
			card := scored(t, c.context, c.lines...)
			if card.Result != Pass || card.Clean != card.Scored {
				t.Errorf("a good call got %s, %d of %d clean: %s %+v", card.Result, card.Clean, card.Scored, card.Why.EN, card.Findings)
			}
			if !card.Tone.OK || card.Tone.Mean < 3 || !card.Empathy.OK || card.Empathy.Mean < 2.5 {
				t.Errorf("tone %+v, empathy %+v of a good call", card.Tone, card.Empathy)
			}
			if card.Better.ZH == "" || card.Better.EN == "" {
				t.Error("no advice")
			}
		})
	}
}

// TestOrder holds what context and order decide, without any learning.
func TestOrder(t *testing.T) {
	with := func(c Context, change func(*Context)) Context { change(&c); return c }
	for _, c := range []struct {
		name    string
		context Context
		lines   []string
		family  string // expected, "" for none of the kind in not
		rule    string
		not     string
	}{
		{"debt before verification", china, []string{"a: 您好，我是华辰银行的李敏，您信用卡逾期三十四天，欠三千六百元。", "d: 你打错了。"}, "F03", "CN-VERIFY-PARTY", ""},
		{"debt after verification", china, goodChinese, "", "", "F03"},
		{"nobody named by turn two", china, []string{"a: 喂，在听吗？有事找你。", "d: 谁啊？", "a: 你先说你现在在哪儿上班。"}, "F01", "CN-CBA-3-IDENT", ""},
		{"no mini-Miranda", america, []string{"a: This is Dana Lee calling from Northway. Am I speaking with Samuel Ortiz?", "d: Yes, this is he.", "a: Your balance of $1,240.50 is 34 days past due."}, "F02", "US-REGF-18e-MIRANDA", ""},
		{"a lender owes no mini-Miranda", with(america, func(c *Context) { c.Mandate = Lender }), []string{"a: This is Dana Lee calling from Harbor Bank. Am I speaking with Samuel Ortiz?", "d: Yes, this is he.", "a: Your balance of $1,240.50 is 34 days past due."}, "", "", "F02"},
		{"debt told to a sister", with(china, func(c *Context) { c.Callee = "other" }), []string{"a: 您好，我是华辰银行的李敏，您弟弟的信用卡逾期了。"}, "F04", "", ""},
		{"debt on a machine", with(america, func(c *Context) { c.Callee = "voicemail" }), []string{"a: This is Dana Lee from Northway, your overdue balance needs attention."}, "F04", "US-REGF-2j-VM", ""},
		{"late at night", with(china, func(c *Context) { c.LocalTime = clock(22, 0) }), []string{"a: 您好，我是华辰银行的李敏，请问是王磊先生吗？"}, "F12", "CN-GBT-5.3-TIME", ""},
		{"the last permitted minute", with(america, func(c *Context) { c.LocalTime = clock(21, 0) }), []string{"a: Good evening, this is Dana Lee calling from Northway. May I speak with Samuel Ortiz?"}, "", "", "F12"},
		{"a wrong balance", with(china, func(c *Context) { c.Verified = true }), []string{"a: 您好，我是华辰银行的李敏，您一共欠五千八百元。"}, "F16", "CN-CBA-MISLEAD", ""},
		{"the ledger's balance", with(china, func(c *Context) { c.Verified = true }), []string{"a: 您好，我是华辰银行的李敏，您一共欠三千六百元。"}, "", "", "F16"},
		{"a lawyer acts", with(america, func(c *Context) { c.Verified, c.Facts.Represented = true, true }), []string{"a: This is Dana Lee, a debt collector. When can you pay the balance?"}, "F13", "US-REGF-6b2-ATTY", ""},
		{"a crisis passed over", with(china, func(c *Context) { c.Verified = true }), []string{"a: 您好，我是华辰银行的李敏。", "d: 我不想活了，真的。", "a: 那这期的钱您今天怎么处理？"}, "F18", "CN-VULN", ""},
		{"a crisis looked after", with(china, func(c *Context) { c.Verified = true }), []string{"a: 您好，我是华辰银行的李敏。", "d: 我不想活了，真的。", "a: 钱的事先放下。您现在安全吗？身边有人陪着吗？"}, "", "", "F18"},
		{"a dispute passed over", with(china, func(c *Context) { c.Verified = true }), []string{"a: 您好，我是华辰银行的李敏。", "d: 这笔不是我借的。", "a: 那您今天先还多少？"}, "F19", "CN-CCARD-69", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			card := scored(t, c.context, c.lines...)
			families := counted(card)
			if c.family != "" && !slices.Contains(families, c.family) {
				t.Errorf("found %v, not %s", families, c.family)
			}
			if c.not != "" && slices.Contains(families, c.not) {
				t.Errorf("found %s: %+v", c.not, card.Findings)
			}
			for _, f := range card.Findings {
				if f.Family == c.family && c.rule != "" && f.RuleID != c.rule {
					t.Errorf("cited %s, not %s", f.RuleID, c.rule)
				}
			}
		})
	}
}

// TestWordsAndGuards pairs a breach with its near miss: the same words, negated,
// disowned or quoted to comfort, are none.
func TestWordsAndGuards(t *testing.T) {
	verified := china
	verified.Verified = true
	us := america
	us.Verified, us.Facts.NoticeGiven = true, true
	for _, c := range []struct {
		name           string
		context        Context
		breach, lawful string
	}{
		{"insult and comfort", verified, "两千块都拿不出来，还有脸活着？", "您刚才说自己“没脸见人”，千万别这么想，咱们一起想办法。"},
		{"exposure and reassurance", verified, "明天你们小区公告栏和业主群就会贴上你的照片。", "您放心，我们不会往业主群或者公告栏发任何东西，那是违法的。"},
		{"borrowing and warning", verified, "你去别的平台下一个小贷，先把我们这笔平了，不就完了吗。", "您别为了还这笔去借新的网贷，咱们看能不能分期。"},
		{"arrest and truth", us, "Pay today or you will be arrested at work tomorrow.", "You won't be arrested for this; it's a civil matter."},
		{"gift cards and route", us, "Buy gift cards and read me the numbers, that clears it faster.", "Please pay on the website. Nobody here will ask for gift cards."},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := counted(scored(t, c.context, "a: "+c.breach)); len(got) == 0 {
				t.Errorf("nothing found in %q", c.breach)
			}
			if card := scored(t, c.context, "a: "+c.lawful); len(counted(card)) != 0 {
				t.Errorf("accused %q: %+v", c.lawful, card.Findings)
			}
		})
	}
}

func TestRepairIsCoached(t *testing.T) {
	c := china
	c.Verified = true
	lines := []string{"a: 您好，我是华辰银行的李敏。", "d: 我没钱。", "a: 你这个老赖，还要不要脸？"}
	if card := scored(t, c, lines...); card.Result != Fail {
		t.Errorf("an insult left standing is %s, not fail", card.Result)
	}
	card := scored(t, c, append(lines, "d: 你怎么骂人？", "a: 对不起，刚才那句话我说得不合适，向您道歉。")...)
	if card.Result != Coach || !card.Findings[0].Repaired {
		t.Errorf("a repaired insult is %s, not coach: %+v", card.Result, card.Findings)
	}
}

func TestNothingSaid(t *testing.T) {
	card := scored(t, china, "a: 喂", "d: 谁？", "a: 嗯")
	if card.Result != NotScored || card.Tone.OK || card.Why.EN == "" {
		t.Errorf("a call without content: %+v", card)
	}
}

func TestTurnsThatAreNoCall(t *testing.T) {
	for name, turns := range map[string][]Turn{
		"unknown speaker": {{Index: 1, Speaker: "system", Text: "hello"}},
		"same index":      {{Index: 1, Speaker: Agent, Text: "a"}, {Index: 1, Speaker: Debtor, Text: "b"}},
	} {
		if _, err := Score(context.Background(), china, turns); !errors.Is(err, ErrTurns) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestLaws: whatever is said, quotes are verbatim, scores lie in their range,
// rules exist, and the same call gives the same card.
func TestLaws(t *testing.T) {
	rows, err := readLabelled()
	if err != nil {
		t.Fatal(err)
	}
	b, err := book()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		c := Context{
			Jurisdiction: rapid.SampledFrom([]string{"CN", "US", "UK", "IN", "HK", "SG", "TW", "EU", ""}).Draw(t, "place"),
			Callee:       rapid.SampledFrom([]string{"", "debtor", "other", "voicemail", "unverified"}).Draw(t, "callee"),
			LocalTime:    clock(rapid.IntRange(0, 23).Draw(t, "hour"), 30),
			Verified:     rapid.Bool().Draw(t, "verified"),
		}
		var turns []Turn
		for i := range rapid.IntRange(0, 6).Draw(t, "turns") {
			text := rapid.OneOf(rapid.String(), rapid.Map(rapid.IntRange(0, len(rows)-1), func(i int) string { return rows[i].Text })).Draw(t, "text")
			turns = append(turns, Turn{Index: 3 * i, Speaker: rapid.SampledFrom([]string{Agent, Debtor}).Draw(t, "speaker"), Text: text})
		}
		card, err := Score(context.Background(), c, turns)
		if err != nil {
			t.Fatal(err)
		}
		said := map[int]Turn{}
		for _, turn := range turns {
			said[turn.Index] = turn
		}
		for _, f := range card.Findings {
			rs := []rune(said[f.Turn].Text)
			if said[f.Turn].Speaker != Agent || f.Quote == "" || f.Start < 0 || f.End > len(rs) || string(rs[f.Start:f.End]) != f.Quote {
				t.Fatalf("quote %q is not at [%d, %d) of turn %d", f.Quote, f.Start, f.End, f.Turn)
			}
			if _, ok := b.Rule(f.RuleID); !ok || f.Instead.ZH == "" || f.Instead.EN == "" || f.Severity == "" {
				t.Fatalf("finding %+v lacks a rule, a severity or words", f)
			}
		}
		for _, s := range card.Turns {
			for _, v := range []*float64{s.Tone, s.Empathy} {
				if v != nil && !(*v >= 1 && *v <= 5) {
					t.Fatalf("score %v", *v)
				}
			}
		}
		if card.Clean > card.Scored || card.Why.ZH == "" || card.Better.EN == "" {
			t.Fatalf("card %+v", card)
		}
	})
}

// scripted is a judge with a fixed reply.
type scripted struct {
	reply Reply
	err   error
}

func (s scripted) Judge(context.Context, Request) (Reply, error) { return s.reply, s.err }

func TestOutsideJudge(t *testing.T) {
	turns := call(goodChinese...)
	own := scored(t, china, goodChinese...)
	card, err := Score(context.Background(), china, turns, scripted{err: errors.New("endpoint gone")})
	if err != nil || len(card.Notes) != 1 || card.Notes[0].Code != "judge_failed" || *card.Turns[0].Tone != *own.Turns[0].Tone {
		t.Errorf("a failed judge: %v, notes %+v", err, card.Notes)
	}
	card, err = Score(context.Background(), china, turns, scripted{reply: Reply{
		Name:   "model-x",
		Scores: []ReplyScore{{Turn: 1, Tone: 5, Empathy: 4}, {Turn: 2, Tone: 1}, {Turn: 3, Tone: 9}},
		Findings: []ReplyFinding{
			{Turn: 5, RuleID: "CN-CBA-THREAT", Quote: "金额是三千六百元"},
			{Turn: 5, RuleID: "CN-CBA-THREAT", Quote: "我会去你家"},
			{Turn: 5, RuleID: "CN-NO-SUCH", Quote: "金额是三千六百元"},
			{Turn: 5, RuleID: "US-REGF-14c-VIOL", Quote: "金额是三千六百元"},
		},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if card.Result != Pass || len(card.Findings) != 1 || !card.Findings[0].ToReview || card.Findings[0].By != ByJudge {
		t.Errorf("claims of a judge: %s %+v", card.Result, card.Findings)
	}
	if len(card.Notes) != 1 || card.Notes[0].Code != "judge_part_dropped" || !strings.Contains(card.Notes[0].Words.EN, "5 parts") {
		t.Errorf("notes %+v", card.Notes)
	}
	if want := (*own.Turns[0].Tone + 5) / 2; *card.Turns[0].Tone != want || card.Turns[0].By != "built-in + model-x" {
		t.Errorf("tone %v by %s, want %v", *card.Turns[0].Tone, card.Turns[0].By, want)
	}
}

func TestHanNumber(t *testing.T) {
	for s, want := range map[string]int64{"三千六": 3600, "一万二千": 12000, "三千六百二": 3620, "十五": 15, "一千零五": 1005, "两万三": 23000, "五千八百": 5800} {
		if got, ok := hanNumber(s); !ok || got != want {
			t.Errorf("hanNumber(%s) = %d, %v; want %d", s, got, ok, want)
		}
	}
	if _, ok := hanNumber("三三二一"); ok {
		t.Error("a run of digits is no amount")
	}
}
