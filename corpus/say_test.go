package corpus

import "testing"

func TestSayWhy(t *testing.T) {
	for _, c := range []struct{ code, lang, want string }{
		{"words:裁员,房租", "zh", "都说到：裁员、房租"},
		{"words:rent,clinic", "en", "both mention: rent, clinic"},
		{"facet:stage", "zh", "逾期阶段相同"},
		{"facet:reason", "en", "the same reason for falling behind"},
		{"ended_badly", "en", "ended badly: worth knowing why"},
		{"unheard_of", "en", "unheard_of"},
	} {
		if got := SayWhy(c.code, c.lang); got != c.want {
			t.Errorf("SayWhy(%q, %q) = %q; want %q", c.code, c.lang, got, c.want)
		}
	}
	for _, name := range FacetNames {
		for _, lang := range []string{"zh", "en"} {
			if SayWhy("facet:"+name, lang) == name {
				t.Errorf("facet %s has no words in %s", name, lang)
			}
		}
	}
}
