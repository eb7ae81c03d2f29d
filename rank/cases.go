package rank

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
)

// CaseAge is how long after the first conversation an account becomes a past case, whatever came of it: a case that is
// written only when it went well would teach a lie.
const CaseAge = 30 * 24 * time.Hour

// CaseDraft is a past case before it is redacted: what was said, agreed, and how it ended. Names are what must not
// stay in the text: the person's name, references and numbers.
type CaseDraft struct {
	Key    string // of this account and occasion: the same case is drafted once
	Team   string
	Lang   string
	Title  string
	Text   string
	Said   string
	Agreed string
	Ended  string
	Names  []string
	Facets map[string]string // jurisdiction, product, stage, debtor_kind where known, outcome
	Demo   bool
}

// casesAtOnce bounds one pass; the job that calls it comes again.
const casesAtOnce = 500

// CasesDue drafts the accounts whose first conversation was CaseAge ago, and those that were closed after a
// conversation, where that was not done before. MarkCased says that a draft has been taken over.
func (s *Store) CasesDue(ctx context.Context, now time.Time) ([]CaseDraft, error) {
	due, err := s.casesDue(ctx, now)
	if err != nil {
		return nil, fmt.Errorf("rank: cases due: %w", err)
	}
	ids, at := make([]int64, len(due)), make(map[int64]*History, len(due))
	people := make([]int64, len(due))
	histories := make([]History, len(due))
	for i := range due {
		ids[i], people[i] = due[i].ID, due[i].PersonID
		if at[ids[i]] == nil {
			at[ids[i]] = &histories[i]
		}
	}
	if err := s.loadLately(ctx, ids, scope{Until: now}, at); err != nil {
		return nil, fmt.Errorf("rank: cases due: %w", err)
	}
	standings, err := s.loadStandings(ctx, people, now)
	if err != nil {
		return nil, err
	}
	out := make([]CaseDraft, 0, len(due))
	for i := range due {
		due[i].History = *at[due[i].ID]
		st := standings[due[i].PersonID]
		if talks := due[i].talks(st); len(talks) > 0 {
			out = append(out, due[i].draft(talks, st, now))
		}
	}
	return out, nil
}

// MarkCased notes that these drafts are cases now.
func (s *Store) MarkCased(ctx context.Context, keys []string) error {
	_, err := s.pool.Exec(ctx, `INSERT INTO rank.cased (key) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING`, keys)
	if err != nil {
		return fmt.Errorf("rank: mark cased: %w", err)
	}
	return nil
}

// caseAccount is an account whose case is due.
type caseAccount struct {
	portfolioAccount
	key string
}

// casesDue finds accounts by their journal. An account is closed when its lender says so, its mandate is over, or the
// last statement shows nothing overdue.
func (s *Store) casesDue(ctx context.Context, now time.Time) ([]caseAccount, error) {
	rows, err := s.pool.Query(ctx, `WITH spoken AS (
			SELECT a.id, min(o.at) AS first FROM rank.outcome o JOIN rank.account a ON a.person_id = o.person_id AND (o.account_id IS NULL OR o.account_id = a.id)
			WHERE o.kind = any($1) AND o.at <= $2 AND NOT EXISTS (SELECT FROM rank.outcome u WHERE u.undoes = o.id)
			GROUP BY a.id),
		closed AS (SELECT sp.id FROM spoken sp JOIN rank.account a ON a.id = sp.id JOIN rank.mandate m ON m.id = a.mandate_id
			WHERE a.state IN ('closed', 'paid', 'settled', 'discharged') OR m.placed_until < $3
				OR EXISTS (SELECT FROM (SELECT days_past_due, balance, as_of FROM rank.snapshot s WHERE s.account_id = sp.id AND s.as_of <= $3
					ORDER BY as_of DESC LIMIT 1) s WHERE s.as_of >= sp.first::date AND (s.days_past_due = 0 OR s.balance <= 0))),
		due AS (SELECT id, 'account:' || id || ':aged' AS key FROM spoken WHERE first <= $4
			UNION ALL SELECT id, 'account:' || id || ':closed' FROM closed)
		SELECT d.key, a.id, a.person_id, a.ref, p.ref, p.name, p.agent, p.team, a.currency, a.jurisdiction, a.product, a.state, p.zones, p.lang, a.demo
		FROM due d JOIN rank.account a ON a.id = d.id JOIN rank.person p ON p.id = a.person_id
		WHERE NOT EXISTS (SELECT FROM rank.cased c WHERE c.key = d.key)
		ORDER BY a.id, d.key LIMIT $5`, conversations(), now, dateOf(now.UTC()), now.Add(-CaseAge), casesAtOnce)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (caseAccount, error) {
		var a caseAccount
		err := row.Scan(&a.key, &a.ID, &a.PersonID, &a.Ref, &a.Person, &a.PersonName, &a.Agent, &a.Team, &a.Currency, &a.Jurisdiction, &a.Product,
			&a.State, &a.Zones, &a.Lang, &a.Demo)
		return a, err
	})
}

