package rank

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// accountStates are what a lender may say of an account. All but open and closed close the list to it (see Judge).
var accountStates = []string{"open", "closed", "paid", "settled", "discharged", "deceased", "disputed_open", "breathing_space",
	"capacity_flag", "wrong_person", "fraud_victim", "hardship_review", "vulnerable", "represented", "cease_written"}

// accountsFile: an account per row. Only account and currency are required; name and number are for the caller and are
// never used to match people.
var accountsFile = kindOf{
	columns:  []string{"account", "person", "currency", "jurisdiction", "zone", "lang", "agent", "mandate", "name", "number", "product", "state"},
	required: []string{"account", "currency"},
	table: `CREATE TEMPORARY TABLE incoming (line int, account text, person text, name text, currency text, digits smallint,
		jurisdiction text, zones text[], lang text, agent text, team text, mandate text, numbers text[], product text, state text) ON COMMIT DROP`,
	fields: []string{"line", "account", "person", "name", "currency", "digits", "jurisdiction", "zones", "lang", "agent", "team",
		"mandate", "numbers", "product", "state"},
	parse: parseAccount,
	merge: mergeAccounts,
}

func parseAccount(r *row) []any {
	account := r.given("account")
	person := r.text("person")
	if person == "" {
		person = account // nothing else may be matched on: the account is a person of its own
	}
	code := ""
	if s := r.given("currency"); s != "" {
		code = checked(r, "currency", s, parseCurrency)
	}
	place := checked(r, "jurisdiction", r.text("jurisdiction"), parseJurisdiction)
	zones, err := parseZones(r.text("zone"), place)
	if err != nil {
		r.fail("zone", err.Error())
	}
	lang := checked(r, "lang", r.text("lang"), func(s string) (string, error) { return parseLang(s, place) })
	mandate := checked(r, "mandate", r.text("mandate"), r.mandate)
	state := strings.ToLower(r.text("state"))
	if state != "" && !slices.Contains(accountStates, state) {
		r.fail("state", fmt.Sprintf("%q is no state; there are %s", state, strings.Join(accountStates, ", ")))
	}
	agent := r.text("agent")
	return []any{r.line, account, person, r.optional("name"), code, Digits(code), orNull(place), zones, lang, orNull(agent), orNull(r.job.team(agent)),
		mandate, splitNumbers(r.text("number")), r.optional("product"), orNull(state)}
}

// checked runs a field through its check and notes the fault.
func checked(r *row, name, s string, check func(string) (string, error)) string {
	out, err := check(s)
	if err != nil {
		r.fail(name, err.Error())
	}
	return out
}

// mandate keeps each different mandate once, by its normal form.
func (r *row) mandate(s string) (string, error) {
	m, err := ParseMandate(s)
	if err != nil {
		return "", err
	}
	key := m.String()
	r.job.mandates[key] = m
	return key, nil
}

