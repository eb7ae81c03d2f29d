package corpus

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Chinese surnames that cover nineteen people in twenty. Those that are everyday words as well stand apart: they are
// taken only where something else says that a name stands there.
const (
	surnames = `王李张刘陈杨黄赵吴徐孙朱郭罗梁宋郑韩唐冯董萧曹袁邓傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎潘杜戴夏汪姜谭廖邹熊陆郝孔崔邱秦顾侯邵孟龙尹黎贺赖龚庞樊殷陶翟倪俞鲁葛韦聂焦柳邢岳梅庄辛祁耿詹欧柯阮闫肖窦裘仇祝霍裴骆覃卞瞿芦佟褚蔺邬戚冉`
	wordSur  = `周胡林何高马谢许程范方石姚金钟田任史钱汤武乔兰施洪颜严牛季毕路齐管左涂谷舒牟卜余康毛江万段雷易文常温安白关包华成甘元单车凌费纪项游阳席卫解应宗房盛童柴尚简景向于和时商查滕屈甄苗柏水明`
	doubles  = `欧阳|司马|上官|诸葛|司徒|东方|皇甫|尉迟|公孙|慕容|令狐|宇文|长孙|夏侯|南宫|端木`
	titles   = `先生|女士|小姐|老师|师傅|经理|主管|主任|总监|老板|律师|医生|大夫|护士长|护士|警官|法官|会计|店长|厂长|校长|书记|队长|阿姨|叔叔|大姐|大哥|大爷|大妈|奶奶|爷爷|伯伯|同志|同学`

	// givenChars are the characters that most given names are made of.
	givenChars = `梦立珠晖方雨兵钰蕾薇璐蕊琦岚岩霖淇楚靖驰骋迪凌菁苗蒙礼洲津港渝沛沁汐潇澄灵煊煦熙照焕灿炳烈然燃熹爵爱玮玥珂珊珏珺璇璟甜畅畴益盈睦知矜硕磐祺祯秉稳穆童笛笙竣策紫纪纲绮绣维绿缘罡翊翎耀聪肃胤舜良芊芃芹苒若茂茵茹荃莎莘菡萧葵蓝蕴藤虹蝶裕言誉讯诺谊谨豫贝贤赫赟超跃辛达远逸遥邦郁酉野铃铎锐锡镇镜闻闽阔陶陵雁霁霏韬韶顺颂颐颢风飒馨骐骥鸽鹂鹃鹤麒麟黎黛默鼎齐静阳芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂辉玲丹萍鹏华红玉梅琴波斌宇浩凯健俊帆雪荣爱妹香月莺媛瑞凡佳嘉琼勤珍贞莉锦黛青倩婷姣婉娴瑾颖露瑶怡婵雁蓓纨仪荷蓉眉君琳晓慧莹巧美彩春菊凤洁素云莲环雯欣悦彤琪梓涵轩睿泽博皓晨阳旭东峰亮飞鑫龙海山仁宁贵福生元胜学祥才发新利清彬富顺信子良友裕德昌成康星光达安岩中茂林有坚和彪诚先敬震振壮思群豪心邦承乐绍功松善厚庆民河哲江政谦亨奇固之轮翰朗伯宏言若鸣朋梁栋维启克伦翔辰士建家致树炎泰盛雄琛钧冠策腾楠榕风航弘国志永文忠义金银燕舒影育馨凝晗雅韵融园艺咏卿聪澜纯毓昭冰爽琬茗羽希飘滢馥筠柔竹霭欢霄枫芸菲寒伊亚宜姬荔枝秋芝兴长根水木土火喜来宝全禄寿大小柱栓满仓淑惠芬萱妍彦晴钰萌卓越悠然诗语桐橙毅恒骏骁奕煜烨炜焱森淼垚晶品钊铭锋钢铁柏桦杨柳柯楷权材樱桃梨杏`
)

