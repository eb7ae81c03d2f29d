package score

// Severities of a rule, as in the rulebook.
const (
	Illegal      = "illegal"
	Regulatory   = "regulatory"
	BestPractice = "best practice"
)

// Results of a call.
const (
	Pass      = "pass"
	Coach     = "coach"
	Fail      = "fail"
	NotScored = "not_scored"
)

// Layers that can make a finding.
const (
	ByOrder      = "order"      // decided from context and order of turns
	ByWords      = "words"      // a pattern of words, with its guards
	ByClassifier = "classifier" // the learnt text classifier
	ByJudge      = "judge"      // a language model, confirmed by its quote
)

// Words is one text in both languages of the product.
type Words struct{ ZH, EN string }

// In returns the text in lang; everything but "en" and its regions reads Chinese.
func (w Words) In(lang string) string {
	if len(lang) >= 2 && lang[:2] == "en" {
		return w.EN
	}
	return w.ZH
}

// Finding is one breach in one turn of the trainee.
type Finding struct {
	Turn     int    // Turn.Index
	RuleID   string // most specific rule of the jurisdiction
	Family   string // F01 … F23
	Severity string // illegal, regulatory or best practice
	// Quote is verbatim: Quote == string([]rune(turn.Text)[Start:End]).
	Quote      string
	Start, End int // runes in the turn's text
	Instead    Words
	Repaired   bool // withdrawn, corrected or apologised for in the next agent turn
	By         string
	Confidence float64 // in [0, 1]; an ordering of the layers' certainty, not a frequency
	// ToReview marks a claim that code alone does not confirm. It is shown to a
	// lead and counts for nothing in the result.
	ToReview bool
}

// Scale is the mean of the turns scored, 1 (worst) to 5 (best).
type Scale struct {
	Mean  float64
	Turns int
	OK    bool // false: no turn could be scored
}

// TurnScore is the judgement of one agent turn. A nil Tone or Empathy means the
// turn holds nothing to judge it by ("嗯", a bare greeting, silence).
type TurnScore struct {
	Turn          int
	Tone, Empathy *float64 // 1–5, anchors in the package documentation of judge.go
	Clean         bool     // no breach that counts
	Scored        bool     // the turn has content and counts for compliance
	By            string   // "built-in", or "built-in + <judge>"
}

// Note is something a reader of the card must know: a judge failed, a part of
// its reply was dropped.
type Note struct {
	Code  string // judge_failed, judge_part_dropped, …
	Words Words
}

// Card is the score of a call.
type Card struct {
	Result        string // Pass, Coach, Fail or NotScored
	Why           Words  // one sentence
	Better        Words  // the one thing to do better next time
	Tone, Empathy Scale
	Clean, Scored int // compliance: turns without a breach, of turns scored
	Findings      []Finding
	Turns         []TurnScore
	Notes         []Note
}
