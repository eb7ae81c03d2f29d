package score

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// manners of speaking that carry tone and empathy, each seen in both languages.
var manners = []struct {
	name string
	re   *regexp.Regexp
}{
	{"m:please", regexp.MustCompile(`(?i)请|麻烦(您|你)|劳烦|\b(please|kindly|would you mind|if you don't mind)\b`)},
	{"m:thanks", regexp.MustCompile(`(?i)谢谢|多谢|感谢|辛苦(您|你|了)|唔該|\b(thanks|thank you|appreciate|grateful)\b`)},
	{"m:polite you", regexp.MustCompile(`您`)},
	{"m:plain you", regexp.MustCompile(`你`)},
	{"m:title", regexp.MustCompile(`(?i)先生|女士|小姐|大姐|大哥|阿姨|叔叔|\b(sir|ma'am|madam|mr|mrs|ms|miss)\b`)},
	{"m:names feeling", regexp.MustCompile(`(?i)(难受|着急|担心|压力|不容易|委屈|害怕|为难|辛苦|心疼|难熬|不好受|生气|焦虑|慌)|\b(sorry to hear|sounds (hard|tough|rough|like)|must be|that's (hard|tough|a lot|rough)|i hear|understand|stressful|worr(y|ied)|frightening|upset|overwhelm|exhausting)\b`)},
	{"m:takes time", regexp.MustCompile(`(?i)(慢慢(说|讲|来|想)|不急|不着急|别急|先别慌|您先(忙|休息|照顾)|想好了|等您|听着呢|我听着|歇)|\b(take your time|no rush|no hurry|whenever|when you're ready|i'm listening|go on|as long as you need)\b`)},
	{"m:offers", regexp.MustCompile(`(?i)(咱们?一起|我帮(您|你)|帮您(问|查|看|申请|登记)|可以(先|申请|分|少)|看看能不能|给您(发|寄|登记|申请|留)|暂停|不催|缓)|\b(let's|we can|i can|happy to|help you|i'll (check|send|note|pause|put|ask|look)|would (it|that) help|free (debt )?advice|pause|hold)\b`)},
	{"m:asks how", regexp.MustCompile(`(?i)(方便吗|方便的话|行吗|好吗|可以吗|您看|您觉得|怎么样|是什么情况|碰上什么|遇到什么)|\b(how are|how('s| is)|what happened|would you|could you|does that|is that (ok|okay|right|fair)|what would|what's going on|how much (can|could))\b`)},
	{"m:pushes", regexp.MustCompile(`(?i)(必须|马上|立刻|赶紧|今天(之内|就得|必须)|最后(一次|期限|通牒)|少废话|别(磨|拖|废话|跟我)|快点|痛快点|到底|听见没|自己看着办|看着办)|\b(right now|immediately|today or|last chance|final|stop (wasting|stalling)|come on|hurry|no more|just pay|yes or no|make it|listen,)\b`)},
	{"m:mocks", regexp.MustCompile(`(?i)(哟|呵|嘿嘿|哈哈|啧|嘛。|得了吧|拉倒吧|真逗|可真|真行|挺会|真稀奇|怪不得|难怪)|\b(lol|haha|oh,? (really|please|wow)|sure you|right,? (and|because)|of course you|charming|darling|sweetheart|honey|hon|lovely)\b`)},
	{"m:shout", regexp.MustCompile(`!|！`)},
	{"m:rhetoric", regexp.MustCompile(`(?i)(难道|凭什么|怎么(好意思|可能|不)|还(想|要)怎|谁让|不然呢|你以为|您以为)|\b(don't you think|isn't it|aren't you|didn't you|you think|who do you|what did you expect|remember\?)`)},
	{"m:asks", regexp.MustCompile(`[?？]\s*$`)},
	{"m:soft end", regexp.MustCompile(`(?i)(吧|呢|哈|啊|哦|呀|嘛|啦)[。！!~,，]?\s*$`)},
	{"m:dismisses", regexp.MustCompile(`(?i)(跟我没关系|不归我|关我|与我无关|不管|没用|别想|随便您|随便你|爱(信|还)|懒得|没空)|\b(not my|don't care|whatever|so what|who cares|never mind|doesn't matter|makes no difference|no point)\b`)},
}

// mannerFlags are the manners of a text with its length and pace.
func mannerFlags(text string) []string {
	var out []string
	for _, m := range manners {
		if m.re.MatchString(text) {
			out = append(out, m.name)
		}
	}
	n := weight(text)
	out = append(out, "n:length "+strconv.Itoa(bucket(n, 6, 12, 20, 32, 50, 80)))
	s := 0
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("。！？!?.；;", r) }) {
		if strings.TrimSpace(part) != "" {
			s++
		}
	}
	out = append(out, "n:sentences "+strconv.Itoa(bucket(s, 1, 2, 3, 5)))
	if s > 0 {
		out = append(out, "n:pace "+strconv.Itoa(bucket(n/s, 4, 8, 14, 24)))
	}
	return out
}

// weight is the length of a text in Chinese characters and Latin words.
func weight(text string) int {
	han := 0
	for _, r := range text {
		if r >= 0x2E80 && utf8.RuneLen(r) == 3 {
			han++
		}
	}
	return han + len(words(strings.ToLower(text)))
}

func bucket(n int, upTo ...int) int {
	for i, u := range upTo {
		if n <= u {
			return i
		}
	}
	return len(upTo)
}
