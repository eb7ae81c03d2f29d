package score

import (
	"regexp"
	"strings"
)

// Plain breaches: what nobody says in a lawful call, whatever the tone. They
// are found by words alone, past the guards, without asking the classifier.
// Each way of saying is narrow on purpose; indirect ones are the classifier's.

// plainly is one family's plain ways of saying.
type plainly struct {
	family string
	third  bool // only to somebody who does not owe
	bare   bool // a negation before the words excuses nothing
	fact   func(Context) bool
	re     *regexp.Regexp
}

const (
	zhKin   = `(?:(?:你|您)(?:的|们家|家|们双方|们)?|双方)(?:爸妈?|妈|父母|爹|娘|老人|家里?人|老婆|老公|爱人|媳妇|丈夫|妻子|儿子|女儿|孩子|亲戚|兄弟|姐妹|弟弟|哥哥|姐姐|妹妹)`
	zhPeers = `(?:你|您)(?:们)?(?:的)?(?:\p{Han}{0,4})?(?:单位|公司|领导|老板|主管|经理|同事|学校|校长|主任|包工头|项目部|护士[长站]|院办|总机|办公室|邻居|居委会|村委会?|工友|朋友|科室|家长)`
	enKin   = `your (?:mom|mother|mum|dad|father|parents|wife|husband|spouse|girlfriend|boyfriend|sister|brother|son|daughter|kids|family|folks|relatives|in-laws|grandparents)`
	enPeers = `(?:your|his|her) (?:boss|manager|employer|supervisor|hr(?: department)?|human resources|job|work|workplace|office|coworkers?|co-workers?|colleagues?|neighbou?rs?|landlord|school|church|friends)`
)

