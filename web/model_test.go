package web

import (
	"net/http"
	"strings"
	"testing"
)

// The card speaks of the version that orders the lists, also where a newer one
// was trained, and says in words when that was and from what.
func TestModelPageSpeaksOfTheOneInUse(t *testing.T) {
	v := galleryVisit(pageVisit(en), "lead")
	p := newModelPage(galleryModels, v)
	if p.Card.ID != "9f31c0de" || !p.Card.Today || len(p.Others) != 2 || p.Others[0].UsedOn != nil || p.Others[1].Today {
		t.Errorf("%+v", p)
	}
	newer := append(galleryModels[1:2:2], galleryModels[0])
	if p := newModelPage(newer, v); p.Card.ID != "9f31c0de" || len(p.Others) != 1 {
		t.Errorf("a newer version that orders nothing stands first: %+v", p.Card)
	}
	if p := newModelPage(galleryModels[1:2], v); p.Card == nil || p.Card.UsedOn != nil {
		t.Errorf("%+v", p.Card)
	}
	if p := newModelPage(nil, v); p.Card != nil {
		t.Error("a card without a model")
	}
	if f := p.Card.Features[2]; f.Own != "pay_day" || f.Key != "" {
		t.Errorf("a lender's own number: %+v", f)
	}
}

func TestModelPageIsForLeads(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	if p := h.as(t, "lu").get("/model"); p.StatusCode != http.StatusForbidden {
		t.Errorf("an agent opens the model: %s", p.Status)
	}
	if p := h.as(t, "lan").get("/model"); p.StatusCode != http.StatusOK || !strings.Contains(p.text, "还没有训练模型") {
		t.Errorf("a lead before the first training: %s", p.Status)
	}
}
