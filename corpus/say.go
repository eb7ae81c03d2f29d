package corpus

import "strings"

// whyWords are the words of Hit.Why in Chinese and English; %s is what follows the colon.
var whyWords = map[string][2]string{
	"words":        {"都说到：%s", "both mention: %s"},
	"meaning":      {"情形相近", "a similar situation"},
	"ended_badly":  {"结局不好，可以引以为戒", "ended badly: worth knowing why"},
	"facet":        {"%s", "%s"},
	"jurisdiction": {"适用同样的规定", "the same rules apply"},
	"product":      {"同一类产品", "the same kind of product"},
	"stage":        {"逾期阶段相同", "the same stage"},
	"debtor_kind":  {"说话方式相近", "a similar way of talking"},
	"reason":       {"逾期原因相同", "the same reason for falling behind"},
	"objection":    {"提出同样的说法", "the same objection"},
	"outcome":      {"结局相同", "the same ending"},
	"family":       {"涉及同一类规则", "the same family of rules"},
}

// SayWhy puts one code of Hit.Why into words; lang is "zh" or "en". A code it does not know comes back as it is.
func SayWhy(code, lang string) string {
	key, arg, _ := strings.Cut(code, ":")
	at := 1
	if lang == "zh" {
		at = 0
		arg = strings.ReplaceAll(arg, ",", "、")
	} else {
		arg = strings.ReplaceAll(arg, ",", ", ")
	}
	if words, ok := whyWords[arg]; ok && key == "facet" {
		return words[at]
	}
	words, ok := whyWords[key]
	if !ok {
		return code
	}
	return strings.Replace(words[at], "%s", arg, 1)
}
