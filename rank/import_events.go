package rank

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// paymentsFile: money that came in, a row each.
var paymentsFile = kindOf{
	columns:  []string{"account", "date", "amount"},
	required: []string{"account", "date", "amount"},
	table:    `CREATE TEMPORARY TABLE incoming (line int, account text, paid_on date, amount text, account_id bigint, digits int) ON COMMIT DROP`,
	fields:   []string{"line", "account", "paid_on", "amount"},
	parse: func(r *row) []any {
		return []any{r.line, r.given("account"), r.date("date"), r.requiredMoney("amount", false)}
	},
	merge: mergePayments,
}

// promisesFile: what a debtor said they would pay, and by when.
var promisesFile = kindOf{
	columns:  []string{"account", "made", "due", "amount"},
	required: []string{"account", "made", "due", "amount"},
	table:    `CREATE TEMPORARY TABLE incoming (line int, account text, made date, due date, amount text, account_id bigint, digits int) ON COMMIT DROP`,
	fields:   []string{"line", "account", "made", "due", "amount"},
	parse: func(r *row) []any {
		made, due := r.date("made"), r.date("due")
		if due.Before(made) {
			r.fail("due", "the promise falls due before it was made")
		}
		return []any{r.line, r.given("account"), made, due, r.requiredMoney("amount", false)}
	},
	merge: mergePromises,
}

// contactsFile: attempts to reach a debtor, by whatever channel and whoever made them.
var contactsFile = kindOf{
	columns:  []string{"account", "at", "channel", "number", "result", "chosen_by", "propensity"},
	required: []string{"account", "at", "result"},
	table: `CREATE TEMPORARY TABLE incoming (line int, account text, at timestamptz, at_local timestamp, channel text, number text, result text,
		chosen_by text, propensity float8, account_id bigint, digits int) ON COMMIT DROP`,
	fields: []string{"line", "account", "at", "at_local", "channel", "number", "result", "chosen_by", "propensity"},
	parse:  parseContact,
	merge:  mergeContacts,
}

var (
	contactChannels = []string{"phone", "voice_bot", "sms", "email", "letter", "app", "chat", "visit"}
	// contactResults are the kinds of outcome, and what only files say: spoke (a conversation of unknown end),
	// third_party (somebody else answered), sent (a message went out), inbound (the debtor called us and spoke).
	contactResults = []string{"no_answer", "voicemail", "busy", "not_in_service", "refused", "promise", "paid", "dispute", "hardship",
		"wrong_person", "stop", "call_back", "spoke", "third_party", "sent", "inbound"}
)

// What dialler exports call the same things.
var (
	channelAliases = map[string]string{"call": "phone", "voice": "phone", "tel": "phone", "telephone": "phone", "text": "sms", "mail": "letter", "wechat": "chat", "bot": "voice_bot", "ai_voice": "voice_bot"}
	resultAliases  = map[string]string{"answered": "spoke", "connected": "spoke", "conversation": "spoke", "right_party": "spoke", "right_party_contact": "spoke",
		"unanswered": "no_answer", "rang_no_answer": "no_answer", "invalid_number": "not_in_service", "wrong_number": "wrong_person",
		"promise_to_pay": "promise", "ptp": "promise", "delivered": "sent"}
)

// plainWord writes "No answer" as no_answer, and what others call it as we do.
func plainWord(s string, aliases map[string]string) string {
	s = strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(s))
	if ours, ok := aliases[s]; ok {
		return ours
	}
	return s
}

func parseContact(r *row) []any {
	at, local := r.moment("at")
	channel := plainWord(r.text("channel"), channelAliases)
	if channel == "" {
		channel = "phone"
	}
	if !slices.Contains(contactChannels, channel) {
		r.fail("channel", fmt.Sprintf("%q is no channel; there are %s", channel, strings.Join(contactChannels, ", ")))
	}
	result := plainWord(r.given("result"), resultAliases)
	if result != "" && !slices.Contains(contactResults, result) {
		r.fail("result", fmt.Sprintf("%q is no result; there are %s", result, strings.Join(contactResults, ", ")))
	}
	propensity := r.number("propensity", r.text("propensity"))
	if propensity != nil && (*propensity <= 0 || *propensity > 1) {
		r.fail("propensity", "it is a probability: more than 0 and at most 1")
	}
	return []any{r.line, r.given("account"), at, local, channel, plainNumber(r.text("number")), result, r.text("chosen_by"), propensity}
}

var momentLayouts = []string{"2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02T15:04:05", "2006/1/2 15:04", "2006/1/2 15:04:05"}

