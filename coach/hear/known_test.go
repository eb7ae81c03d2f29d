package hear

import (
	"testing"
	"time"
)

// The firm's and the person's names are heard however a hurried caller puts them.
func TestNamesOfTheCallAreHeard(t *testing.T) {
	day := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	zh := Context{Date: day, Currency: "CNY", Balance: 650000, Firm: "恒信银行信用卡中心", Name: "程浩"}
	en := Context{Date: day, Currency: "USD", Balance: 94000, Firm: "Larkfield Recovery Services", Name: "Carol Whitaker"}
	for _, c := range []struct {
		text string
		ctx  Context
		want []string
		not  []string
	}{
		{"喂，程浩吗，恒信银行的。", zh, []string{IdentifySelf, AskRightParty}, []string{AskClosed}},
		{"你欠恒信银行的钱什么时候还？", zh, nil, []string{IdentifySelf}},
		{"程先生，谢谢您，我们确认一下好吗？", zh, nil, []string{AskRightParty}},
		{"六千五，拖了快三周了。", zh, []string{DiscloseDebt}, nil},
		{"我叫什么跟你没关系。", zh, nil, []string{IdentifySelf}},
		{"Hi, Larkfield Recovery, looking for Carol Whitaker.", en, []string{IdentifySelf, AskRightParty}, nil},
		{"What do you still owe to Larkfield, Carol?", en, nil, []string{IdentifySelf}},
		{"There's no shame in being out of work.", en, nil, []string{Insult}},
		{"Could you manage with $100 today, or split it, or do you want the plan? You have a few options.", en, []string{ProposePlan}, []string{AskCommitment, ConfirmCommitment}},
		{"Is anybody with you right now?", en, []string{HandleCrisis}, nil},
		{"咱们今天不谈还款，您能不能先给家人打个电话，让他过来陪您？", zh, []string{HandleCrisis}, []string{AskCommitment}},
		{"听着您那边在忙，我下班以后再给您打。", zh, []string{Reschedule}, nil},
	} {
		lang := "en"
		if c.ctx.Currency == "CNY" {
			lang = "zh"
		}
		acts := Hear(c.text, lang, c.ctx)
		for _, k := range c.want {
			if !Has(acts, k) {
				t.Errorf("%s: no %s in %v", c.text, k, acts)
			}
		}
		if len(c.not) > 0 && Has(acts, c.not...) {
			t.Errorf("%s: one of %v in %v", c.text, c.not, acts)
		}
	}
}
