package llm

import "regexp"

// markup: what is no speech. A full-width bracket opens a stage direction, a
// name with a colon a script.
var markup = regexp.MustCompile("[（）()\\[\\]【】{}<>*#`_~|=]|\\n|^\\s*[-•]|(?i)^(debtor|agent|collector|caller|me|you|customer|assistant|user)\\s*:|^(债务人|客户|催收员?|坐席|客服|对方|我|你|旁白)\\s*[：:]|[\U0001F300-\U0001FAFF]")

// leak: words that only the instructions and their fields hold.
var leak = regexp.MustCompile(`(?i)\b(prompt|JSON|system message|instructions?|role-?play|role play|simulat|training call|scenario|phrase bank|mood:|move:)\b|提示词|系统消息|扮演|角色|台词|剧本|情景|模拟|练习电话|指令|语气：|意思：`)

// theirs finds what a line says is the other side's, and may names what really
// is: a debtor speaks of the caller's name, number or system, hardly of the
// caller's debt, plan or options.
var (
	theirsEN = regexp.MustCompile(`(?i)\byour ([a-z]+)`)
	theirsZH = regexp.MustCompile(`(?:您|你)的([\p{Han}]{1,4})`)
	mayEN    = regexp.MustCompile(`(?i)^(name|compan(y|ies)|boss|supervisor|manager|number|system|terms|records?|reference|badge|side|end|list|people|mouth|letters?|calls?|tone|attitude|voice|word|words|business|job|office|firm|bank|lawyers?|website|email|id|recording|line|department|time|turn|rules|fees?|mistake|figures?|math|offer|colleague|co|agency|breath|identity|lawsuit|own|kind)$`)
	mayZH    = regexp.MustCompile(`^(意思|话|声音|名字|姓名|名|工号|姓|电话|号码?|来电|领导|主管|答复|公司|单位|态度|语气|工作|系统|上级|老板|说法|办法|利息|费用|算法|手续|证件|身份|要求|条件|理解|时间|好意|耐心|关心)`)
)

// disowns: something is given to the other side that is not theirs.
func disowns(text, lang string) bool {
	theirs, may := theirsEN, mayEN
	if lang == "zh" {
		theirs, may = theirsZH, mayZH
	}
	for _, m := range theirs.FindAllStringSubmatch(text, -1) {
		if !may.MatchString(m[1]) {
			return true
		}
	}
	return false
}

// roles are the voices that a debtor does not have, read off the labelled slips
// of small models: the clerk's and the assistant's set phrases, and a debt or a
// family that is suddenly the other side's.
var roles = map[string]*regexp.Regexp{"zh": roleZH, "en": roleEN}

var roleZH = regexp.MustCompile(`作为(一个|一名|一位)?.{0,6}(AI|人工智能|语言模型|助手|客服|银行|催收)` +
	`|(我|我们|这里|这边)(只)?是.{0,8}(AI|人工智能|语言模型|助手|机器人|客服)|(银行|公司)的?客服` +
	`|(您|你)的?.{0,4}(信用卡|网贷|消费贷|贷款|借款|欠款|还款|逾期|征信|债权|债务|情况|信用|银行卡|卡号|密码|联系方式|身份证)` +
	`|(为|帮助|协助|帮)(您|你)|(处理|解决|提供)(您|你)|尽快(与|跟|和)?您?联系|尽快联系` +
	`|(我|我们|已经|先|将|会)(已经|会|将|先)?(给您|帮您|为您|把您的?.{0,8})?(登记|记录|审核)|登记(上|了|您|在)` +
	`|感谢(您|你)的?(来电|理解|支持|配合|耐心)|请(您|你)?(放心|耐心|稍后|稍等|按时|提前|尽快|先(还|尝试)|注意，|理解，)|请(您|你)提供` +
	`|(很|非常|十分)?抱歉.{0,4}(听到|给您|但是我们)|给(您|你)带来|理解(您|你)的?(困难|情况|处境|心情)|对(您|你)的.{0,4}情况` +
	`|(无法|不能|不方便)(帮助|协助|处理|为|提供)|不能同意(您|你)|(您|你)(可以)?先还|(您|你)可以(通过|先|选择)|(您|你)(周.|今天|\d+号)?还款|(您|你)同意.{0,12}还` +
	`|(您|你)还是今天还|我们的?(银行|工作人员|政策|将|会尽|会在|会继续|会登记|会先还|会向|非常|正在|这边正|希望您|需要您|客户)|我们已经(向|先还|登记|联系|记)` +
	`|随时(告诉|联系|和我)|任何.{0,6}(问题|需要|疑问|帮助)|(有)?什么(我)?(可以|能)?帮|逾期(会|了?\d)|催收(通知|行为|流程)|偿还欠款|还款(指导|事宜|请求|申请|方案)|分期付款的方案|计息明细显示` +
	`|我们(可以|不会|会|将|有|按|只|也|需要|不|能|没有|这里|公司|会把|不再|是|先|都|给)|(您|你)(需要|必须|应该|务必|名下|如果|要是不|再不|不还)|(我|我这边)(给|帮)(您|你)|这边(给|帮|为)(您|你)|(您|你)看(这样|哪天|什么时候)|请问(您|你)?(是不是|是.{1,3}(先生|女士)|现在方便)` +
	`|能?处理一下[吗吧？?]|没问题吧|(您|你)(还)?(欠|逾期)|(您|你)的?(妈|母亲|爸|父亲|妻子|老婆|丈夫|家里人)|(您|你)(赶紧|快点?)(报警|和我联系)|和(您|你)商量|尽力帮|报个名，|我的?小额|这是一笔`)

