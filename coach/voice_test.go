package coach

import (
	"context"
	"strings"
	"testing"
	"time"

	"evenkeel/coach/llm"
	"evenkeel/coach/llm/llmtest"
)

func voiceOf(t *testing.T, replies ...llmtest.Reply) (VoiceSet, *llmtest.Server) {
	t.Helper()
	server := llmtest.New(t, replies...)
	return ModelVoice(llm.New(llm.Options{BaseURL: server.URL(), Model: "test-model", Retries: -1,
		FirstByte: 300 * time.Millisecond, Stall: 300 * time.Millisecond})), server
}

func startedCall(t *testing.T, s *Store) *Call {
	t.Helper()
	call, err := s.Start(t.Context(), trainee, scenarioID(t, s, "us-hardship-warehouse"), testNow)
	if err != nil {
		t.Fatal(err)
	}
	return call
}

const opener = "Hi, this is Dana from Larkfield Recovery on a recorded line. Am I speaking with Denise Marlow?"

func TestAModelWordsTheMove(t *testing.T) {
	t.Parallel()
	voice, _ := voiceOf(t, llmtest.Say("Yes, ", "that's me."))
	s := newStore(t, voice)
	call := startedCall(t, s)
	turn := say(t, s, call.ID, opener, testNow)
	if turn.Voice != VoiceModel || turn.Text != "Yes, that's me." || turn.Note != "" {
		t.Errorf("turn %+v", turn)
	}
}

func TestTheBuiltInVoiceTakesOver(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reply llmtest.Reply
		note  string
	}{
		"a concession nobody decided": {llmtest.Say("Sure, I'll pay the full $2,340 tomorrow."), NoteCheck},
		"the bank's part":             {llmtest.Say("How may I assist you with your account today?"), NoteCheck},
		"a refusal":                   {llmtest.Refuse(), NoteCheck},
		"no choice":                   {llmtest.NoChoice(), NoteEndpoint},
		"429":                         {llmtest.Status(429, 0), NoteEndpoint},
		"500":                         {llmtest.Status(500, 0), NoteEndpoint},
		"a stall":                     {llmtest.Stall("Yes"), NoteEndpoint},
		"half a stream":               {llmtest.Cut("Yes"), NoteEndpoint},
		"garbage":                     {llmtest.Garbage(), NoteEndpoint},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			voice, _ := voiceOf(t, c.reply)
			p := NewPractice(builtIn(t, "us-hardship-warehouse"), 7, testNow)
			var heard strings.Builder
			turn, err := p.Say(t.Context(), opener, testNow, voice.Model, func(x string) error { heard.WriteString(x); return nil })
			if err != nil {
				t.Fatal(err)
			}
			if turn.Voice != VoiceBuiltIn || turn.Note != c.note || turn.Text == "" || heard.String() != turn.Text {
				t.Errorf("voice %s, note %q, text %q, heard %q", turn.Voice, turn.Note, turn.Text, heard.String())
			}
		})
	}
}

func builtIn(t *testing.T, key string) Scenario {
	t.Helper()
	list, err := BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	for _, sc := range list {
		if sc.Key == key {
			return sc
		}
	}
	t.Fatalf("no scenario %s", key)
	return Scenario{}
}

func TestAnEndpointGoneInMidCall(t *testing.T) {
	t.Parallel()
	voice, server := voiceOf(t, llmtest.Say("Yes, that's me."))
	s := newStore(t, voice)
	call := startedCall(t, s)
	if turn := say(t, s, call.ID, opener, testNow); turn.Voice != VoiceModel {
		t.Fatalf("first turn by %s", turn.Voice)
	}
	server.Gone()
	for i, text := range []string{"Can you confirm your zip code?", "You have a past due balance of $2,340. What happened?", "I'm sorry to hear that. What's your income like now?"} {
		turn := say(t, s, call.ID, text, testNow.Add(time.Duration(i)*time.Minute))
		if turn.Voice != VoiceBuiltIn {
			t.Errorf("turn %d by %s", i, turn.Voice)
		}
	}
	c, err := s.Call(t.Context(), trainee, call.ID)
	if err != nil || len(c.Notes) != 2 || c.Notes[0].Key != NoteEndpoint || c.Notes[0].Words("zh") == "" {
		t.Errorf("notes %+v, %v", c.Notes, err)
	}
}

func TestLeavingInMidStream(t *testing.T) {
	t.Parallel()
	voice, _ := voiceOf(t, llmtest.Stall("Yes, that's me. ", "And I "))
	s := newStore(t, voice)
	call := startedCall(t, s)
	ctx, leave := context.WithCancel(t.Context())
	turn, err := s.Say(ctx, trainee, call.ID, opener, testNow, func(string) error { leave(); return nil })
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.Call(t.Context(), trainee, call.ID)
	if err != nil || len(c.Turns) != 3 || c.Turns[2].Text != turn.Text || c.Turns[2].Note == "" {
		t.Errorf("kept %+v, %v", c.Turns, err)
	}
}

func TestAModelJudgesAndItsReplyIsKept(t *testing.T) {
	t.Parallel()
	reply := `{"scores":[{"turn":1,"tone":5,"empathy":4}],"findings":[{"turn":1,"rule_id":"US-REGF-6b1-TIME","quote":"words nobody said"}]}`
	server := llmtest.New(t, llmtest.Say(reply))
	s := newStore(t, VoiceSet{})
	s.judge = ModelJudge(llm.New(llm.Options{BaseURL: server.URL(), Model: "test-model", Retries: -1}))
	call := startedCall(t, s)
	say(t, s, call.ID, opener, testNow)
	r, err := s.HangUp(t.Context(), trainee, call.ID, testNow)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Notes) == 0 {
		t.Error("a claim that does not hold left no note")
	}
	var raw string
	if err := s.pool.QueryRow(t.Context(), `SELECT judge_reply FROM coach.score WHERE call_id = $1`, call.ID).Scan(&raw); err != nil || raw != reply {
		t.Errorf("kept %q, %v", raw, err)
	}
}
