package rank

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"evenkeel/corpus/pg"
)

// ClearDemo removes the demonstration set whole: people, accounts and all that hangs on them, lists, models and import
// reports. Nothing else is touched.
func (s *Store) ClearDemo(ctx context.Context) error {
	err := pg.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		for _, sql := range []string{
			`DELETE FROM rank.cased WHERE key IN (SELECT 'account:' || id || suffix FROM rank.account, (VALUES (':aged'), (':closed')) x (suffix) WHERE demo)`,
			`DELETE FROM rank.list WHERE demo`,
			`DELETE FROM rank.model_version WHERE demo`,
			`DELETE FROM rank.account WHERE demo`,
			`DELETE FROM rank.person WHERE demo`,
			`DELETE FROM rank.import WHERE demo`,
			`DELETE FROM rank.mandate m WHERE NOT EXISTS (SELECT FROM rank.account a WHERE a.mandate_id = m.id)`,
		} {
			if _, err := tx.Exec(ctx, sql); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("rank: clear the demonstration set: %w", err)
	}
	return nil
}

// HasDemo tells whether the demonstration set is loaded.
func (s *Store) HasDemo(ctx context.Context) (bool, error) {
	var found bool
	if err := s.pool.QueryRow(ctx, `SELECT EXISTS (SELECT FROM rank.account WHERE demo)`).Scan(&found); err != nil {
		return false, fmt.Errorf("rank: look for the demonstration set: %w", err)
	}
	return found, nil
}

// Empty tells whether no account is loaded at all.
func (s *Store) Empty(ctx context.Context) (bool, error) {
	var found bool
	if err := s.pool.QueryRow(ctx, `SELECT EXISTS (SELECT FROM rank.account)`).Scan(&found); err != nil {
		return false, fmt.Errorf("rank: look for accounts: %w", err)
	}
	return !found, nil
}
