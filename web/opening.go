package web

import "strings"

// tick is a statement the opening of a call needs, in the order it is said.
// Words are opening.<key>; the rule is why.
type tick struct {
	Key  string
	Rule string
}

// opening is what one place asks of the first words; the book holds the rules
// themselves. OnlyFor names the mandates a statement is for, "" for all.
type openingStep struct {
	key, rule, onlyFor string
}

// openings are by country of the debtor. A lender that collects its own debts
// in its own name is no debt collector under 15 USC 1692a(6), so that the
// disclosure of § 1006.18(e) is for agencies and debt buyers.
var openings = map[string][]openingStep{
	"CN": {
		{"identify", "CN-CBA-3-IDENT", ""},
		{"verify", "CN-VERIFY-PARTY", ""},
		{"recorded", "CN-CBA-3-RECORD", ""},
		{"entrusted", "CN-CBA-3-IDENT", "agency"},
		{"assigned", "CN-CC-546", "debt_buyer"},
		{"why", "", ""},
	},
	"US": {
		{"identify", "US-REGF-14g-ID", ""},
		{"verify", "US-REGF-6d1-3P", ""},
		{"collector", "US-REGF-18e-MIRANDA", "agency debt_buyer"},
		{"validation", "US-REGF-34-VALID", "agency debt_buyer"},
		{"why", "", ""},
	},
}

// anywhere is the opening where the catalogue has none for the place.
var anywhere = []openingStep{{"identify", "", ""}, {"verify", "HOUSE-PARTY", ""}, {"why", "", ""}}

// openingFor returns the ticks for a place ("US-MA" counts as US) and a mandate.
func openingFor(jurisdiction, mandate string) []tick {
	country, _, _ := strings.Cut(jurisdiction, "-")
	steps, ok := openings[country]
	if !ok {
		steps = anywhere
	}
	var ticks []tick
	for _, st := range steps {
		if st.onlyFor == "" || strings.Contains(st.onlyFor, mandate) && mandate != "" {
			ticks = append(ticks, tick{Key: st.key, Rule: st.rule})
		}
	}
	return ticks
}