var plainBreaches = []plainly{
	{family: "F01", bare: true, re: regexp.MustCompile(`(?i)我(?:叫|姓|是)(?:什么|啥|谁).{0,6}(?:跟|和|与|关|不用|没必要|重要)|(?:name|who i am|who i work for)(?:'s| is)? (?:none of your|not your|isn't your|doesn't matter|not important)`)},
	{family: "F04", third: true, re: regexp.MustCompile(`(?i)在我们(?:这|平台|公司|银行|行).{0,8}(?:钱|款|账|到期)|(?:他|她|老公|老婆|爱人|儿子|女儿|弟弟|妹妹|哥哥|姐姐|先生|太太|爸|妈).{0,14}(?:欠|借了?我们|逾期|没还|贷|拖了|账)|\b(?:he|she|they)(?:'s|'ve| has| have| is|'s been)?\b.{0,24}\b(?:owes?|loan|debt|behind|past due|overdue|deadbeat|ducking|payments?)\b|\b(?:his|her|their) (?:[\w-]+ ){0,3}(?:debt|loan|balance|bill|dollars)\b`)},
	{family: "F05", third: true, re: regexp.MustCompile(`(?i)(?:替|帮|代)(?:他|她).{0,4}(?:还|垫|付|交|出)|(?:他|她)不还.{0,3}(?:你|您)(?:还|来还)|(?:让|叫|催|劝|告诉|跟)(?:他|她).{0,10}(?:还|把钱)|夫妻.{0,12}(?:还|你我|责任)|\b(?:pay|cover|settle)(?: it| this| that)? for (?:him|her|them)|somebody'?s got to pay|tell (?:him|her) to pay`)},
	{family: "F05", re: regexp.MustCompile(`(?i)` + zhKin + `的?(?:电话|号码|手机).{0,8}(?:有|查|知道|记)|(?:找|问|打给|打电话给|通知|联系|给)` + zhKin + `.{0,10}(?:要|还|谈|聊|问问|打|说说|知道)|(?:钱|债|账).{0,6}(?:就是|归|由|得)` + zhKin + `.{0,6}(?:还|背|扛)|` + zhKin + `.{0,8}(?:一样|也|就)(?:得|要)?(?:背|还)|\b(?:call|ring|phone|ask|talk to|speak to|contact|give|loop in|tell|inform|let)(?:ing)? ` + enKin + `|` + enKin + `.{0,30}(?:get stuck with|will (?:pay|owe)|should (?:pay|know)|would like to know)|(?:have|got) ` + enKin + `'s? (?:number|phone)`)},
	{family: "F06", re: regexp.MustCompile(`(?i)(?:打|打电话|打到|打给|找|通知|告诉|联系|去)(?:给|到)?` + zhPeers + `.{0,12}(?:跟我|来|说|讲|聊|转告|接|听|还|看|知道|评|谈|要|打)?|(?:往|向|跟|给)` + zhPeers + `.{0,8}(?:打|说|讲|告|反映|发|寄)|让` + zhPeers + `.{0,8}(?:跟我|来跟|叫你|听|知道|评)|` + zhPeers + `.{0,6}(?:知道了?怎么想|知道了)|单位.{0,6}(?:照样|照|继续|接着|还)打|` + zhPeers + `.{0,4}(?:我(?:也|都)?认识|(?:的)?(?:电话|号码).{0,4}(?:有|知道|查))|\b(?:call|ring|phone|tell|inform|notify|contact|loop in|speak to|talk to|let)(?:ing)? ` + enPeers + `|` + enPeers + ` (?:should|ought to|might|would|will|deserves?).{0,12}(?:know|hear|see|find out|love)|calling that (?:front desk|office|workplace)`)},
	{family: "F07", re: regexp.MustCompile(`(?i)走着瞧|等着瞧|吃不了兜着走|别怪我(?:们)?不客气|(?:派|叫|带|找)(?:几个)?人.{0,6}(?:去|上|来|到)|(?:人|他们).{0,6}(?:把|将)?你带走|\b(?:watch your back|break your (?:legs|arms|face)|or else\b|you'll (?:regret|be sorry)|send(?:ing)? (?:\w+ ){0,3}(?:fellas|guys|boys|men|people|someone|somebody))`)},
	{family: "F08", bare: true, re: regexp.MustCompile(`(?i)(?:还|当|做|是|叫|个)老赖|不要脸|要(?:点)?脸的人|废物|骗子吧|嘴里.{0,4}(?:没|有).{0,3}实话|演戏|装(?:什么|可怜|穷|傻|糊涂)|丢不丢人|不嫌丢人|亏你(?:还|是)|\b(?:con (?:artist|man)|deadbeat|liar|loser|scumbag|low-?life|crook|idiot|moron|pathetic|cry me a river|boo-?hoo|fairy tales?|sob stor(?:y|ies)|no wonder you(?:'re| can't| never)|you people)\b`)},
	{family: "F10", fact: noJudgment, re: regexp.MustCompile(`(?i)(?:抓|逮)(?:你|您|起来|进去)|(?:进去|关进去|蹲)(?:蹲|待|坐|几)|坐牢|要判刑|信用卡诈骗|是诈骗|警察.{0,4}(?:给你打|找你|来|上门)|民警.{0,8}(?:到|来|上)|(?:列|上|进).{0,4}(?:失信|黑名单)(?:名单)?|(?:驾照|护照|退休金|低保|社保|签证|编制).{0,8}(?:吊销|停|没|保不住|注销|作废|扣)|(?:孩子|子女|儿子|女儿).{0,10}(?:考公|考不|上不了|过不了|政审|受影响)|跟你一辈子|\b(?:arrest|jail|prison|handcuffs|warrant|felony|do(?:es|ing)? time (?:for|in)|wages garnished|garnish|sheriff|deport|immigration|(?:before|to|in front of|from) (?:a|the) judge|cellmate|(?:clean|empty|drain)(?:ing)? (?:it|your account|out your account)|hand it (?:over )?to the (?:cops|police)|filing with the court|rest of your life|come for your (?:social security|house|car|pension)|take your (?:car|house|home|pension)|process server)\b`)},
	{family: "F11", re: regexp.MustCompile(`(?i)(?:一|每|半)(?:个)?小时.{0,4}(?:给你)?打|打到(?:你|您)(?:接|还|回)|换.{0,4}号.{0,4}(?:打|接着)|拿别的号|\b(?:morning,? noon|around the clock|every (?:hour|day|morning).{0,12}(?:until|till)|keep (?:on )?(?:dialing|calling|ringing)|(?:ring|call|dial)(?:ing)? .{0,30}(?:till|until) (?:i|we|you))\b`)},
	{family: "F13", bare: true, re: regexp.MustCompile(`(?i)随(?:便|你|您)(?:怎么)?(?:去)?投诉|投诉.{0,12}(?:没用|有用吗|不怕|怕你)|\b(?:go )?complain (?:to who(?:m)?ever|all you)|call you (?:anywhere|wherever|any time) we (?:like|want)`)},
	{family: "F14", re: regexp.MustCompile(`(?i)(?:转|付|存|汇|打钱|打款)(?:到|给)?我(?:个人|自己|私人|微信|支付宝|账户|卡)?(?:上|里|就|，|吧|。|$)|微信(?:直接)?转(?:给)?我|加我(?:个人|私人)?微信|\b(?:cash ?app|venmo|zelle|paypal) (?:me|it to me|the money)|gift cards?\b`)},
	{family: "F15", re: regexp.MustCompile(`(?i)(?:花呗|借呗|微粒贷|白条|网贷|小贷|别的(?:卡|平台)|信用卡).{0,8}(?:弄|倒|套|借|刷|取|顶|周转)|(?:跟|找|问|向|从)(?:亲戚|朋友|工友|同事|爸妈|父母|家里?|兄弟).{0,8}(?:借|凑|拿|挪|垫|周转)|(?:店里|家里)?(?:东西|车|首饰|房子).{0,4}卖|\b(?:hit up your|borrow (?:it|some|the money|from)|put it on (?:another|a different) card|payday loan|cash advance|pawn|(?:ask|tap) (?:him|her|them|your (?:buddies|friends|family|parents|folks|relatives|kids|mom|dad|brother|sister)) (?:for|to (?:pay|help|lend))|get it from (?:him|her|your|them)|loan against|sell (?:some|your) (?:stuff|things|car|furniture|jewelry))\b`)},
	{family: "F16", re: regexp.MustCompile(`(?i)(?:拍胸脯|保证|打包票).{0,12}(?:抹|免|没有|删|不上|不会有)|(?:偷偷|悄悄|帮你|给你|替你).{0,6}(?:删|消|抹)(?:掉|了)?.{0,6}(?:记录|征信|逾期)|(?:记录|征信|逾期).{0,6}(?:删掉|抹掉|消掉)|\b(?:give you my word|i (?:guarantee|promise|swear)).{0,40}(?:credit|record|report|waive|gone|erase|delete|shows? up)`)},
	{family: "F17", re: regexp.MustCompile(`(?i)(?:验证码|密码|(?:短信|收到).{0,6}(?:六|6|四|4)位(?:数|码)).{0,8}(?:念|报|发|给|告诉)|\b(?:looking at|been on|watching|checked) your (?:instagram|facebook|page|photos)|know (?:exactly )?where you (?:live|hang out|work|park|drink)\b`)},
	{family: "F18", bare: true, re: regexp.MustCompile(`(?i)要死要活|(?:伤|病|住院|失业|没工作|离婚).{0,8}(?:跟|和)(?:我们?|银行|公司).{0,4}(?:没|有什么)关系|谁(?:还|家|都)?没(?:有)?个(?:难|病|事)|\b(?:everybody|everyone|we all)(?:'s)? (?:loses?|got|has|have) (?:somebody|someone|problems)|(?:sick|laid off|unemployed|broke) is (?:a choice|no excuse)|not (?:my|our) problem\b`)},
	{family: "F19", bare: true, re: regexp.MustCompile(`(?i)先(?:把)?(?:钱)?(?:交|还|付|垫)(?:进来|上|了|掉)?，?.{0,10}(?:再|回头|查完|以后).{0,10}(?:查|退|说)|钱先(?:交|还|付)|\b(?:pay first|pay (?:it )?(?:now|half|today)? ?(?:and|then) (?:fight|argue|dispute|sort)|(?:too late|no longer able|can't) (?:to )?dispute|missed (?:your|the) (?:chance|window|deadline) to dispute)\b`)},
	{family: "F20", re: regexp.MustCompile(`(?i)派人.{0,4}(?:上门|去你家)|(?:上门|去你家|到你家).{0,6}(?:找|堵|等|要|坐)|\b(?:send(?:ing)? .{0,20}(?:round|over|out) to your (?:place|house|home)|show up at your|knock on your door (?:is|will))\b`)},
}