func conversations() []OutcomeKind {
	return slices.DeleteFunc(slices.Clone(OutcomeKinds), func(k OutcomeKind) bool { return !k.Conversation() })
}

// draft writes the case of an account from its conversations, promises and payments.
func (a *caseAccount) draft(talks []entry, st *standing, now time.Time) CaseDraft {
	zh := a.Lang == "zh"
	d := CaseDraft{Key: a.key, Team: a.Team, Lang: a.Lang, Demo: a.Demo, Names: a.names(st), Facets: map[string]string{"jurisdiction": a.Jurisdiction}}
	if a.Product != "" {
		d.Facets["product"] = a.Product
	}
	stage := a.stageAt(talks[0].at)
	d.Facets["stage"] = stage.key
	d.Facets["outcome"] = a.ended(talks, st, now)
	d.Said = said(talks, zh)
	d.Agreed = a.agreed(talks, zh)
	end := endedWords[d.Facets["outcome"]][b2i(zh)]
	d.Ended = upperFirst(end) + a.paidWords(talks[0].at, zh)
	d.Title = stage.words[b2i(zh)] + map[bool]string{true: "，", false: ": "}[zh] + end
	var parts []string
	for _, part := range []string{stage.words[b2i(zh)], d.Said, d.Agreed, d.Ended} {
		if part != "" {
			parts = append(parts, part+stop(zh))
		}
	}
	d.Text = strings.Join(parts, "\n")
	return d
}

// talks are the account's rows of the journal from the first conversation on.
func (a *caseAccount) talks(st *standing) []entry {
	var out []entry
	for _, e := range st.journal {
		if e.about(a.ID) && e.kind != snoozed && (len(out) > 0 || e.kind.Conversation()) {
			out = append(out, e)
		}
	}
	return out
}

func (a *caseAccount) names(st *standing) []string {
	names := []string{a.Person, a.Ref}
	if a.PersonName != "" {
		names = append(names, a.PersonName)
	}
	for _, n := range st.numbers {
		names = append(names, n.Number)
	}
	return names
}

// caseStage is a stage of days past due, as the training material counts them.
type caseStage struct {
	upTo  int
	key   string
	words [2]string // English, Chinese
}

var caseStages = []caseStage{
	{5, "early", [2]string{"One to five days past due", "逾期一至五天"}},
	{18, "middle", [2]string{"Six to eighteen days past due", "逾期六至十八天"}},
	{30, "late", [2]string{"Nineteen to thirty days past due", "逾期十九至三十天"}},
	{90, "m2_m3", [2]string{"One to three months past due", "逾期一至三个月"}},
	{36500, "m4_up", [2]string{"More than three months past due", "逾期三个月以上"}},
}

