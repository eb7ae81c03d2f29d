package rank

import (
	"fmt"
	"math"
	"strings"

	"evenkeel/model"
)

// topReasons is how many reasons a row shows: a line and a half.
const topReasons = 3

// themeOf says which reason a feature's contribution speaks for: several features tell the same story.
var themeOf = map[string]string{
	"balance": "balance", "balance_prev1": "balance", "balance_prev2": "balance", "balance_change": "balance_change",
	"balance_change_to_limit": "balance_change", "charges_to_limit": "balance_change", "room": "utilisation", "new_on_file": "days_past_due",
	"credit_limit": "utilisation", "utilisation": "utilisation", "due": "due",
	"days_past_due": "days_past_due", "days_past_due_prev1": "days_past_due", "days_past_due_change": "days_past_due",
	"paid": "months_paid", "paid_prev1": "months_paid", "paid_prev2": "months_paid", "paid_share": "months_paid",
	"paid_share_prev1": "months_paid", "paid_to_due": "months_paid", "paid_to_limit": "months_paid", "paid_mean": "months_paid", "months_paid": "months_paid",
	"months_known": "months_paid", "payments_90d": "months_paid", "days_since_payment": "days_since_payment",
	"promises_kept": "promises", "promises_broken": "promises", "promise_kept_share": "promises",
	"attempts_30d": "reached", "attempts_90d": "reached", "reached_90d": "reached", "reached_share": "reached",
	"days_since_reached": "days_since_reached",
}

// reasonsOf turns a model's contributions into reasons, the theme that moves the likelihood most first. x is the
// account's features as Features gives them.
func reasonsOf(list []model.Contribution, x []float64, currency string) []Reason {
	sum := map[string]float64{}
	var order []string
	for _, c := range list {
		theme := themeOf[c.Feature]
		if theme == "" {
			theme = c.Feature
		}
		if _, seen := sum[theme]; !seen {
			order = append(order, theme)
		}
		sum[theme] += c.LogOdds
	}
	var out []Reason
	for len(order) > 0 && len(out) < topReasons {
		best := 0
		for i := range order {
			if math.Abs(sum[order[i]]) > math.Abs(sum[order[best]]) {
				best = i
			}
		}
		if r, ok := reasonOf(order[best], x, currency, list); ok {
			out = append(out, r)
		}
		order = append(order[:best], order[best+1:]...)
	}
	return out
}

// feat is one value by name.
func feat(x []float64, name string) float64 {
	for i, f := range features {
		if f.name == name {
			return x[i]
		}
	}
	return missing
}

// reasonOf states the fact behind a theme; ok is false where it is not known.
func reasonOf(theme string, x []float64, currency string, list []model.Contribution) (Reason, bool) {
	known := func(code, arg, name string) (Reason, bool) {
		v := feat(x, name)
		return Reason{code, map[string]any{arg: math.Round(v)}}, !math.IsNaN(v)
	}
	switch theme {
	case "balance", "due":
		v := feat(x, theme)
		return Reason{theme, map[string]any{"amount": Money{minorOf(orZero(v)), currency}.String()}}, v > 0
	case "balance_change":
		v := feat(x, theme)
		code := map[bool]string{true: "balance_up", false: "balance_down"}[v > 0]
		return Reason{code, map[string]any{"percent": math.Round(100 * math.Abs(v))}}, !math.IsNaN(v) && math.Abs(v) >= 0.005
	case "utilisation":
		v := feat(x, theme)
		return Reason{theme, map[string]any{"percent": math.Round(100 * v)}}, v > 0
	case "days_past_due", "days_since_payment", "days_since_reached":
		return known(theme, "days", theme)
	case "months_paid":
		return paidReason(x)
	case "promises":
		kept, broken := feat(x, "promises_kept"), feat(x, "promises_broken")
		return Reason{"promises_kept", map[string]any{"kept": kept, "of": kept + broken}}, kept+broken > 0
	case "reached":
		n, of := feat(x, "reached_90d"), feat(x, "attempts_90d")
		return Reason{"reached", map[string]any{"reached": n, "of": of}}, of > 0
	}
	for _, c := range list {
		if name, own := strings.CutPrefix(c.Feature, ownPrefix); own && c.Feature == theme && !math.IsNaN(c.Number) {
			return Reason{"own_number", map[string]any{"name": name, "value": c.Number}}, true
		}
	}
	return Reason{}, false
}

// paidReason counts the months with a payment among the last three, or six where more are known.
func paidReason(x []float64) (Reason, bool) {
	known, paid := 0.0, 0.0
	for _, name := range []string{"paid", "paid_prev1", "paid_prev2"} {
		if v := feat(x, name); !math.IsNaN(v) {
			known++
			if v > 0 {
				paid++
			}
		}
	}
	return Reason{"months_paid", map[string]any{"paid": paid, "of": known}}, known > 0
}

