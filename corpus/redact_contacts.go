package corpus

import (
	"regexp"
	"strings"
)

// A value that says what it is by the words before it: group 1 is the value.
var labelled = []struct {
	kind    SpanKind
	sure    int
	pattern *regexp.Regexp
}{
	{SpanWeChat, sureShaped, regexp.MustCompile(`(?i)(?:微信号?|weixin|we ?chat|\bwx|\bvx|威信|薇信|\bv信)\s*(?:id|号|账号)?\s*(?:is|就是|是|为|叫|搜|[:：])*\s*([a-z][a-z0-9_-]{5,19})`)},
	{SpanWeChat, sureContext, regexp.MustCompile(`(?i)加我?(?:微|v|V)[:： ]?\s*([a-z][a-z0-9_-]{5,19})`)},
	{SpanQQ, sureChecked, regexp.MustCompile(`(?i)(?:\bqq|扣扣|企鹅号?|抠抠)\s*(?:号码?|id|number)?\s*(?:is|是|为|[:：])*\s*([1-9]\d{4,10})`)},
	{SpanPlate, sureShaped, regexp.MustCompile(`([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z] ?[·•. ]? ?[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳])`)},
	{SpanPlate, sureShaped, regexp.MustCompile(`(?i)(?:licen[cs]e plate|plate number|plates?|tag number)\s*(?:number|no\.?|#)?\s*(?:is|was|reads|[:：])?\s*((?-i:[A-Z0-9]{1,4}[- ]?[A-Z]*\d[A-Z0-9]{1,5}))`)},
	{SpanOther, sureShaped, regexp.MustCompile(`(?i)(?:passport|护照|driver'?s? licen[cs]e|driving licen[cs]e|驾驶证|驾照|employee id|staff id|badge|student id|工号|学号|社保号|社保卡号?|medicare|member id|policy id)\s*(?:号码?|number|no\.?|id|#)?\s*(?:is|was|是|为|[:：])*\s*((?-i:[A-Z]{0,3}[- ]?\d[A-Z0-9-]{3,14}))`)},
	{SpanAccount, sureContext + 5, regexp.MustCompile(`(?i)(?:account|acct|a/c|loan|contract|agreement|policy|customer|client|reference|file|claim|member)\s*(?:number|no\.?|num|#|id|ref)\s*(?:is|was|of|[:：#])*\s*((?-i:[A-Z]{0,4}[- ]?\d[A-Z0-9-]{4,22}))`)},
	{SpanAccount, sureContext + 5, regexp.MustCompile(`(?i)\b(?:account|acct)\s*[:：#]?\s*((?-i:[A-Z]{0,3}-?\d[0-9-]{5,20}))`)},
	{SpanAccount, sureContext + 5, regexp.MustCompile(`(?:账号|帐号|账户号?|帐户|合同编?号|借据编?号|贷款编号|客户号|户号|协议编?号|借款编号|保单号|支付宝账?号?|花呗账号)\s*(?:尾号)?(?:就是|是|为|[:：])*\s*([A-Za-z]{0,4}[-]?\d[A-Za-z0-9-]{4,24})`)},
	{SpanID, sureContext + 5, regexp.MustCompile(`(?i)(?:ssn|social security(?: number| no\.?)?|social)\s*(?:is|was|[:：#])*\s*(\d{3}[- ]?\d{2}[- ]?\d{4})`)},
}

// contacts finds values by the words before them.
func contacts(text string) []piece {
	var out []piece
	for _, l := range labelled {
		for _, m := range l.pattern.FindAllStringSubmatchIndex(text, -1) {
			start, end := m[2], m[3]
			if end < len(text) && wordByte(text[end]) || amountAt(text, start, end) {
				continue
			}
			end -= len(text[start:end]) - len(strings.TrimRight(text[start:end], "-. "))
			out = append(out, piece{start, end, l.kind, l.sure})
		}
	}
	return out
}

const han = `\p{Han}`