var (
	// denies is a denial that ends right before the words: 那不|打单位了.
	denies = regexp.MustCompile(`(?i)(?:不|别|没|不再|不会|不用|不能|\b(?:not|never|won't|don't|isn't|nobody(?: is|'s| will)?)(?: be| going to)?) ?$`)
	// orElse makes what follows a threat, though the sentence holds a denial.
	orElse = regexp.MustCompile(`(?i)(?:再|要是|如果|今天|今晚|到时候?|你|您)不(?:还|处理|付|交|给|到账|接)|\bif (?:we|you|i|it|this|that|nothing|the)\b.{0,24}\b(?:don't|doesn't|isn't|not|hasn't|haven't|nothing)\b|\bkeep (?:dodging|ignoring|avoiding)`)
	// rhetorical is a denial that asks for a yes: 你不是有父母吗.
	rhetorical = regexp.MustCompile(`不是([^，。！？]{1,10}(?:吗|么))`)
	// alike keeps words that only look like a denial from being one; the same
	// number of bytes, so that places stay.
	alike = strings.NewReplacer("别的", "旁的", "特别", "特旁", "区别", "区旁", "别人", "旁人")
)

// plainBreach finds the first plain way of saying in a turn, kindest guard
// first: what is denied, quoted or disowned is none.
func plainBreach(t Turn, s scene) (suspect, bool) {
	for _, p := range plainBreaches {
		if p.third && !isThird(s.call.Callee) || p.fact != nil && !p.fact(s.call) {
			continue
		}
		text := rhetorical.ReplaceAllString(alike.Replace(t.Text), "就是$1")
		for _, m := range p.re.FindAllStringIndex(text, -1) {
			if !p.bare && denies.MatchString(text[:m[0]]) {
				continue
			}
			if why := guarded(text, m[0], m[1]); why == "" || why == "negation" && orElse.MatchString(text) || p.bare && why == "negation" {
				return suspect{family: p.family, at: clauseAround(t.Text, m[0], m[1]), by: ByWords, sure: 0.9}, true
			}
		}
	}
	return suspect{}, false
}
