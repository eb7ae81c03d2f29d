package web

import (
	"time"

	"evenkeel/coach"
	"evenkeel/coach/debtor"
	"evenkeel/corpus"
	"evenkeel/rank"
	"evenkeel/web/auth"
)

// galleryState is one page with made-up data, for the gallery and the tests.
type galleryState struct {
	page, state string
	data        any
}

// galleryNow is the moment of the made-up data: a Friday morning in Shanghai.
var galleryNow = time.Date(2026, 11, 20, 2, 20, 0, 0, time.UTC)

// galleryVisit is a made-up person's visit in the language asked for.
func galleryVisit(v *visit, role string) *visit {
	name := map[string]string{zh: "林知远", en: "Dana Whitfield"}[v.lang]
	zone := map[string]string{zh: "Asia/Shanghai", en: "America/New_York"}[v.lang]
	return &visit{Context: v.Context, id: v.id, lang: v.lang, theme: v.theme, now: galleryNow,
		me: auth.Staff{Login: "gallery", Name: name, Role: role, Team: "gallery", Lang: v.lang, Zone: zone}}
}

func (s *server) galleryFrame(v *visit, place, title string) Frame {
	f := Frame{Title: s.say(v, title), Place: place, Person: &v.me, Team: "Gallery", Theme: v.theme, Demo: true,
		Notices: s.notices, Plain: !s.assets.htmx, Wide: true, Back: "/dev/gallery"}
	for _, p := range placesOf[v.me.Role] {
		p.Here = p.ID == place
		f.Places = append(f.Places, p)
	}
	return f
}

// galleryStates is every page in every state it can be in.
func (s *server) galleryStates(v *visit) []galleryState {
	agent, trainee, lead := galleryVisit(v, auth.Agent), galleryVisit(v, auth.Trainee), galleryVisit(v, auth.Lead)
	var all []galleryState
	all = append(all, s.frameStates(agent)...)
	all = append(all, s.todayStates(agent)...)
	all = append(all, s.accountStates(agent)...)
	all = append(all, s.practiceStates(trainee)...)
	all = append(all, s.callStates(trainee)...)
	all = append(all, s.leadStates(lead)...)
	return append(all, s.libraryStates(lead)...)
}

func (s *server) frameStates(v *visit) []galleryState {
	out := Frame{Title: s.say(v, "signin.title"), Theme: "auto", Back: "/signin"}
	plain := s.galleryFrame(v, "", "keys.title")
	plain.Plain, plain.Theme = true, "dark"
	states := []galleryState{
		{"signin", "empty", signinPage{Frame: out}},
		{"signin", "wrong", signinPage{Frame: out, Login: "dana", Problem: "password"}},
		{"signin", "throttled", signinPage{Frame: out, Login: "dana", Problem: "throttled"}},
		{"keys", "plain-dark", keysPage{plain}},
	}
	seen := map[string]bool{}
	for _, st := range append(statuses, internal, status{nil, 422, "invalid"}) {
		if !seen[st.key] {
			seen[st.key] = true
			states = append(states, galleryState{"error", st.key,
				errorPage{Frame: s.galleryFrame(v, "", "error."+st.key+".title"), Key: st.key, Code: st.code, Request: "4f1c22ab90d17e55"}})
		}
	}
	return states
}

func ptr[T any](x T) *T { return &x }

