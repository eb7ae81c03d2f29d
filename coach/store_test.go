package coach

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"evenkeel/corpus/pg/pgtest"
	"evenkeel/corpus/rulebook"
)

var testNow = time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC)

var (
	trainee = Viewer{Staff: "lin", Team: "east", Role: RoleTrainee}
	other   = Viewer{Staff: "zhao", Team: "east", Role: RoleTrainee}
	lead    = Viewer{Staff: "chief", Team: "east", Role: RoleLead}
	outside = Viewer{Staff: "boss", Team: "west", Role: RoleLead}
)

func newStore(t *testing.T, voice VoiceSet) *Store {
	t.Helper()
	book, err := rulebook.Load()
	if err != nil {
		t.Fatal(err)
	}
	s := New(pgtest.New(t, Line()), book, voice, nil, nil)
	s.seed = func() uint64 { return 7 }
	if _, err := s.SeedScenarios(t.Context(), testNow); err != nil {
		t.Fatal(err)
	}
	return s
}

func scenarioID(t *testing.T, s *Store, key string) int64 {
	t.Helper()
	cards, err := s.Scenarios(t.Context(), trainee, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cards {
		if c.Key == key {
			return c.ID
		}
	}
	t.Fatalf("no scenario %s", key)
	return 0
}

func say(t *testing.T, s *Store, id int64, text string, now time.Time) *Turn {
	t.Helper()
	var heard strings.Builder
	turn, err := s.Say(t.Context(), trainee, id, text, now, func(p string) error { heard.WriteString(p); return nil })
	if err != nil {
		t.Fatal(err)
	}
	if heard.String() != turn.Text {
		t.Fatalf("streamed %q, stored %q", heard.String(), turn.Text)
	}
	t.Logf("agent: %s\n%s [%s]: %s", text, turn.Move.Kind, turn.Move.Mood, turn.Text)
	return turn
}

func TestAWholeCallIsKeptAndScored(t *testing.T) {
	t.Parallel()
	s := newStore(t, VoiceSet{})
	call, err := s.Start(t.Context(), trainee, scenarioID(t, s, "cn-hardship-courier"), testNow)
	if err != nil {
		t.Fatal(err)
	}
	for i, text := range []string{
		"您好，我是恒信银行信用卡中心的小林，工号3021，本次通话会录音，请问是冯志远先生本人吗？",
		"跟您核对一下身份，请报一下身份证后四位好吗？",
		"您的信用卡有8600元逾期32天，今天想了解一下您的情况。您这边是遇到什么困难了吗？",
		"听到您摔伤了，真不容易，先照顾好身体。您现在收入是什么情况？",
		"我理解您的压力。我们有困难还款的通道，我可以帮您申请个性化分期，您看每个月还多少比较合适？",
		"那您看每个月还600元，12月10号开始，可以吗？",
		"好的，那跟您确认一下，12月10日还600元，通过我们银行APP还，对吧？",
		"谢谢您的配合，祝您早日康复，再见。",
	} {
		if turn := say(t, s, call.ID, text, testNow.Add(time.Duration(i+1)*30*time.Second)); turn.Ended {
			break
		}
	}
	r, err := s.HangUp(t.Context(), trainee, call.ID, testNow.Add(5*time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	if r.Agreement == nil || r.Agreement.Parts[0].Minor != 60000 {
		t.Errorf("agreement %+v", r.Agreement)
	}
	if r.Outcome == "" || len(r.TrustLine) == 0 || len(r.Call.Turns) < 10 {
		t.Errorf("result %+v", r)
	}
	if _, err := s.Say(t.Context(), trainee, call.ID, "喂", testNow, nil); !errors.Is(err, ErrFinished) {
		t.Errorf("after the end: %v", err)
	}
	again, err := s.HangUp(t.Context(), trainee, call.ID, testNow.Add(time.Hour))
	if err != nil || again.Outcome != r.Outcome || !again.Call.Ended.Equal(*r.Call.Ended) {
		t.Errorf("hanging up twice: %v %+v", err, again)
	}
}

func TestOnlyOneExchangeAtATime(t *testing.T) {
	t.Parallel()
	s := newStore(t, VoiceSet{})
	call, err := s.Start(t.Context(), trainee, scenarioID(t, s, "us-hardship-warehouse"), testNow)
	if err != nil {
		t.Fatal(err)
	}
	hold, entered := make(chan struct{}), make(chan struct{})
	var once sync.Once
	done := make(chan error, 1)
	go func() {
		_, err := s.Say(context.Background(), trainee, call.ID, "Hi, this is Dana from Larkfield Recovery.", testNow, func(string) error {
			once.Do(func() { close(entered); <-hold })
			return nil
		})
		done <- err
	}()
	<-entered
	if _, err := s.Say(t.Context(), trainee, call.ID, "Hello?", testNow, nil); !errors.Is(err, ErrBusy) {
		t.Errorf("second exchange: %v", err)
	}
	close(hold)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if _, err := s.Say(t.Context(), trainee, call.ID, "Am I speaking with Denise Marlow?", testNow, nil); err != nil {
		t.Errorf("after it: %v", err)
	}
}

func TestATeamSeesOnlyItsOwn(t *testing.T) {
	t.Parallel()
	s := newStore(t, VoiceSet{})
	call, err := s.Start(t.Context(), trainee, scenarioID(t, s, "us-hardship-warehouse"), testNow)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		v    Viewer
		want error
	}{"own": {trainee, nil}, "colleague": {other, ErrNotFound}, "lead": {lead, nil}, "another team's lead": {outside, ErrNotFound}} {
		if _, err := s.Call(t.Context(), c.v, call.ID); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.Say(t.Context(), lead, call.ID, "hello", testNow, nil); !errors.Is(err, ErrForbidden) {
		t.Errorf("a lead speaking in a trainee's call: %v", err)
	}
	if _, err := s.Queue(t.Context(), trainee); !errors.Is(err, ErrForbidden) {
		t.Errorf("queue for a trainee: %v", err)
	}
}

func TestWhatIsNoTextIsLeftOut(t *testing.T) {
	t.Parallel()
	s := newStore(t, VoiceSet{})
	call, err := s.Start(t.Context(), trainee, scenarioID(t, s, "us-hardship-warehouse"), testNow)
	if err != nil {
		t.Fatal(err)
	}
	say(t, s, call.ID, "Hi\x00, this is \xff\xfeDana from Larkfield Recovery.\x07", testNow)
	c, err := s.Call(t.Context(), trainee, call.ID)
	if err != nil || c.Turns[1].Text != "Hi, this is Dana from Larkfield Recovery." {
		t.Errorf("kept %q, %v", c.Turns[1].Text, err)
	}
	if _, err := s.Say(t.Context(), trainee, call.ID, strings.Repeat("啊", MaxTurn+1), testNow, nil); !errors.Is(err, ErrTooLong) {
		t.Errorf("too long: %v", err)
	}
	say(t, s, call.ID, "Am I speaking with Denise Marlow?", testNow)
}
