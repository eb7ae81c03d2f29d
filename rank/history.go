package rank

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// portfolioAccount is an account with its owner and history.
type portfolioAccount struct {
	ID, PersonID int64
	Ref, Person  string
	Agent, Team  string // of the person
	Currency     string
	Jurisdiction string
	Product      string
	State        string
	Zones        []string
	Lang         string
	Mandate      Mandate
	History      History
	Demo         bool
	PersonName   string
}

// scope is which accounts to read: all of the demonstration set or none of it, of one agent's people where agent is
// set. Nothing dated after Until is read.
type scope struct {
	Demo        bool
	Until       time.Time
	Agent, Team *string
	Since       time.Time // statements, payments and contacts before it are left out
}

// loadPortfolio reads accounts with their histories in five queries, in the order of their refs.
func (s *Store) loadPortfolio(ctx context.Context, sc scope) ([]portfolioAccount, error) {
	accounts, err := s.loadAccounts(ctx, sc)
	if err != nil {
		return nil, fmt.Errorf("rank: load accounts: %w", err)
	}
	at := make(map[int64]*History, len(accounts))
	ids := make([]int64, len(accounts))
	for i := range accounts {
		at[accounts[i].ID] = &accounts[i].History
		ids[i] = accounts[i].ID
	}
	if err := s.loadHistories(ctx, ids, sc, at); err != nil {
		return nil, fmt.Errorf("rank: load histories: %w", err)
	}
	return accounts, nil
}

func (s *Store) loadAccounts(ctx context.Context, sc scope) ([]portfolioAccount, error) {
	rows, err := s.pool.Query(ctx, `SELECT a.id, a.person_id, a.ref, p.ref, p.agent, p.team, a.currency, a.jurisdiction, a.product, a.state,
			p.zones, p.lang, m.kind, m.principal, m.use, m.placed_from, m.placed_until, a.demo, p.name, b.begins
		FROM rank.account a JOIN rank.person p ON p.id = a.person_id JOIN rank.mandate m ON m.id = a.mandate_id
			LEFT JOIN (SELECT f.mandate_id, min(s.as_of) AS begins FROM rank.account f JOIN rank.snapshot s ON s.account_id = f.id
				WHERE f.demo = $1 GROUP BY f.mandate_id) b ON b.mandate_id = m.id
		WHERE a.demo = $1 AND ($2::text IS NULL OR p.agent = $2) AND ($3::text IS NULL OR p.team = $3)
		ORDER BY a.ref`, sc.Demo, sc.Agent, sc.Team)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (portfolioAccount, error) {
		var a portfolioAccount
		m := &a.Mandate
		var begins *time.Time
		err := row.Scan(&a.ID, &a.PersonID, &a.Ref, &a.Person, &a.Agent, &a.Team, &a.Currency, &a.Jurisdiction, &a.Product, &a.State,
			&a.Zones, &a.Lang, &m.Kind, &m.Principal, &m.Use, &m.From, &m.Until, &a.Demo, &a.PersonName, &begins)
		if begins != nil {
			a.History.Begins = *begins
		}
		return a, err
	})
}

// loadHistories fills the histories of the accounts. What agents recorded here counts like what files bring.
func (s *Store) loadHistories(ctx context.Context, ids []int64, sc scope, at map[int64]*History) error {
	if err := s.loadStatements(ctx, ids, sc, at); err != nil {
		return err
	}
	if err := s.loadPayments(ctx, ids, sc, at); err != nil {
		return err
	}
	if err := s.loadPledges(ctx, ids, sc, at); err != nil {
		return err
	}
	return each(ctx, s, `SELECT account_id, at, result FROM rank.contact
			WHERE account_id = any($1) AND at >= $2 AND at < $3
		UNION ALL SELECT a.id, o.at, o.kind FROM rank.outcome o JOIN rank.account a ON a.person_id = o.person_id AND (o.account_id IS NULL OR o.account_id = a.id)
			WHERE a.id = any($1) AND o.at >= $2 AND o.at < $3 AND o.kind NOT IN ('undo', 'snooze', 'reopen')
				AND NOT EXISTS (SELECT FROM rank.outcome u WHERE u.undoes = o.id)
		ORDER BY 2, 3`, []any{ids, sc.Since, dateOf(sc.Until).AddDate(0, 0, 1)},
		func(rows pgx.Rows) error {
			var id int64
			var a Attempt
			err := rows.Scan(&id, &a.At, &a.Result)
			at[id].Attempts = append(at[id].Attempts, a)
			return err
		})
}

func (s *Store) loadStatements(ctx context.Context, ids []int64, sc scope, at map[int64]*History) error {
	return each(ctx, s, `SELECT account_id, as_of, balance, days_past_due, credit_limit, due, paid, features FROM rank.snapshot
		WHERE account_id = any($1) AND as_of BETWEEN $2 AND $3 ORDER BY as_of`, []any{ids, sc.Since, dateOf(sc.Until)},
		func(rows pgx.Rows) error {
			var id int64
			var st Statement
			err := rows.Scan(&id, &st.AsOf, &st.Balance, &st.DaysPastDue, &st.Limit, &st.Due, &st.Paid, &st.Extra)
			at[id].Statements = append(at[id].Statements, st)
			return err
		})
}

func (s *Store) loadPayments(ctx context.Context, ids []int64, sc scope, at map[int64]*History) error {
	return each(ctx, s, `SELECT account_id, paid_on, amount FROM rank.payment
		WHERE account_id = any($1) AND paid_on BETWEEN $2 AND $3 ORDER BY paid_on, amount, nth`, []any{ids, sc.Since, dateOf(sc.Until)},
		func(rows pgx.Rows) error {
			var id int64
			var p Payment
			err := rows.Scan(&id, &p.On, &p.Amount)
			at[id].Payments = append(at[id].Payments, p)
			return err
		})
}

func (s *Store) loadPledges(ctx context.Context, ids []int64, sc scope, at map[int64]*History) error {
	until := dateOf(sc.Until)
	return each(ctx, s, `SELECT account_id, made, due, amount FROM rank.promise
			WHERE account_id = any($1) AND made BETWEEN $2 AND $3
		UNION ALL SELECT o.account_id, (o.at AT TIME ZONE coalesce(p.zones[1], 'UTC'))::date, o.promise_date, o.promise_amount
			FROM rank.outcome o JOIN rank.person p ON p.id = o.person_id
			WHERE o.account_id = any($1) AND o.kind = 'promise' AND o.at >= $2 AND o.at < $4
				AND NOT EXISTS (SELECT FROM rank.outcome u WHERE u.undoes = o.id)
		ORDER BY 2, 3, 4`, []any{ids, sc.Since, until, until.AddDate(0, 0, 1)},
		func(rows pgx.Rows) error {
			var id int64
			var p Pledge
			err := rows.Scan(&id, &p.Made, &p.Due, &p.Amount)
			at[id].Pledges = append(at[id].Pledges, p)
			return err
		})
}

// each runs a query and calls fn on every row.
func each(ctx context.Context, s *Store, sql string, args []any, fn func(pgx.Rows) error) error {
	rows, err := s.pool.Query(ctx, sql, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