// stageAt is the stage at the first conversation.
func (a *caseAccount) stageAt(at time.Time) caseStage {
	last, ok := a.History.Until(at.UTC()).last()
	if !ok {
		return caseStage{key: "unknown", words: [2]string{"Overdue", "逾期"}}
	}
	for _, s := range caseStages {
		if last.DaysPastDue <= s.upTo {
			return s
		}
	}
	return caseStages[len(caseStages)-1]
}

// ended is what came of it: the last promise kept, broken or still open (agreed); else the gravest thing said.
func (a *caseAccount) ended(talks []entry, st *standing, now time.Time) string {
	today := dateOf(now.In(here(a.Zones)))
	outcome := "refused"
	for _, e := range talks {
		if st.opened(e, a.ID, now) {
			continue
		}
		switch e.kind {
		case Dispute:
			return "dispute"
		case Hardship:
			outcome = "hardship"
		case Stop:
			if outcome == "refused" {
				outcome = "stop"
			}
		case Promised:
			p := Pledge{Made: dateOf(e.at), Due: *e.due, Amount: *e.amount}
			outcome = map[string]string{"open": "agreed"}[a.History.pledgeState(p, today)]
			if outcome == "" {
				outcome = a.History.pledgeState(p, today)
			}
		case Paid:
			if paid, _ := a.History.paidBetween(dateOf(talks[0].at).AddDate(0, 0, -7), today); paid > 0 {
				outcome = "kept"
			}
		}
	}
	return outcome
}

var endedWords = map[string][2]string{
	"agreed":   {"a promise was made and is still open", "已约定还款，尚未到期"},
	"kept":     {"the money came as agreed", "按约定还了款"},
	"broken":   {"the promise was not kept", "承诺没有兑现"},
	"refused":  {"no agreement was reached", "没有谈成"},
	"dispute":  {"the debt is disputed and collection stopped", "客户对欠款有异议，已停止催收"},
	"hardship": {"hardship was told and the case went to a specialist", "客户说明有困难，已转专人处理"},
	"stop":     {"the person asked not to be called, and calls stopped", "客户要求不再致电，已停止拨打"},
}

// said is what the agent wrote down, call by call.
func said(talks []entry, zh bool) string {
	var notes []string
	for _, e := range talks {
		if e.note != "" {
			notes = append(notes, strings.TrimRight(e.note, "。.；; \n"))
		}
	}
	if len(notes) == 0 {
		return ""
	}
	if zh {
		return "通话记录：" + strings.Join(notes, "；")
	}
	return "Notes: " + strings.Join(notes, "; ")
}

// agreed names the last promise by amount and by how many days it gave, not by its date.
func (a *caseAccount) agreed(talks []entry, zh bool) string {
	for _, e := range slices.Backward(talks) {
		if e.kind != Promised {
			continue
		}
		amount, days := Money{*e.amount, a.Currency}.String(), int(daysBetween(dateOf(e.at), *e.due))
		if zh {
			return fmt.Sprintf("约定 %d 天内还 %s", days, amount)
		}
		return fmt.Sprintf("Agreed to pay %s within %d days", amount, days)
	}
	return ""
}

// paidWords tells what was paid after the first conversation.
func (a *caseAccount) paidWords(first time.Time, zh bool) string {
	sum, rows := a.History.paidBetween(dateOf(first).AddDate(0, 0, -1), time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC))
	amount := Money{sum, a.Currency}.String()
	switch {
	case rows == 0 && zh:
		return "；此后没有收到还款"
	case rows == 0:
		return "; nothing was paid after it"
	case zh:
		return fmt.Sprintf("；此后还款 %d 笔，共 %s", rows, amount)
	case rows == 1:
		return fmt.Sprintf("; one payment of %s after it", amount)
	}
	return fmt.Sprintf("; %d payments, %s in all, after it", rows, amount)
}

// upperFirst begins a sentence; Chinese stays as it is.
func upperFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}

func stop(zh bool) string {
	if zh {
		return "。"
	}
	return "."
}
