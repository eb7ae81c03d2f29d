package score

import "regexp"

// grounds are what the words of a breach of a family cannot do without. The
// classifier hears manner and topic; that a remark is cold makes it no remark
// about borrowing. A family without grounds in the words is never charged on
// the classifier's word alone.
var grounds = map[string]*regexp.Regexp{
	"F05": regexp.MustCompile(`(?i)家|爸|妈|父|母|老婆|老公|爱人|妻|夫|孩子|女儿|儿子|亲戚|朋友|兄|弟|姐|妹|老人|同事|担保|\b(mother|father|mum|mom|dad|parents?|wife|husband|spouse|partner|sister|brother|sons?|daughters?|kids?|children|family|friends?|boss|relatives?|girlfriend|boyfriend|roommate|someone|somebody|for (him|her|them))\b`),
	"F06": regexp.MustCompile(`(?i)单位|公司|同事|领导|老板|校|邻居|小区|村|群|朋友圈|家|老人|爸|妈|大家|都知道|曝光|公开|评评理|项目部|院|\b(work|boss|manager|employer|hr|office|colleagues?|neighbou?rs?|friends?|family|everyone|everybody|facebook|instagram|post|online|school|church|know about|girlfriend|boyfriend|mom|mother|dad|father)\b`),
	"F09": regexp.MustCompile(`(?i)法院|公安|警|派出所|检察|律师|司法|法务|政府|监管|执行|传票|文书|\b(court|police|sheriff|officer|attorney|lawyer|solicitor|government|legal|law|irs|marshal|bailiff|detective|official|department|process server|agent)\b`),
	"F10": regexp.MustCompile(`(?i)法|诉|告|警|抓|牢|刑|拘|征信|信用记录|失信|黑名单|影响|上不了|考|护照|签证|驾照|退休金|低保|冻结|查封|执行|一辈子|永远|诈骗|背|继承|\b(court|sue|su(ing|ed)|lawsuit|legal|judge|jail|prison|arrest|police|cops?|warrant|wages|garnish|credit|visa|immigration|licen[cs]e|record|fraud|crime|criminal|theft|time for that|felony|seize|freeze|bank account|benefits|social security|lose|life|kids|deport)`),
	"F11": regexp.MustCompile(`(?i)每|天天|一直|不停|接着打|轮|遍|次|通|分钟|小时|打爆|再打|\b(every|all day|all night|again|until|till|times|non-?stop|keep|hour|daily|noon|night)\b`),
	"F12": regexp.MustCompile(`(?i)点|夜|晚|凌晨|早上|半夜|上班|单位|公司|开会|开车|医院|现场|\b(o'?clock|night|late|early|midnight|am|pm|morning|work|office|desk|job|shift|meeting|driving|hospital|bedside|church|funeral|wherever|anywhere)\b`),
	"F13": regexp.MustCompile(`(?i)投诉|举报|律师|短信|微信|停|别打|不打|照样|照打|单位|打|联系|代理|\b(complain\w*|cfpb|ombudsman|regulator|lawyer|attorney|solicitor|advis\w+|stop|text|email|letter|call\w*|ring\w*|contact\w*|cease|opt|desk|work)\b`),
	"F14": regexp.MustCompile(`(?i)转|打给我|账户|卡|微信|支付宝|收款|码|现金|费|\b(venmo|zelle|cash|paypal|wire|gift|card|account|fee|charge|send|transfer|me directly|to me|my)\b`),
	"F15": regexp.MustCompile(`(?i)借|贷|套|凑|卖|抵押|当了|刷|周转|挪|拿点|垫|花呗|白条|\b(borrow\w*|loan|lend\w*|sell|pawn|advance|card|equity|mortgage|family|friends?|buddies|retirement|401|savings|somebody|against it)\b`),
	"F16": regexp.MustCompile(`(?i)保证|包在|承诺|免|减|删|抹|消掉|不上征信|征信|规定(?:必须|不能)|有权|没有权|说了算|一笔勾销|\b(guarantee\w*|promise\w*|my word|waive\w*|delete\w*|remove\w*|wipe\w*|erase\w*|forgive\w*|gone|credit|score|settle\w*|required by|no right|the rest)\b`),
	"F17": regexp.MustCompile(`(?i)密码|验证码|通讯录|定位|聊天|记录|相册|朋友圈|查到|查过|看到|住|位数|短信|身份证|工资|同事|资料|\b(password|pin|code|location|contacts?|track\w*|facebook|instagram|photos?|watch\w*|seen|look(ed|ing)|data|where you|hang out|employer|camera|search\w*)\b`),
	"F18": regexp.MustCompile(`(?i)病|院|失业|工作|难|困|受伤|伤|摔|去世|走了|死|活|哭|可怜|借口|理由|谁没|跟.{0,6}关系|分期|协商|减免|干别的|有手有脚|\b(sick|ill|hospital|job|work|laid|lost|died|death|kill|dead|cry\w*|excuse|hard|problem|everybody|everyone|afford|cancer|sad|widow|wife|husband|hiring|choice|feel|silly|hear that|plan|hardship|balance disappear)\b`),
	"F19": regexp.MustCompile(`(?i)异议|争议|查|证据|证明|系统|不会错|不是你|谁刷|谁用|盗|先还|先交|承认|申诉|误会|\b(disput\w*|prove|proof|evidence|insurance|system|computer|wrong|mistake|check\w*|verify|error|fight|argu\w*|sort it out|not yours|records? say|nobody cares|window|off the table|pay first)\b`),
	"F20": regexp.MustCompile(`(?i)上门|登门|门口|楼下|(?:去|来|到)(?:你|您)(?:们)?(?:家|单位|公司|店|学校|村)|堵|蹲|等你|撬|锁|拖车|\b(visit\w*|door\w*|come|coming|came|show up|turn up|send\w*|repossess\w*|tow\w*|take the car|at your|outside)\b`),
	"F21": regexp.MustCompile(`(?i)诉|法|时效|签|确认|还|承认|\b(sue|court|legal|sign|acknowledg\w*|pay\w*|promise|lawsuit|judge)\b`),
	"F22": regexp.MustCompile(`(?i)录音|记录|留痕|备注|私下|别跟别人说|偷偷|换个电话|\b(record\w*|note|log|between us|keep this|delete|tape|my own phone|off the)\b`),
	"F23": regexp.MustCompile(`(?i)利|息|违约金|滞纳|罚|\b(interest|rate|penalt\w*|compound\w*|fees?|charges?|percent|%)\b`),
}

// grounded reports whether a family may be charged on the classifier's word:
// what order decides (who calls, notices, verification) never is.
func grounded(family string, s scene) bool {
	switch family {
	case "F01", "F02", "F03":
		return false
	case "F04":
		return isThird(s.call.Callee) || s.call.Callee == "voicemail" || s.call.Channel == Voicemail
	case "F18":
		if s.before.hardship || s.before.crisis {
			return true
		}
	case "F13":
		if s.before.stop || s.before.lawyer || s.before.complaint {
			return true
		}
	case "F05":
		if isThird(s.call.Callee) {
			return true
		}
	}
	re := grounds[family]
	return re == nil || re.MatchString(s.text)
}
