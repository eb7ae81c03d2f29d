package web

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// tour is a person in a browser with scripts.
type tour struct {
	t   *testing.T
	ctx context.Context
	url string
	axe string
}

// enter signs a person in through the form.
func (h *house) enter(t *testing.T, login string) *tour {
	t.Helper()
	w := &tour{t: t, ctx: browser(t), url: h.URL, axe: axeSource(t)}
	w.do(chromedp.EmulateViewport(1440, 900), chromedp.Navigate(h.URL+"/signin"), chromedp.WaitVisible(`input[name="login"]`),
		chromedp.SendKeys(`input[name="login"]`, login), chromedp.SendKeys(`input[name="password"]`, doorPassword+kb.Enter),
		chromedp.WaitVisible(".places"))
	return w
}

func (w *tour) do(steps ...chromedp.Action[chromedp.Void]) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, 40*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		where, _ := chromedp.Run(w.ctx, chromedp.Location())
		w.t.Fatalf("at %s: %v", where, err)
	}
}

// until waits for a JavaScript expression to hold.
func (w *tour) until(expression string) {
	w.t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for {
		ok, err := chromedp.Run(w.ctx, chromedp.Evaluate[bool]("Boolean("+expression+")"))
		if err == nil && ok {
			return
		}
		if time.Now().After(deadline) {
			where, _ := chromedp.Run(w.ctx, chromedp.Location())
			w.t.Fatalf("at %s: never true (%v): %s", where, err, expression)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func (w *tour) read(expression string) string {
	w.t.Helper()
	text, err := chromedp.Run(w.ctx, chromedp.Evaluate[string]("String("+expression+")"))
	if err != nil {
		w.t.Fatal(err)
	}
	return text
}

// press sends keys to the page.
func (w *tour) press(keys string) { w.t.Helper(); w.do(chromedp.KeyEvent(keys)) }

// look checks the page for accessibility where axe-core is there.
func (w *tour) look(name string) {
	w.t.Helper()
	if w.axe != "" {
		checkAccess(w.ctx, w.t, name, w.axe, "light", "dark")
	}
}

const firstRow = `document.querySelector('[data-rows] [data-open]').getAttribute('href')`

// agentsTour: keys move the list, an outcome re-orders it without a page turn,
// u takes it back, Enter opens the account, r rehearses.
func agentsTour(t *testing.T, h *house, login string) {
	w := h.enter(t, login)
	w.do(chromedp.WaitVisible("[data-row]"))
	w.look("today")
	first := w.read(firstRow)
	w.press("j")
	w.until(`document.querySelectorAll('[data-row]')[1].getAttribute('aria-current') === 'true'`)
	w.press("k")
	w.press("?")
	w.until(`document.querySelector('dialog[open]')`)
	w.press(kb.Escape)
	w.until(`!document.querySelector('dialog[open]')`)
	w.press("8") // dispute, by rank's order of kinds
	w.until(`document.querySelector('#flash form[data-undo]')`)
	if now := w.read(firstRow); now == first {
		t.Errorf("after a dispute %s still stands first", first)
	}
	w.press("u")
	w.until(`document.querySelector('#flash') && !document.querySelector('#flash form[data-undo]')`)
	w.until(firstRow + ` === "` + first + `"`)
	w.do(chromedp.Click(`.outcome summary`))
	w.read(`document.querySelector('[data-row] [name="amount"]').value = ""`)
	w.do(chromedp.Click(`[data-row] button[value="promise"]`))
	w.until(`document.querySelector('#flash.warning') && document.querySelector('.outcome[open]')`)
	w.do(chromedp.Click(`[data-rows] [data-open]`), chromedp.WaitVisible(".desk"))
	w.look("account")
	w.press("r")
	w.do(chromedp.WaitVisible("[data-call]"))
	w.do(chromedp.Click(`form[data-end] button`), chromedp.WaitVisible(".verdict"))
	w.do(chromedp.Click(`a[href^="/people/"]`), chromedp.WaitVisible(".desk"))
}

// traineesTour: choose, speak, hear the streamed answer, hold, hang up, read the
// result, dispute, try again.
func traineesTour(t *testing.T, h *house, login string, lines []string) {
	w := h.enter(t, login)
	w.do(chromedp.WaitVisible(`form[action^="/practice/"]`))
	w.look("practice")
	w.do(chromedp.Click(`form[action^="/practice/"] button`), chromedp.WaitVisible("form[data-say] textarea"))
	w.look("call")
	for _, line := range lines {
		before := w.read(`document.querySelectorAll('.turn').length`)
		w.do(chromedp.SendKeys("form[data-say] textarea", line+kb.Enter))
		w.until(`document.querySelectorAll('.turn').length === ` + before + ` + 2 && document.querySelector('.turn:last-child').id`)
		if w.read(`document.querySelector('.turn:last-child .said').textContent`) == "" {
			t.Error("the debtor said nothing")
		}
	}
	if w.read(`Boolean(document.querySelector('[data-hold]'))`) == "true" {
		w.press(kb.Escape)
		w.until(`document.querySelector('.phone.held')`)
		w.press(kb.Escape)
		w.until(`!document.querySelector('.phone.held')`)
	}
	w.do(chromedp.Click(`form[data-end] button`), chromedp.WaitVisible(".verdict"))
	w.look("result")
	w.do(chromedp.WaitVisible(".finding"))
	w.read(`document.activeElement.blur()`)
	w.press("j")
	w.press("d")
	w.until(`document.querySelector('[data-dispute][open]')`)
	w.do(chromedp.SendKeys("[data-dispute][open] textarea", lines[0]), chromedp.Click("[data-dispute][open] button"), chromedp.WaitVisible("#flash"))
	w.press("j")
	w.press("t")
	w.do(chromedp.WaitVisible("form[data-say] textarea"))
}

// leadsTour: the queue, a key for another judgement, the next one.
func leadsTour(t *testing.T, h *house, login, reason string) {
	w := h.enter(t, login)
	w.do(chromedp.WaitVisible("[data-open]"))
	w.look("review")
	w.do(chromedp.Click("[data-rows] [data-open]"), chromedp.WaitVisible(".verdict"))
	w.press("o")
	w.do(chromedp.WaitVisible(`select[name="outcome"]`), chromedp.SetValue(`select[name="outcome"]`, "coach"),
		chromedp.SendKeys(`textarea[name="reason"]`, reason), chromedp.Click(`button[value="override"]`), chromedp.WaitVisible("#flash"))
	for _, place := range []string{"/team", "/list", "/model", "/library"} {
		w.do(chromedp.Navigate(h.URL+place), chromedp.WaitVisible("h1"))
		w.look(strings.TrimPrefix(place, "/"))
	}
}

var journeyLines = map[string][]string{
	zh: {"您好，我是恒信银行的赵一鸣，请问是本人吗？", "今天不还，我就天天打到你单位，让你同事都知道你欠钱。", "对不起，刚才那句话不合适。您最近有什么难处吗？"},
	en: {"Good morning, this is Jordan Blake. Am I speaking with the account holder?", "Pay today or I will have you arrested and tell your boss about it.", "I am sorry, that was wrong. What has made it hard to pay?"},
}

// TestJourneys is the day of each role in a browser, in both languages. The
// lead reviews what the trainee has just done.
func TestJourneys(t *testing.T) {
	h := newHouse(t)
	for _, c := range []struct{ lang, agent, trainee, lead, reason string }{
		{zh, "lu", "ming", "lan", "第一次练习，重点看下一次。"},
		{en, "maria", "jordan", "dana", "A first call; look at the next one."},
	} {
		t.Run(c.lang+"/agent", func(t *testing.T) { agentsTour(t, h, c.agent) })
		t.Run(c.lang+"/trainee", func(t *testing.T) { traineesTour(t, h, c.trainee, journeyLines[c.lang]) })
		t.Run(c.lang+"/lead", func(t *testing.T) { leadsTour(t, h, c.lead, c.reason) })
	}
}
