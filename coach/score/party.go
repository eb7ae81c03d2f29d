package score

import "regexp"

// isThird reports whether the one who answers owes nothing. A guarantor owes;
// an unverified voice may still be the debtor and is judged apart.
func isThird(callee string) bool {
	switch callee {
	case "", "debtor", "guarantor", "unverified", "voicemail":
		return false
	}
	return true
}

// window is the permitted part of a local day in minutes, [from, to).
type window struct{ from, to int }

// hours of contact. CN: GB/T 45251-2025 §5.3. US: 12 CFR 1006.6(b)(1), where
// 21:00 itself is still permitted. IN: RBI circular of 12 August 2022. All
// others: house policy, as in the rulebook.
func hoursOf(jurisdiction string) window {
	switch jurisdiction {
	case "CN":
		return window{8 * 60, 22 * 60}
	case "US":
		return window{8 * 60, 21*60 + 1}
	case "IN":
		return window{8 * 60, 19 * 60}
	}
	return window{8 * 60, 21 * 60}
}

func withinHours(c Context, minute int) bool {
	if c.Facts.LateAgreed {
		return true
	}
	w := hoursOf(c.Jurisdiction)
	return minute >= w.from && minute < w.to
}

var (
	aboutDebt  = regexp.MustCompile(`(?i)\b(debts?|owe[sd]?|owing|overdue|arrears|loans?|balance|repay\w*|instal?ments?|past due|collect(ions?|or|ing)|recover(y|ies)|unpaid|payments?|payoff|lender|behind on|mortgage)\b|欠|逾期|借款|贷|催收|还款|还钱|账单|信用卡|分期|本金|违约金|利息|債|繳款|委外`)
	aboutPay   = regexp.MustCompile(`(?i)\b(pay|paid|paying|payment|transfer|deposit|card number|settle|clear it)\b|还|付|转账|打款|存|结清|缴|匯`)
	aboutSum   = regexp.MustCompile(`(?i)[$£€¥₹]\s?\d|\d[\d,.]*\s?(dollars|yuan|pounds|rupees|euros|rmb|hkd|块|元|万|千|百)|[一二两三四五六七八九十百千万]+(块|元|万|千|百)|\b(hundred|thousand|grand)\b`)
	aboutLaw   = regexp.MustCompile(`(?i)\b(court|sue|suing|lawsuit|legal|judge|judgment|warrant|arrest|police|jail|lawyer|attorney|solicitor|garnish\w*|bailiff)\b|法院|起诉|诉讼|立案|传票|律师|警|拘留|坐牢|判决|强制执行|報警`)
	aboutFile  = regexp.MustCompile(`(?i)\b(credit (file|report|score|bureau)|bureaus?|blacklist|cibil)\b|征信|失信|黑名单|老赖|信用`)
	aboutCome  = regexp.MustCompile(`(?i)\b(visit|door|doorstep|your (house|home|office|street)|come (over|round|by)|repossess|tow)\b|上门|家里|单位|公司|小区|门口|楼下`)
	aboutKin   = regexp.MustCompile(`(?i)\b(mother|father|mum|mom|dad|parents?|wife|husband|sister|brother|son|daughter|kids?|children|family|boss|employer|colleagues?|neighbou?rs?|friends?)\b|爸|妈|父|母|老婆|老公|爱人|孩子|女儿|儿子|家人|同事|领导|老板|邻居|朋友|亲戚`)
	aboutSorry = regexp.MustCompile(`(?i)\b(sorry|apolog\w*|my mistake|that was wrong|take (that|it) back)\b|对不起|抱歉|道歉|对不住|是我们的错|不好意思|收回`)
)

// topics are what the words are about, coarse, for crossing with the context.
func topics(text string) []string {
	var out []string
	for _, t := range []struct {
		re   *regexp.Regexp
		name string
	}{
		{aboutDebt, "t:debt"}, {aboutPay, "t:pay"}, {aboutSum, "t:sum"}, {aboutLaw, "t:law"},
		{aboutFile, "t:file"}, {aboutCome, "t:come"}, {aboutKin, "t:kin"}, {aboutSorry, "t:sorry"},
	} {
		if t.re.MatchString(text) {
			out = append(out, t.name)
		}
	}
	return out
}