// galleryList is a list with something in every tab.
func galleryList() *rank.List {
	until := time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC)
	opens := time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC)
	cny := func(n int64) rank.Money { return rank.Money{Minor: n, Currency: "CNY"} }
	usd := func(n int64) rank.Money { return rank.Money{Minor: n, Currency: "USD"} }
	debt := func(id int64, ref string, m rank.Money, days int) rank.Debt {
		return rank.Debt{AccountID: id, Ref: ref, Product: "credit_card", Jurisdiction: "CN", Balance: m, DaysPastDue: days,
			Mandate: rank.Mandate{Kind: "lender", Use: "consumer"}, AsOf: galleryNow.AddDate(0, 0, -20), Due: ptr(rank.Money{Minor: m.Minor / 5, Currency: m.Currency})}
	}
	open := rank.Verdict{Allowed: true, Until: &until}
	first := rank.Item{PersonID: 1, Position: 1, Name: "王**", Lang: zh, Jurisdiction: "CN", Zone: "Asia/Shanghai", LocalTime: "10:20",
		Debts: []rank.Debt{debt(1, "CN-004417", cny(1284650), 34), debt(2, "CN-009120", cny(310000), 12)}, Owed: []rank.Money{cny(1594650)},
		DaysPastDue: 34, Likelihood: ptr(0.62), Expected: []rank.Money{cny(402000)}, PermittedUntil: &until, Gate: open, Status: "to_call",
		Promise: &rank.Promise{AccountID: 1, Made: galleryNow.AddDate(0, 0, -9), Due: galleryNow.AddDate(0, 0, -2), Amount: cny(200000), State: "broken"}, Demo: true,
		Reasons: galleryReasons}
	second := rank.Item{PersonID: 2, Position: 2, Name: "J*** M*******", Lang: en, Jurisdiction: "US-MA", Zone: "America/New_York", LocalTime: "09:20",
		Debts: []rank.Debt{debt(3, "US-001882", usd(214055), 61)}, Owed: []rank.Money{usd(214055)}, DaysPastDue: 61, Likelihood: ptr(0.18),
		Expected: []rank.Money{usd(31000)}, PermittedUntil: &until, Gate: open, Status: "to_call", MovedWhy: &galleryReasons[0], Reasons: galleryReasons[:1],
		Last: &rank.Journaled{ID: 9, Kind: rank.NoAnswer, At: galleryNow.Add(-time.Hour)}}
	promised := first
	promised.PersonID, promised.Name, promised.Promise = 3, "陈*", &rank.Promise{Due: galleryNow.AddDate(0, 0, 3), Amount: cny(150000), State: "open"}
	blocked := second
	blocked.PersonID, blocked.Name, blocked.PermittedUntil, blocked.MovedWhy = 4, "R*** O*****", nil, nil
	blocked.Gate = rank.Verdict{Rules: []string{"US-REGF-14b2-FREQ"}, Severity: "illegal", Earliest: &opens}
	closed := blocked
	closed.PersonID, closed.Gate = 5, rank.Verdict{Rules: []string{"HOUSE-STATE-disputed_open"}}
	return &rank.List{Date: galleryNow, MadeAt: galleryNow.Add(-2 * time.Hour), Model: "9f31c0de77aa", Demo: true, CallsLeft: 38,
		Expected: []rank.Money{cny(4820000), usd(221400)}, ToCall: []rank.Item{first, second}, Promised: []rank.Item{promised},
		Blocked: []rank.Item{blocked, closed}, Done: []rank.Item{second}}
}

func (s *server) todayStates(v *visit) []galleryState {
	show := func(list *rank.List, tab string, f *Flash) todayPage {
		p := newTodayPage(list, v, tab, 1)
		p.Frame = s.galleryFrame(v, "today", "today.title")
		p.Flash = f
		return p
	}
	rules := *galleryList()
	rules.Model, rules.Expected, rules.Notice = "", nil, rank.NoticeWrittenRules
	open := show(galleryList(), "to_call", nil)
	open.Rows[0].Open = true
	states := []galleryState{{"today", "none", show(nil, "", nil)}, {"today", "written-rules", show(&rules, "", nil)}, {"today", "outcome-open", open},
		{"today", "recorded", show(galleryList(), "", &Flash{Key: "recorded", Args: map[string]string{"what": s.say(v, "outcome.promise")}, Undo: "/outcomes/7/undo"})},
		{"today", "refused", show(galleryList(), "", &Flash{Key: "refused", Warning: true, Args: map[string]string{"what": s.say(v, "error.amount.title"), "note": s.say(v, "error.amount.what")}})},
		{"today", "too-late", show(galleryList(), "", &Flash{Key: "too_late", Warning: true})},
		{"today", "snoozed", show(galleryList(), "", &Flash{Key: "snoozed", Args: map[string]string{"what": "12:20"}})}}
	asleep := galleryList()
	asleep.Later, asleep.ToCall = asleep.Blocked[:1], nil
	states = append(states, galleryState{"today", "before-hours", show(asleep, "", nil)})
	for _, t := range open.Tabs {
		states = append(states, galleryState{"today", t.ID, show(galleryList(), t.ID, nil)},
			galleryState{"today", "empty-" + t.ID, show(onlyElsewhere(t.ID), t.ID, nil)})
	}
	return states
}

