package llm

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"evenkeel/coach/debtor"
)

// voiced is a line of a small model that was given only the move to word.
type voiced struct {
	ID, Lang, Move, Text string
	OK                   bool
	Why                  string `json:"why_not"`
}

// voicedMoves maps the moves of those lines to ours.
var voicedMoves = map[string]Line{
	"拒绝今天还款，因为三个月没有工资": {Kind: "object", Topic: "lost_job", Fact: "三个月没有工资"},
	"要求先看利息明细":         {Kind: "object", Topic: "wrong_fee", Fact: "先看利息明细"},
	"说不要再打电话到公司":       {Kind: "ask_stop", Fact: "不要再打电话到公司"},
	"说需要和妻子商量":         {Kind: "object", Topic: "spouse_handles", Fact: "需要和妻子商量"},
	"说母亲在住院，钱都交了医药费":   {Kind: "reveal", Fact: "母亲在住院，钱都交了医药费"},
	"问对方是哪家公司，凭什么相信":   {Kind: "ask_proof", Fact: "哪家公司，凭什么相信"},
	"说要投诉":         {Kind: "complain"},
	"同意15号还500元":   {Kind: "agree", Terms: "15号还500块"},
	"说在开车，晚点再说":    {Kind: "object", Topic: "busy", Fact: "在开车，晚点再说"},
	"说卡是被盗刷的，已经报警": {Kind: "reveal", Fact: "卡是被盗刷的，已经报警"},

	"refuse to pay today, no wages for three months":            {Kind: "object", Topic: "lost_job", Fact: "no wages for three months"},
	"ask for an itemised statement of the interest first":       {Kind: "object", Topic: "wrong_fee", Fact: "an itemised statement of the interest first"},
	"tell them to stop calling the workplace":                   {Kind: "ask_stop", Fact: "stop calling the workplace"},
	"say they need to talk to their wife first":                 {Kind: "object", Topic: "spouse_handles", Fact: "need to talk to my wife first"},
	"say the mother is in hospital and all money went on bills": {Kind: "reveal", Fact: "mother is in hospital and all money went on bills"},
	"ask which company it is and why they should be believed":   {Kind: "ask_proof", Fact: "which company it is and why believe"},
	"say they will file a complaint":                            {Kind: "complain"},
	"agree to pay $50 on the 15th":                              {Kind: "agree", Terms: "$50 on the 15th"},
	"say they are driving and to call later":                    {Kind: "object", Topic: "busy"},
	"say the card was stolen and the police have a report":      {Kind: "reveal", Fact: "the card was stolen and the police have a report"},
}

func TestVoicedMoves(t *testing.T) {
	var bad, caught, usable, alarms int
	for _, v := range data[voiced](t, "voiced_moves.jsonl") {
		l, ok := voicedMoves[v.Move]
		if !ok {
			t.Fatalf("%s: unknown move", v.ID)
		}
		l.Lang = v.Lang
		got := review(t, l, v.Text)
		switch {
		case v.OK:
			if usable++; got != "" {
				alarms++
				t.Logf("alarm %s %s: %s", v.ID, got, v.Text)
			}
		default:
			if bad++; got != "" {
				caught++
			} else {
				t.Logf("missed %s (%s): %s", v.ID, v.Why, v.Text)
			}
		}
	}
	t.Logf("unusable lines caught %d of %d, alarms on usable ones %d of %d", caught, bad, alarms, usable)
	if 100*caught < 80*bad || 100*alarms > 10*usable {
		t.Error("the meaning is held worse than it was measured")
	}
}

// TestBankLinesPass takes the phrase bank's own lines for usable ones, each
// against another wording of its move.
func TestBankLinesPass(t *testing.T) {
	for _, lang := range []string{"zh", "en"} {
		var lines, alarms int
		for _, key := range moveKeys(t, lang) {
			for text, l := range bankLines(lang, key) {
				if strings.ContainsAny(text, "（(…") && l.Kind == debtor.HangUp || strings.ContainsAny(text, "（(") {
					continue // the bank's own stage directions
				}
				lines++
				if got := review(t, l, text); got != "" {
					alarms++
					t.Logf("alarm %s %s: %s", key, got, text)
				}
			}
		}
		t.Logf("%s: alarms on %d of %d lines of the bank", lang, alarms, lines)
		if 100*alarms > 5*lines {
			t.Errorf("%s: more than 5 %% of usable lines are refused", lang)
		}
	}
}

