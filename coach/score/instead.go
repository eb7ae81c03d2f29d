package score

import "strings"

// instead is what could be said in place of a breach, for its family or, where
// the family alone does not tell, its kind; with the call's own names.
func (c Context) instead(family, kind string) Words {
	w, ok := insteadOf[kind]
	if !ok {
		w = insteadOf[family]
	}
	return Words{ZH: c.namesIn(w.ZH, "王磊先生", "××银行信用卡中心", "××银行"), EN: c.namesIn(w.EN, "Mr. Ortiz", "Harbor Bank", "Northway")}
}

// namesIn puts the person and the firm of the call in place of the examples'.
func (c Context) namesIn(text, person string, firms ...string) string {
	if c.Name != "" {
		text = strings.ReplaceAll(text, person, c.Name)
	}
	for _, f := range firms {
		if c.Firm != "" {
			text = strings.ReplaceAll(text, f, c.Firm)
		}
	}
	return text
}

var insteadOf = map[string]Words{
	"F01": {
		"先报身份再谈事：“您好，我是××银行信用卡中心的李敏，工号3021。您可以拨打卡背面的电话核实。”",
		"Say who you are first: “This is Lee from Harbor Bank, staff ID 3021. You can check with the number on your card.”"},
	"unnamed": {
		"头两句话里就要报清姓名和机构：“您好，我是××银行的李敏，工号3021，想找王磊先生。”",
		"Give your name and company within your first two turns: “Hello, this is Dana Lee from Northway. May I speak with Mr. Ortiz?”"},
	"F02": {
		"该告知的先告知：“这笔债权已转让给我们公司，转让通知在这里，您有权核对、也有权提出异议。”",
		"Give the notice in full: “You'll get a written notice with the amount and your rights. You have 30 days from it to dispute the debt.”"},
	"miranda": {
		"核实身份后、谈金额之前先声明：“我们是债务催收机构，这通电话是为了催收一笔欠款，您提供的信息会用于这个目的。”",
		"After verifying and before any terms: “This is an attempt to collect a debt by a debt collector. Any information you give will be used for that purpose.”"},
	"F03": {
		"没核实之前不提欠款：“请问是王磊先生本人吗？麻烦您报一下身份证后四位，核实后我再说明来电事由。”",
		"Verify before any word about a debt: “Am I speaking with Mr. Ortiz? Could you confirm your date of birth before I explain why I'm calling?”"},
	"F04": {
		"对第三人只留一句中性的话：“我想找王磊先生，方便的话请他回个电话。具体事情我只能跟他本人说。”",
		"Leave a neutral message only: “I'm trying to reach Mr. Ortiz. I can only discuss it with him. Could you ask him to ring me?”"},
	"voicemail": {
		"留言里不能有欠款字眼：“您好，我是李敏，请王磊先生方便时回电，号码是……”",
		"Keep debt words off the machine: “This is Dana Lee for Mr. Ortiz. Please call me back at 555-0100. Thank you.”"},
	"F05": {
		"只跟欠款人本人谈：“这笔钱跟您没有关系，您不需要替他还，也不用转达什么。”",
		"Deal with the debtor alone: “You don't owe this and I'm not asking you to pay or pass anything on.”"},
	"F06": {
		"打消顾虑，不提曝光：“这件事只跟您本人谈，不会让您的同事、邻居或朋友知道。”",
		"Reassure, never expose: “This stays between you and us. Nobody at work or at home will hear of it from me.”"},
	"F07": {
		"说事实，给出路：“这一期还没到账，我想和您一起定一个您能做到的日子。您看下周五行不行？”",
		"State the fact and offer a way: “The payment hasn't arrived. Let's find a date you can keep. Would next Friday work?”"},
	"F08": {
		"对事不对人：“这次没能按约定还上，是遇到什么情况了吗？您说，我听着。”",
		"Speak of the matter, never of the person: “The payment we agreed didn't come. What got in the way? I'm listening.”"},
	"F09": {
		"如实说自己是谁：“我不是法院也不是公安，我是银行委托的机构，您可以打银行客服核实。”",
		"Say truthfully who you are: “I'm not from a court or the police. I work for the agency the bank hired, and you can check that with the bank.”"},
	"F10": {
		"只说真实、有依据的后果：“这是民事欠款，不会抓人。如果一直不处理，银行依合同有权起诉，目前还没有这个决定。”",
		"Tell only true consequences: “Nobody is arrested for this. If it stays unpaid the lender may take legal steps; no decision has been made.”"},
	"F11": {
		"约定一次联系，说到做到：“今天不再打给您了。我周四上午十点联系您一次，可以吗？”",
		"Agree on one contact and keep to it: “I won't call again today. May I ring you once, on Thursday at ten?”"},
	"F12": {
		"时间或地点不便就先停：“您现在不方便，我先不说了。您看明天几点合适？”",
		"Stop when the time or place is wrong: “This isn't a good moment, so I'll stop here. What time tomorrow would suit you?”"},
	"hours": {
		"不在可联系的时段，马上结束：“现在时间太晚（太早），打扰了。明天上午十点再联系您，可以吗？”",
		"Outside the permitted hours, end the call at once: “It's too late to talk, my apologies. May I call tomorrow at ten?”"},
	"F13": {
		"照他的要求办：“您不希望用这个方式联系，我登记好了，以后只发书面通知。投诉电话是××。”",
		"Honour the request: “You'd rather we didn't contact you this way. I've noted it; from now on we'll only write.”"},
	"represented": {
		"知道有代理人就转过去：“您已委托律师，后续我们跟律师联系。请问律师怎么称呼、电话是多少？”",
		"Turn to the representative: “Since your lawyer handles this, I'll stop here. May I have the name and number?”"},
	"cease": {
		"已书面要求停止联系的，不再催：“您的停止联系函我们收到了，不会再打给您，只会寄法律要求的通知。”",
		"After a written request to stop, stop: “We have your letter. You won't get further calls, only notices the law requires.”"},
	"breathing space": {
		"喘息期内不谈还款：“您在喘息期内，这段时间我们不催收、不加利息，您有需要可以找您的债务顾问。”",
		"In breathing space, no talk of payment: “You're in breathing space, so we won't ask for money or add interest. Your adviser can reach us any time.”"},
	"channel": {
		"换回他同意的方式：“您说过不用这种方式联系，是我们没做好，已更正，不会再发。”",
		"Go back to the way they agreed to: “You'd opted out of this. That's our mistake; it's corrected and won't happen again.”"},
	"F14": {
		"只走官方渠道、只收合同里的钱：“请在银行APP的还款页面操作，没有任何手续费，也不要转给个人。”",
		"Official channel and contract amounts only: “Please pay in the bank's app. There's no extra fee, and never send money to a person.”"},
	"F15": {
		"不劝人借钱来还：“别为了还这笔去借新的。咱们按您的收入看看，每月能安排多少。”",
		"Never push new borrowing: “Please don't borrow to pay this. Let's look at what your income allows each month.”"},
	"F16": {
		"只说有把握的：“减免要审批，我不能答应您。我今天帮您提交，三个工作日内给您答复。”",
		"Promise only what is yours to give: “A reduction needs approval, so I can't promise it. I'll submit it today and answer within three days.”"},
	"amount": {
		"照账面报数：“我核对一下系统：到今天应还的是这个数，其中本金、利息、违约金分别是……”",
		"Give the ledger's figure: “Let me read it from the account: this is the balance today, made up of principal, interest and fees of …”"},
	"F17": {
		"只要必需的信息：“办分期只需要收入和房租两项，不用告诉我密码、通讯录或其他人的电话。”",
		"Ask only for what the plan needs: “For the plan I need your income and rent, nothing else. No passwords, no contacts.”"},
	"F18": {
		"先接住难处，再谈办法：“您刚说住院了，先把身体养好。我帮您登记困难情况，看能不能延期或者分期。”",
		"Take in the hardship first: “You said you're in hospital. Please look after yourself. I'll note it and see whether we can pause or spread this.”"},
	"hardship": {
		"先回应，再谈钱：“听您这么说确实不容易。我们先不定金额，您跟我说说现在每月的收支，我帮您申请困难方案。”",
		"Answer the hardship before any figure: “That sounds really hard. Let's leave the amount for now. Tell me what comes in and goes out, and I'll look at hardship options.”"},
	"crisis": {
		"人最要紧，还款的话题停下：“钱的事先放一边。您现在安全吗？身边有人吗？我陪您，咱们先打心理援助热线12356。”",
		"The person first, the debt stops: “Forget the money. Are you safe right now? Is someone with you? Let's get you help: you can call or text a crisis line such as 988.”"},
	"F19": {
		"先登记、先核实：“您对这笔有异议，我登记下来，查清之前这笔先不催，周三前给您答复。”",
		"Log it and look: “You dispute this, so I'm logging it. We won't ask for it while we check, and you'll hear by Wednesday.”"},
	"F20": {
		"不以上门相逼：“我们不会去您家或单位。电话里就能谈，您什么时候方便？”",
		"Never press with a visit: “Nobody is coming to your home or work. We can settle this by phone. When suits you?”"},
	"F21": {
		"如实说明时效：“这笔已过诉讼时效，我们不会起诉。还不还由您决定，还款或签字可能使时效重新计算。”",
		"Tell the truth about time: “This debt is too old to sue on. Paying or signing may restart the clock, so take advice first if you like.”"},
	"F22": {
		"所有沟通都留痕：“这通电话全程录音，是保护您也保护我。我说的每一句都记在案上。”",
		"Keep everything on the record: “This call is recorded, for your protection and mine. Whatever I tell you stands on the file.”"},
	"F23": {
		"息费照合同：“合同年利率是多少就按多少算，我把明细发给您，超出的部分不会收。”",
		"Charge what the contract says: “Interest follows the contract rate. I'll send you the breakdown; nothing beyond it is charged.”"},
}