var (
	surname = `(?:` + doubles + `|[` + surnames + `])`
	anySur  = `(?:` + doubles + `|[` + surnames + wordSur + `])`

	// 王先生, 李小明先生; a surname that is a word as well only right before the form of address.
	titled     = regexp.MustCompile(`(` + surname + `\p{Han}{0,2}?)(?:` + titles + `|太太|夫人)`)
	titledWord = regexp.MustCompile(`(?:^|[^\p{Han}]|请问|[找是给跟叫姓的由位请喂对与让])([` + wordSur + `])(?:` + titles + `)`)
	// 姓名：李娜, 联系人：王芳 — the words that label a name with a sign after them, in any spelling of the name.
	labelledName = regexp.MustCompile(`(?:姓名|名字|联系人|紧急联系人|收件人|寄件人|异议人|投诉人|户名|借款人|持卡人|债务人|收款人|担保人|保证人|经办人|客户|坐席|专员|本人|申请人|配偶|共同借款人|法人|代表)(?:是|为|叫)?[:： ]+(` + anySur + `[\p{Han}·]{1,3})`)
	// 我叫张伟, 请问是陈静吗, 我找李强
	introduced = regexp.MustCompile(`(?:我叫|名叫|叫做|名字是|名字叫|姓名是|联系人是|联系人叫|收件人|户名|收款人|户主|车主|保证人|户名是|收款人是|借款人叫|请问是|请问您是|您是|你是|找一下|我找|我是|我就是|这是|这里是|他叫|她叫|儿子叫|女儿叫|老公叫|老婆叫|丈夫|妻子|老公|老婆|同事|朋友|室友|邻居|担保人|借款人|持卡人|联系人|本人|客户|叫)(` + anySur + `[\p{Han}·]{1,2})`)
	// 张伟, with a sign, an end or a word after it that follows names
	free = regexp.MustCompile(surname + `[` + givenChars + `]{1,2}`)
	// 周晓梅, 马建国: a surname that is a word, and two characters of given names.
	freeWord = regexp.MustCompile(`[周胡林何高马谢许程范方石姚金钟田任史钱汤武施洪颜严牛季齐管左余康江段雷易温安常白包华毛万]` + `[` + givenChars + `]{2}`)
	// 顾长卫 between signs or the small words that stand round a name, whatever its characters.
	between = regexp.MustCompile(`(?:^|[^\p{Han}]|请问|借款人|持卡人|债务人|担保人|联系人|客户|感谢|找到|[和跟是找请叫给向与及对让由把被])(` + surname + `\p{Han}{1,2}?)(?:$|[^\p{Han}A-Za-z0-9\[]|的|说|要求|请|于\d|和|与|三人|两人|二人|在吗|来电|来信|来访|来过|答应|承诺|表示|欠|还|称|讲)`)
	// 小王, 老李, 阿强
	called = regexp.MustCompile(`(?:^|[^\p{Han}]|[跟和给找叫让是对与把被由])([小老阿][` + surnames + `])(?:[，,。！!？?、 ]|说|帮|的|和|来|跟|$)`)
)

// afterName are words that follow a name in a sentence, besides signs and the end.
var afterName = regexp.MustCompile(`^(?:$|[^\p{Han}]|的|说|您|你|本人|先生|女士|是|在|于|和|与|及|跟|给|把|被|向|还|欠|借|已|未|没|不|来|去|接|打|到|名下|承诺|表示|同意|签|答应|现|住|电|手机|身份|因|因为|就|也|都|又|将|要|想|会|能|可|从|对|让|请|并|称|自|其|为|等|那|这|一|今|昨|明|上|下|最|号|账|卡|贷|办|申|提|曾|经|有|收|转|发|联|回|反|投|拒|老师|那边|吗|吧|呢|啊|同|通|哭|男|女|搬|出|进|先|后|两|各|每|所|如|若|但|却|只|才|刚|正|始|终|仍|多|少|全|部|共)`)

// notGiven are characters that are hardly ever in a given name but often follow a surname that is a word.
const notGiven = `的了是在我你他她您这那不没与就都也还说要能到去把被给对从向让吗呢吧啊呀么什怎哪谁几个们得着过很太更最女姐谢款账卡电话号码钱元块期`

