package score

import (
	"math"
	"regexp"
	"strings"
	"sync"

	"evenkeel/corpus/rulebook"
	"evenkeel/model"
)

var book = sync.OnceValues(rulebook.Load)

// citation is the rule a breach is charged under.
type citation struct{ id, severity string }

// general rules of a place, for families it has no rule of its own for.
var general = map[string]string{
	"HK": "HK-CBP-DC", "IN": "IN-RBI-HUMIL", "SG": "SG-DCA-POHA", "TW": "TW-COLLECT", "EU": "EU-NPL-10",
}

// house rules that stand where no law we know of does.
var ofTheHouse = map[string]string{
	"F03": "HOUSE-PARTY", "F04": "HOUSE-PARTY", "F11": "HOUSE-FREQ", "F12": "HOUSE-HOURS",
	"F13": "HOUSE-CHANNEL", "F18": "HOUSE-STATE-vulnerable", "F19": "HOUSE-STATE-disputed_open",
}

// cite finds the most specific rule for a family in a place: among the place's
// rules the one whose labelled breaches sound most like the text, then a rule
// without a place, the house's rule, and the place's general rule. A rule
// borrowed from another place is charged as best practice only, for it does not
// bind there. The empty citation means that nothing in the book fits.
func cite(b *rulebook.Book, w *weights, place, family, text string, x model.Sparse) citation {
	if r, ok := b.Rule(nearest(w.Rules[place+" "+family], text, x)); ok {
		return charge(r, place)
	}
	for _, want := range []string{place, "ANY"} {
		for _, r := range b.All() {
			if r.Jurisdiction == want && r.Family == family && fits(r.ID, text) && !strings.HasPrefix(r.ID, "HOUSE-") {
				return charge(r, place)
			}
		}
	}
	for _, id := range []string{ofTheHouse[family], general[place]} {
		if r, ok := b.Rule(id); ok {
			return charge(r, place)
		}
	}
	for _, r := range b.All() {
		if r.Family == family {
			return charge(r, place)
		}
	}
	return citation{}
}

func charge(r rulebook.Rule, place string) citation {
	c := citation{r.ID, r.Severity}
	if r.Jurisdiction != place && r.Jurisdiction != "ANY" {
		c.severity = BestPractice
	}
	return c
}

// citeID charges a named rule where the book has it, else what fits the family.
func citeID(b *rulebook.Book, w *weights, id, place, family, text string, x model.Sparse) citation {
	if r, ok := b.Rule(id); ok && (r.Jurisdiction == place || r.Jurisdiction == "ANY") {
		return charge(r, place)
	}
	return cite(b, w, place, family, text, x)
}

// aboutOnly are rules that speak of one kind of person, document or place, and
// what must be in the words for them to be cited.
var aboutOnly = map[string]*regexp.Regexp{
	"CN-STUDENT":           regexp.MustCompile(`(?i)学生|学校|大学|辅导员|老师|同学|校|\b(student|campus|school|college|teacher)`),
	"CN-CC-1161":           regexp.MustCompile(`(?i)父债|遗产|继承|去世|走了|过世|\b(inherit|estate|passed|late (father|mother)|died)`),
	"CN-CBA-3-DEBTREL":     regexp.MustCompile(`(?i)夫妻|两口子|老公|老婆|丈夫|妻子|爱人|\b(wife|husband|married|spouse|ring)`),
	"CN-LAWYER-13":         regexp.MustCompile(`(?i)律师|lawyer|attorney`),
	"CN-CRIM-274":          regexp.MustCompile(`(?i)钱|万|千|买|\b(money|pay|buy|secret|photos?)`),
	"US-REGF-6b2-ATTY":     regexp.MustCompile(`(?i)attorney|lawyer|counsel|律师`),
	"US-REGF-6b3-WORK":     regexp.MustCompile(`(?i)\b(work|job|office|desk|boss|employer|warehouse|shift|switchboard|hospital)|单位|公司|上班`),
	"US-REGF-6c-CEASE":     regexp.MustCompile(`(?i)\b(cease|letter|stop|written|certified|contact)|信|停止`),
	"US-REGF-22f-SOCIAL":   regexp.MustCompile(`(?i)\b(facebook|instagram|tiktok|page|post|tag|online|social|wall|followers|linkedin|league|comment)|朋友圈|主页|群`),
	"US-REGF-22c-POSTDATE": regexp.MustCompile(`(?i)\b(check|cheque|post-?dated|draft|deposit)|支票`),
	"UK-DRS-BS":            regexp.MustCompile(`(?i)breathing space|moratorium|喘息`),
	"UK-CONC-ADVISER":      regexp.MustCompile(`(?i)advis|advice|charity|solicitor|support worker|stepchange|顾问|律师`),
}

// fits reports whether a rule may be cited for these words at all.
func fits(id, text string) bool {
	re := aboutOnly[id]
	return re == nil || re.MatchString(text)
}

// nearest is the rule whose mean breach has the greatest cosine with the text.
func nearest(rules []ruleHead, text string, x model.Sparse) string {
	at := make(map[uint32]float32, len(x.Index))
	for k, c := range x.Index {
		at[c] = x.Value[k]
	}
	best, most := "", math.Inf(-1)
	for _, r := range rules {
		if !fits(r.ID, text) {
			continue
		}
		sum, norm := 0.0, 0.0
		for k, c := range r.Index {
			sum += float64(at[c] * r.Weight[k])
			norm += float64(r.Weight[k] * r.Weight[k])
		}
		if norm > 0 && sum/math.Sqrt(norm) > most {
			best, most = r.ID, sum/math.Sqrt(norm)
		}
	}
	return best
}