// onlyElsewhere is a list whose one row stands in another tab than the one named.
func onlyElsewhere(tab string) *rank.List {
	l := &rank.List{Date: galleryNow, MadeAt: galleryNow}
	if tab == "done" {
		l.ToCall = galleryList().ToCall[:1]
	} else {
		l.Done = galleryList().Done
	}
	return l
}

func (s *server) accountStates(v *visit) []galleryState {
	item := galleryList().ToCall[0]
	a := accountView{PersonID: 1, Name: "王建国", Lang: zh, Jurisdiction: "CN", Zone: "Asia/Shanghai", LocalTime: "10:20", Gate: item.Gate, Until: "22:00",
		Debts: item.Debts, Owed: item.Owed, DaysPastDue: 34, Why: sayAll(item.Reasons, v.lang), Percent: "62%", Model: "9f31c0de", ScoredAt: galleryNow,
		Numbers: []numberView{{7, "138 0000 1234", "+8613800001234", "verified", "import"}}, Promise: item.Promise,
		Timeline: []event{{Kind: "broken", When: day(v.lang, galleryNow.AddDate(0, 0, -2)), Words: s.say(v, "outcome.promise")},
			{Kind: "paid", When: day(v.lang, galleryNow.AddDate(0, -1, 0)), Words: s.say(v, "outcome.paid")}}}
	p := accountPage{Frame: s.galleryFrame(v, "today", "account.facts"), A: a, Opening: s.openingLines(v, a),
		Plan:       planView{Months: 3, First: rank.Money{Minor: 428217, Currency: "CNY"}, Last: rank.Money{Minor: 428216, Currency: "CNY"}, Rows: []planRow{{1, galleryNow, rank.Money{Minor: 428217, Currency: "CNY"}}}},
		Form:       newOutcomeForm(1, "Asia/Shanghai", item.Debts, galleryNow, "/people/1"),
		Rehearsals: []callRow{newCallRow(gallerySummaries()[0], v, nil)},
		Objections: []corpus.Hit{{Document: corpus.Document{ID: 8, Lang: zh, Title: "现在没钱", Good: "我理解您现在手头紧。您方便说说下个月大概什么时候有收入吗？我们按那个日子来商量。", Bad: "没钱你当初为什么借？"}}}}
	for _, d := range galleryCases {
		p.Cases = append(p.Cases, newCaseView(corpus.Hit{Document: d, Why: []string{"facet:stage", "ended_badly"}}))
	}
	p.Title, p.A.Earlier = a.Name, a.Timeline
	blocked := p
	blocked.A.Gate, blocked.A.Until = rank.Verdict{Rules: []string{"CN-GBT-5.3-TIME"}, Earliest: ptr(galleryNow)}, ""
	blocked.A.Opens = moment(v.lang, galleryNow.Add(20*time.Hour), galleryNow)
	disputed := p
	disputed.A.Gate, disputed.A.Until, disputed.Reopen = rank.Verdict{Rules: []string{"CN-CCARD-69", "CN-GBT-5.3-TIME"}}, "", true
	disputed.Form.Numbers = []numberView{{7, "138 0000 1234", "+8613800001234", "verified", "import"}, {8, "138 0000 9999", "+8613800009999", "unverified", "import"}}
	bare := accountPage{Frame: p.Frame, A: accountView{PersonID: 2, Name: "Jordan Mills", Lang: en, Jurisdiction: "US", Gate: rank.Verdict{Rules: []string{"HOUSE-ZONE"}}, Debts: item.Debts[:1]},
		Form: newOutcomeForm(2, "", item.Debts[:1], galleryNow, "/people/2"), Plan: planView{Months: 3, Problem: "…"}}
	bare.Opening = s.openingLines(v, bare.A)
	return []galleryState{{"account", "full", p}, {"account", "blocked", blocked}, {"account", "disputed", disputed}, {"account", "bare", bare}}
}