// notNameWords are common words that look like a name.
var notNameWords = wordSet(`余利宝 钱成功 钱安全 高兴 高额 方便 方案 方式 方面 方法 万一 万元 钱款 钱包 文件 文字 施工 路上 路过 石头 严重 严格 任何 任务 许多 许可 程序 程度 康复 成功 成本
	余额 余款 余下 江湖 范围 管理 何时 何必 何况 应该 应还 毕竟 毕业 易于 时间 时候 单位 单子 关系 关于 关心 关怀 安排 安全 常见 解释 解决 解除 项目 金额 金融 白天 马上 包括 查询 查到 查清
	和解 和平 于是 温和 商量 商家 商户 元旦 左右 房贷 房子 房租 房东 车贷 车子 贺卡 简单 景区 游戏 周一 周二 周三 周四 周五 周六 周日 周末 周年 周期 周转 水电 明天 明白 明年 明细 明确
	王者 李子 张开 张口 张家口 黄金 黄牛 朱红 梁山 宋体 唐山 韩国 冯店 曹县 苏州 苏宁 卢布 贾府 丁香 魏晋 叶子 杜绝 夏天 夏季 姜汁 陆续 陆家嘴 秦岭 顾客 顾虑 顾问 龙头 黎明 陶瓷 翟家 俞家 鲁莽 焦急 焦虑 柳州 梅花 庄家 辛苦 耿直 欧元 欧洲 肖像 祝福 祝贺 霍乱
	徐州 郑州 杨树 黄山 黄河 吴江 孙子 罗山 沈阳 曾经 吕梁 赵州 蒋家 蔡家 丁字 彭州 董事 董事长 袁州 邓州 傅家 贾汪 夏利 汪洋 聂家 邢台 岳阳 戚风 仇人 仇家 欧美 阮家 丁克 孔子 孟子 熊猫 崔家 侯家 龙江 龙华 龙岗 龙湖 龙泉 黄大 祁阳 祁门 江苏 贺州 赖账 赖皮 赖掉 辛勤 庞大 廖家 郝家 石家庄 陆上 陆地 顾家 肖家 焦点 卞家 冉冉 柯达 韦家 吴中 吴兴 葛根 贾宝玉`)

func wordSet(list string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(list) {
		out[w] = true
	}
	return out
}

// chineseNames finds names by a surname and what stands round it.
func chineseNames(text string) []piece {
	var out []piece
	for _, pattern := range []*regexp.Regexp{titled, titledWord} {
		for _, m := range pattern.FindAllStringSubmatchIndex(text, -1) {
			if !strings.ContainsAny(rest(text[m[2]:m[3]]), notGiven) {
				out = append(out, piece{m[2], m[3], SpanName, sureContext})
			}
		}
	}
	for _, pattern := range []*regexp.Regexp{labelledName, introduced} {
		for _, m := range pattern.FindAllStringSubmatchIndex(text, -1) {
			if end := givenEnd(text, m[2], m[3]); end > m[2] && (pattern == labelledName || likely(text[m[2]:end])) {
				out = append(out, piece{m[2], end, SpanName, sureContext})
			}
		}
	}
	for _, pattern := range []*regexp.Regexp{free, freeWord} {
		for _, m := range pattern.FindAllStringIndex(text, -1) {
			if end := freeEnd(text, m[0], m[1]); end > m[0] {
				out = append(out, piece{m[0], end, SpanName, sureShape})
			}
		}
	}
	for _, m := range between.FindAllStringSubmatchIndex(text, -1) {
		if end := givenEnd(text, m[2], m[3]); end == m[3] {
			out = append(out, piece{m[2], end, SpanName, sureShape - 1})
		}
	}
	for _, m := range called.FindAllStringSubmatchIndex(text, -1) {
		out = append(out, piece{m[2], m[3], SpanName, sureShape})
	}
	return out
}

// rest is a name without its first character.
func rest(name string) string {
	_, n := utf8.DecodeRuneInString(name)
	return name[n:]
}

