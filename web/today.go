package web

import (
	"errors"
	"strconv"
	"time"

	"evenkeel/rank"
)

// rowsPerPage keeps a page of the list under 100 kB.
const rowsPerPage = 25

// todayPage is the agent's list: whom to call now, and why.
type todayPage struct {
	Frame
	List   *rank.List
	None   bool // nobody is on the list
	MadeAt time.Time
	Model  string // short name, "" under written rules
	Lead   bool   // who may open the model's card
	Tab    string
	Tabs   []tab
	Rows   []personRow
	All    int
	// NoExpected is the key of why there is no sum.
	NoExpected string
	More       bool
	Page       int
	Here       string // this page's address
	// Next is when the first of the people under "later" may be called, on the
	// reader's clock; "" where nobody waits for a window.
	Next string
}

// tab is one state of the list with its link.
type tab struct {
	ID    string
	Count int
	Here  bool
}

// personRow is a row of the list in words.
type personRow struct {
	rank.Item
	Current bool
	Open    bool
	Why     string
	Percent string
	Until   string // hh:mm there
	Opens   string // when the gate opens, in words; "" where only a change of state opens it
	LastAt  time.Time
	Moved   string
	// CanSnooze: setting aside means something only for people still to be called.
	CanSnooze bool
	Form      outcomeForm
}

// outcomeForm is what the two clicks need, filled in with the usual answer.
type outcomeForm struct {
	Person   int64
	Zone     string
	Debts    []rank.Debt
	Numbers  []numberView // on an account; the list does not say which number was called
	Kinds    []outcomeKind
	Currency string
	Amount   string
	Date     time.Time
	Today    time.Time
	CallBack time.Time
	Back     string
	Once     string // the page's own mark: a second click records nothing
}

// outcomeKind is a button; Needs names the field it reads.
type outcomeKind struct {
	Kind  rank.OutcomeKind
	Needs string
}

// kinds are the buttons in the order of their keys.
var kinds = func() []outcomeKind {
	needs := map[rank.OutcomeKind]string{rank.Promised: "promise", rank.CallBack: "call_back"}
	var all []outcomeKind
	for _, k := range rank.OutcomeKinds {
		all = append(all, outcomeKind{Kind: k, Needs: needs[k]})
	}
	return all
}()

func (v *visit) rankViewer() rank.Viewer {
	return rank.Viewer{Staff: v.me.Login, Team: v.me.Team, Role: v.me.Role, Zone: v.me.Zone}
}

func (s *server) today(v *visit) error {
	list, err := s.rank.Today(v.ctx(), v.rankViewer(), v.now)
	if err != nil && !errors.Is(err, rank.ErrNotFound) {
		return err
	}
	page, err := strconv.Atoi(v.DefaultQuery("page", "1"))
	if err != nil || page < 1 {
		return errNotFound
	}
	p := newTodayPage(list, v, v.Query("tab"), page)
	p.Lead = v.me.IsLead()
	p.Frame = s.frame(v, accountPlace[v.me.Role])
	p.Title, p.Wide = s.say(v, "today.title"), true
	if p.Flash != nil && p.Flash.Person != 0 {
		p.Flash.Args["where"] = s.whereNow(v, p.List, p.Flash.Person)
	}
	return s.render(v, 200, "today", p)
}

// whereNow says in which tab a person's row stands, and what moved it there;
// "" where the row is not on the list.
func (s *server) whereNow(v *visit, l *rank.List, person int64) string {
	for _, t := range tabsOf(l) {
		for _, it := range t.items {
			if it.PersonID != person {
				continue
			}
			tabName := s.say(v, "today.tab."+t.id)
			if it.MovedWhy == nil {
				return s.say(v, "today.now_under", "Tab", tabName)
			}
			return s.say(v, "today.now_under_why", "Tab", tabName, "Why", sayReason(*it.MovedWhy, v.lang))
		}
	}
	return ""
}