// moment reads a time: with an offset it is that moment, without one it is the debtor's own clock.
func (r *row) moment(name string) (at, local *time.Time) {
	s := r.given(name)
	if s == "" {
		return nil, nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04:05Z07:00"} {
		if t, err := time.Parse(layout, s); err == nil {
			t = t.UTC()
			return &t, nil
		}
	}
	for _, layout := range momentLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return nil, &t
		}
	}
	r.fail(name, fmt.Sprintf("%q is no time; write it with its offset, such as 2026-01-31T09:30:00+08:00", s))
	return nil, nil
}

func mergePayments(ctx context.Context, tx pgx.Tx, j *importJob) (int64, error) {
	if err := amountsOf(ctx, tx, j); err != nil {
		return 0, err
	}
	tag, err := tx.Exec(ctx, `INSERT INTO rank.payment (account_id, paid_on, amount, nth)
		SELECT account_id, paid_on, minor, row_number() OVER (PARTITION BY account_id, paid_on, minor ORDER BY line)
		FROM (SELECT *, rank.minor_units(amount, digits) AS minor FROM incoming) i
		ON CONFLICT DO NOTHING`)
	return tag.RowsAffected(), err
}

func mergePromises(ctx context.Context, tx pgx.Tx, j *importJob) (int64, error) {
	if err := amountsOf(ctx, tx, j); err != nil {
		return 0, err
	}
	tag, err := tx.Exec(ctx, `INSERT INTO rank.promise (account_id, made, due, amount, nth)
		SELECT account_id, made, due, minor, row_number() OVER (PARTITION BY account_id, made, due, minor ORDER BY line)
		FROM (SELECT *, rank.minor_units(amount, digits) AS minor FROM incoming) i
		ON CONFLICT DO NOTHING`)
	return tag.RowsAffected(), err
}

// amountsOf finds the accounts and refuses amounts that are nothing or have too many decimals.
func amountsOf(ctx context.Context, tx pgx.Tx, j *importJob) error {
	if err := findAccounts(ctx, tx, j); err != nil {
		return err
	}
	return j.refuse(ctx, tx, `DELETE FROM incoming WHERE rank.minor_units(amount, digits) IS NULL OR amount::numeric <= 0
		RETURNING line, 'amount', CASE WHEN amount::numeric <= 0 THEN 'it is nothing; leave such rows out'
			ELSE 'the amount has more decimals than the currency of the account' END`)
}

func mergeContacts(ctx context.Context, tx pgx.Tx, j *importJob) (int64, error) {
	if err := findAccounts(ctx, tx, j); err != nil {
		return 0, err
	}
	if err := j.refuse(ctx, tx, `DELETE FROM incoming i USING rank.account a
		WHERE a.id = i.account_id AND i.at IS NULL AND cardinality(a.zones) <> 1
		RETURNING i.line, 'at', 'the time has no offset and the account has no single zone; write it as 2026-01-31T09:30:00+08:00'`); err != nil {
		return 0, err
	}
	if _, err := tx.Exec(ctx, `UPDATE incoming i SET at = i.at_local AT TIME ZONE a.zones[1]
		FROM rank.account a WHERE a.id = i.account_id AND i.at IS NULL`); err != nil {
		return 0, err
	}
	tag, err := tx.Exec(ctx, `INSERT INTO rank.contact (account_id, at, channel, number, result, nth, chosen_by, propensity)
		SELECT account_id, at, channel, number, result, row_number() OVER (PARTITION BY account_id, at, channel, number, result ORDER BY line),
			chosen_by, propensity
		FROM incoming
		ON CONFLICT DO NOTHING`)
	if err != nil {
		return 0, err
	}
	return tag.RowsAffected(), numbersOf(ctx, tx)
}

// What a result of a contact (c.result) tells of the number that was dialled, and whether it tells nothing.
const (
	toldNothing = `c.result IN ('no_answer', 'voicemail', 'busy', 'third_party', 'sent')`
	toldState   = `CASE WHEN c.result = 'not_in_service' THEN 'invalid' WHEN c.result = 'wrong_person' THEN 'wrong'
		WHEN ` + toldNothing + ` THEN 'unverified' ELSE 'working' END`
)

// numbersOf keeps each number that was dialled, with what the last telling attempt said of it.
func numbersOf(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, `WITH told AS (SELECT DISTINCT ON (a.person_id, c.number) a.person_id, c.number, c.at, `+toldState+` AS state
			FROM incoming c JOIN rank.account a ON a.id = c.account_id
			WHERE c.number <> '' AND c.channel IN ('phone', 'voice_bot', 'sms')
			ORDER BY a.person_id, c.number, `+toldNothing+`, c.at DESC)
		INSERT INTO rank.number AS n (person_id, number, state, source, since)
		SELECT person_id, number, state, 'contacts', at FROM told
		ON CONFLICT (person_id, number) DO UPDATE SET state = excluded.state, since = excluded.since
		WHERE excluded.state <> 'unverified' AND n.state <> excluded.state AND (n.state = 'unverified' OR n.since < excluded.since)`)
	return err
}
