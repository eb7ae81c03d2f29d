package rulebook

// Family is a kind of conduct that rules of several jurisdictions speak about.
type Family struct{ ID, EN, ZH string }

// families are in the order of their ids. F01 to F23 are kinds of conduct; F00
// is ours, for what is no conduct at all: the state of an account.
var families = []Family{
	{"F00", "state of the account", "账户状态"},
	{"F01", "who is calling: missing, false or evasive", "来电身份缺失、虚假或回避"},
	{"F02", "required statement or notice missing", "缺少应作的声明或告知"},
	{"F03", "debt discussed before the person is verified", "未核实本人就谈债务"},
	{"F04", "debt revealed to someone else", "向第三人透露债务"},
	{"F05", "payment asked of someone who does not owe", "向不负债的人要钱或借其施压"},
	{"F06", "public exposure or pressure on reputation", "公开曝光、名誉施压"},
	{"F07", "threat, intimidation or violence", "威胁、恐吓、暴力"},
	{"F08", "insult, mockery or discrimination", "侮辱、嘲讽、歧视"},
	{"F09", "posing as an authority, lawyer or court", "冒充机关、律师或法院"},
	{"F10", "false legal or credit consequence", "虚构法律或征信后果"},
	{"F11", "too many contacts", "联系过于频繁"},
	{"F12", "forbidden or inconvenient time or place", "禁止或不便的时间、地点"},
	{"F13", "channel, stop request or representative ignored", "无视渠道要求、停止要求或代理人"},
	{"F14", "payment route or unauthorised fee", "收款渠道违规或擅自收费"},
	{"F15", "pushed to borrow in order to pay", "诱导借新还旧"},
	{"F16", "amount, status or promise misrepresented", "金额、状态失实或越权承诺"},
	{"F17", "misuse of personal information", "滥用或过度收集个人信息"},
	{"F18", "hardship or vulnerability ignored", "无视困难或脆弱处境"},
	{"F19", "dispute ignored", "无视异议"},
	{"F20", "visit, entry or repossession threatened", "上门、闯入、扣押威胁"},
	{"F21", "time-barred debt", "超过时效的债务"},
	{"F22", "recording evaded", "规避录音留痕"},
	{"F23", "more interest or money than law allows", "超出法律或合同的息费"},
}

// Families returns all families in the order of their ids. The slice is the caller's.
func Families() []Family { return append([]Family(nil), families...) }

// FamilyName is the family's name in Chinese ("zh…") or English; empty for an
// unknown id.
func FamilyName(id, lang string) string {
	for _, f := range families {
		if f.ID != id {
			continue
		}
		if isChinese(lang) {
			return f.ZH
		}
		return f.EN
	}
	return ""
}
