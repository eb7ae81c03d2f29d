package auth

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// The throttle: a login is closed after maxPerLogin failures in window, an
// address after maxPerAddress, so that neither one account nor one machine can
// be used for guessing, and a whole office behind one address still gets in.
const (
	window        = 15 * time.Minute
	maxPerLogin   = 5
	maxPerAddress = 40
)

// absentee is hashed against when the login is unknown, so that the time an
// answer takes does not tell which logins exist.
const absentee = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// SignIn returns the person whose login and password match; address is where
// the request came from. Errors: ErrPassword, ErrThrottled, ErrBusy.
func (s *Store) SignIn(ctx context.Context, login, password, address string, now time.Time) (Staff, error) {
	login = strings.ToLower(strings.TrimSpace(login))
	if err := s.throttle(ctx, login, address, now); err != nil {
		return Staff{}, err
	}
	phc, err := s.password(ctx, login)
	if err != nil {
		return Staff{}, err
	}
	ok, err := s.matches(ctx, password, phc)
	if err != nil {
		return Staff{}, fmt.Errorf("auth: sign in: %w", err)
	}
	if !ok {
		return Staff{}, s.failed(ctx, login, address, now)
	}
	if _, err := s.pool.Exec(ctx, `DELETE FROM auth.attempt WHERE key = $1`, "login:"+login); err != nil {
		return Staff{}, fmt.Errorf("auth: sign in: %w", err)
	}
	return s.Staff(ctx, login)
}

// password returns the stored hash, or the absentee's for an unknown login.
func (s *Store) password(ctx context.Context, login string) (string, error) {
	var phc string
	err := s.pool.QueryRow(ctx, `SELECT password FROM auth.staff WHERE login = $1 AND active`, login).Scan(&phc)
	if errors.Is(err, pgx.ErrNoRows) {
		return absentee, nil
	}
	if err != nil {
		return "", fmt.Errorf("auth: sign in: %w", err)
	}
	return phc, nil
}

// throttle returns ErrThrottled when the login or the address has failed too
// often within the window.
func (s *Store) throttle(ctx context.Context, login, address string, now time.Time) error {
	var byLogin, byAddress int
	err := s.pool.QueryRow(ctx, `
		SELECT count(*) FILTER (WHERE key = $1), count(*) FILTER (WHERE key = $2)
		FROM auth.attempt WHERE key IN ($1, $2) AND at > $3`,
		"login:"+login, "from:"+address, now.Add(-window).UTC()).Scan(&byLogin, &byAddress)
	if err != nil {
		return fmt.Errorf("auth: sign in: %w", err)
	}
	if byLogin >= maxPerLogin || byAddress >= maxPerAddress {
		return ErrThrottled
	}
	return nil
}

// failed notes the attempt, forgets those older than a day, and returns
// ErrPassword.
func (s *Store) failed(ctx context.Context, login, address string, now time.Time) error {
	_, err := s.pool.Exec(ctx, `INSERT INTO auth.attempt (key, at) VALUES ($1, $3), ($2, $3)`,
		"login:"+login, "from:"+address, now.UTC())
	if err != nil {
		return fmt.Errorf("auth: sign in: %w", err)
	}
	if _, err := s.pool.Exec(ctx, `DELETE FROM auth.attempt WHERE at < $1`, now.Add(-24*time.Hour).UTC()); err != nil {
		return fmt.Errorf("auth: sign in: %w", err)
	}
	return ErrPassword
}
