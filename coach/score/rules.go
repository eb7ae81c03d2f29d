package score

import (
	"math"
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
func cite(b *rulebook.Book, w *weights, place, family string, x model.Sparse) citation {
	if r, ok := b.Rule(nearest(w.Rules[place+" "+family], x)); ok {
		return charge(r, place)
	}
	for _, want := range []string{place, "ANY"} {
		for _, r := range b.All() {
			if r.Jurisdiction == want && r.Family == family {
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
func citeID(b *rulebook.Book, w *weights, id, place, family string, x model.Sparse) citation {
	if r, ok := b.Rule(id); ok && (r.Jurisdiction == place || r.Jurisdiction == "ANY") {
		return charge(r, place)
	}
	return cite(b, w, place, family, x)
}

// nearest is the rule whose mean breach has the greatest cosine with the text.
func nearest(rules []ruleHead, x model.Sparse) string {
	at := make(map[uint32]float32, len(x.Index))
	for k, c := range x.Index {
		at[c] = x.Value[k]
	}
	best, most := "", math.Inf(-1)
	for _, r := range rules {
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
