package rank

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// standing is what is known of a person beside their accounts: numbers, earlier contacts, and the journal.
type standing struct {
	numbers  []PhoneNumber
	contacts []Contact // of files and of the journal
	journal  []entry   // calls and rows set aside in the order of time, without what was taken back
	reopened []entry   // what a lead opened again, in the order of time
	debts    []*portfolioAccount
	// unreached says that a number we do not keep turned out dead, or not to be the debtor's.
	unreached bool
}

// PhoneNumber is a number of a person, with what is known of it and where that came from.
type PhoneNumber struct {
	ID       int64
	Number   string
	State    string // unverified, working, invalid, wrong
	Relation string // debtor, or whose it is
	Source   string // accounts, contacts, outcome
	Since    time.Time
}

// usable tells whether the number may still reach the debtor.
func (n PhoneNumber) usable() bool { return n.State != "invalid" && n.State != "wrong" }

// entry is one row of the journal.
type entry struct {
	id        int64
	account   *int64
	number    *int64
	kind      OutcomeKind
	amount    *int64
	due       *time.Time
	until     *time.Time
	written   bool
	note      string
	staff     string
	at        time.Time
	undone    bool
	accountID int64 // account, 0 for all
}

// about tells whether the row speaks of the account.
func (e entry) about(account int64) bool { return e.accountID == 0 || e.accountID == account }

// contactMemory is how far back contacts count for a gate: the longest window, thirty days, and one for zones.
const contactMemory = 33 * 24 * time.Hour

// loadStandings reads the standing of people in three queries. What happened after at is left out.
func (s *Store) loadStandings(ctx context.Context, people []int64, at time.Time) (map[int64]*standing, error) {
	out := make(map[int64]*standing, len(people))
	for _, id := range people {
		out[id] = &standing{}
	}
	numbers := map[int64]map[string]int64{}
	if err := each(ctx, s, numbersThen, []any{people, at}, func(rows pgx.Rows) error {
		var person int64
		var n PhoneNumber
		err := rows.Scan(&person, &n.ID, &n.Number, &n.State, &n.Relation, &n.Source, &n.Since)
		out[person].numbers = append(out[person].numbers, n)
		if numbers[person] == nil {
			numbers[person] = map[string]int64{}
		}
		numbers[person][n.Number] = n.ID
		return err
	}); err != nil {
		return nil, fmt.Errorf("rank: load numbers: %w", err)
	}
	if err := s.loadContacts(ctx, people, at, numbers, out); err != nil {
		return nil, fmt.Errorf("rank: load contacts: %w", err)
	}
	if err := s.loadJournals(ctx, people, at, out); err != nil {
		return nil, fmt.Errorf("rank: load journal: %w", err)
	}
	return out, nil
}

// numbersThen are the numbers of people ($1) as they were known at a moment ($2). A number keeps what was told of it
// last; where that came later, the contacts up to the moment are asked, and a number that was first met later is left
// out. What an accounts file lists was always there.
const numbersThen = `SELECT person_id, id, number, state, relation, source, since FROM (
		SELECT n.person_id, n.id, n.number, n.relation, n.source,
			CASE WHEN n.since <= $2 THEN n.state ELSE coalesce(c.state, 'unverified') END AS state,
			CASE WHEN n.since <= $2 THEN n.since ELSE coalesce(c.at, $2) END AS since
		FROM rank.number n LEFT JOIN LATERAL (SELECT c.at, ` + toldState + ` AS state
			FROM rank.account a JOIN rank.contact c ON c.account_id = a.id
			WHERE n.since > $2 AND a.person_id = n.person_id AND c.number = n.number AND c.at <= $2
			ORDER BY ` + toldNothing + `, c.at DESC LIMIT 1) c ON true
		WHERE n.person_id = any($1) AND (n.since <= $2 OR n.source <> 'contacts' OR c.at IS NOT NULL)) k
	ORDER BY state = 'working' DESC, since DESC, id`

