package score

import (
	"regexp"
	"time"
)

// cues are what the other side has just let show. A cue voiced obliges: a
// dispute must be logged, a hardship heard, a crisis put before everything.
type cues struct {
	dispute, hardship, crisis, stop, lawyer, busy, whoAreYou, complaint bool
}

var (
	cueDispute = regexp.MustCompile(`(?i)disput|wrong amount|never (borrowed|took|signed|opened|had)|not (my|mine)\b|wasn't me|didn't (make|sign|authori[sz]e|open)|already paid|paid (it|that|this)\b.{0,20}(already|last|in full)|identity theft|stolen|fraud|billing error|(amount|fee|balance|number|figure)s? (is|are|looks?) (wrong|off|not right)|不是我(借|办|刷|签|弄|的)|没(借|办|签|刷)过|(已经|早就|都)(还|付|缴|清)(了|过|清)|盗刷|金额不对|数不对|对不上|算错|多收|有异议|有争议|冒用|没有?这笔`)
	cueHard    = regexp.MustCompile(`(?i)lost (my|his|her|the) (job|husband|wife|mother|father|son|daughter|mum|mom|dad)|laid off|redundan|unemploy|hospital|surgery|cancer|illness|\bill\b|\bsick\b|bereav|widow|passed away|died|funeral|divorc|evict|disab|depress|crying|in tears|can't afford|cannot afford|no money|no income|hours (were|got) cut|domestic (abuse|violence)|homeless|food bank|single (mother|mum|mom|father)|失业|裁员|下岗|没工作|丢了工作|住院|手术|癌|化疗|生病|病了|病重|去世|走了没多久|过世|离婚|没钱|没收入|发不出工资|工资没发|欠薪|停工|吃不上|揭不开锅|孩子.{0,6}(病|住院)|残疾|怀孕|坐月子|抑郁|破产|倒闭|哭`)
	cueCrisis  = regexp.MustCompile(`(?i)kill (myself|himself|herself)|suicid|end (it|my life|everything)\b|better off dead|don't want to (live|be here)|want to die|harm (myself|himself|herself)|self-harm|no (point|reason) (in )?(living|going on)|overdose|不想活|活不下去|自杀|轻生|跳楼|想死|死了算了|一了百了|了结(自己|这条命)|没(什么)?活(路|头)|安眠药`)
	cueStop    = regexp.MustCompile(`(?i)(stop|quit|don't|do not) (calling|contacting|texting|ringing|call me|contact me|text me|ring me)|never call|leave me alone|take me off|别再?(打|给我打|联系|发)|不要再?(打|联系|发)|不许再打|停止联系`)
	cueLawyer  = regexp.MustCompile(`(?i)(my|an|the|his|her) (attorney|lawyer|solicitor)|debt advis|represented by|找我律师|我(的|有)律师|律师(会|跟|来)`)
	cueBusy    = regexp.MustCompile(`(?i)can't (talk|speak)( right)?( now)?|at work|in a meeting|driving|bad time|not a good time|bedside|在开会|在上班|在开车|不方便(说|讲|接)|没空|正忙`)
	cueWho     = regexp.MustCompile(`(?i)who (is this|are you|am i (speaking|talking))|which (company|bank)|what company|asks? (who|which|for (the agent's|your))|你(是)?(谁|哪位|哪里|哪家)|您(是)?(谁|哪位|哪里|哪家)|哪个(公司|平台|单位)`)
	cueComp    = regexp.MustCompile(`(?i)complain|ombudsman|cfpb|regulator|投诉|举报|12378|12345|银保监|监管`)
)

func hearCues(text string) cues {
	return cues{
		dispute: cueDispute.MatchString(text), hardship: cueHard.MatchString(text),
		crisis: cueCrisis.MatchString(text), stop: cueStop.MatchString(text),
		lawyer: cueLawyer.MatchString(text), busy: cueBusy.MatchString(text),
		whoAreYou: cueWho.MatchString(text), complaint: cueComp.MatchString(text),
	}
}

// with adds what the caller knows the turn to have voiced.
func (c cues) with(voiced []string) cues {
	for _, v := range voiced {
		switch v {
		case Dispute:
			c.dispute = true
		case Hardship:
			c.hardship = true
		case Crisis:
			c.crisis = true
		case Stop:
			c.stop = true
		case Busy:
			c.busy = true
		}
	}
	return c
}

// names of the cues that are set, for features.
func (c cues) names() []string {
	var out []string
	for _, v := range []struct {
		on   bool
		name string
	}{
		{c.dispute, "dispute"}, {c.hardship, "hardship"}, {c.crisis, "crisis"}, {c.stop, "stop"},
		{c.lawyer, "lawyer"}, {c.busy, "busy"}, {c.whoAreYou, "who"}, {c.complaint, "complaint"},
	} {
		if v.on {
			out = append(out, v.name)
		}
	}
	return out
}

// minuteOf is the minute of the day of a wall clock, -1 where it is not known.
func minuteOf(at time.Time) int {
	if at.IsZero() {
		return -1
	}
	return at.Hour()*60 + at.Minute()
}
