package llm

import (
	"slices"
	"strings"
	"testing"
)

func TestFigures(t *testing.T) {
	for _, c := range []struct{ lang, text, want string }{
		{"zh", "12月10号还500块", "m12 d10 n500"},
		{"zh", "十二月十号还五百", "m12 d10 n500"},
		{"zh", "两千三", "n2300"}, {"zh", "1.2万元", "n12000"}, {"zh", "一万五千块", "n15000"},
		{"zh", "下个星期五", "下周五"}, {"zh", "下周五", "下周五"}, {"zh", "三个月", "月3"}, {"zh", "月底前", "月底"},
		{"zh", "我再想一想，一下子拿不出来，这两天忙", ""}, {"zh", "一天到晚打，一点用都没有", ""}, {"zh", "千万别打了，万一呢", ""}, {"zh", "还三万行不行", "n30000"},
		{"en", "$1,250.50 on March 3", "march d3 n1250.5"},
		{"en", "five hundred on the 10th", "d10 n500"}, {"en", "a hundred", "n100"}, {"en", "2k", "n2000"}, {"en", "three months", "month3"},
		{"en", "next Friday", "next friday"}, {"en", "I need a minute, a couple of days maybe", ""}, {"en", "by the end of the month", "end of the month"},
	} {
		got := figures(c.text, c.lang)
		slices.Sort(got)
		want := strings.Fields(c.want)
		if c.want == "next friday" || c.want == "end of the month" {
			want = []string{c.want}
		}
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", c.text, got, want)
		}
	}
}

func TestSentences(t *testing.T) {
	for text, want := range map[string]string{
		"我没钱。真的！你别问了":               "我没钱。|真的！|你别问了",
		"I owe $1.50. Really?! Yes": "I owe $1.50.|Really?!|Yes",
		"我……真的没有。":                  "我……真的没有。",
		"“没有。”他也没有。":                "“没有。”|他也没有。",
		"No.\n\nNot now.":           "No.|Not now.",
		"Well... I don't know. ":    "Well...|I don't know.",
	} {
		for size := 1; size < 4; size++ { // however it comes in
			var s sentences
			var got []string
			r := []rune(text)
			for i := 0; i < len(r); i += size {
				got = append(got, s.add(string(r[i:min(i+size, len(r))]))...)
			}
			if last := s.last(); last != "" {
				got = append(got, last)
			}
			if strings.Join(got, "|") != want {
				t.Errorf("%q in %ds: %q, want %q", text, size, got, want)
			}
		}
	}
}