// likely tells whether all characters after the surname are such as given names are made of, or the surname is double.
func likely(name string) bool {
	if utf8.RuneCountInString(name) > 3 {
		return true
	}
	for _, c := range rest(name) {
		if !strings.ContainsRune(givenChars, c) {
			return false
		}
	}
	return true
}

// givenEnd cuts a name where a character follows that is in no given name; start where nothing is left of it.
func givenEnd(text string, start, end int) int {
	first := true
	for i, c := range text[start:end] {
		if !first && strings.ContainsRune(notGiven, c) {
			end = start + i
			break
		}
		first = false
	}
	if utf8.RuneCountInString(text[start:end]) < 2 || notNameWords[firstRunes(text[start:end], 2)] {
		return start
	}
	return end
}

// freeEnd checks a name that nothing announces: what follows must be able to follow a name, and what precedes must not
// make a longer word of it. A third character that is one of the words that follow is not part of it.
func freeEnd(text string, start, end int) int {
	name := text[start:end]
	if notNameWords[firstRunes(name, 2)] || notNameWords[firstRunes(name, 3)] || wordBefore.MatchString(text[max(0, start-3):start+utf8.RuneLen(firstRune(name))]) {
		return start
	}
	if afterName.MatchString(text[end:]) || utf8.RuneCountInString(name) == 3 && strings.ContainsRune(surnames, firstRune(name)) {
		return end
	}
	_, last := utf8.DecodeLastRuneInString(name)
	if short := end - last; utf8.RuneCountInString(name) == 3 && afterName.MatchString(text[short:]) && strings.ContainsRune(surnames, firstRune(name)) {
		return short
	}
	return start
}

// wordBefore are words that a surname ends: 开张, 金黄, 女王.
var wordBefore = regexp.MustCompile(`(?:[开紧主纸慌扩夸一二两三几这那每]张|金黄|[大小帝国女]王|行李|围魏|[浪]郭|军阀|安徐|[上下]陆|[大登着]陆|[鼓]吹|[回照]顾|[汽]车|[牺]牲)$`)

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

func firstRunes(s string, n int) string {
	r := []rune(s)
	return string(r[:min(n, len(r))])
}

var (
	capital = `[A-Z][a-z]+(?:[-'][A-Z][a-z]+)*`
	// Mr. Smith, Ms Jane Doe-Lee, Dr. O'Brien
	honoured = regexp.MustCompile(`\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Madam|Attorney|Judge|Officer|Agent|Representative|Supervisor|Manager)\b\.?\s+((?:[A-Z]\.\s+)?(?:O'|Mc|Mac|De |Van |de la )?` + capital + `(?:\s+[A-Z]\.)?(?:\s+` + capital + `){0,2})`)
	// my name is Jane Doe, this is Carlos, speak with Ana Lopez
	presented = regexp.MustCompile(`\b(?i:my name is|my name's|name is|name was|name of|named|this is|i am|i'm|speak (?:with|to)|spoke (?:with|to)|speaking (?:with|to)|talked (?:with|to)|asked for|looking for|call(?:ed)? for|ask for|calling for|signed,?|sincerely,?|regards,?|dear|hi|hello|thanks,?|a woman called|a man called|called himself|called herself|name[:：]|cardholder[:：]?|borrower[:：]?|debtor[:：]?|husband,?|wife,?|son,?|daughter,?|mother,?|father,?|brother,?|sister,?|roommate,?|contact person[:：]?|from a|by a)\s+((?:O'|Mc|Mac)?` + capital + `(?:\s+[A-Z]\.)?(?:\s+(?:O'|Mc|Mac|de |De |Van )?` + capital + `){0,2})`)
	// Jane Doe promised, Jane Doe and John Roe both: two capitals that do what people do.
	acting = regexp.MustCompile(`\b(` + capital + `(?:\s+[A-Z]\.)?\s+(?:O'|Mc|Mac|de |De |Van )?` + capital + `)(?:'s\s+(?:account|number|phone|name|debt|file|husband|wife|mother|father|card|loan)|,?\s+(?:promised|said|says|called|paid|agreed|asked|told|signed|refused|wants|wanted|owes|answered|stated|explained|confirmed|both|lives|works|lost|wrote|sent|hung|disputes|disputed|filed|passed|died|broke|does|did|was|has|had|will|would|got|moved|is\s+(?:my|the|a|his|her|not)))\b`)
	// told Jane Doe, a report from Jane Doe: words that bring one, where two capitals follow.
	brought = regexp.MustCompile(`\b(?i:per|neighbor|neighbour|tenant,?|landlord,?|friend|boss|cousin|uncle|aunt|nephew|niece|son|daughter|told|reached|attention|attn:?|contacted|met|notified|emailed|texted|asked|owed by|paid by|signed by|from|with|to|and|for|by|of)\s+(` + capital + `(?:\s+[A-Z]\.)?\s+(?:O'|Mc|Mac|de |De |Van )?` + capital + `)\b`)
	// A given name everybody knows, with or without a surname behind it.
	wellKnown = regexp.MustCompile(`\b(?:` + givenNames + `)(?:\s+[A-Z]\.)?(?:\s+(?:O'|Mc|Mac)?` + capital + `)?\b`)
)