func newTodayPage(list *rank.List, v *visit, tabID string, page int) todayPage {
	if list == nil {
		return todayPage{None: true, List: &rank.List{Date: inZone(v.now, v.me.Zone)}}
	}
	p := todayPage{List: list, Tab: tabID, MadeAt: inZone(list.MadeAt, v.me.Zone), Model: shortModel(list.Model)}
	p.NoExpected = "today.expected.none"
	if list.Model != "" {
		p.NoExpected = "today.expected.nobody"
	}
	items := p.tabs(list)
	p.None = len(list.ToCall)+len(list.Promised)+len(list.Later)+len(list.Blocked)+len(list.Done) == 0
	p.All, p.Here = len(items), "/today?tab="+p.Tab
	from := min((page-1)*rowsPerPage, len(items))
	to := min(from+rowsPerPage, len(items))
	p.More, p.Page, p.Next = to < len(items), page, nextWindow(list.Later, v)
	for i, it := range items[from:to] {
		row := newRow(it, v, p.Here)
		row.Current = i == 0
		row.CanSnooze = p.Tab == "to_call" || p.Tab == "later"
		row.Open = v.open() == it.PersonID
		p.Rows = append(p.Rows, row)
	}
	return p
}

// open is the person whose outcome form stands open, by the page's address.
func (v *visit) open() int64 {
	id, err := strconv.ParseInt(v.Query("open"), 10, 64)
	if err != nil {
		return 0
	}
	return id
}

// listTab is one tab of the list with its rows.
type listTab struct {
	id    string
	items []rank.Item
}

func tabsOf(l *rank.List) []listTab {
	return []listTab{{"to_call", l.ToCall}, {"promised", l.Promised}, {"later", l.Later}, {"blocked", l.Blocked}, {"done", l.Done}}
}

// tabs fills the tabs and returns the rows of the one shown.
func (p *todayPage) tabs(l *rank.List) []rank.Item {
	all, shown := tabsOf(l), 0
	for i, t := range all {
		if t.id == p.Tab {
			shown = i
		}
	}
	p.Tab = all[shown].id
	for i, t := range all {
		p.Tabs = append(p.Tabs, tab{ID: t.id, Count: len(t.items), Here: i == shown})
	}
	return all[shown].items
}

func newRow(it rank.Item, v *visit, here string) personRow {
	row := personRow{Item: it, Why: sayAll(besideFigures(it), v.lang)}
	if it.Likelihood != nil {
		row.Percent = percent(*it.Likelihood)
	}
	if it.PermittedUntil != nil {
		row.Until = clock(inZone(*it.PermittedUntil, it.Zone))
	}
	if it.Gate.Earliest != nil && !it.Gate.Allowed {
		row.Opens = moment(v.lang, inZone(*it.Gate.Earliest, it.Zone), inZone(v.now, it.Zone))
	}
	row.Moved = movedWords(it, v.lang)
	if it.Last != nil && row.Moved == "" {
		row.LastAt = inZone(it.Last.At, v.me.Zone)
	}
	row.Form = newOutcomeForm(it.PersonID, it.Zone, it.Debts, v.now, here)
	row.Form.Once = v.id
	return row
}

// nextWindow is the soonest opening of the people who wait for one, on the
// reader's clock; "" where none does.
func nextWindow(later []rank.Item, v *visit) string {
	var first *time.Time
	for _, it := range later {
		if at := it.Gate.Earliest; at != nil && !it.Gate.Allowed && (first == nil || at.Before(*first)) {
			first = at
		}
	}
	if first == nil {
		return ""
	}
	return moment(v.lang, inZone(*first, v.me.Zone), inZone(v.now, v.me.Zone))
}

// usualPromise is how far ahead a promise's date is filled in: a week.
const usualPromise = 7

func newOutcomeForm(person int64, zone string, debts []rank.Debt, now time.Time, back string) outcomeForm {
	local := inZone(now, zone)
	tomorrow := time.Date(local.Year(), local.Month(), local.Day()+1, 10, 0, 0, 0, local.Location())
	f := outcomeForm{Person: person, Zone: zone, Debts: debts, Kinds: kinds, Back: back,
		Today: local, Date: local.AddDate(0, 0, usualPromise), CallBack: tomorrow}
	if len(debts) > 0 {
		owed := debts[0].Balance
		if debts[0].Due != nil {
			owed = *debts[0].Due
		}
		f.Currency, f.Amount = owed.Currency, major(max(owed.Minor, 0), owed.Currency, false)
	}
	return f
}

// moment writes when something happens: the clock alone today, the day with it
// on others.
func moment(lang string, t, now time.Time) string {
	if t.YearDay() == now.YearDay() && t.Year() == now.Year() {
		return clock(t)
	}
	return day(lang, t) + " " + clock(t)
}

// shortModel is the first eight digits of a model's hash.
func shortModel(id string) string { return id[:min(8, len(id))] }
