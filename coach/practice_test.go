package coach

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"evenkeel/coach/debtor"
)

// played runs words through a practice and returns the debtor's moves.
func played(t *testing.T, key string, words []string) (*Practice, []string) {
	t.Helper()
	p := NewPractice(builtIn(t, key), 3, testNow)
	moves := []string{p.Turns[0].Move.Kind}
	for i, w := range words {
		if p.Over() {
			break
		}
		turn, err := p.Say(t.Context(), w, testNow.Add(time.Duration(i)*30*time.Second), nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		moves = append(moves, turn.Move.Kind)
	}
	return p, moves
}

// Calls as they are held, in the trainee's own words, from hearing to the end.
func TestCallsInWords(t *testing.T) {
	t.Parallel()
	for key, c := range map[string]struct {
		words  []string
		moves  []string // that must come
		ended  string
		agreed int64 // minor units; 0: nothing
	}{
		"cn-dispute-card-fraud": {[]string{"您好，恒信银行信用卡中心小林，工号3021，通话有录音。请问您是贺军先生吗？", "请问您身份证后四位是多少？核实一下身份。",
			"您的信用卡有一笔3600元的消费逾期21天了，想了解一下情况。", "您别急，慢慢说，您是说这笔不是您本人消费的，对吗？",
			"明白了，这笔我马上给您登记异议，核查期间不再催您还款，7个工作日内给您书面答复。", "打扰您了，祝您一路平安，再见。"},
			[]string{debtor.Object, debtor.Reveal, debtor.Satisfied}, debtor.EndGoodbye, 0},
		"cn-third-party-wife": {[]string{"您好，请问是秦先生吗？", "我姓林，有件私人的事想跟秦先生本人沟通。", "不好意思，具体的事我只能跟他本人说。麻烦您请他方便时给我回个电话。", "打扰您了，再见。"},
			[]string{debtor.NotMe, debtor.CalleeAsks, debtor.CalleeAccepts}, debtor.EndGoodbye, 0},
		"cn-crisis-shopkeeper": {[]string{"您好，我是安禾消费金融的小林，本次通话录音，请问是梁小芬女士吗？", "您的经营贷款欠款32000元逾期45天了，今天能处理一部分吗？", "您必须今天给个说法，不能再拖了。",
			"梁女士，您先别急，钱的事先放一放。您现在安全吗？身边有没有人？", "您可以拨打12356心理援助热线，您先叫家人来陪您。", "您保重，有任何情况随时联系我，再见。"},
			[]string{debtor.CrisisWords, debtor.CrisisEase}, debtor.EndSafe, 0},
		"cn-hardship-courier": {[]string{"您好，我是恒信银行信用卡中心的小林，请问是冯志远先生吗？", "您的信用卡有8600元逾期32天了。", "你就是个老赖，不还钱就找你家里人！"},
			[]string{debtor.HangUp}, debtor.EndAnger, 0},
		"us-evasive-promise": {[]string{"Hi, this is Dana from Crestline card service, recorded line. Am I speaking with Kyle Benton?", "You owe $780 and you're 20 days past due. Can you pay the full amount today?",
			"You said that on the 4th and the 12th. What got in the way?", "Thanks for being straight with me. How about $150 on the 25th?", "Perfect. I have you down for $150 on November 25th. Bye Kyle."},
			[]string{debtor.Stall, debtor.Reveal, debtor.Agree, debtor.ConfirmPlan}, debtor.EndGoodbye, 15000},
		"us-rational-engineer": {[]string{"Hello, my name is Dana and I'm calling from Crestline Bank on a recorded line. Is this Ravi Menon?", "For security, could you confirm the last four of your Social?", "Your card is 12 days past due with a balance of $1,860.",
			"Let me explain: the balance is $1,790 in purchases, $41 interest and a $29 late fee.", "What happened with the payment?", "How about $500 on Monday and $1,000 on December 1st?",
			"So to confirm, $500 on Monday, November 23rd and $1,000 on December 1st by bank transfer.", "Thank you for your time, Ravi. Goodbye."},
			[]string{debtor.GiveDetail, debtor.Object, debtor.Agree, debtor.ConfirmPlan}, debtor.EndGoodbye, 150000},
		"us-wrong-number": {[]string{"Hi, is this Tyrell Banks?", "I'm sorry for bothering you, I'll take this number off our list.", "Goodbye."},
			[]string{debtor.NotMe, debtor.CalleeAccepts}, debtor.EndGoodbye, 0},
	} {
		t.Run(key, func(t *testing.T) {
			t.Parallel()
			p, moves := played(t, key, c.words)
			for _, m := range c.moves {
				if !slices.Contains(moves, m) {
					t.Errorf("no %s in %v", m, moves)
				}
			}
			sum := int64(0)
			if a := p.State.Agreement; a != nil {
				for _, part := range a.Parts {
					sum += part.Minor
				}
			}
			if p.State.Ended != c.ended || sum != c.agreed {
				t.Errorf("ended %q, agreed %d; moves %v", p.State.Ended, sum, moves)
			}
			if card, err := p.Score(context.Background(), nil); err != nil || card.Result == "" {
				t.Errorf("score %q, %v", card.Result, err)
			}
		})
	}
}

// The same scenario, seed and words give the same call, word for word.
func TestTheSameWordsGiveTheSameCall(t *testing.T) {
	t.Parallel()
	list, err := BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	pieces := []string{"您好，我是恒信银行的小林", "请问是您本人吗？", "您欠款5000元逾期20天", "能还500块吗？", "我理解您不容易", "必须今天还", "Hi, this is Dana from Larkfield.", "You owe $500.",
		"Can you pay $100 on Friday?", "I'm sorry to hear that.", "What happened?", "We'll send someone to your house.", "", "再见", "Goodbye."}
	rapid.Check(t, func(t *rapid.T) {
		sc := rapid.SampledFrom(list).Draw(t, "scenario")
		seed := rapid.Uint64().Draw(t, "seed")
		words := rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 12).Draw(t, "words")
		one, two := NewPractice(sc, seed, testNow), NewPractice(sc, seed, testNow)
		for _, w := range words {
			a, errA := one.Say(context.Background(), w, testNow, nil, nil)
			b, errB := two.Say(context.Background(), w, testNow, nil, nil)
			if !errors.Is(errA, errB) {
				t.Fatal(errA, errB)
			}
			if errA != nil {
				if !errors.Is(errA, ErrFinished) {
					t.Fatal(errA)
				}
				return
			}
			if a.Text != b.Text || a.Move.Kind != b.Move.Kind || a.State.Trust != b.State.Trust {
				t.Fatalf("%q gave %q and %q", w, a.Text, b.Text)
			}
		}
	})
}
