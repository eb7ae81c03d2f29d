package rank

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// snapshotsFile: an account and statement date per row.
var snapshotsFile = kindOf{
	columns:  []string{"account", "as_of", "balance", "days_past_due", "credit_limit", "due", "paid"},
	required: []string{"account", "as_of", "balance", "days_past_due"},
	table: `CREATE TEMPORARY TABLE incoming (line int, account text, as_of date, balance text, days_past_due int, credit_limit text,
		due text, paid text, features jsonb, account_id bigint, digits int) ON COMMIT DROP`,
	fields: []string{"line", "account", "as_of", "balance", "days_past_due", "credit_limit", "due", "paid", "features"},
	parse: func(r *row) []any {
		extras := any(nil)
		if e := r.extras(); e != nil {
			extras = e
		}
		return []any{r.line, r.given("account"), r.date("as_of"), r.requiredMoney("balance", true), r.whole("days_past_due", 36500),
			r.money("credit_limit", false), r.money("due", true), r.money("paid", false), extras}
	},
	merge: mergeSnapshots,
}

// findAccounts gives every incoming row its account, and refuses rows of accounts that were never imported. In a file
// of minor units amounts are whole already, so that no decimals are allowed.
func findAccounts(ctx context.Context, tx pgx.Tx, j *importJob) error {
	minor := j.opt.Map != nil && j.opt.Map.Unit == "minor"
	if _, err := tx.Exec(ctx, `UPDATE incoming i SET account_id = a.id, digits = CASE WHEN $2 THEN 0 ELSE a.digits END
		FROM rank.account a WHERE a.ref = i.account AND a.demo = $1`, j.opt.Demo, minor); err != nil {
		return err
	}
	return j.refuse(ctx, tx, `DELETE FROM incoming WHERE account_id IS NULL
		RETURNING line, 'account', 'there is no such account; import the accounts file first'`)
}

func mergeSnapshots(ctx context.Context, tx pgx.Tx, j *importJob) (int64, error) {
	if err := findAccounts(ctx, tx, j); err != nil {
		return 0, err
	}
	// The same row again says nothing new.
	if _, err := tx.Exec(ctx, `DELETE FROM incoming i USING incoming f WHERE f.account_id = i.account_id AND f.as_of = i.as_of AND f.line < i.line
		AND (f.balance, f.days_past_due, f.credit_limit, f.due, f.paid, f.features)
			IS NOT DISTINCT FROM (i.balance, i.days_past_due, i.credit_limit, i.due, i.paid, i.features)`); err != nil {
		return 0, err
	}
	if err := j.refuse(ctx, tx, `WITH twice AS (SELECT line, row_number() OVER w AS n, first_value(line) OVER w AS first
			FROM incoming WINDOW w AS (PARTITION BY account_id, as_of ORDER BY line))
		DELETE FROM incoming i USING twice t WHERE t.line = i.line AND t.n > 1
		RETURNING i.line, 'as_of', 'this account has a statement of that day on line ' || t.first || ' already; keep one of the two'`); err != nil {
		return 0, err
	}
	if err := j.refuse(ctx, tx, `WITH parts AS (SELECT i.line, c.name FROM incoming i, LATERAL (VALUES ('balance', balance),
			('credit_limit', credit_limit), ('due', due), ('paid', paid)) c (name, amount)
			WHERE amount IS NOT NULL AND rank.minor_units(amount, digits) IS NULL),
		gone AS (DELETE FROM incoming i USING (SELECT DISTINCT line FROM parts) p WHERE p.line = i.line)
		SELECT line, name, 'the amount has more decimals than the currency of the account' FROM parts`); err != nil {
		return 0, err
	}
	tag, err := tx.Exec(ctx, `INSERT INTO rank.snapshot AS s (account_id, as_of, balance, days_past_due, credit_limit, due, paid, features)
		SELECT account_id, as_of, rank.minor_units(balance, digits), days_past_due, rank.minor_units(credit_limit, digits),
			rank.minor_units(due, digits), rank.minor_units(paid, digits), features
		FROM incoming
		ON CONFLICT (account_id, as_of) DO UPDATE SET balance = excluded.balance, days_past_due = excluded.days_past_due,
			credit_limit = excluded.credit_limit, due = excluded.due, paid = excluded.paid, features = excluded.features
		WHERE (s.balance, s.days_past_due, s.credit_limit, s.due, s.paid, s.features)
			IS DISTINCT FROM (excluded.balance, excluded.days_past_due, excluded.credit_limit, excluded.due, excluded.paid, excluded.features)`)
	if err != nil {
		return 0, err
	}
	return tag.RowsAffected(), derivePeople(ctx, tx, j.opt.Demo)
}
