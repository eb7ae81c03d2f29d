package score

import "regexp"

// pattern is a way of saying a breach. Its words alone never decide: every hit
// passes the guards in guard.go first.
type pattern struct {
	family string
	re     *regexp.Regexp
	// third: the words are a breach only to somebody who does not owe.
	third bool
	// fact, where set, is what must be known for the words to be a breach.
	fact func(Context) bool
	// bare: a negation or disavowal before the words does not excuse them
	// ("I won't give you my name").
	bare bool
}

func p(family, expr string) pattern {
	return pattern{family: family, re: regexp.MustCompile(`(?i)` + expr)}
}

func (p pattern) toThird() pattern                    { p.third = true; return p }
func (p pattern) if_(fact func(Context) bool) pattern { p.fact = fact; return p }
func (p pattern) evenNegated() pattern                { p.bare = true; return p }
func notFiled(c Context) bool                         { return !c.Facts.Judgment && !c.Facts.SuitIntended }
func noJudgment(c Context) bool                       { return !c.Facts.Judgment }
func barred(c Context) bool                           { return c.Facts.TimeBarred }

// patterns of speech, most specific family first where two may meet.
var patterns = []pattern{
	// F01 evading or faking who calls
	p("F01", `(别管|不用管|甭管|别问|不用问|不用知道|您就?别打听).{0,6}(我|哪|谁|什么单位|公司)`).evenNegated(),
	p("F01", `(名字|工号|公司名|单位).{0,6}(不方便|不能|没必要|恕不).{0,4}(说|告诉|透露|给|奉告)`).evenNegated(),
	p("F01", `never mind (who|which|what company|my name)|(doesn't|does not) matter who (i am|we are|is calling)|i don't (give|have to give|do) (out )?(my )?names?\b|who i am (isn't|is not|is none)|i('ll| will)? .{0,12}tell you who .{0,24}(once|after|when|the minute)`).evenNegated(),
	p("F01", `(我是|这里是|我们是|我这边是).{0,8}(快递|驿站|回访|问卷|中奖|权益部|老同学|老朋友)|您有个?(快递|包裹|件).{0,10}(放|到|取)`),
	p("F01", `\b(i'm|i am|this is|it's) (with |from )?(the )?(courier|parcel|delivery|survey|prize|lottery|loyalty)|(parcel|package|refund|prize)( is)? (waiting|for you|here for)`),
	// F02 notices withheld
	p("F02", `(do not|don't|needn't|no need to) (bother|worry).{0,20}(notice|disput|validation|that letter)|(skip|forget) (the )?(legal |usual |boring )?(disclos|script|statement|notice|mumbo)`).evenNegated(),
	p("F02", `(通知(书|函)?|手续|文件|凭证|协议).{0,8}(内部资料|不对外|不外发|恕不|没有必要|不用看)|(转让|委外)通知.{0,8}(没有|不给|不用|免了)`).evenNegated(),
	// F04 telling somebody else
	p("F04", `(欠|逾期|贷款|借款|借了|信用卡|分期|还款|催收|账单|花呗|借呗|还钱)`).toThird(),
	p("F04", `\b(debts?|owes?|owed|overdue|arrears|behind on|past due|loans?|collect(ions?|or)|payments? (late|down|behind)|unpaid|credit card)\b`).toThird(),
	// F05 asking those who do not owe
	p("F05", `(替|帮|代)(他|她|您?(儿子|女儿|老公|老婆|爱人|弟弟|妹妹|哥哥|姐姐|爸|妈)).{0,8}(还|垫|付|凑|交)`).toThird(),
	p("F05", `\b(pay|cover|settle|help out with) .{0,12}(for|on behalf of) (him|her|them|your (son|daughter|husband|wife|brother|sister|friend))`).toThird(),
	p("F05", `父债子(还|偿)|夫债妻(还|偿)|你们?(是)?(两口子|夫妻).{0,10}(一起|就是你|也得|都得)`),
	p("F05", `(找|打给|联系|通知)(你|您)?(的)?(爸|妈|父母|家人|家里人|老婆|老公|爱人|孩子|亲戚|兄弟|姐妹).{0,12}(还|要钱|谈|聊|收|说道)`),
	p("F05", `i('ll| will) (just )?(keep |start )?(call|ring|phone|ask|chase|speak to|talk to)(ing)? (your|the) (mother|father|mum|mom|dad|parents|wife|husband|family|sister|brother|son|daughter)`),
	// F06 exposure
	p("F06", `(发|贴|挂|晒|传|曝光|公布|群发|张贴|喊).{0,14}(朋友圈|群里|业主群|家长群|公告栏|小区|村里|网上|抖音|微博|通讯录|单位门口|楼道)`),
	p("F06", `(朋友圈|业主群|家长群|班级群|公告栏|街坊|邻居|同事|村里人?|全村|通讯录|单位).{0,14}(都|全).{0,4}(知道|看见|看到|晓得|收到)`),
	p("F06", `(曝光|公开)(你|您|一下)|让(大家|全村|同事|邻居|你同事|街坊).{0,6}(看看|知道|评评)`),
	p("F06", `\b(post|put|share|publish|tag|plaster|hang)(ing)? .{0,40}(facebook|instagram|tiktok|whatsapp|social|online|noticeboard|notice board|group chat|lobby|porch|your page|your wall|church|neighbou?rhood)`),
	p("F06", `(everyone|everybody|the whole|your (customers|boss|neighbou?rs|colleagues|friends|church|congregation|followers)) .{0,20}(will|would|is going to|gonna|might) .{0,12}(know|see|hear|find out|love)`),
	// F07 threats
	p("F07", `(走夜路|小心点|当心点|等着瞧|走着瞧|后果自负|吃不了兜着走|有你好看|给你点颜色|别怪我(们)?(不客气|翻脸|不讲)|不客气了)`),
	p("F07", `(泼漆|油漆|打断|断(你|他)?.{0,2}腿|弄死|砍|放火|一把火|收拾你|动手)`),
	p("F07", `(带|叫|派|找)(几个|一帮|一群|十来个|兄弟|弟兄).{0,10}(去|来|上|找|坐|堵)|拉横幅|大喇叭|堵(你)?(门|厂)`),
	p("F07", `(知道|晓得|认得)(你|您)?.{0,6}(住哪|家在哪|孩子|女儿|儿子|老婆).{0,12}(上学|放学|学校|几点|接|下班)|(女儿|儿子|孩子).{0,12}(放学|上学).{0,12}(路上|小心|注意|车多|几点)`),
	p("F07", `\b(watch your back|accidents? happen|know where you (live|sleep|park|work)|break your|burn(ed)? down|smash|people (who|that) (ignore|cross|mess)|get(s)? (hurt|ugly|unpleasant|messy)|you'll (regret|be sorry)|or else\b|shame if (something|anything))`),
	p("F07", `\bmy (guys|boys|mates|associates|colleague).{0,30}(not as|aren't as|less|visit|come|pay you)`),
	p("F07", `(全家|你家人?).{0,8}(不得安宁|不好过|没好日子)|让你.{0,10}(不得安宁|不好过|混不下去|待不下去)`),
	// F08 contempt
	p("F08", `(有脸|没脸|要脸|不要脸|厚脸皮|脸皮|脸都不要|丢人现眼|丢不丢人|害臊|羞不羞)|老赖|废物|垃圾|骗子|无赖|窝囊|没出息|没本事|穷(鬼|酸|光蛋)|白痴|傻|蠢|脑子(有|进|不好)|滚|畜生|不是人|活该|装(什么|可怜|糊涂|傻|大爷|穷)`),
	p("F08", `\b(pathetic|deadbeat|loser|liars?|(stop|quit|keep|you're) lying|lazy|stupid|idiot|dumb|moron|thick\b|scum|trash|worthless|shameless|disgrace|crook|thief|freeloader|grow up|embarrassing)\b`),
	p("F08", `(哟|呵呵|啧啧|好家伙).{0,24}(老板|大款|有钱|硬气|本事|可怜|会演|演技)|(戏|演技|故事).{0,8}(真好|精彩|奥斯卡|编)|编(故事|理由|得)`),
	p("F08", `\b(boo[- ]?hoo|cry me a river|sob story|world's smallest|nice try|oh,? (how|so) (sad|convenient|touching)|how convenient|what a (surprise|shame)|spare me|give me a break|bless your|congratulations,? you)`),
	p("F08", `(你们(这些)?|他们)(农村|乡下|河南|东北|外地|打工|穷人|女人|年轻人|老人|外国)\S{0,8}(都|就是|没|不)|\b(you people|people like you|your (kind|lot|sort|type))\b`),
	// F09 impersonation
	p("F09", `(我是|我们是|这里是|这边是|代表).{0,6}(公安|派出所|经侦|法院|检察院|执行局|执行庭|司法局|居委会|街道办|综治办|律师(事务)?所?|网警|警察|民警)`),
	p("F09", `\b(this is|i'm|i am|we're|we are|calling from|i'm with)( with| from)? (the |a |an )?(county |district |federal |state |pre-?court |court )?(court|police|sheriff|marshal|bailiff|attorney general|irs|treasury|legal enforcement|law enforcement|lawyer|attorney|solicitor|detective|officer|government|department of justice|magistrate)`),
	p("F09", `(传票|拘留|立案|逮捕|执行)(通知)?(书|单|令).{0,10}(已|附|发|寄|收|作废|盖章)`).if_(noJudgment),
	p("F09", `\b(send(ing)?|call(ing)?|bring(ing)?|get(ting)?) (in )?the (sheriff|police|cops|marshals?|bailiffs?)\b`).if_(noJudgment),
	// F10 invented consequences
	p("F10", `(坐牢|判刑|抓(你|您|人|起来)|拘留|逮捕|刑事|诈骗罪|报警抓|蹲(几天|进去)|进去(待|蹲|坐))`),
	p("F10", `(终身|一辈子|永久|永远|这辈子).{0,10}(黑名单|征信|污点|贷不了|借不到|翻不了身|老赖)`),
	p("F10", `(孩子|子女|儿子|女儿|下一代|三代).{0,16}(上不了|考不了|当不了|不能(上|考|当)|政审|受影响|影响|没法)`),
	p("F10", `(身份证|护照|社保|微信|医保|户口|签证|低保|驾照|退休金).{0,10}(作废|冻结|停|注销|封|吊销|限制|扣)`),
	p("F10", `(明天|今晚|下午|马上|立刻|后天|周[一二三四五六日]|今天).{0,12}(起诉|立案|冻结|查封|强制执行|上黑名单|列失信|报案|上征信|失信)`).if_(notFiled),
	p("F10", `(已经|系统)(自动)?.{0,6}(起诉|立案|报案|冻结|移交法院|移送|列入失信)`).if_(notFiled),
	p("F10", `\b(arrest(ed)?|jail|prison|custody|warrant (out|for|is)|locked up|handcuffs|behind bars|criminal (charge|record|case|complaint|fraud)|press charges|felony)\b`),
	p("F10", `\b(garnish|seize|freeze|levy|take) .{0,24}(wages|paycheck|bank account|accounts|salary|house|home|pension|benefits)`).if_(noJudgment),
	p("F10", `\b(passport|licen[cs]e|visa|green card|citizenship|social security|residence card|aadhaar|pan\b).{0,24}(cancel|suspend|revok|block|taken|void|flag)`),
	p("F10", `\b(we('re| are)|we('ll| will)|i('m| am)|i('ll| will)) (going to |gonna |be )?(su(e|ing)|fil(e|ing) (suit|a lawsuit|in court)|tak(e|ing) you to court).{0,24}(monday|tuesday|wednesday|thursday|friday|today|tomorrow|tonight|this week|noon|unless|if you)`).if_(notFiled),
	p("F10", `\b(for life|forever|never (get|have|be able)|seven generations|lifetime).{0,30}(credit|loan|mortgage|blacklist|ban)|(credit|blacklist).{0,24}(for life|forever|permanent)`),
	// F11 frequency
	p("F11", `(每|隔)(个)?(半?小时|十分钟|分钟|五分钟|一刻钟|天).{0,6}(打|拨|呼|来一?通|call)|(打|拨|呼).{0,6}(到你|到您|爆|死|停机|关机|没电)|一天.{0,4}(十|二十|三十|五十|几十|上百|一百)\S{0,2}(通|遍|个|次)`),
	p("F11", `(换(着)?号|轮(着|流)|不停|一直|接着|连着|狂).{0,4}(打|拨|呼|call)|呼死`),
	p("F11", `\b((call|ring|dial|phone|text|redial)(ing)?) .{0,24}(every (hour|day|morning|ten|five|fifteen|thirty|half)|all day|all night|non-?stop|until (you|someone|somebody)|till (you|someone|somebody)|ten times|twenty times|hourly|around the clock|again and again)|never get tired of`),
	p("F11", `\b(third|fourth|fifth|sixth|seventh|eighth|ninth|tenth) (call|time|text) (today|this (morning|afternoon|week))`),
	// F12 hours and places
	p("F12", `(晚上|夜里|半夜|凌晨|深夜|后半夜).{0,3}(十点半?|十一|十二|11|12|一|两|三|1|2|3|四|五|六)点?.{0,8}(打|拨|给你|给您|接着|联系|call|来电)`),
	p("F12", `\b(call|ring|phone|try)(ing)? .{0,24}(midnight|at (11|eleven|ten thirty|half ten|six|6|five|5)( in the morning| ?am| ?pm| at night)|in the middle of the night)`),
	// F13 channel, stop, representative, complaint
	p("F13", `(加|用|找|发)(我|下我|一下我)?(的)?(私人|个人|自己的?)(微信|手机|号码|QQ|支付宝)`),
	p("F13", `(投诉|举报).{0,10}(没用|随(便|您)|吓唬|管不了|算你|也得还|倒霉|影响您|更)|(别|不要|不许)(投诉|举报)`).evenNegated(),
	p("F13", `\b(complain|ombudsman|cfpb|complaint)\b.{0,30}(won't|waste|pointless|nobody|no one|good luck|doesn't|never|backfire|worse)|go ahead and complain`).evenNegated(),
	p("F13", `\b(your (lawyer|attorney|solicitor|adviser)).{0,30}(can't help|doesn't|won't|no need|leave|without|instead|between us|don't need)|we don't need (the |your )?(lawyer|attorney|solicitor)`).evenNegated(),
	// F14 payment route, fees
	p("F14", `(转|打|付|存|汇|扫|走|發).{0,8}(我|咱)(个人|自己|私人|本人|老婆|的)?.{0,4}(微信|支付宝|账户|卡|收款码|二维码|账号|轉數快)|私人(账户|收款)|个人(收款码|账户|卡)`),
	p("F14", `\b(venmo|zelle|cash ?app|paypal|revolut|paynow|upi|wire|send it|transfer it|pay it) .{0,16}(to me|my (own|personal|number|account|phone|wife)|me directly)|gift cards?|in my (own |wife's )?name|my own (account|number|upi)`),
	p("F14", `(外访费|上门费|撤案费|手续费|处置费|修复费|催收费|服务费|加急费|结案费).{0,12}(\d|[一二三四五六七八九十百千]|得|要|需|另)|(另外?|还)(要|得|需)(交|付|加).{0,6}费`),
	p("F14", `\b(convenience|processing|handling|set-?up|file-?closing|collection|admin(istration)?|late-night|convenience) (fee|charge)s?.{0,20}(\$|£|€|\d|on top|added|applies|percent)`),
	// F15 borrowing
	p("F15", `(先|去|再|找|跟|问|向).{0,10}(借(点|一?笔|钱|呗|一下|来|给|几|到|周转|网贷|小贷)|下款|套现|套(点|出)|周转|网贷|小额贷|小贷|抵押|当了|典当|凑(一?凑|钱|齐|上))`),
	p("F15", `(信用卡|花呗|借呗|微粒贷|白条).{0,12}(额度|套|取现|刷|先(还|填|垫)|倒)`),
	p("F15", `\b(borrow|payday loan|cash advance|pawn|remortgage|overdraft|max out|another (card|loan|lender)|take out a loan|sell (your|the) (car|ring|guitar|tv|blood|plasma)|equity)\b`),
	// F16 false promises
	p("F16", `(保证|包|肯定|绝对|一定)(能|给|帮|可以|会)?.{0,10}(减免|免掉|免息|免了|消除|删除|洗白|不上征信|批|通过|修复)|(以后|再|就)(也)?(不会|没)有?(人|任何人).{0,4}找(你|您)`),
	p("F16", `\b(i (guarantee|promise|swear)|guaranteed|100 ?(%|per ?cent)|trust me).{0,40}(waive|wipe|delete|clear|remove|score|approved|settled|credit|gone|forgiven)`),
	// F17 data
	p("F17", `(密码|验证码|通讯录|定位|聊天(记录|列表)|通话记录|相册).{0,10}(给|发|告诉|报|打开|导出|拍|录|截)|(给|发|告诉|报|打开|导出|截)(我|一下|下)?.{0,6}(密码|验证码|通讯录|聊天记录|定位|同事(的)?(电话|号码|微信))`),
	p("F17", `(定位|监控|大数据|通讯录|户籍|系统)(显示|里|上)?.{0,8}(在|查到|都有|看得到|拿到|有你)|(卖|转|发|给)(给|到)?(别的|其他|同行|中介|朋友公司)`),
	p("F17", `\b(password|pin number|your (location|contacts|phone contacts)|location (data|pin)|i (can|could) see where you|tracked|tracking you|facial|sold your (data|details)|address book)\b`),
	// F18 hardship brushed aside
	p("F18", `(住院|生病|失业|没工作|手术|化疗|怀孕|离婚|去世|抑郁|残疾|裁员|ICU).{0,16}(不是(理由|借口)|也得还|跟(我|我们)没关系|关我|照样|谁没|不影响|也要还|归)`).evenNegated(),
	p("F18", `(谁(都|还)?(没|不).{0,6}(难处|困难|病)|(别|少)(跟我|拿).{0,10}(说事|卖惨|诉苦|哭|借口|当理由)|哭(穷|也没用)|卖惨)`).evenNegated(),
	p("F18", `\b(not my (problem|concern)|everybody'?s got|everyone has|we all have (problems|bills)|no excuse|isn't an excuse|excuses|doesn't (pay|change) (my|the|what)|still (have to|need to|gotta) pay|you can still pay)\b`).evenNegated(),
	p("F18", `(没有|不存在|不可能)(什么)?(分期|协商|减免|延期|个性化)|(分期|协商|延期|减免).{0,6}(没有|想都别想|不可能|没门|没戏|别想)`).evenNegated(),
	// F19 dispute brushed aside
	p("F19", `(先(还|付|垫|交)(了|上|清|进来)?.{0,6}(再|后)(查|说|核|争|议|申诉)|自己(去)?(查|证明)|拿出?证据|(系统|数)不会(错|出错)|有异议.{0,6}(没用|也得|先还))`).evenNegated(),
	p("F19", `\b(pay (it |now |first )?(and|then) (dispute|we'll look|argue|sort)|disput(e|es|ing) .{0,30}(don't|doesn't|won't|never|pointless|waste|costs|longer|drags?)|prove it|the (computer|system) (doesn't|is never|is always)|burden('s| is) on you|take it up with (them|someone|somebody))\b`).evenNegated(),
	// F20 visits
	p("F20", `(上门|去(你|您)(家|单位|公司|学校|工地)|到(你|您)(家|单位|公司|门口|楼下)|在(你|您)?(家|楼下|门口|单位).{0,4}(等|守|蹲|堵|坐)|不还?就?(别想|不让)(走|离开)|撬(门|锁)|换锁|拖车|搬东西|门口见)`),
	p("F20", `\b((come|coming|drop|show|turn|pop|swing)(ing)? (by|over|up|round|around|to your)|at your (door|desk|gate|house|office|work)|on your (doorstep|porch|drive)|let (myself|ourselves) in|not leaving (until|till)|repossess|tow(ed|ing)?|pick up the car|send (someone|somebody|two|a couple))\b`),
	// F21 time-barred
	p("F21", `(起诉|法院|告(你|您)|时效|签(个|一下|字)|确认(一下|函|书)|还(一)?(点|块|分|百)|承认)`).if_(barred),
	p("F21", `\b(sue|court|lawsuit|judge|legal action|sign|acknowledg|small payment|good faith|reaffirm|token payment|five dollars|ten dollars|a dollar)\b`).if_(barred),
	// F22 recording
	p("F22", `(录音|记录|留痕|备注|系统里).{0,10}(关|删|不(记|录|留|写|进)|停|剪|别|没法|听不)|(关|删|停|掐|避开|不走)(掉|了)?.{0,3}(录音|记录)|换(个|我)?(手机|私人|外线|电话).{0,8}(说|聊|谈|打)`),
	p("F22", `\b(off the record|unrecorded|not recorded|stop the record|turn(ed)? (off|it off)|paus(e|ed) the record|delete(d)? the (record|call|tape|note)|no (note|record)s? of this|won't (log|note|write) (this|that|it)|my own (phone|mobile|cell)|keep this between)\b`),
	// F23 interest
	p("F22", `(别|不要|先别|不用)(录音|记录|写备注)|私下(说|聊|谈)|\b(stop|pause|kill|switch off|turn off) the record`).evenNegated(),
	p("F23", `(利息|罚息|违约金|滞纳金|利率).{0,12}(翻倍|翻番|我说了算|随(我|便)|涨到|加到|按天|利滚利|月息|日息|复利)|利滚利|砍头息`),
	p("F23", `\b(interest|rate|penalt(y|ies)).{0,24}(doubles?|triples?|whatever (we|i)|i decide|compound(s|ed)? daily|a day\b|per day|goes up because)`),
}
