package web

import (
	"time"

	"evenkeel/coach"
	"evenkeel/corpus"
	"evenkeel/rank"
	"evenkeel/web/auth"
)

func galleryCall(lang string) *coach.Call {
	c := &coach.Call{ID: 4, Scenario: galleryScenario(lang), Staff: "gallery", Team: "gallery", Started: galleryNow.Add(-3 * time.Minute), LocalTime: galleryNow}
	lines := []string{"Hello?", "Good morning, this is Dana from Harbour Bank. Am I speaking with Ms Carter?", "Yes, what is it about?", "Pay today or I will tell your employer about it.", "There is no need to threaten me. My wages are two weeks late.", "I am sorry, I should not have said that. When do you expect them?"}
	if lang == zh {
		lines = []string{"喂，哪位？", "您好，我是港湾银行的小林，请问是周女士本人吗？", "是我，什么事？", "今天不还，我就给你单位打电话。", "你别威胁我。我工资晚发了两个星期。", "对不起，我刚才不该那么说。您大概什么时候能收到工资？"}
	}
	for i, text := range lines {
		speaker := coach.Debtor
		if i%2 == 1 {
			speaker = coach.Agent
		}
		c.Turns = append(c.Turns, coach.Turn{Index: i, Speaker: speaker, Text: text, At: c.Started.Add(time.Duration(i) * 12 * time.Second)})
	}
	c.Turns[4].Note = coach.NoteEndpoint
	return c
}

func (s *server) callStates(v *visit) []galleryState {
	show := func(change func(*coach.Call, *callPage)) callPage {
		c := galleryCall(v.lang)
		p := s.newCallPage(v, c)
		change(c, &p)
		p.Frame = s.galleryFrame(v, "practice", "place.practice")
		return p
	}
	ended := galleryCall(v.lang)
	ended.Ended, ended.EndedBy, ended.Parent, ended.PersonID = &galleryNow, coach.Debtor, 3, 1
	over := s.newCallPage(v, ended)
	over.Frame = s.galleryFrame(v, "practice", "place.practice")
	return []galleryState{
		{"call", "running", show(func(*coach.Call, *callPage) {})},
		{"call", "first", show(func(c *coach.Call, p *callPage) { p.Turns = p.Turns[:1] })},
		{"call", "held", show(func(_ *coach.Call, p *callPage) { p.Held = true })},
		{"call", "watched", show(func(_ *coach.Call, p *callPage) { p.Own = false })},
		{"call", "ended", over},
		{"result", "coach", s.galleryResultPage(v, galleryResult(v.lang))},
		{"result", "pass", s.galleryResultPage(v, galleryPassed(v.lang))},
		{"result", "not-scored", s.galleryResultPage(v, &coach.Result{Call: galleryCall(v.lang), Outcome: coach.NotScored})},
	}
}

func (s *server) galleryResultPage(v *visit, r *coach.Result) resultPage {
	p := resultPage{Frame: s.galleryFrame(v, "practice", "place.practice"), resultView: s.newResultView(v, r)}
	p.Title = r.Call.Scenario.Title
	return p
}

// galleryResult is a call with a breach, put right in the next turn.
func galleryResult(lang string) *coach.Result {
	c := galleryCall(lang)
	c.Outcome = coach.Coach
	quote := []rune(c.Turns[3].Text)
	f := coach.Finding{ID: 1, Turn: 3, RuleID: "US-REGF-18c1-THREAT", Severity: "illegal", Quote: string(quote), Start: 0, End: len(quote), Instead: "If it helps, we can agree a date after your wages arrive.", Repaired: true, By: "rules"}
	why := "One breach, put right in your next turn."
	better := "Ask for the reason before you speak of a date."
	if lang == zh {
		f.RuleID, f.Instead = "CN-GBT-5.3-CONTACT", "等您工资到账后，我们再定一个您方便的日期，可以吗？"
		why, better = "有一处违规，下一句已纠正。", "先问清原因，再谈日期。"
	}
	claim := f
	claim.ID, claim.Turn, claim.Start, claim.End, claim.Quote, claim.Repaired, claim.ToReview = 2, 5, 0, 4, string([]rune(c.Turns[5].Text)[:4]), false, true
	claim.Disputes = []coach.DisputeEntry{{ID: 1, Staff: "gallery", Reason: why, At: galleryNow}}
	return &coach.Result{Call: c, Outcome: coach.Coach, Why: why, Better: better, Tone: coach.Scale{Mean: 3.3, Turns: 3, OK: true},
		Empathy: coach.Scale{Mean: 3, Turns: 3, OK: true}, Compliance: coach.Compliance{Clean: 2, Scored: 3}, Findings: []coach.Finding{f, claim},
		TurnScores: []coach.TurnScore{{Turn: 1, Tone: ptr(3.888737982160274), Empathy: ptr(3.0), Clean: true, Scored: true}, {Turn: 3, Tone: ptr(1.0), Scored: true}},
		TrustLine:  []float64{.5, .55, .3}, PatienceLine: []float64{.6, .62, .35}, Learnt: []string{c.Turns[4].Text}, Missed: []string{c.Turns[2].Text}, Notes: []string{why}}
}

func galleryPassed(lang string) *coach.Result {
	r := galleryResult(lang)
	r.Outcome, r.Findings, r.Better = coach.Pass, nil, ""
	r.Review = &coach.Review{Staff: "mei", Outcome: coach.Coach, Tone: ptr(3.5), Empathy: ptr(3.0), Reason: r.Why, At: galleryNow}
	r.Call.PersonID, r.Call.Parent = 1, 3
	return r
}

