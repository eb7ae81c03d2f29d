package corpus

import (
	"strings"
	"testing"
)

func TestRedactLines(t *testing.T) {
	var out strings.Builder
	n, err := RedactLines(strings.NewReader(`{"id":"a","lang":"zh","text":"😀手机13800138000，应还<500>元"}`+"\n"+`{"id":7,"text":"nothing here"}`), &out)
	want := `{"id":"a","text":"😀手机[PHONE-1]，应还<500>元","spans":[{"start":3,"end":14,"kind":"phone"}]}` + "\n" + `{"id":7,"text":"nothing here","spans":[]}` + "\n"
	if err != nil || n != 2 || out.String() != want {
		t.Errorf("%d, %v\ngot  %s\nwant %s", n, err, out.String(), want)
	}
	if n, err := RedactLines(strings.NewReader(`{"id":1,"text":"fine"}`+"\n[1]"), &out); n != 1 || err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("%d, %v", n, err)
	}
}
