package score

import "testing"

// Plain words are a breach said outright and none denied, quoted or disowned.
func TestPlainBreaches(t *testing.T) {
	debtor, wife := scene{call: Context{Jurisdiction: "CN", Callee: "debtor"}}, scene{call: Context{Jurisdiction: "CN", Callee: "spouse"}}
	for _, c := range []struct {
		text string
		s    scene
		want string // "": none
	}{
		{"你再不还，我就打给你老板。", debtor, "F06"},
		{"我们不会打给您单位的。", debtor, ""},
		{"那不打单位了，您看短信行不行？", debtor, ""},
		{"你找亲戚借点先还上。", debtor, "F15"},
		{"您别找亲戚借钱来还这笔。", debtor, ""},
		{"他在我们这儿贷了款，逾期了。", wife, "F04"},
		{"他在我们这儿贷了款，逾期了。", debtor, ""},
		{"不还就等着坐牢吧。", debtor, "F10"},
		{"欠钱不会坐牢，您别担心。", debtor, ""},
		{"你不是有爸妈吗，从家里拿点垫上。", debtor, "F15"},
		{"If we don't get it by Friday there'll be a warrant.", debtor, "F10"},
		{"Nobody is going to arrest you over this.", debtor, ""},
		{"I promise you, it'll be gone from your credit report.", debtor, "F16"},
		{"I can't promise that it comes off your credit report.", debtor, ""},
		{"You owe $940, and I'll tell your sister about it.", debtor, "F05"},
		{"We won't tell your sister about it.", debtor, ""},
		{"You can borrow it from your brother.", debtor, "F15"},
		{"Please don't borrow it from anybody.", debtor, ""},
	} {
		c.s.text = c.text
		f, _ := plainBreach(Turn{Text: c.text}, c.s)
		if f.family != c.want {
			t.Errorf("%s: %q, want %q", c.text, f.family, c.want)
		}
	}
}

// TestPlainOnTheLabelledLines: on 4,210 lines written by others the plain words
// accuse almost no lawful one.
func TestPlainOnTheLabelledLines(t *testing.T) {
	rows, err := readLabelled()
	if err != nil {
		t.Fatal(err)
	}
	w, err := taught()
	if err != nil {
		t.Fatal(err)
	}
	k := complier{w: w}
	var said tallyOf
	for _, e := range rows {
		f, found := plainBreach(Turn{Text: e.Text}, e.scene())
		if list := []suspect{f}; found {
			k.weigh(list, e.scene())
			found = list[0].kind != toReview
		}
		said.add(found, e.breach())
		if found && !e.breach() {
			t.Log(e.Callee, e.Text)
		}
	}
	t.Logf("precision %.3f, recall %.3f, false alarms %.3f (%d)", said.precision(), said.recall(), said.falseAlarm(), said.fp)
	if said.falseAlarm() > 0.005 {
		t.Errorf("plain words accuse %.3f of the lawful lines", said.falseAlarm())
	}
}