var galleryCases = []corpus.Document{
	{ID: 1, Lang: zh, Kind: corpus.Case, Title: "工资拖欠，分三期还清", Said: "客户说公司两个月没发工资，态度平和。", Agreed: "先还一千，其余分两次在发薪日还。", Ended: "三期都按时到账。", Facets: corpus.Facets{"outcome": "kept", "stage": "middle"}},
	{ID: 2, Lang: zh, Kind: corpus.Case, Title: "口头答应，没有问清收入", Said: "一开口就答应下周还清。", Agreed: "下周一还全部。", Ended: "没有到账，后来才知道已经失业。", Facets: corpus.Facets{"outcome": "broken", "stage": "middle"}},
	{ID: 3, Lang: zh, Kind: corpus.Case, Text: "客户来电询问年费，核对后发现账单有误，当天更正。", Facets: corpus.Facets{"outcome": "dispute_upheld"}},
}

func galleryScenario(lang string) coach.Scenario {
	if lang == zh {
		return coach.Scenario{ID: 1, Key: "gallery", Lang: zh, Title: "工资没发，想缓一缓", Who: "一位三十多岁的客户，信用卡逾期十二天。", Know: "余额 6,200 元，本期最低还款 620 元，过去两年按时还款。", Judged: "先核实本人；听清原因；约定的日期对方做得到。", Jurisdiction: "CN", Stage: "middle", DebtorKind: "hardship", Difficulty: 2, Debtor: debtor.Profile{Name: "周先生"}, Demo: true}
	}
	return coach.Scenario{ID: 1, Key: "gallery", Lang: en, Title: "Wages are late", Who: "A customer in her thirties, card twelve days past due.", Know: "Balance $620, minimum $62; two years paid on time.", Judged: "Verify first; find the reason; a date she can keep.", Jurisdiction: "US", Stage: "middle", DebtorKind: "hardship", Difficulty: 2, Debtor: debtor.Profile{Name: "Ms Carter"}, Demo: true}
}

func (s *server) practiceStates(v *visit) []galleryState {
	show := func(cards []coach.ScenarioCard, stage string) practicePage {
		p := newPracticePage(cards, v.lang, stage)
		p.Frame = s.galleryFrame(v, "practice", "practice.title")
		return p
	}
	cards := []coach.ScenarioCard{{Scenario: galleryScenario(v.lang), Drill: true}, {Scenario: galleryScenario(v.lang), Tries: 3, Best: "coach", BestCall: 4}, {Scenario: galleryScenario(v.lang), Tries: 1}}
	mine := minePage{Frame: s.galleryFrame(v, "progress", "mine.title.progress")}
	for _, c := range gallerySummaries() {
		mine.Calls = append(mine.Calls, newCallRow(c, v, nil))
	}
	return []galleryState{{"practice", "full", show(cards, "")}, {"practice", "stage", show(cards, "late")}, {"practice", "empty", show(nil, "")},
		{"mine", "full", mine}, {"mine", "empty", minePage{Frame: mine.Frame}}}
}

func gallerySummaries() []coach.CallSummary {
	ok := func(m float64) coach.Scale { return coach.Scale{Mean: m, Turns: 6, OK: true} }
	return []coach.CallSummary{
		{ID: 4, Title: "工资没发，想缓一缓", Staff: "chen", Started: galleryNow.Add(-3 * time.Hour), Outcome: "coach", Tone: ok(3.8), Empathy: ok(3.2), Compliance: coach.Compliance{Clean: 5, Scored: 6}, Findings: 1, PersonID: 1},
		{ID: 5, Title: "Wages are late", Staff: "gallery", Started: galleryNow.AddDate(0, 0, -1), Outcome: "fail", Reviewed: "coach", Tone: ok(2.4), Empathy: ok(2.1), Compliance: coach.Compliance{Clean: 3, Scored: 6}, Findings: 3},
		{ID: 6, Title: "你们是骗子吧", Staff: "gallery", Started: galleryNow.AddDate(0, 0, -2), Outcome: "not_scored"},
		{ID: 7, Title: "Let me think about it", Staff: "gallery", Started: galleryNow.AddDate(0, 0, -2)},
	}
}

// galleryReasons are reasons of each kind a row can carry.
var galleryReasons = []rank.Reason{
	{Code: "months_paid", Args: map[string]any{"paid": 2.0, "of": 3.0}},
	{Code: "days_past_due", Args: map[string]any{"days": 34.0}},
	{Code: "promises_kept", Args: map[string]any{"kept": 1.0, "of": 2.0}},
}