var (
	// 幸福路128号3栋2单元501室, with the province, city and district before it. A number and a unit are needed: 建设路 alone
	// says nothing of a person.
	chineseAddress = regexp.MustCompile(`(?:` + han + `{2,8}?(?:省|自治区|特别行政区))?(?:` + han + `{2,8}?(?:市|自治州|盟))?(?:` + han + `{1,8}?(?:区|县|旗))?(?:` + han + `{1,8}?(?:镇|乡|街道))?` +
		`(?:` + han + `{1,8}?(?:大道|路|街|巷|弄|胡同|里|村|小区|花园|公寓|大厦|新村|家园|苑|城|园|庄))+(?:[东西南北中]?[0-9一二三四五六七八九十]+(?:段|期|区))?` +
		`(?:[A-Za-z0-9一二三四五六七八九十百零-]+(?:号院|号楼|号|弄|栋|幢|座|单元|楼|层|室|组|户|区))+(?:[A-Za-z0-9-]*\d[A-Za-z0-9-]*室?)?`)
	// Words before an address that the pattern cannot tell from a place's name.
	addressLead = regexp.MustCompile(`^.*?(?:地址(?:是|为|在)?|住址(?:是|为)?|家住|住在|搬到了?|寄到了?|寄往|寄去|送到|位于|户籍(?:地|是)?|人在|住|在|到|去|是|于|从|给|的|和|了)`)

	englishStreet = regexp.MustCompile(`\b\d{1,6}[A-Z]?\s+(?:[NSEW]\.?\s+|North\s+|South\s+|East\s+|West\s+)?(?:(?:[A-Z][a-z]+|\d{1,3}(?:st|nd|rd|th))\s+){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl|Way|Terrace|Circle|Cir|Parkway|Pkwy|Highway|Hwy|Square|Trail|Close|Crescent)\b\.?` +
		`(?:,?\s+(?:Apt|Apartment|Unit|Suite|Ste|Floor|Fl|#)\.?\s*#?\s?[A-Z0-9-]+)?(?:,?\s+[A-Z][a-z]+(?:\s[A-Z][a-z]+)?,?\s+[A-Z]{2}(?:\s+\d{5}(?:-\d{4})?)?)?`)
	englishBox = regexp.MustCompile(`(?i)\bP\.?\s?O\.?\s?Box\s+\d+(?:,?\s+(?-i:[A-Z][a-z]+(?:\s[A-Z][a-z]+)?,?\s+[A-Z]{2}(?:\s+\d{5}(?:-\d{4})?)?))?`)
	cityZip    = regexp.MustCompile(`\b[A-Z][a-z]+(?:\s[A-Z][a-z]+)?,\s+[A-Z]{2}\s+\d{5}(?:-\d{4})?\b`)
)

// addresses finds places exact enough to find a home by.
func addresses(text string, has signsOf) []piece {
	var out []piece
	if has.han {
		out = chineseAddresses(text)
	}
	if !has.digit || !has.capital {
		return out
	}
	for _, pattern := range []*regexp.Regexp{englishStreet, englishBox, cityZip} {
		for _, m := range pattern.FindAllStringIndex(text, -1) {
			out = append(out, piece{m[0], m[1], SpanAddress, sureShaped})
		}
	}
	return out
}

func chineseAddresses(text string) []piece {
	var out []piece
	for _, m := range chineseAddress.FindAllStringIndex(text, -1) {
		start := m[0] + leadLen(text[m[0]:m[1]])
		if start < m[1] {
			out = append(out, piece{start, m[1], SpanAddress, sureShaped})
		}
	}
	return out
}

// leadLen is the length of the words that stand before the place's name, such as 我住在.
func leadLen(found string) int {
	lead := 0
	for {
		m := addressLead.FindStringIndex(found[lead:])
		if m == nil || m[1] == 0 || !chineseAddress.MatchString(found[lead+m[1]:]) {
			return lead
		}
		lead += m[1]
	}
}
