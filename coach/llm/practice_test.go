package llm_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"evenkeel/coach"
	"evenkeel/coach/debtor"
	"evenkeel/coach/llm"
	"evenkeel/coach/llm/llmtest"
	"evenkeel/coach/score"
)

var now = time.Date(2026, 11, 20, 6, 0, 0, 0, time.UTC)

// practice opens a call of the first Chinese scenario in which somebody answers.
func practice(t *testing.T) *coach.Practice {
	t.Helper()
	all, err := debtor.Scenarios()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		if s.Debtor.Lang == "zh" && !s.Debtor.Voicemail && s.Debtor.Callee == "debtor" {
			return coach.NewPractice(coach.Scenario{Key: s.Key, Lang: "zh", Setting: s.Setting, Debtor: s.Debtor}, 7, now)
		}
	}
	t.Skip("SKIPPED: no Chinese scenario with an answering debtor")
	return nil
}

func voice(server *llmtest.Server) debtor.Voice {
	return coach.ModelVoice(llm.New(llm.Options{BaseURL: server.URL(), Model: "scripted", FirstByte: 500 * time.Millisecond,
		Stall: 300 * time.Millisecond, VoiceTime: 3 * time.Second, Retries: -1})).Model
}

// echo is a model that follows: it says the example, in its own order.
func echo(a llmtest.Ask) string {
	var m struct{ Example string }
	if err := json.Unmarshal([]byte(a.User), &m); err != nil {
		return "?"
	}
	return m.Example
}

// says has the trainee speak, and returns the debtor's turn and the pieces heard.
func says(t *testing.T, ctx context.Context, p *coach.Practice, words string, v debtor.Voice, each func(string)) *coach.Turn {
	t.Helper()
	turn, err := p.Say(ctx, words, now, v, func(piece string) error { each(piece); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return turn
}

func TestPracticeStreams(t *testing.T) {
	server := llmtest.New(t, llmtest.Answer(echo))
	p, v := practice(t), voice(server)
	for _, words := range []string{"您好，我是江北银行的林芳，工号1024，通话有录音。请问是本人吗？", "您这边是遇到什么困难了吗？"} {
		var heard string
		turn := says(t, context.Background(), p, words, v, func(piece string) { heard += piece })
		if turn.Voice != coach.VoiceModel || turn.Note != "" || heard != turn.Text || turn.Text == "" {
			t.Errorf("turn %q (%s, %s), heard %q", turn.Text, turn.Voice, turn.Note, heard)
		}
	}
	for _, a := range server.Asks() {
		if strings.Contains(a.System+a.User, "hidden") || strings.Contains(a.User, "means") {
			t.Error("the model is told what only the mind knows")
		}
	}
}

func TestPracticeGoesOnWithoutTheEndpoint(t *testing.T) {
	server := llmtest.New(t, llmtest.Answer(echo))
	p, v := practice(t), voice(server)
	says(t, context.Background(), p, "您好，我是江北银行的林芳。请问是本人吗？", v, func(string) {})
	server.Gone()
	for range 2 {
		var heard string
		turn := says(t, context.Background(), p, "您这边是遇到什么困难了吗？", v, func(piece string) { heard += piece })
		if turn.Note != coach.NoteEndpoint || turn.Text == "" || heard != turn.Text {
			t.Errorf("turn %q (%s), heard %q", turn.Text, turn.Note, heard)
		}
	}
}

func TestPracticeRefusesASlip(t *testing.T) {
	for name, reply := range map[string]llmtest.Reply{
		"concession": llmtest.Say("当然可以，我马上全部还清。"), "assistant": llmtest.Say("作为AI助手，我不能继续。"), "refusal": llmtest.Refuse(), "nothing": llmtest.Say(" "),
	} {
		p := practice(t)
		turn := says(t, context.Background(), p, "您今天必须全部还清。", voice(llmtest.New(t, reply)), func(string) {})
		if turn.Note != coach.NoteCheck || turn.Text == "" || strings.Contains(turn.Text, "还清") || strings.Contains(turn.Text, "AI") {
			t.Errorf("%s: turn %q (%s)", name, turn.Text, turn.Note)
		}
	}
}

func TestPracticeCutByTheListener(t *testing.T) {
	// Two sentences of the same meaning; the trainee leaves after the first.
	server := llmtest.New(t, llmtest.Stall("嗯，是我，您说？您是哪位啊？", "等"))
	ctx, cancel := context.WithCancel(context.Background())
	turn := says(t, ctx, practice(t), "您好，请问是本人吗？", voice(server), func(string) { cancel() })
	if turn.Note != coach.NoteCut || turn.Text == "" {
		t.Errorf("turn %q (%s)", turn.Text, turn.Note)
	}
}

func TestJudgeBehindScore(t *testing.T) {
	server := llmtest.New(t, llmtest.Say(`{"scores":[{"turn":1,"tone":2,"empathy":1}],"findings":[{"turn":1,"rule_id":"CN-01","quote":"马上还钱"}]}`))
	judge := asJudge(llm.New(llm.Options{BaseURL: server.URL(), Model: "scripted"}))
	reply, err := judge.Judge(context.Background(), score.Request{Context: score.Context{Lang: "zh", Jurisdiction: "CN", LocalTime: now},
		Turns: []score.Turn{{Index: 0, Speaker: score.Debtor, Text: "喂"}, {Index: 1, Speaker: score.Agent, Text: "马上还钱"}},
		Rules: []score.RuleLine{{ID: "CN-01", Family: "F10", Words: score.Words{ZH: "不得威胁", EN: "no threats"}}}})
	if err != nil || reply.Name != "scripted" || len(reply.Scores) != 1 || len(reply.Findings) != 1 || reply.Findings[0].Quote != "马上还钱" {
		t.Errorf("%+v, %v", reply, err)
	}
	if sent := server.Asks()[0].User; !strings.Contains(sent, "不得威胁") || strings.Contains(sent, "no threats") {
		t.Error("the rules are not sent in the call's language")
	}
}
