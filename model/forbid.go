package model

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// ForbiddenError lists columns that must not drive a decision on a person, or
// that are known only after the outcome.
type ForbiddenError struct{ Names []string }

// Error names the columns.
func (e *ForbiddenError) Error() string {
	return fmt.Sprintf("model: forbidden features: %s: drop them, or use them for a fairness report only", strings.Join(e.Names, ", "))
}

// forbiddenWords are refused as a whole word of a name. Protected grounds:
// 15 U.S.C. 1691(a) and 12 CFR 1002.6(b) (sex, marital status, race, colour,
// religion, national origin, age, public assistance), China's Personal
// Information Protection Law art. 28 (religion, health, biometrics) and
// Employment-neutral scoring practice for schooling.
var forbiddenWords = words(`
	sex gender male female masculine feminine woman man lgbt transgender sexual sexuality
	pregnant pregnancy maternity
	marital marriage married spouse divorced widowed unmarried
	race racial ethnic ethnicity nationality caste tribe hukou immigrant immigration citizenship
	religion religious faith church mosque
	education educational schooling school degree university graduate diploma
	birth birthday birthdate dob birthyear yob zodiac
	health medical disability disabled illness disease diagnosis hospital patient hiv
	political politics
	biometric fingerprint genetic
	orientation skin surname firstname lastname forename`)

// forbiddenRuns are refused as a run of neighbouring words.
var forbiddenRuns = [][]string{
	{"national", "origin"}, {"place", "of", "origin"}, {"region", "of", "origin"}, {"country", "of", "origin"},
	{"public", "assistance"}, {"native", "language"}, {"family", "status"}, {"civil", "status"},
	{"first", "name"}, {"last", "name"}, {"family", "name"}, {"date", "of", "birth"}, {"home", "town"}, {"native", "place"},
}

// forbiddenHan are refused wherever they stand in a name written in Han.
var forbiddenHan = []string{
	"性别", "年龄", "年纪", "岁数", "出生", "生日", "学历", "教育", "学位", "婚姻", "婚否", "已婚", "未婚", "配偶", "生育", "怀孕",
	"民族", "种族", "国籍", "籍贯", "户籍", "户口", "宗教", "信仰", "健康", "疾病", "病史", "残疾", "医疗", "政治面貌", "党派", "姓名", "人脸", "指纹", "基因", "性取向",
}

// outcomeRuns mark what is known only after the fact.
var outcomeRuns = [][]string{
	{"paid", "next"}, {"next", "payment"}, {"next", "month"}, {"recovered"}, {"recovery", "rate"}, {"recovery", "amount"},
	{"cured", "next"}, {"future"}, {"settled", "date"}, {"final", "outcome"},
}

// outcomeNames are refused as a whole name.
var outcomeNames = words(`outcome label target y paid_flag defaulted`)

// things are what an age or an origin beside them belongs to, when it is not a
// person's.
var things = words(`account loan debt tenure file mandate placement invoice statement promise contact card credit bureau
	balance arrears delinquency snapshot vehicle car property score oldest newest trade tradeline line default lead channel`)

// CheckFeatures refuses, by name, columns on protected grounds and those dated
// after the outcome. It reads words, not letters: "age" is refused, "mortgage"
// and "account_age" are not. A US state is residence and stays. The error is a
// *ForbiddenError with all names that offend.
func CheckFeatures(names []string) error {
	var bad []string
	for _, name := range names {
		if forbiddenName(name) {
			bad = append(bad, name)
		}
	}
	if len(bad) > 0 {
		return &ForbiddenError{Names: bad}
	}
	return nil
}

func forbiddenName(name string) bool {
	for _, s := range forbiddenHan {
		if strings.Contains(name, s) {
			return true
		}
	}
	tokens := tokenise(name)
	for _, t := range tokens {
		if forbiddenWords[t] || forbiddenWords[strings.TrimRight(t, "0123456789")] {
			return true
		}
	}
	if outcomeNames[strings.ToLower(name)] || tokens[len(tokens)-1] == "next" {
		return true
	}
	return ofPerson(tokens, "age", "ages", "aged", "agegroup", "ageband", "origin") ||
		hasRun(tokens, forbiddenRuns) || hasRun(tokens, outcomeRuns)
}

// ofPerson says whether one of the words stands in the name without a thing
// before it, or behind it as in "age_of_debt".
func ofPerson(tokens []string, wanted ...string) bool {
	for i, t := range tokens {
		if !slices.Contains(wanted, strings.TrimRight(t, "0123456789")) {
			continue
		}
		before, behind := i > 0 && things[tokens[i-1]], i+1 < len(tokens) && things[tokens[i+1]]
		if i+2 < len(tokens) && tokens[i+1] == "of" {
			behind = things[tokens[i+2]]
		}
		if !before && !behind {
			return true
		}
	}
	return false
}

func hasRun(tokens []string, runs [][]string) bool {
	for _, run := range runs {
		for i := 0; i+len(run) <= len(tokens); i++ {
			if slices.Equal(tokens[i:i+len(run)], run) {
				return true
			}
		}
	}
	return false
}

// tokenise cuts a name into lower-case words at whatever is not a letter or
// digit and where camel case rises. It never returns none.
func tokenise(name string) []string {
	var tokens []string
	var word []rune
	flush := func() {
		if len(word) > 0 {
			tokens, word = append(tokens, strings.ToLower(string(word))), nil
		}
	}
	runes := []rune(name)
	for i, r := range runes {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			flush()
			continue
		case unicode.IsUpper(r) && i > 0 && (unicode.IsLower(runes[i-1]) || i+1 < len(runes) && unicode.IsUpper(runes[i-1]) && unicode.IsLower(runes[i+1])):
			flush()
		}
		word = append(word, r)
	}
	flush()
	if tokens == nil {
		return []string{""}
	}
	return tokens
}

func words(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}
