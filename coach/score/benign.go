package score

import "regexp"

// harmless reports whether the words are one of the ordinary moves of a good
// call and nothing else in them points elsewhere: an open question, a thanks, a
// recap, an offer to look something up. Training on near misses makes the
// classifier suspicious of short talk it has never seen; this is its counterweight.
func harmless(s scene) bool {
	if isThird(s.call.Callee) || s.before.crisis || s.before.dispute || pointed.MatchString(s.text) {
		return false
	}
	return ordinary.MatchString(s.text)
}

var (
	ordinary = regexp.MustCompile(`(?i)(谢谢您|感谢您|辛苦了|祝您|听您说|您慢慢说|我理解|我明白|方便(说|聊|讲)(一下|两句)?|是什么情况|遇到(了)?什么|有什么(难处|困难)|哪些(收入|支出)|每个?月(大概|能|可以)|您看(可以|行|这样)|跟您(确认|核对)一下|我(帮|给)您(查|看|登记|记|申请|问)|请问您|请问是|工号|为您|安排(在)?|分(几|三|六|十二)期|官方(APP|渠道|公众号)|短信发给您|再跟您联系)|\b(thank(s| you)|appreciate|take your time|what('s| has| is) (happened|changed|going on|been)|how (much|are|is|has|long|often)|when (do|does|would|will|is)|which (day|date|of)|would (you|it|that)|could (you|we) |let me (check|look|note|read|confirm|recap)|so (that's|we have|you'll)|to confirm|i (understand|hear|see)|does that (work|sound|fit)|is that (right|correct|okay)|(i|we)('ll| will) (send|email|note|write|check)|this is \w+ (from|at|with)|may i|have a (good|nice|lovely))\b`)
	pointed  = regexp.MustCompile(`(?i)(不然|否则|后果|别怪|看着办|你自己|赶紧|马上|立刻|法院|起诉|警|曝光|单位|老板|邻居|家人|爸|妈|孩子|上门|黑名单|征信|老赖|丢人|脸|借(钱|点|一)|套现|私人|个人(微信|账户|卡)|别(跟|拿|装|磨)|呵|哟|录音|密码|保证|投诉)|\b(or else|otherwise|unless|court|sue|arrest|police|jail|boss|employer|neighbou?r|mother|father|family|kids?|door|visit|borrow|venmo|zelle|cash ?app|guarantee|promise|excuse|pathetic|stupid|liar|lazy|record(ing|ed)?|password|complain|right now|today or|last chance)\b`)
)