func (s *Store) loadContacts(ctx context.Context, people []int64, at time.Time, numbers map[int64]map[string]int64, out map[int64]*standing) error {
	return each(ctx, s, `SELECT a.person_id, c.account_id, c.at, c.channel, c.number, c.result
		FROM rank.account a JOIN rank.contact c ON c.account_id = a.id
		WHERE a.person_id = any($1) AND c.at > $2 AND c.at <= $3 ORDER BY c.at`, []any{people, at.Add(-contactMemory), at},
		func(rows pgx.Rows) error {
			var person, account int64
			var c Contact
			var channel, number, result string
			err := rows.Scan(&person, &account, &c.At, &channel, &number, &result)
			c.Accounts, c.Channel, c.Number = []int64{account}, channelOf(channel), numbers[person][number]
			c.Result, c.Inbound = resultOf(result)
			out[person].contacts = append(out[person].contacts, c)
			return err
		})
}

func (s *Store) loadJournals(ctx context.Context, people []int64, at time.Time, out map[int64]*standing) error {
	return s.eachEntry(ctx, people, at, func(person int64, e entry) {
		if !e.undone {
			out[person].add(e)
		}
	})
}

// eachEntry reads the journals of people up to a moment, in the order of time, with what was taken back since.
func (s *Store) eachEntry(ctx context.Context, people []int64, at time.Time, fn func(person int64, e entry)) error {
	return each(ctx, s, `SELECT o.person_id, o.id, o.account_id, o.number_id, o.kind, o.promise_amount, o.promise_date, o.until, o.written, o.note,
			o.staff, o.at, EXISTS (SELECT FROM rank.outcome u WHERE u.undoes = o.id)
		FROM rank.outcome o WHERE o.person_id = any($1) AND o.at <= $2 AND o.kind <> 'undo' ORDER BY o.at, o.id`, []any{people, at},
		func(rows pgx.Rows) error {
			var person int64
			var e entry
			if err := rows.Scan(&person, &e.id, &e.account, &e.number, &e.kind, &e.amount, &e.due, &e.until, &e.written, &e.note,
				&e.staff, &e.at, &e.undone); err != nil {
				return err
			}
			if e.account != nil {
				e.accountID = *e.account
			}
			fn(person, e)
			return nil
		})
}

// add takes a row of the journal in; the kinds that are calls were attempts on the telephone.
func (st *standing) add(e entry) {
	if e.kind == reopened {
		st.reopened = append(st.reopened, e)
		return
	}
	st.journal = append(st.journal, e)
	if !e.kind.call() {
		return
	}
	c := Contact{At: e.at, Channel: ChannelCall, Result: e.kind}
	if e.accountID != 0 {
		c.Accounts = []int64{e.accountID}
	}
	if e.number != nil {
		c.Number = *e.number
	}
	st.contacts = append(st.contacts, c)
	st.learn(e)
}

// learn marks the number that was dialled: working, invalid or not the debtor's.
func (st *standing) learn(e entry) {
	state := ""
	switch {
	case e.kind == NotInService:
		state = "invalid"
	case e.kind == WrongPerson:
		state = "wrong"
	case e.kind.Conversation():
		state = "working"
	default:
		return
	}
	found := false
	for i := range st.numbers {
		n := &st.numbers[i]
		if e.number != nil && n.ID == *e.number || e.number == nil && len(st.numbers) == 1 {
			n.State, n.Since, found = state, e.at, true
		}
	}
	st.unreached = !found && state != "working"
}

func channelOf(s string) Channel {
	switch s {
	case "phone", "voice_bot":
		return ChannelCall
	case "sms":
		return ChannelText
	case "email":
		return ChannelEmail
	case "letter":
		return ChannelLetter
	case "visit":
		return ChannelVisit
	}
	return ChannelChat
}

// resultOf is the outcome that a result of a file counts as, and whether the debtor rang us.
func resultOf(s string) (kind OutcomeKind, inbound bool) {
	switch s {
	case "spoke":
		return Refused, false // a conversation of which no more is known
	case "inbound":
		return Refused, true
	case "third_party":
		return WrongPerson, false
	case "sent":
		return NoAnswer, false
	}
	return OutcomeKind(s), false
}