var roleEN = regexp.MustCompile(`(?i)\bas an? (AI|assistant|language model|representative|agent)\b|\b(AI|virtual) assistant\b|language model|customer service` +
	`|\b(can|could|can't|can’t|cannot|could not|unable to|happy to|here to|glad to|how may I|how can I) (help|assist)\b|\bassist (you|with that)|help (you|with that)\b|any (further )?assistance|assist(ing)? you` +
	`|\byour (account|payment|payments|promise|loan|credit|debt|balance|bills?|situation|cooperation|understanding|patience|financ\w+|card is|mom|mother|wife|husband|dad|father|family|inconvenience|prompt response)\b|\b(our|your) (wife|husband|mother)\b` +
	`|\bwe (will|'ll|can|can't|cannot|appreciate|understand|are unable|have received|require|continue|need (to follow|you|your|all))\b|\bwe need\b` +
	`|\byou( also)? (can|could|should|need to|must|have to|will have to|'d better|may|might want to)( certainly| please| now| just)? (pay|reduce|make|file|settle|clear|contact)\b|you'd better` +
	`|\bplease (pay|make (a|the)|record|let me know if|prepare|contact|note|provide (me with|your) (the|more|your|additional)? ?(payment|details|information|card))|please reduce` +
	`|let me know if|feel free|reach out|\bthank you for (your|being|acknowledging|bringing|calling|cooperat|the call)\b|\brecord(ed)? (your|the payment|a promise)|\bnoted your|I'll note|I will note|note the payment|I recorded` +
	`|\bhello,? \w+ bank\b|timely payment|financial obligations|review the (transaction|account)|inform you that we|pay(ing)? your|bills promptly|(^|[,.] )pay (it|now|today|by)\b|I need (all )?the money` +
	`|details of the transaction|can we (please )?stop calling|outstanding balance today|keep you updated|in my records|terms of the loan|by that date|the debtor\b.*\b(must|should)|\bwe (offer|only|do not|don't|may|must|accept|report|record|sent|ask|note|close|stop|keep|send|waive|are (calling|required|not allowed|able)|have (a|an|some|several) )` +
	`|\bour (records?|team|office|policy|company|system|legal|department|lender|client|plans?|hardship|agency|side)|this is an attempt|I('m| am) calling (from|about|on)` +
	`|\bI('ll| will) (mark|log|send you|waive|call you|check with|update|put you|close|stop calling|set up)|\bI can (offer|waive|send|note|log|set|put|give you|move|stop|pause|take that)` +
	`|would you (like|be able|prefer)|are you able to|when can you\b|can you (pay|manage|make|settle|commit)|work for you\b|\byou (owe|owed|borrowed)\b|pay (first|up|it off)\b|hope your|tell the mom|their wife|in compliance`)
