package score

import (
	"regexp"

	"evenkeel/coach/hear"
)

// What the opening of a call must hold, seen in the words or in the acts heard.
var (
	saysWho           = regexp.MustCompile(`(?i)(我是|这里是|我叫|我姓|我这边是|这边是|我们是).{0,16}(银行|公司|中心|金融|消金|金服|信贷|信托|卡|集团|资产|平台|机构|客服|催收|收账|车贷|租赁|贷款|小额|服务|科技|[A-Z]{2,})|工号\s*\d|.{0,10}(银行|公司|中心|金融|消金|金服|平台)的?小?[\p{Han}]{1,3}(，|,|。|$)|\b(this is|my name is|i'm|i am|it's|you're speaking (with|to))\s+[A-Z][\w'. ]{1,40}?\s+(from|at|with|of|calling|here|on behalf|over at)\b|\b[A-Z]\w+ (here )?(from|at|with|calling from|of) [A-Z]|\bcalling (from|for|on behalf of|you from)\b|\b(this is|my name is|i'm) [A-Z]\w+[^.?!]{0,30}[,.] (a debt collector|and i('m| am)|staff|badge|id)`)
	saysDebtCollector = regexp.MustCompile(`(?i)debt collect(or|ion agency|ion company)|attempt(ing)? to collect a debt|collect(ing)? a debt|collection agency|收账(机构|公司)|讨债(机构|公司)|(为了|试图|目的是|来)(收取?|追收|催收)(一笔)?(欠款|债务|债)|债务催收(人|机构|公司)|催收(机构|公司)|收债`)
	asksParty         = regexp.MustCompile(`(?i)(请问|您)?(是|您是).{0,16}(本人|先生|女士|小姐)(本人)?(吗|么|吧|？|\?)|是本人吗|找.{0,10}(先生|女士|小姐|本人)|\b(am i (speaking|talking) (with|to)|is this|may i speak (with|to)|could i speak (with|to)|can i speak (with|to)|are you|looking for)\b`)
	asksDetail        = regexp.MustCompile(`(?i)(身份证|证件|尾号|后四位|末四位|后六位|生日|出生(年月|日期)|预留(的)?(手机|地址|信息)|核实(一下)?(您的)?(身份|信息)|核对(一下)?(您的)?(身份|信息))|\b(date of birth|birth ?(day|date|year)|last (four|4)|zip ?code|post ?code|security (question|check)|verify (your|a few|some)|confirm your (full )?(name|address|identity|date|dob|birth)|first line of your address)\b`)
	saysYes           = regexp.MustCompile(`(?i)^\s*(嗯+|对|是|是的|是我|我是|我就是|就是我|没错|对的|好|好的|可以|在|哎|喂，是)|本人|\b(yes|yeah|yep|yup|speaking|this is (he|she|him|her|me)|that's me|it's me|sure|correct|right|ok|okay|i am)\b`)
	saysNotMe         = regexp.MustCompile(`(?i)(不是(他|她|本人|我)|我不是|打错|找错|没这个?人|他不在|她不在|不在家|我是(他|她)的?|(他|她)(出去|上班|没在))|\b(wrong (number|person)|not (him|her|me|here)|(he|she)('s| is) (not|out|at work)|isn't (here|in|home)|i'm (his|her)|this is (his|her)|no one (here )?(by|of) that name|don't know (him|her|any))\b`)
	refusesDetail     = regexp.MustCompile(`(?i)(凭什么|不(说|告诉|给|方便|想)|先说|你先|谁知道你|骗子|为什么要)|\b(why (should|do|would)|not (giving|telling|going to)|no way|you first|scam|won't|don't (want|feel|think))\b`)
	hasDigits         = regexp.MustCompile(`\d|[零〇一二三四五六七八九]{2,}|(?i)\b(one|two|three|four|five|six|seven|eight|nine|zero|oh|january|february|march|april|may|june|july|august|september|october|november|december|street|road|avenue|lane)\b`)
	debtFact          = regexp.MustCompile(`(?i)欠(了|款|着|我们|银行|您|\d|[一二三四五六七八九十百千万])|逾期|还款|未还|没还|还钱|催收|催缴|借款|贷款.{0,8}(到期|没|逾|还|欠)|账单.{0,8}(没|未|逾|欠)|分期.{0,6}(没|未|断|欠)|\b(overdue|past[- ]due|you owe|owe[sd]?|owing|debt|arrears|behind on|missed (your |a )?payments?|outstanding|unpaid|delinquent|late (payment|on your)|balance)\b`)
	noContent         = regexp.MustCompile(`(?i)^[\s\p{P}]*((喂|嗯+|哦+|啊|好|好的|行|对|是|是的|你好|您好|早|早上好|上午好|下午好|晚上好|谢谢|再见|拜拜|hi|hello|hey|ok|okay|yes|yeah|right|sure|mm+|uh[- ]?huh|hmm+|good (morning|afternoon|evening)|thanks?|thank you|bye|goodbye)[\s\p{P}]*)*$`)
)

// identifies reports whether a turn says who is calling and for whom.
func identifies(t Turn) bool {
	return hear.Has(t.Acts, hear.IdentifySelf) || saysWho.MatchString(t.Text) || saysDebtCollector.MatchString(t.Text)
}

func givesNotice(t Turn) bool {
	return hear.Has(t.Acts, hear.RequiredNotice) || saysDebtCollector.MatchString(t.Text)
}

// asksIdentity reports whether a turn asks for the right person or a detail.
func asksIdentity(t Turn) bool {
	return hear.Has(t.Acts, hear.Verify, hear.AskRightParty) || asksDetail.MatchString(t.Text) || asksParty.MatchString(t.Text)
}

// answers reports whether the debtor's turn confirms the identity just asked.
func answers(t Turn) bool {
	if saysNotMe.MatchString(t.Text) {
		return false
	}
	return saysYes.MatchString(t.Text) || hasDigits.MatchString(t.Text) && !refusesDetail.MatchString(t.Text)
}

// namesDebt finds a fact of the debt told in the words: not a refusal to tell
// it, and not the name of a department.
func namesDebt(text string) (span, bool) {
	for _, m := range debtFact.FindAllStringIndex(text, -1) {
		s := clauseAround(text, m[0], m[1])
		if why := guarded(text, m[0], m[1]); why != "" || saysDebtCollector.MatchString(text[s.from:s.to]) && !aboutSum.MatchString(text[s.from:s.to]) {
			continue
		}
		return s, true
	}
	return span{}, false
}

// empty reports that a turn holds nothing to judge.
func empty(text string) bool { return noContent.MatchString(text) }
