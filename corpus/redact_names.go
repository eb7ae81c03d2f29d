package corpus

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The hundred-odd most common surnames cover nine in ten people; those that are common words as well (向, 和, 于, 时,
// 商, 温, 安, 常 …) are only taken before a form of address.
const (
	surnames = `王李张刘陈杨黄赵周吴徐孙胡朱林何郭罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊陆郝孔崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易武乔贺赖龚文庞樊兰殷施陶洪翟颜倪严牛俞季鲁葛韦毕聂焦柳邢路岳齐梅庄辛管祝左涂谷祁舒耿牟卜詹欧柯阮`
	rareSur  = `向于和时商温安常高金白马关包查华成齐甘元单车苗凌费纪屈项滕游阳裴席卫解应宗房盛童霍柴尚简景戚辜冉骆覃`
	doubles  = `欧阳|司马|上官|诸葛|司徒|东方|皇甫|尉迟|公孙|慕容|令狐|宇文|长孙|夏侯|南宫|端木`
	titles   = `先生|女士|小姐|太太|夫人|老师|师傅|经理|主管|主任|总监|老板|律师|医生|大夫|护士长|护士|警官|法官|会计|店长|厂长|校长|书记|队长|班长|组长|阿姨|叔叔|大姐|大哥|大爷|大妈|奶奶|爷爷|伯伯|同志|同学|专员`
)

var (
	surname = `(?:` + doubles + `|[` + surnames + `])`
	anySur  = `(?:` + doubles + `|[` + surnames + rareSur + `])`

	// 王先生, 欧阳女士, 李小明先生: the surname with what follows it up to the form of address.
	titled = regexp.MustCompile(`(` + anySur + `\p{Han}{0,2}?)(?:` + titles + `)`)
	// 我叫张伟, 姓名：李娜, 联系人王芳, 请问是陈静吗
	introduced = regexp.MustCompile(`(?:我叫|名叫|叫做|名字(?:是|叫)|姓名(?:是|为)?[:： ]*|联系人(?:是|叫)?[:： ]*|户名(?:是|为)?[:： ]*|借款人[:： ]*|持卡人[:： ]*|债务人[:： ]*|收款人(?:是|叫)?[:： ]*|担保人(?:是|叫)?[:： ]*|本人|请问(?:您)?是|请问|您是|你是|找一下|我找|我是|这是|他叫|她叫|儿子|女儿|老公|老婆|丈夫|妻子|妈妈|爸爸|母亲|父亲|哥哥|弟弟|姐姐|妹妹|同事|朋友|室友|经办人[:： ]*|客户[:： ]*|坐席[:： ]*|专员[:： ]*)(` + anySur + `[\p{Han}·]{1,2})`)
	// 张伟您好, 李娜本人, 王芳说
	followed = regexp.MustCompile(`(` + surname + `\p{Han}{1,2}?)(?:您好|你好|本人|女儿|儿子|的手机|的电话|的爱人|的丈夫|的妻子|的身份证|说|表示|来电|接的|接听|打来|承诺|还款|名下|签的|签字|的名字|转账|借的|欠的|这个人|已经|一直|在吗)`)
	// 小王, 老李, 阿强 after a form that calls somebody.
	called = regexp.MustCompile(`((?:小|老|阿)[` + surnames + `])(?:[，,。！!？? ]|说|帮|的|和|来|跟)`)
)

// notGiven are characters that hardly ever stand in a given name but often follow a surname that is a word.
const notGiven = `的了是在有我你他她您这那不没和与就都也还说要会能到去来把被给对从向让吗呢吧啊呀么什怎哪谁几个们得着过很太更最先生女小姐您`

// commonWords begin with a surname and are no names.
var commonWords = map[string]bool{"周一": true, "周二": true, "周三": true, "周四": true, "周五": true, "周六": true, "周日": true, "周末": true, "周年": true, "周期": true, "周转": true,
	"高利": true, "高兴": true, "高额": true, "方便": true, "方案": true, "方式": true, "方面": true, "方法": true, "万一": true, "万元": true, "万块": true, "钱款": true, "钱包": true, "文件": true, "文字": true,
	"施工": true, "路上": true, "路过": true, "石头": true, "严重": true, "严格": true, "任何": true, "任务": true, "许多": true, "许可": true, "程序": true, "程度": true, "康复": true, "成功": true, "成本": true,
	"余额": true, "余款": true, "余下": true, "江湖": true, "范围": true, "董事": true, "管理": true, "管辖": true, "何时": true, "何必": true, "何况": true, "应该": true, "应还": true, "毕竟": true, "毕业": true,
	"易于": true, "段时": true, "段话": true, "时间": true, "时候": true, "单位": true, "单子": true, "关系": true, "关于": true, "安排": true, "安全": true, "常见": true, "解释": true, "解决": true, "华人": true,
	"曾经": true, "田里": true, "平台": true, "齐全": true, "项目": true, "金额": true, "金融": true, "白天": true, "马上": true, "包括": true, "查询": true, "查到": true, "查清": true, "查账": true, "向银": true,
	"和解": true, "于是": true, "温和": true, "商量": true, "商家": true, "商户": true, "元旦": true, "元左": true, "童鞋": true, "左右": true, "谷雨": true, "庄重": true, "祝您": true, "祝你": true, "房贷": true, "房子": true, "房租": true, "房东": true, "车贷": true, "车子": true, "江苏": true, "云南": true, "陕西": true, "贺卡": true, "尚未": true, "简单": true, "景区": true, "游戏": true, "柳州": true, "杭州": true, "温州": true, "郑州": true, "苏州": true, "徐州": true}

// chineseNames finds names by a surname and what stands round it.
func chineseNames(text string) []piece {
	var out []piece
	for _, m := range titled.FindAllStringSubmatchIndex(text, -1) {
		if name := text[m[2]:m[3]]; !strings.ContainsAny(rest(name), notGiven) {
			out = append(out, piece{m[2], m[3], SpanName, sureContext})
		}
	}
	for _, pattern := range []*regexp.Regexp{introduced, followed} {
		for _, m := range pattern.FindAllStringSubmatchIndex(text, -1) {
			if end := givenEnd(text, m[2], m[3]); end > m[2] {
				out = append(out, piece{m[2], end, SpanName, sureContext})
			}
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

// givenEnd cuts a name where a character follows that is in no given name; start where nothing is left of it.
func givenEnd(text string, start, end int) int {
	name := text[start:end]
	if commonWords[firstTwo(name)] {
		return start
	}
	first := true
	for i, c := range name {
		if !first && strings.ContainsRune(notGiven, c) {
			end = start + i
			break
		}
		first = false
	}
	if utf8.RuneCountInString(text[start:end]) < 2 {
		return start
	}
	return end
}

func firstTwo(s string) string {
	r := []rune(s)
	return string(r[:min(2, len(r))])
}

var (
	capital = `[A-Z][a-z]+(?:[-'][A-Z][a-z]+)*`
	// Mr. Smith, Ms Jane Doe-Lee, Dr. O'Brien
	honoured = regexp.MustCompile(`\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Madam|Attorney|Judge|Officer|Agent|Representative|Supervisor|Manager)\b\.?\s+((?:[A-Z]\.\s+)?(?:O'|Mc|Mac|De |Van |de la )?` + capital + `(?:\s+[A-Z]\.)?(?:\s+` + capital + `){0,2})`)
	// my name is Jane Doe, this is Carlos, speak with Ana Lopez
	presented = regexp.MustCompile(`\b(?i:my name is|my name's|name is|name was|name of|named|this is|i am|i'm|speak (?:with|to)|spoke (?:with|to)|speaking (?:with|to)|talked (?:with|to)|asked for|looking for|call(?:ed)? for|ask for|calling for|signed,?|sincerely,?|regards,?|dear|hi|hello|thanks,?|a woman called|a man called|called himself|called herself|name[:：]|cardholder[:：]?|borrower[:：]?|debtor[:：]?|husband,?|wife,?|son,?|daughter,?|mother,?|father,?|brother,?|sister,?|roommate,?|contact person[:：]?|from a|by a)\s+((?:O'|Mc|Mac)?` + capital + `(?:\s+[A-Z]\.)?(?:\s+(?:O'|Mc|Mac|de |De |Van )?` + capital + `){0,2})`)
	// A given name everybody knows, with or without a surname behind it.
	wellKnown = regexp.MustCompile(`\b(?:` + givenNames + `)(?:\s+[A-Z]\.)?(?:\s+(?:O'|Mc|Mac)?` + capital + `)?\b`)
)

const givenNames = `James|John|Robert|Michael|William|David|Richard|Joseph|Thomas|Charles|Christopher|Daniel|Matthew|Anthony|Steven|Paul|Andrew|Joshua|Kenneth|Kevin|Brian|George|Timothy|Ronald|Jason|Edward|Jeffrey|Ryan|Jacob|Gary|Nicholas|Eric|Jonathan|Stephen|Larry|Justin|Scott|Brandon|Benjamin|Samuel|Gregory|Alexander|Patrick|Raymond|Dennis|Jerry|Tyler|Aaron|Jose|Adam|Nathan|Henry|Zachary|Douglas|Peter|Kyle|Carlos|Luis|Miguel|Juan|Ahmed|Mohammed|Omar|Ali|Raj|Priya|Wei|Mary|Patricia|Jennifer|Linda|Elizabeth|Barbara|Susan|Jessica|Sarah|Karen|Lisa|Nancy|Betty|Sandra|Margaret|Ashley|Kimberly|Emily|Donna|Michelle|Carol|Amanda|Melissa|Deborah|Stephanie|Rebecca|Sharon|Laura|Cynthia|Dorothy|Amy|Kathleen|Angela|Shirley|Emma|Brenda|Pamela|Nicole|Anna|Samantha|Katherine|Christine|Debra|Rachel|Carolyn|Janet|Maria|Olivia|Heather|Helen|Catherine|Diane|Julie|Victoria|Joyce|Lauren|Kelly|Christina|Ruth|Joan|Virginia|Judith|Evelyn|Hannah|Andrea|Megan|Cheryl|Jacqueline|Martha|Madison|Teresa|Gloria|Sara|Janice|Ann|Kathryn|Abigail|Sophia|Frances|Jean|Alice|Judy|Isabella|Julia|Denise|Danielle|Marie|Diana|Brittany|Natalie|Jane|Carmen|Rosa|Elena|Lucia|Fatima|Aisha|Mei|Keisha|Latoya|Tanisha|Jamal|Darnell|Tyrone|DeShawn|Marcus|Derek|Curtis|Craig|Todd|Keith|Roger|Gerald|Bruce|Albert|Willie|Billy|Bobby|Johnny|Jimmy|Tommy|Randy|Howard|Eugene|Russell|Louis|Philip|Harry|Walter|Arthur|Lawrence|Wayne|Ralph|Roy|Alan|Diego|Javier|Sofia|Camila|Valentina|Mateo|Ivan|Olga|Svetlana|Dmitri|Yuki|Kenji|Hiroshi|Sanjay|Anita|Deepak|Nguyen|Thanh|Linh`

// notNames are words with a capital that stand where a name may stand.
var notNames = map[string]bool{"I": true, "Sir": true, "Madam": true, "The": true, "This": true, "That": true, "Not": true, "My": true, "We": true, "You": true, "They": true, "It": true, "He": true, "She": true, "A": true, "An": true, "No": true, "Yes": true,
	"Credit": true, "Bank": true, "Collection": true, "Collections": true, "Department": true, "Debt": true, "Card": true, "Loan": true, "Services": true, "Service": true, "Recovery": true, "Solutions": true, "Associates": true, "Financial": true, "Capital": true, "Group": true, "Inc": true, "Company": true, "Office": true, "Legal": true, "Customer": true, "Account": true,
	"Monday": true, "Tuesday": true, "Wednesday": true, "Thursday": true, "Friday": true, "Saturday": true, "Sunday": true, "January": true, "February": true, "March": true, "April": true, "May": true, "June": true, "July": true, "August": true, "September": true, "October": true, "November": true, "December": true,
	"America": true, "American": true, "Federal": true, "State": true, "United": true, "States": true, "English": true, "Spanish": true, "Chinese": true, "Thank": true, "Thanks": true, "Please": true, "What": true, "Why": true, "How": true, "When": true, "Where": true, "Who": true, "All": true, "There": true, "Fair": true, "Consumer": true, "Portfolio": true, "Midland": true, "Equifax": true, "Experian": true, "Transunion": true,
	"Attempting": true, "Being": true, "Getting": true, "Trying": true, "Very": true, "So": true, "Now": true, "Then": true, "And": true, "But": true, "Or": true, "If": true, "For": true, "To": true, "On": true, "In": true, "At": true, "Team": true, "Everyone": true, "Again": true, "Texas": true, "Florida": true, "California": true, "New": true, "York": true}

// englishNames finds names by a form of address, by the words that bring one, and by well-known given names.
func englishNames(text string) []piece {
	var out []piece
	for _, pattern := range []*regexp.Regexp{honoured, presented} {
		for _, m := range pattern.FindAllStringSubmatchIndex(text, -1) {
			if end := nameEnd(text, m[2], m[3]); end > m[2] {
				out = append(out, piece{m[2], end, SpanName, sureContext})
			}
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

// occurrences finds a name; a Latin one whatever its case, but only as whole words.
func occurrences(text, name string, sure int) []piece {
	if utf8.RuneCountInString(name) < 2 {
		return nil
	}
	pattern := regexp.QuoteMeta(name)
	if !hanName(name) {
		pattern = `(?i)\b` + strings.Join(strings.Fields(pattern), `\s+`) + `\b`
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
