package coach

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"
)

// badCall plays a call with a breach and returns its result.
func badCall(t *testing.T, s *Store, lines ...string) *Result {
	t.Helper()
	call, err := s.Start(t.Context(), trainee, scenarioID(t, s, "cn-rational-teacher"), testNow)
	if err != nil {
		t.Fatal(err)
	}
	for i, text := range append([]string{"您好，我是恒信银行信用卡中心的小林，本次通话会录音，请问是苏文静女士本人吗？"}, lines...) {
		say(t, s, call.ID, text, testNow.Add(time.Duration(i)*20*time.Second))
	}
	r, err := s.HangUp(t.Context(), trainee, call.ID, testNow.Add(3*time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAnOverrideStandsBesideTheFirstScore(t *testing.T) {
	t.Parallel()
	s := newStore(t, VoiceSet{})
	first := badCall(t, s, "今天必须还，不然我们派人上门，让你们全学校都知道。")
	if first.Outcome != Fail || len(first.Findings) == 0 {
		t.Fatalf("a threat gave %s with %d findings", first.Outcome, len(first.Findings))
	}
	f := first.Findings[0]
	if turn := []rune(first.Call.Turns[f.Turn].Text); string(turn[f.Start:f.End]) != f.Quote {
		t.Errorf("the quote %q is not in its place", f.Quote)
	}
	if err := s.Dispute(t.Context(), trainee, f.ID, "我当时是在复述前一家机构的话", testNow); err != nil {
		t.Fatal(err)
	}
	if err := s.Dispute(t.Context(), other, f.ID, "不是我的通话", testNow); !errors.Is(err, ErrNotFound) {
		t.Errorf("another's finding disputed: %v", err)
	}
	queue, err := s.Queue(t.Context(), lead)
	if err != nil || len(queue) != 1 || queue[0].Disputed != 1 || queue[0].Uncertainty*queue[0].Consequence < 0.5 {
		t.Fatalf("queue %+v, %v", queue, err)
	}
	for name, c := range map[string]struct {
		v    Viewer
		o    Override
		want error
	}{
		"no reason":      {lead, Override{Outcome: Coach}, ErrReason},
		"no outcome":     {lead, Override{Reason: "x"}, ErrInvalid},
		"tone of 6":      {lead, Override{Outcome: Coach, Reason: "x", Tone: ptr(6.0)}, ErrInvalid},
		"by the trainee": {trainee, Override{Outcome: Pass, Reason: "x"}, ErrForbidden},
		"another team's": {outside, Override{Outcome: Pass, Reason: "x"}, ErrNotFound},
		"with a reason":  {lead, Override{Outcome: Coach, Reason: "语气不对，但没有恶意"}, nil},
	} {
		if err := s.Override(t.Context(), c.v, first.Call.ID, c.o, testNow); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	after, err := s.Result(t.Context(), trainee, first.Call.ID)
	if err != nil || after.Outcome != Fail || after.Review == nil || after.Review.Outcome != Coach || after.Findings[0].Disputes[0].Reason == "" {
		t.Errorf("after the override: %+v, %v", after, err)
	}
	if queue, err := s.Queue(t.Context(), lead); err != nil || len(queue) != 0 {
		t.Errorf("still queued: %+v, %v", queue, err)
	}
}

func ptr(x float64) *float64 { return &x }

func TestTryAgainFromATurn(t *testing.T) {
	t.Parallel()
	s := newStore(t, VoiceSet{})
	r := badCall(t, s, "您这点钱都拿不出来，装什么穷。", "您的信用卡欠款4200元逾期9天，什么时候能还？")
	again, err := s.Branch(t.Context(), trainee, r.Call.ID, 3, testNow.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if len(again.Turns) != 3 || again.Parent != r.Call.ID || again.Turns[2].Text != r.Call.Turns[2].Text {
		t.Fatalf("branch %+v", again)
	}
	same := sayIn(t, s, again.ID, r.Call.Turns[3].Text)
	if same.Text != r.Call.Turns[4].Text {
		t.Errorf("the same words gave another answer: %q, %q", same.Text, r.Call.Turns[4].Text)
	}
	for _, turn := range []int{-1, 0 + 1000} {
		if _, err := s.Branch(t.Context(), trainee, r.Call.ID, turn, testNow); !errors.Is(err, ErrInvalid) {
			t.Errorf("turn %d: %v", turn, err)
		}
	}
	if _, err := s.Branch(t.Context(), lead, r.Call.ID, 3, testNow); !errors.Is(err, ErrForbidden) {
		t.Errorf("a lead's branch: %v", err)
	}
}

func sayIn(t *testing.T, s *Store, id int64, text string) *Turn {
	t.Helper()
	turn, err := s.Say(t.Context(), trainee, id, text, testNow.Add(time.Hour), nil)
	if err != nil {
		t.Fatal(err)
	}
	return turn
}

func TestARehearsalKeepsNothingButThePersonsID(t *testing.T) {
	t.Parallel()
	s := newStore(t, VoiceSet{})
	call, err := s.StartRehearsal(t.Context(), trainee, Rehearsal{
		PersonID: 4711, Lang: "zh", Jurisdiction: "CN", Currency: "CNY", AmountMinor: 1234500, DaysPastDue: 40, Product: "信用卡",
		Reason: "失业", PastCases: []string{"客户说住院花光了钱，后来分期还清"}, Mandate: "lender", LocalTime: time.Date(2026, 11, 20, 10, 30, 0, 0, time.UTC),
	}, testNow)
	if err != nil {
		t.Fatal(err)
	}
	sc := call.Scenario
	if sc.Debtor.Owed != 1234500 || sc.Debtor.Kind != "hardship" || sc.PersonID != 4711 || len(sc.Objections) < 2 {
		t.Errorf("scenario %+v", sc)
	}
	if call.LocalTime.Format("15:04") != "10:30" {
		t.Errorf("local time %v", call.LocalTime)
	}
	list, err := s.ForPerson(t.Context(), lead, 4711)
	if err != nil || len(list) != 1 || list[0].ID != call.ID {
		t.Errorf("for the person: %+v, %v", list, err)
	}
	cards, err := s.Scenarios(t.Context(), trainee, "zh")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cards {
		if c.PersonID != 0 {
			t.Errorf("a rehearsal is offered as a scenario: %s", c.Key)
		}
	}
	if _, err := s.StartRehearsal(t.Context(), trainee, Rehearsal{Lang: "fr", AmountMinor: 1, Currency: "EUR"}, testNow); !errors.Is(err, ErrInvalid) {
		t.Errorf("unknown language: %v", err)
	}
}

func TestSeedingTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	s := newStore(t, VoiceSet{})
	if n, err := s.SeedScenarios(t.Context(), testNow); err != nil || n != 0 {
		t.Errorf("second seeding: %d new, %v", n, err)
	}
	cards, err := s.Scenarios(t.Context(), trainee, "")
	if err != nil || len(cards) < 12 || !cards[0].Drill {
		t.Errorf("%d scenarios, %v", len(cards), err)
	}
}

// Clearing the demonstration takes the calls of its people and the rehearsals
// of its accounts; scenarios and the calls of others are the team's own.
func TestClearingTheDemonstrationSparesRealTrainees(t *testing.T) {
	t.Parallel()
	s := newStore(t, VoiceSet{})
	real := badCall(t, s, "您好")
	demoCall, err := s.Start(t.Context(), other, scenarioID(t, s, "cn-rational-teacher"), testNow)
	if err != nil {
		t.Fatal(err)
	}
	r := Rehearsal{PersonID: 9, Lang: "en", Jurisdiction: "US", Currency: "USD", AmountMinor: 50000, DaysPastDue: 20, Product: "Visa ending 4417", Mandate: "agency", Demo: true}
	made, err := s.StartRehearsal(t.Context(), trainee, r, testNow)
	if err != nil {
		t.Fatal(err)
	}
	for _, logins := range [][]string{nil, {other.Staff}} {
		if err := s.ClearDemo(t.Context(), logins); err != nil {
			t.Fatal(err)
		}
		for id, want := range map[int64]error{real.Call.ID: nil, made.ID: ErrNotFound} {
			if _, err := s.Call(t.Context(), trainee, id); !errors.Is(err, want) {
				t.Errorf("cleared for %v: call %d: %v, want %v", logins, id, err, want)
			}
		}
	}
	if _, err := s.Call(t.Context(), other, demoCall.ID); !errors.Is(err, ErrNotFound) {
		t.Errorf("a call of the demonstration's trainee: %v", err)
	}
	if cards, err := s.Scenarios(t.Context(), trainee, ""); err != nil || len(cards) < 12 {
		t.Errorf("%d scenarios left, %v", len(cards), err)
	}
}

// What an import writes into the product's column must not tell the account.
func TestARehearsalsProductHoldsNoNumber(t *testing.T) {
	for in, want := range map[string]string{
		"信用卡": "信用卡", "信用卡 6225****1234": "信用卡", "信用卡（尾号8812）": "信用卡", "Visa ending 4417": "Visa",
		"auto loan": "auto loan", "Loan no. 20394-22": "Loan", "36-month loan": "36-month loan", "card of kim@example.com": "card of",
	} {
		if got := productOf(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// Hanging up on the debtor keeps the words that were being answered.
func TestHangingUpKeepsTheLastWords(t *testing.T) {
	t.Parallel()
	s := newStore(t, VoiceSet{})
	call, err := s.Start(t.Context(), trainee, scenarioID(t, s, "us-hardship-warehouse"), testNow)
	if err != nil {
		t.Fatal(err)
	}
	entered, done := make(chan struct{}), make(chan error, 1)
	var once sync.Once
	go func() {
		_, err := s.Say(context.Background(), trainee, call.ID, "Pay today or you go to jail.", testNow, func(string) error {
			once.Do(func() { close(entered); time.Sleep(200 * time.Millisecond) })
			return nil
		})
		done <- err
	}()
	<-entered
	r, err := s.HangUp(t.Context(), trainee, call.ID, testNow.Add(time.Second))
	if err := errors.Join(err, <-done); err != nil {
		t.Fatal(err)
	}
	if len(r.Call.Turns) != 3 || len(r.Findings) == 0 {
		t.Errorf("%d turns, %d findings", len(r.Call.Turns), len(r.Findings))
	}
}

func TestACallWithoutAWordIsNotScored(t *testing.T) {
	t.Parallel()
	s := newStore(t, VoiceSet{})
	call, err := s.Start(t.Context(), trainee, scenarioID(t, s, "us-evasive-promise"), testNow)
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.HangUp(t.Context(), trainee, call.ID, testNow)
	if err != nil || r.Outcome != NotScored || !strings.Contains(r.Why, "nothing") || r.Tone.OK {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err := s.Say(t.Context(), trainee, call.ID, "hello", testNow, nil); !errors.Is(err, ErrFinished) {
		t.Errorf("after hanging up: %v", err)
	}
}

func TestCallsThatWereCutOffAreScoredLater(t *testing.T) {
	t.Parallel()
	s := newStore(t, VoiceSet{})
	call, err := s.Start(t.Context(), trainee, scenarioID(t, s, "us-voicemail"), testNow)
	if err != nil {
		t.Fatal(err)
	}
	if turn := say(t, s, call.ID, "Hi, this is Dana for Angela Ortiz. Please call me back at 555-0163. Thank you.", testNow); !turn.Ended {
		t.Fatal("the machine did not end the call")
	}
	if n, err := s.ScoreEnded(t.Context(), 10, testNow); err != nil || n != 1 {
		t.Fatalf("scored %d, %v", n, err)
	}
	if n, err := s.ScoreEnded(t.Context(), 10, testNow); err != nil || n != 0 {
		t.Errorf("second pass scored %d, %v", n, err)
	}
	r, err := s.Result(t.Context(), trainee, call.ID)
	if err != nil || r.Outcome == "" {
		t.Errorf("%+v, %v", r, err)
	}
	team, err := s.Team(t.Context(), lead)
	if err != nil || len(team) != 1 || team[0].Scored != 1 {
		t.Errorf("team %+v, %v", team, err)
	}
}