func (j *importJob) team(agent string) string {
	if j.opt.TeamOf != nil && agent != "" {
		if team := j.opt.TeamOf(agent); team != "" {
			return team
		}
	}
	return j.opt.Team
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func splitNumbers(s string) []string {
	out := []string{}
	for n := range strings.SplitSeq(s, "|") {
		if n = plainNumber(n); n != "" {
			out = append(out, n)
		}
	}
	return out
}

// plainNumber drops what people put between the digits of a telephone number, so that one number is one row.
func plainNumber(s string) string {
	return strings.Map(func(c rune) rune {
		switch c {
		case ' ', '-', '(', ')', '.', '\u00a0':
			return -1
		}
		return c
	}, strings.TrimSpace(s))
}

func mergeAccounts(ctx context.Context, tx pgx.Tx, j *importJob) (int64, error) {
	// The same row again says nothing new.
	if _, err := tx.Exec(ctx, `DELETE FROM incoming i USING incoming f WHERE f.account = i.account AND f.line < i.line
		AND (f.person, f.name, f.currency, f.jurisdiction, f.zones, f.lang, f.agent, f.mandate, f.numbers, f.product, f.state)
			IS NOT DISTINCT FROM (i.person, i.name, i.currency, i.jurisdiction, i.zones, i.lang, i.agent, i.mandate, i.numbers, i.product, i.state)`); err != nil {
		return 0, err
	}
	if err := j.refuse(ctx, tx, `WITH twice AS (SELECT line, row_number() OVER (PARTITION BY account ORDER BY line) AS n,
			min(line) OVER (PARTITION BY account) AS first FROM incoming)
		DELETE FROM incoming i USING twice t WHERE t.line = i.line AND t.n > 1
		RETURNING i.line, 'account', 'the account stands on line ' || t.first || ' already; keep one of the two'`); err != nil {
		return 0, err
	}
	if err := j.refuse(ctx, tx, `DELETE FROM incoming i USING rank.account a
		WHERE a.ref = i.account AND a.demo = $1 AND a.currency <> i.currency AND EXISTS (SELECT FROM rank.snapshot s WHERE s.account_id = a.id)
		RETURNING i.line, 'currency', 'the account is kept in ' || a.currency || '; a currency cannot change'`, j.opt.Demo); err != nil {
		return 0, err
	}
	if err := storeMandates(ctx, tx, j.mandates); err != nil {
		return 0, err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO rank.person AS p (ref, name, lang, demo)
		SELECT DISTINCT ON (person) person, coalesce(name, ''), lang, $1 FROM incoming ORDER BY person, name NULLS LAST, line
		ON CONFLICT (ref, demo) DO UPDATE SET name = coalesce(nullif(excluded.name, ''), p.name), lang = excluded.lang
		WHERE (p.name, p.lang) IS DISTINCT FROM (coalesce(nullif(excluded.name, ''), p.name), excluded.lang)`, j.opt.Demo); err != nil {
		return 0, err
	}
	loaded, err := upsertAccounts(ctx, tx, j.opt.Demo)
	if err != nil {
		return 0, err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO rank.number (person_id, number, source, since)
		SELECT p.id, n.number, 'accounts', $2::timestamptz FROM incoming i JOIN rank.person p ON p.ref = i.person AND p.demo = $1,
			unnest(i.numbers) WITH ORDINALITY n (number, place) ORDER BY i.line, n.place
		ON CONFLICT (person_id, number) DO NOTHING`, j.opt.Demo, j.now); err != nil {
		return 0, err
	}
	return loaded, derivePeople(ctx, tx, j.opt.Demo)
}

func storeMandates(ctx context.Context, tx pgx.Tx, mandates map[string]Mandate) error {
	batch := &pgx.Batch{}
	for key, m := range mandates {
		batch.Queue(`INSERT INTO rank.mandate (key, kind, principal, use, placed_from, placed_until) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (key) DO NOTHING`, key, m.Kind, m.Principal, m.Use, m.From, m.Until)
	}
	return tx.SendBatch(ctx, batch).Close()
}

// upsertAccounts returns how many accounts are new or changed. What a file does not say stays as it was.
func upsertAccounts(ctx context.Context, tx pgx.Tx, demo bool) (int64, error) {
	tag, err := tx.Exec(ctx, `INSERT INTO rank.account AS a
			(ref, person_id, mandate_id, currency, digits, jurisdiction, zones, lang, agent, team, product, state, demo)
		SELECT i.account, p.id, m.id, i.currency, i.digits, coalesce(i.jurisdiction, ''), i.zones, i.lang,
			coalesce(i.agent, old.agent, ''), coalesce(i.team, old.team, ''), coalesce(i.product, old.product, ''),
			coalesce(i.state, old.state, 'open'), $1
		FROM incoming i JOIN rank.person p ON p.ref = i.person AND p.demo = $1 JOIN rank.mandate m ON m.key = i.mandate
		LEFT JOIN rank.account old ON old.ref = i.account AND old.demo = $1
		ORDER BY i.line
		ON CONFLICT (ref, demo) DO UPDATE SET person_id = excluded.person_id, mandate_id = excluded.mandate_id,
			currency = excluded.currency, digits = excluded.digits, jurisdiction = excluded.jurisdiction, zones = excluded.zones,
			lang = excluded.lang, agent = excluded.agent, team = excluded.team, product = excluded.product, state = excluded.state
		WHERE (a.person_id, a.mandate_id, a.currency, a.jurisdiction, a.zones, a.lang, a.agent, a.team, a.product, a.state)
			IS DISTINCT FROM (excluded.person_id, excluded.mandate_id, excluded.currency, excluded.jurisdiction, excluded.zones,
			excluded.lang, excluded.agent, excluded.team, excluded.product, excluded.state)`, demo)
	return tag.RowsAffected(), err
}

// derivePeople gives each person of the incoming accounts the agent and team of their greatest balance, so that nobody
// is on two lists, and every zone that one of their accounts states.
func derivePeople(ctx context.Context, tx pgx.Tx, demo bool) error {
	_, err := tx.Exec(ctx, `WITH touched AS (SELECT DISTINCT a.person_id FROM incoming i JOIN rank.account a ON a.ref = i.account AND a.demo = $1),
		debts AS (SELECT a.person_id, a.agent, a.team, a.zones, a.ref, s.balance
			FROM rank.account a JOIN touched USING (person_id)
			LEFT JOIN LATERAL (SELECT balance FROM rank.snapshot s WHERE s.account_id = a.id ORDER BY as_of DESC LIMIT 1) s ON true),
		lead AS (SELECT DISTINCT ON (person_id) person_id, agent, team FROM debts
			ORDER BY person_id, agent = '', balance DESC NULLS LAST, ref),
		places AS (SELECT person_id, array_agg(DISTINCT z ORDER BY z) AS zones FROM debts, unnest(zones) z GROUP BY person_id)
		UPDATE rank.person p SET agent = lead.agent, team = lead.team, zones = coalesce(places.zones, '{}')
		FROM lead LEFT JOIN places USING (person_id)
		WHERE p.id = lead.person_id AND (p.agent, p.team, p.zones) IS DISTINCT FROM (lead.agent, lead.team, coalesce(places.zones, '{}'))`, demo)
	return err
}