// firmAfter are the words that make a firm or a place of the capitals before them.
var firmAfter = regexp.MustCompile(`^,?\s+(?:LLC|Inc|Ltd|LLP|Corp|Co\b|&|and\s+Associates|[A-Z][a-z]+(?:[ .,]|$))`)

const givenNames = `James|John|Robert|Michael|William|David|Richard|Joseph|Thomas|Charles|Christopher|Daniel|Matthew|Anthony|Steven|Paul|Andrew|Joshua|Kenneth|Kevin|Brian|George|Timothy|Ronald|Jason|Edward|Jeffrey|Ryan|Jacob|Gary|Nicholas|Eric|Jonathan|Stephen|Larry|Justin|Scott|Brandon|Benjamin|Samuel|Gregory|Alexander|Patrick|Raymond|Dennis|Jerry|Tyler|Aaron|Jose|Adam|Nathan|Henry|Zachary|Douglas|Peter|Kyle|Carlos|Luis|Miguel|Juan|Ahmed|Mohammed|Omar|Ali|Raj|Priya|Wei|Mary|Patricia|Jennifer|Linda|Elizabeth|Barbara|Susan|Jessica|Sarah|Karen|Lisa|Nancy|Betty|Sandra|Margaret|Ashley|Kimberly|Emily|Donna|Michelle|Carol|Amanda|Melissa|Deborah|Stephanie|Rebecca|Sharon|Laura|Cynthia|Dorothy|Amy|Kathleen|Angela|Shirley|Emma|Brenda|Pamela|Nicole|Anna|Samantha|Katherine|Christine|Debra|Rachel|Carolyn|Janet|Maria|Olivia|Heather|Helen|Catherine|Diane|Julie|Victoria|Joyce|Lauren|Kelly|Christina|Ruth|Joan|Virginia|Judith|Evelyn|Hannah|Andrea|Megan|Cheryl|Jacqueline|Martha|Madison|Teresa|Gloria|Sara|Janice|Ann|Kathryn|Abigail|Sophia|Frances|Jean|Alice|Judy|Isabella|Julia|Denise|Danielle|Marie|Diana|Brittany|Natalie|Jane|Carmen|Rosa|Elena|Lucia|Fatima|Aisha|Mei|Keisha|Latoya|Tanisha|Jamal|Darnell|Tyrone|DeShawn|Marcus|Derek|Curtis|Craig|Todd|Keith|Roger|Gerald|Bruce|Albert|Willie|Billy|Bobby|Johnny|Jimmy|Tommy|Randy|Howard|Eugene|Russell|Louis|Philip|Harry|Walter|Arthur|Lawrence|Wayne|Ralph|Roy|Alan|Diego|Javier|Sofia|Camila|Valentina|Mateo|Ivan|Olga|Svetlana|Dmitri|Yuki|Kenji|Hiroshi|Sanjay|Anita|Deepak|Nguyen|Thanh|Linh`

