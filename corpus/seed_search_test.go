package corpus

import (
	"slices"
	"testing"
)

// What agents type finds the seeded case that is meant, among the first three.
func TestSeedIsFound(t *testing.T) {
	s := newStore(t)
	docs := seeded(t)
	if n, err := s.Add(t.Context(), docs, noon); err != nil || n != len(docs) {
		t.Fatalf("added %d of %d, %v", n, len(docs), err)
	}
	for _, c := range []struct{ query, lang, want string }{
		{"工厂停工发不出工资，客户想每个月少还一点", "zh", "zh-factory-stopped-wages"},
		{"客户说账单早就还过了，还到旧的账户里", "zh", "zh-paid-to-old-account"},
		{"外卖骑手腿骨折，三个月不能跑单", "zh", "zh-rider-broken-leg"},
		{"客户说怀疑是诈骗电话，不相信", "zh", "zh-thought-it-was-a-scam"},
		{"号码换了新机主，对方说不是本人", "zh", "zh-new-owner-of-number"},
		{"laid off from the warehouse, unemployment pay only", "en", "en-warehouse-layoff"},
		{"insurance should have covered the hospital bill", "en", "en-hospital-bill-insurance"},
		{"has a lawyer, wants us to talk to the attorney", "en", "en-represented-by-attorney"},
		{"called at work although she said not to", "en", "en-called-at-work-again"},
		{"autopay did not go through because of a new debit card", "en", "en-card-expired-autopay"},
	} {
		r, err := s.Search(t.Context(), Viewer{}, Query{Text: c.query, Kind: Case, Lang: c.lang})
		if err != nil || len(r.Hits) != 3 {
			t.Fatalf("%s: %d hits, %v", c.query, len(r.Hits), err)
		}
		if !slices.ContainsFunc(r.Hits, func(h Hit) bool { return h.Ref == c.want }) {
			t.Errorf("%s: found %s, %s, %s; want %s", c.query, r.Hits[0].Ref, r.Hits[1].Ref, r.Hits[2].Ref, c.want)
		}
		t.Logf("%s: %.2f %s %v", c.query, r.Hits[0].Score, r.Hits[0].Ref, r.Hits[0].Why)
	}
	// An account's facets move cases that share them up.
	near, err := s.Search(t.Context(), Viewer{}, Query{Text: "客户暂时没有能力还款", Kind: Case, Lang: "zh", Near: Facets{"reason": "illness", "stage": "late"}})
	if err != nil || near.Hits[0].Facets["reason"] != "illness" || len(near.Outcomes) == 0 {
		t.Errorf("near: %+v, %v", near, err)
	}
}