func orZero(x float64) float64 {
	if math.IsNaN(x) {
		return 0
	}
	return x
}

// words of each code in both languages. {name} is an argument. A fact is stated, nobody is judged.
var words = map[string][2]string{
	"balance":            {"owes {amount}", "欠款 {amount}"},
	"due":                {"{amount} is due on the last statement", "最近一期账单应还 {amount}"},
	"balance_up":         {"the balance grew by {percent}% in a month", "欠款比上月增加 {percent}%"},
	"balance_down":       {"the balance fell by {percent}% in a month", "欠款比上月减少 {percent}%"},
	"utilisation":        {"uses {percent}% of the credit limit", "额度已用 {percent}%"},
	"days_past_due":      {"{days} days past due", "逾期 {days} 天"},
	"days_since_payment": {"last payment {days} days ago", "上次还款在 {days} 天前"},
	"days_since_reached": {"last conversation {days} days ago", "上次通话在 {days} 天前"},
	"promises_kept":      {"kept {kept} of {of} promises to pay", "{of} 次还款承诺中兑现了 {kept} 次"},
	"reached":            {"reached in {reached} of {of} attempts in 90 days", "近 90 天联系 {of} 次，接通 {reached} 次"},
	"own_number":         {"{name} is {value}", "{name} 为 {value}"},
	"promise_broken":     {"promised {amount} by {date}, not received", "承诺 {date} 前还 {amount}，尚未到账"},
	"promise_open":       {"promised {amount} by {date}", "承诺 {date} 前还 {amount}"},
	"promise_due":        {"promised {amount} for today", "承诺今天还 {amount}"},
	"call_back_due":      {"asked to be called at {time}", "约好 {time} 回电"},
	"tried":              {"no answer at {time}; try again from {again}", "{time} 拨打未接通，{again} 后可再试"},
	"busy":               {"line busy at {time}; try again from {again}", "{time} 占线，{again} 后可再试"},
	"spoke_today":        {"spoke today", "今天已通话"},
	"tried_today":        {"tried today", "今天已拨打过"},
	"snoozed":            {"set aside until {time}", "已暂放，{time} 再看"},
	"stage_early":        {"early stage: a reminder often settles it", "逾期初期，提醒往往就能解决"},
}

// monthsPaidWords are of their own: small numbers read better as words.
func monthsPaidWords(args map[string]any, zh bool) string {
	paid, of := number(args["paid"]), number(args["of"])
	switch {
	case zh && paid == 0:
		return fmt.Sprintf("近%s个月没有还款", han(of))
	case zh && of == 1:
		return "近一个月有还款"
	case zh && paid == of:
		return fmt.Sprintf("近%s个月每月都有还款", han(of))
	case zh:
		return fmt.Sprintf("近%s个月有%s个月还过款", han(of), han(paid))
	case of == 1 && paid == 0:
		return "paid nothing in the last month"
	case of == 1:
		return "paid in the last month"
	case paid == 0:
		return fmt.Sprintf("paid nothing in the last %d months", of)
	}
	return fmt.Sprintf("paid in %d of the last %d months", paid, of)
}

// Say puts a reason into words, in "zh" or else English.
func Say(r Reason, lang string) string {
	zh := strings.HasPrefix(lang, "zh")
	if r.Code == "months_paid" {
		return monthsPaidWords(r.Args, zh)
	}
	pair, ok := words[r.Code]
	if !ok {
		return r.Code
	}
	text := pair[0]
	if zh {
		text = pair[1]
	}
	for name, v := range r.Args {
		text = strings.ReplaceAll(text, "{"+name+"}", argument(v))
	}
	if !zh {
		text = singular.Replace(text)
	}
	return text
}

var singular = strings.NewReplacer("last payment 1 days", "last payment 1 day", "last conversation 1 days", "last conversation 1 day",
	"of 1 promises", "of 1 promise", "of 1 attempts", "of 1 attempt")

// argument writes a number without needless decimals; numbers come back from storage as float64.
func argument(v any) string {
	if x, ok := v.(float64); ok {
		return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.2f", x), "0"), ".")
	}
	return fmt.Sprint(v)
}

func number(v any) int {
	switch n := v.(type) {
	case float64:
		return int(n)
	case int:
		return n
	}
	return 0
}

// han writes a small count as spoken: 两个月, not 二个月.
func han(n int) string {
	if n >= 0 && n <= 6 {
		return []string{"零", "一", "两", "三", "四", "五", "六"}[n]
	}
	return fmt.Sprint(n)
}