func (s *server) leadStates(v *visit) []galleryState {
	queue := reviewPage{Frame: s.galleryFrame(v, "review", "review.title")}
	for i, c := range gallerySummaries()[:3] {
		queue.Items = append(queue.Items, reviewRow{callRow: newCallRow(c, v, nil), Why: []string{"disputed", "illegal_breach"}[:2-min(i, 2)]})
	}
	judged := func(own bool, problem string) reviewCallPage {
		r := galleryResult(v.lang)
		if !own {
			r.Call.Staff = "chen"
		}
		p := reviewCallPage{Frame: s.galleryFrame(v, "review", "review.title"), resultView: s.newResultView(v, r), Who: "陈静", Problem: problem, Choices: []string{"pass", "coach", "fail"}}
		p.AgentName = p.Who
		return p
	}
	people := []auth.Staff{{Login: "chen", Name: "陈静", Role: auth.Trainee}, {Login: "gallery", Name: "林知远", Role: auth.Agent}}
	sums := []coach.StaffSummary{{Staff: "chen", Calls: 5, Scored: 4, Passed: 2, Tone: coach.Scale{Mean: 3.6, Turns: 22, OK: true}, Empathy: coach.Scale{Turns: 0}, Compliance: coach.Compliance{Clean: 20, Scored: 22}, Last: &galleryNow}}
	team, alone := newTeamPage(v, people, sums, gallerySummaries()), newTeamPage(v, people, nil, nil)
	team.Frame = s.galleryFrame(v, "team", "team.title")
	alone.Frame = team.Frame
	list := listPage{Frame: s.galleryFrame(v, "list", "list.title"), ToCall: 412, Promised: 31, Later: 8, BlockedCount: 96, Done: 17, MadeAt: galleryNow, Model: "9f31c0de",
		Agents: []agentRow{{Name: "林知远", ToCall: 210, Promised: 12, Blocked: 40, Done: 9, Expected: []rank.Money{{Minor: 4820000, Currency: "CNY"}}}, {Name: "Dana Whitfield", ToCall: 202}},
		Rules:  []ruleCount{{"US-REGF-14b2-FREQ", 51}, {"HOUSE-STATE-disputed_open", 12}}}
	bare := list
	bare.Rules = nil
	inUse := newModelPage(galleryModels, v)
	inUse.Frame = s.galleryFrame(v, "model", "model.title")
	unused := newModelPage(galleryModels[1:], v)
	unused.Frame = inUse.Frame
	return []galleryState{{"review", "full", queue}, {"review", "empty", reviewPage{Frame: queue.Frame}},
		{"reviewcall", "open", judged(false, "")}, {"reviewcall", "no-reason", judged(false, "reason")}, {"reviewcall", "own", judged(true, "")},
		{"team", "full", team}, {"team", "empty", alone}, {"list", "full", list}, {"list", "open", bare}, {"list", "empty", listPage{Frame: list.Frame}},
		{"model", "full", inUse}, {"model", "unused", unused}, {"model", "empty", modelPage{Frame: inUse.Frame}}}
}

// galleryModels are one in use, one measured on accounts, and one of another day.
var galleryModels = []rank.ModelVersion{
	{ID: "9f31c0de77aa41", AsOf: galleryNow.AddDate(0, 0, -20), Made: galleryNow.Add(-3 * time.Hour), UsedOn: ptr(galleryNow.Truncate(24 * time.Hour)), Demo: true, Columns: []string{"days_past_due", "utilisation", "own:pay_day"},
		Metrics: rank.TrainReport{TrainRows: 21344, TestRows: 3120, AUC: .842, Brier: .118, ECE: .011, CapturedTop20: .54, HeldOut: "month"}},
	{ID: "55aa90d17e4f1c", AsOf: galleryNow.AddDate(0, -1, -20), Made: galleryNow.AddDate(0, -1, 0), Columns: []string{"balance"},
		Metrics: rank.TrainReport{TrainRows: 900, TestRows: 300, AUC: .801, Brier: .130, ECE: .020, CapturedTop20: .5, HeldOut: "accounts"}},
	{ID: "11223344556677", AsOf: galleryNow.AddDate(0, -2, -20), Made: galleryNow.AddDate(0, -2, 0), UsedOn: ptr(galleryNow.AddDate(0, 0, -3))},
}

func (s *server) libraryStates(v *visit) []galleryState {
	frame := s.galleryFrame(v, "library", "library.title")
	kinds := []tab{{ID: "case", Here: true}, {ID: "objection"}, {ID: "rule"}}
	page := libraryPage{Frame: frame, Kind: "case", Kinds: kinds}
	for _, d := range galleryCases {
		page.Docs = append(page.Docs, docRow{Document: d})
	}
	rules, nothing := libraryPage{Frame: frame, Kind: "rule", Kinds: kinds, Rules: s.book.All()}, libraryPage{Frame: frame, Kind: "case", Kinds: kinds, Query: "zzz"}
	objection := corpus.Document{ID: 8, Kind: corpus.Objection, Lang: en, Title: "I have no money now", Text: "I have no money now.", Good: "I see. When does your next pay come in?", Bad: "Then borrow some.", BadRules: []string{"GEN-RESPECT"}}
	return []galleryState{{"library", "cases", page}, {"library", "rules", rules}, {"library", "nothing", nothing},
		{"library", "empty", libraryPage{Frame: frame, Kind: "case", Kinds: kinds}},
		{"document", "case", documentPage{Frame: frame, Doc: galleryCases[0]}}, {"document", "objection", documentPage{Frame: frame, Doc: objection}}}
}
