package corpus

import (
	"errors"
	"fmt"
	"testing"
)

func TestProposeObjections(t *testing.T) {
	s := newStore(t)
	lead := Viewer{Staff: "l", Team: "a", Lead: true}
	if got, err := s.ProposeObjections(t.Context(), lead); err != nil || len(got) != 0 {
		t.Fatalf("an empty store: %v, %v", got, err)
	}
	docs := []Document{{Kind: Objection, Lang: "en", Text: "I will not talk to you, I want to see it in writing", Good: "…", Bad: "…"}}
	for i, said := range []string{
		"The app charged me a membership fee I never signed up for", "I never signed up for that membership fee", "You charged a membership fee I never signed up for",
		"I want to see it in writing, I will not talk to you", "I will not talk to you, I want it in writing", "I will not talk, I want to see it in writing",
	} {
		docs = append(docs, Document{Kind: Case, Lang: "en", Ref: fmt.Sprint("e", i), Text: fmt.Sprintf(`Call number %d. The customer said: "%s." We noted it.`, i, said), Facets: Facets{}})
	}
	for i, said := range []string{"会员费我根本没同意开通", "我没同意开通会员费", "会员费是自动开通的，我没同意", "孩子下个月开学要交学费"} {
		docs = append(docs, Document{Kind: Case, Lang: "zh", Ref: fmt.Sprint("z", i), Text: "客户来电，已登记。" + fmt.Sprint(i), Said: said + "。", Facets: Facets{}})
	}
	if _, err := s.Add(t.Context(), docs, noon); err != nil {
		t.Fatal(err)
	}
	got, err := s.ProposeObjections(t.Context(), lead)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]Proposal{}
	for _, p := range got {
		found[p.Lang] = p
	}
	if len(got) != 2 || found["en"].Cases != 3 || found["en"].Of != 6 || found["zh"].Cases != 3 || found["zh"].Of != 4 || len(found["zh"].Examples) != 3 {
		t.Errorf("%+v", got)
	}
	if _, err := s.ProposeObjections(t.Context(), Viewer{Team: "a"}); !errors.Is(err, ErrNotFound) {
		t.Errorf("somebody who is no lead: %v", err)
	}
}
