package llm

import (
	"regexp"
	"strings"
)

// Words of assent and of promising to pay. A yes is looked for where a line
// begins; a promise in each clause, where nothing takes it back.
var (
	yesZH     = regexp.MustCompile(`^(嗯|那|哦)?[，,、]?(好的|可以|没问题|当然|同意|答应|成交|没错|是的|行的)`)
	softYesZH = regexp.MustCompile(`^(嗯|那|哦)?[，,、]?(好吧?|行吧?|行了|对|嗯好)([，,。！!啊呀]|$)`)
	yesEN     = regexp.MustCompile(`(?i)^(oh |well,? |ok(ay)?,? )?(sure|absolutely|of course|no problem|agreed|certainly|definitely|deal\b|will do|sounds good|great|very good|gladly|you're (right|welcome)|that('s| is) right|yes, (a|that|it|note|fine|no problem|let|I can|I will|I'll|please)|got it|it's all settled|I agree)`)
	softYesEN = regexp.MustCompile(`(?i)^(yes|yeah|yep|ok|okay|fine|all ?right|understood|right|good|thank you for (considering|reminding|notifying))\b`)

	promiseZH = regexp.MustCompile(`(会|将|可以|能|马上|这就|尽快|一定|先|再|就|来|答应|同意|保证|承诺|准备|打算|争取|尽量|想办法|我|今天|号|全部)[^不没别]{0,8}(还|付|缴|结清|处理|履行|安排)`)
	// stillZH: 还 that does not mean to pay.
	stillZH = regexp.MustCompile(`还(是|有|没|在|得|不|想|好|说|以为|要|能|可以|会|真|挺|来|打|给我|催|价|款日|这么|那么|问|跟|要求|拿)`)
	// plainNoZH: 不 and 没 that take nothing back.
	plainNoZH = strings.NewReplacer("不过", "，", "不好意思", "", "对不起", "", "对不住", "", "差不多", "", "没问题", "", "没关系", "", "放心", "")
	takenZH   = regexp.MustCompile(`不|没|别|拒|怎么|哪|凭什么|拿什么|谁|吗|如果|要是|要不|除非|才|再说|难|你们|他们|法院|已经|早就|过了|还过|还了|[？?]`)
	otherZH   = regexp.MustCompile(`我的?(钱)?(收到了|记住了)|已经(登记|联系|处理|记)|等.{0,6}以后再还|晚[点些]再还|再还吧|联系了?(您的|我的)?贷款`)
	clauseZH  = regexp.MustCompile(`[，,。！!；;：:\n]|但是?|可是`)

	promiseEN = regexp.MustCompile(`(?i)\b(I('ll|'d| will| would| can| could| shall| am going to|'m going to| am ready to|'m ready to| am committed to|'m committed to| promise to| agree to| want to| need to be able to)|let me|let's|let us|we('ll| will| can))\b[^.!?;]{0,40}?\b(pay|paid|paying|do (that|it|this)|take care of|taking care of|handle|payment|settle|get (it|this|that) (done|settled|sorted)|contact the bank|priorit|resolve|sort (it|this) out|set (it|that|this) up|send (the |you )?(money|payment|something)|make this right|make sure|proceed)`)
	fineEN    = regexp.MustCompile(`(?i)\b(a hundred|that|it|that amount|\$?\d+)( (is|sounds|works)|'s) (fine|ok|okay|good|great)\b|get (this|it) (settled|sorted)|make this right|I agree (that|to|with)|settled\. I'll|(i'?ve|i have) (already )?(made|arranged) (the|a) payment|note it down|all I need to do|committed to (pay|tak)|ready to (pay|make)`)
	takenEN   = regexp.MustCompile(`(?i)n't\b|n’t\b|\bnot\b|\bnever\b|\bno\b|cannot|\bunless\b|\bif\b|\bhow\b|\bwhat\b|\bwhy\b|\buntil\b|\bnothing\b|\brefuse|\bbefore\b|\?`)
	clauseEN  = regexp.MustCompile(`(?i)[,;:!.\n]+ | but | and `)

	negation = regexp.MustCompile(`(?i)不|没|别|拒|凭什么|哪儿|超出|先这样|\bno\b|n't\b|n’t\b|\bnot\b|cannot|\bnever\b|nothing|too much|more than|why should|just because`)
)

// concedes: a yes or a promise to pay where the move has none.
func (c *checker) concedes(s, all string) bool {
	if c.count == 0 && !c.meaning.may("y") && c.assents(s) {
		return true
	}
	return !c.meaning.may("p") && (promises(s, c.line.Lang) || promises(all, c.line.Lang))
}

// assents: a plain yes, or a mild one where the move does not leave room for it.
func (c *checker) assents(s string) bool {
	yes, soft := yesEN, softYesEN
	if c.line.Lang == "zh" {
		yes, soft = yesZH, softYesZH
	}
	return yes.MatchString(s) || !c.meaning.may("s") && soft.MatchString(s)
}

// promises finds an unconditional promise to pay in any clause.
func promises(text, lang string) bool {
	if lang == "zh" {
		return inClauses(plainNoZH.Replace(text), clauseZH, takenZH, func(s string) bool {
			return promiseZH.MatchString(stillZH.ReplaceAllString(s, "—"))
		}) || otherZH.MatchString(text)
	}
	return inClauses(text, clauseEN, takenEN, promiseEN.MatchString) || fineEN.MatchString(text)
}

func inClauses(text string, at, taken *regexp.Regexp, hit func(string) bool) bool {
	for _, clause := range at.Split(text, -1) {
		if clause = strings.TrimSpace(clause); clause != "" && hit(clause) && !taken.MatchString(clause) {
			return true
		}
	}
	return false
}