// notNames are words with a capital that stand where a name may stand.
var notNames = func() map[string]bool {
	out := wordSet(`Wells Fargo Chase Citi Citibank Capital Discover Synchrony Amazon Walmart Target Verizon Sprint Comcast Navient Ocwen Nationstar Cavalry Encore Enhanced Convergent Diversified Receivables Revenue Acceptance Asset Assets Funding Partners National Nationwide Central Southern Northern Eastern Western North South East West County City Street Avenue Road Police Supreme District Superior Circuit University College School Better Business Bureau Act Section Code Rule Chapter Report Reporting Statement Letter Notice Summons Complaint Case Docket Judge Clerk Certified Mail Postal Christmas Thanksgiving Easter Veterans Affairs Social Security Administration Home Depot Best Buy Bay Area Los Angeles San Las Vegas Dallas Houston Chicago Atlanta Miami Orlando Tampa Phoenix Denver Seattle Boston Baltimore Philadelphia Washington Georgia Carolina Jersey Ohio Michigan Illinois Virginia Tennessee Kentucky Alabama Arizona Nevada Oregon Indiana Missouri Kansas Louisiana Truth Lending Identity Theft Trade Commission Protection Practices Right Rights Full Paid Payment Plan Original Creditor Lender Sincerely Regards Best Good Great God First Second Third Last Next Call Calls Phone Number Date Time Amount Balance Interest Fee Fees`)
	for w := range notNamesMore {
		out[w] = true
	}
	return out
}()

var notNamesMore = map[string]bool{"Mr": true, "Ms": true, "Mrs": true, "General": true, "Title": true, "Verification": true, "Validation": true, "Visits": true, "Agreement": true, "Court": true, "Law": true, "Firm": true, "Professional": true, "Defendant": true, "Finance": true, "Consultants": true, "Attorneys": true, "Attorney": true, "Ltd": true, "LLC": true, "Generals": true, "Compliance": true, "Health": true, "Hospital": true, "Medical": true, "Insurance": true, "Mortgage": true, "Management": true, "I": true, "Sir": true, "Madam": true, "The": true, "This": true, "That": true, "Not": true, "My": true, "We": true, "You": true, "They": true, "It": true, "He": true, "She": true, "A": true, "An": true, "No": true, "Yes": true,
	"Credit": true, "Bank": true, "Collection": true, "Collections": true, "Department": true, "Debt": true, "Card": true, "Loan": true, "Services": true, "Service": true, "Recovery": true, "Solutions": true, "Associates": true, "Financial": true, "Capital": true, "Group": true, "Inc": true, "Company": true, "Office": true, "Legal": true, "Customer": true, "Account": true,
	"Monday": true, "Tuesday": true, "Wednesday": true, "Thursday": true, "Friday": true, "Saturday": true, "Sunday": true, "January": true, "February": true, "March": true, "April": true, "May": true, "June": true, "July": true, "August": true, "September": true, "October": true, "November": true, "December": true,
	"America": true, "American": true, "Federal": true, "State": true, "United": true, "States": true, "English": true, "Spanish": true, "Chinese": true, "Thank": true, "Thanks": true, "Please": true, "What": true, "Why": true, "How": true, "When": true, "Where": true, "Who": true, "All": true, "There": true, "Fair": true, "Consumer": true, "Portfolio": true, "Midland": true, "Equifax": true, "Experian": true, "Transunion": true,
	"Attempting": true, "Being": true, "Getting": true, "Trying": true, "Very": true, "So": true, "Now": true, "Then": true, "And": true, "But": true, "Or": true, "If": true, "For": true, "To": true, "On": true, "In": true, "At": true, "Team": true, "Everyone": true, "Again": true, "Texas": true, "Florida": true, "California": true, "New": true, "York": true}