func moveKeys(t *testing.T, lang string) []string {
	t.Helper()
	all, err := meanings()
	if err != nil {
		t.Fatal(err)
	}
	return slices.Sorted(maps.Keys(all[lang]))
}

// bankLines are the bank's wordings of a move, each with the line it would word.
func bankLines(lang, key string) map[string]Line {
	kind, topic, _ := strings.Cut(key, ".")
	p := debtor.Profile{Lang: lang, Currency: map[string]string{"zh": "CNY", "en": "USD"}[lang], Name: "Lee", Owed: 864000}
	terms := []debtor.Part{{Minor: 50000, Date: time.Date(2026, 12, 10, 0, 0, 0, 0, time.UTC)}}
	l := Line{Lang: lang, Kind: kind, Topic: topic, Terms: debtor.SayParts(terms, p.Currency, lang)}
	var lines []string
	for _, mood := range []string{debtor.Calm, debtor.Wary, debtor.Irritated, debtor.Low, debtor.Confused} {
		for seed := range uint64(12) {
			m := debtor.Move{Kind: kind, Objection: topic, Mood: mood, Offer: terms}
			if _, text := debtor.Words(p, debtor.State{Seed: seed, Mood: mood}, m); !slices.Contains(lines, text) {
				lines = append(lines, text)
			}
		}
	}
	out := map[string]Line{}
	for i, text := range lines {
		l.BuiltIn = lines[(i+1)%len(lines)]
		if key == debtor.GiveDetail {
			l.BuiltIn = text // its figures are the move's
		}
		out[text] = l
	}
	return out
}

// TestRealWords holds the check against words of real debtors that it was not
// written from: intents of a Chinese reminder-call bot.
func TestRealWords(t *testing.T) {
	moves := map[string][2]string{"shortofmoney": {"object", "no_money"}, "inform_busy": {"ask_other_time", ""}, "wrongcall": {"wrong_person", ""},
		"cantrepayment": {"refuse", "means"}, "reqmore_who": {"ask_identity", ""}, "reqmore_amount": {"ask_terms", "amount"}, "reqmore_what": {"puzzled", "topic"}, "reqmore_when": {"ask_terms", "date"}}
	yes := []string{"affirm", "affirm_receive_reminder", "repayment_today"}
	var usable, alarms, assents, caught int
	for intent, lines := range intents(t) {
		move, ok := moves[intent]
		for _, text := range lines {
			switch {
			case ok && !strings.Contains(text, "声音") && !strings.Contains(text, "会话"): // two lines of the file's own
				if usable++; review(t, Line{Lang: "zh", Kind: move[0], Topic: move[1]}, text) != "" {
					alarms++
					t.Logf("alarm %s: %s", intent, text)
				}
			case slices.Contains(yes, intent):
				if assents++; review(t, Line{Lang: "zh", Kind: "object", Topic: "no_money"}, text) != "" {
					caught++
				} else {
					t.Logf("missed %s: %s", intent, text)
				}
			}
		}
	}
	t.Logf("yes and promises caught %d of %d, alarms on usable words %d of %d", caught, assents, alarms, usable)
}

func intents(t *testing.T) map[string][]string {
	t.Helper()
	dir := os.Getenv("EVENKEEL_DATA")
	text, err := os.ReadFile(filepath.Join(dir, "zh_collection_intents", "nlu_expired.md"))
	if dir == "" || err != nil {
		t.Skipf("SKIPPED: no words of real debtors here (EVENKEEL_DATA): %v", err)
	}
	out, intent := map[string][]string{}, ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "## intent:"); ok {
			intent = name
		} else if words, ok := strings.CutPrefix(line, "- "); ok {
			out[intent] = append(out[intent], words)
		}
	}
	return out
}