// englishNames finds names by a form of address, by the words that bring one, and by well-known given names.
func englishNames(text string) []piece {
	var out []piece
	for _, pattern := range []*regexp.Regexp{honoured, presented, acting} {
		for _, m := range pattern.FindAllStringSubmatchIndex(text, -1) {
			if end := nameEnd(text, m[2], m[3]); end > m[2] {
				out = append(out, piece{m[2], end, SpanName, sureContext})
			}
		}
	}
	for _, m := range brought.FindAllStringSubmatchIndex(text, -1) {
		// Firms and places come after the same words: both capitals must be able to be a person's.
		if end := nameEnd(text, m[2], m[3]); end == m[3] && (!firmAfter.MatchString(text[end:]) || strings.HasPrefix(text[end:], ", Attorney")) {
			out = append(out, piece{m[2], end, SpanName, sureShape})
		}
	}
	for _, m := range wellKnown.FindAllStringIndex(text, -1) {
		if end := nameEnd(text, m[0], m[1]); end > m[0] {
			out = append(out, piece{m[0], end, SpanName, sureShape})
		}
	}
	return out
}

// nameEnd cuts a name before the first word that is none; start where nothing is left.
func nameEnd(text string, start, end int) int {
	at, last := start, start
	for _, word := range strings.SplitAfter(text[start:end], " ") {
		bare := strings.Trim(word, " .,'")
		if notNames[bare] || strings.ToUpper(bare) == bare && len(bare) > 2 {
			break
		}
		at += len(word)
		last = at - (len(word) - len(strings.TrimRight(word, " ")))
	}
	return last
}

// knownNames finds the given names anywhere; a Latin one also by each of its parts of three letters or more, a Chinese
// full name also by the given name alone.
func knownNames(text string, known []string) []piece {
	var out []piece
	for _, name := range known {
		name = strings.TrimSpace(foldWidth(name))
		out = append(out, occurrences(text, name, sureKnown)...)
		if hanName(name) {
			if utf8.RuneCountInString(name) >= 3 {
				out = append(out, occurrences(text, rest(name), sureKnown-1)...)
			}
			continue
		}
		for _, part := range strings.Fields(name) {
			if len(part) >= 3 {
				out = append(out, occurrences(text, part, sureKnown-1)...)
			}
		}
	}
	return out
}

// repeats finds again, without their context, the names that a context gave away: a full Chinese name, and each part of
// an English one.
func repeats(text string, names []piece) []piece {
	var out []piece
	done := map[string]bool{}
	add := func(name string) {
		if !done[name] {
			done[name] = true
			out = append(out, occurrences(text, name, sureContext-5)...)
		}
	}
	for _, p := range names {
		name := text[p.start:p.end]
		if hanName(name) {
			if utf8.RuneCountInString(name) >= 2 {
				add(name)
			}
			continue
		}
		add(name)
		if p.sure < sureContext { // two capitals that nothing but their place makes a name: "Note" alone is none
			continue
		}
		for _, part := range strings.Fields(name) {
			if part = strings.Trim(part, "."); len(part) >= 4 && !notNames[part] {
				add(part)
			}
		}
	}
	return out
}

func hanName(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(c rune) bool { return !unicode.Is(unicode.Han, c) && c != '·' })
}

// caseOf lets the case of known names differ; a name that was only guessed must be spelt the same, or the court that
// somebody was "named" before would be taken all through a text.
func caseOf(sure int) string {
	if sure >= sureKnown-1 {
		return `(?i)`
	}
	return ""
}

// occurrences finds a name; a Latin one only as whole words.
func occurrences(text, name string, sure int) []piece {
	if utf8.RuneCountInString(name) < 2 {
		return nil
	}
	pattern := regexp.QuoteMeta(name)
	if !hanName(name) {
		pattern = caseOf(sure) + `\b` + strings.Join(strings.Fields(pattern), `\s+`) + `\b`
	}
	find, err := regexp.Compile(pattern)
	if err != nil { // a quoted name always compiles
		return nil
	}
	var out []piece
	for _, m := range find.FindAllStringIndex(text, -1) {
		out = append(out, piece{m[0], m[1], SpanName, sure})
	}
	return slices.Clip(out)
}
