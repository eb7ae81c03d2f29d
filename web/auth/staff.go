package auth

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// The roles. A lead sees the whole of one team; an admin does what a lead does
// and adds staff.
const (
	Agent   = "agent"
	Trainee = "trainee"
	Lead    = "lead"
	Admin   = "admin"
)

// Team is a group of staff with portfolios of its own.
type Team struct {
	Key  string // lower case, unique
	Name string // shown on pages
	Demo bool
}

// Staff is one person who signs in.
type Staff struct {
	Login string // lower case, unique
	Name  string
	Role  string // agent, trainee, lead or admin
	Team  string // key of the team
	Lang  string // "zh" or "en"
	Zone  string // IANA name; empty on adding: the usual one of the language
	Theme string // "auto", "light" or "dark"; empty on adding: auto
	Demo  bool
}

// IsLead reports whether the person sees the whole team.
func (p Staff) IsLead() bool { return p.Role == Lead || p.Role == Admin }

// AddTeam stores a team. Adding the same key again changes its name.
func (s *Store) AddTeam(ctx context.Context, t Team, now time.Time) error {
	_, err := s.pool.Exec(ctx, `
		INSERT INTO auth.team (key, name, demo, created) VALUES ($1, $2, $3, $4)
		ON CONFLICT (key) DO UPDATE SET name = excluded.name`, t.Key, t.Name, t.Demo, now.UTC())
	if err != nil {
		return fmt.Errorf("auth: add team: %w", invalid(err))
	}
	return nil
}

// AddStaff stores a person with a password of at least MinPassword bytes.
// Errors: ErrTaken, ErrInvalid, ErrNotFound for an unknown team.
func (s *Store) AddStaff(ctx context.Context, p Staff, password string, now time.Time) error {
	p = withDefaults(p)
	if len(password) < MinPassword {
		return fmt.Errorf("%w: a password has at least %d characters", ErrInvalid, MinPassword)
	}
	if _, err := time.LoadLocation(p.Zone); err != nil {
		return fmt.Errorf("%w: unknown time zone", ErrInvalid)
	}
	phc, err := s.hash(ctx, password)
	if err != nil {
		return fmt.Errorf("auth: add staff: %w", err)
	}
	_, err = s.pool.Exec(ctx, `
		INSERT INTO auth.staff (login, name, role, team, lang, zone, theme, password, demo, created)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		p.Login, p.Name, p.Role, p.Team, p.Lang, p.Zone, p.Theme, phc, p.Demo, now.UTC())
	if err != nil {
		return fmt.Errorf("auth: add staff: %w", invalid(err))
	}
	return nil
}

func withDefaults(p Staff) Staff {
	if p.Zone == "" {
		p.Zone = usualZone[p.Lang]
	}
	if p.Theme == "" {
		p.Theme = "auto"
	}
	return p
}

// usualZone is where most staff of a language sit; each person can set another.
var usualZone = map[string]string{"zh": "Asia/Shanghai", "en": "America/New_York"}

// invalid turns a broken constraint into an error a caller can tell apart.
func invalid(err error) error {
	var pe *pgconn.PgError
	if !errors.As(err, &pe) {
		return err
	}
	switch pe.Code {
	case "23505": // unique_violation
		return ErrTaken
	case "23503": // foreign_key_violation
		return ErrNotFound
	case "23514": // check_violation
		return fmt.Errorf("%w: %s", ErrInvalid, pe.ConstraintName)
	}
	return err
}

// Staff returns an active person. Error: ErrNotFound.
func (s *Store) Staff(ctx context.Context, login string) (Staff, error) {
	row := s.pool.QueryRow(ctx, `
		SELECT login, name, role, team, lang, zone, theme, demo
		FROM auth.staff WHERE login = $1 AND active`, login)
	p, err := scanStaff(row)
	if err != nil {
		return Staff{}, fmt.Errorf("auth: read staff: %w", err)
	}
	return p, nil
}

func scanStaff(row pgx.Row) (Staff, error) {
	var p Staff
	err := row.Scan(&p.Login, &p.Name, &p.Role, &p.Team, &p.Lang, &p.Zone, &p.Theme, &p.Demo)
	if errors.Is(err, pgx.ErrNoRows) {
		return Staff{}, ErrNotFound
	}
	return p, err
}

// Members returns the active staff of a team, by name.
func (s *Store) Members(ctx context.Context, team string) ([]Staff, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT login, name, role, team, lang, zone, theme, demo
		FROM auth.staff WHERE team = $1 AND active ORDER BY name, login`, team)
	if err != nil {
		return nil, fmt.Errorf("auth: read team: %w", err)
	}
	people, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Staff, error) { return scanStaff(row) })
	if err != nil {
		return nil, fmt.Errorf("auth: read team: %w", err)
	}
	return people, nil
}

// Team returns a team by its key. Error: ErrNotFound.
func (s *Store) Team(ctx context.Context, key string) (Team, error) {
	var t Team
	err := s.pool.QueryRow(ctx, `SELECT key, name, demo FROM auth.team WHERE key = $1`, key).Scan(&t.Key, &t.Name, &t.Demo)
	if errors.Is(err, pgx.ErrNoRows) {
		err = ErrNotFound
	}
	if err != nil {
		return Team{}, fmt.Errorf("auth: read team: %w", err)
	}
	return t, nil
}

// TeamOf returns the key of a person's team. Error: ErrNotFound.
func (s *Store) TeamOf(ctx context.Context, login string) (string, error) {
	p, err := s.Staff(ctx, login)
	return p.Team, err
}

// TeamsByLogin maps each active login to its team: one query for an import
// that asks for every row.
func (s *Store) TeamsByLogin(ctx context.Context) (map[string]string, error) {
	rows, err := s.pool.Query(ctx, `SELECT login, team FROM auth.staff WHERE active`)
	if err != nil {
		return nil, fmt.Errorf("auth: read teams: %w", err)
	}
	defer rows.Close()
	teams := map[string]string{}
	for rows.Next() {
		var login, team string
		if err := rows.Scan(&login, &team); err != nil {
			return nil, fmt.Errorf("auth: read teams: %w", err)
		}
		teams[login] = team
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("auth: read teams: %w", err)
	}
	return teams, nil
}

// SetLang stores the person's language, "zh" or "en".
func (s *Store) SetLang(ctx context.Context, login, lang string) error {
	return s.set(ctx, `UPDATE auth.staff SET lang = $2 WHERE login = $1`, login, lang)
}

// SetTheme stores "auto", "light" or "dark".
func (s *Store) SetTheme(ctx context.Context, login, theme string) error {
	return s.set(ctx, `UPDATE auth.staff SET theme = $2 WHERE login = $1`, login, theme)
}

func (s *Store) set(ctx context.Context, query, login, value string) error {
	tag, err := s.pool.Exec(ctx, query, login, value)
	if err != nil {
		return fmt.Errorf("auth: change setting: %w", invalid(err))
	}
	if tag.RowsAffected() == 0 {
		return fmt.Errorf("auth: change setting: %w", ErrNotFound)
	}
	return nil
}

// ClearDemo removes the demonstration's staff, their sessions' rights with
// them, and the teams that are then empty. The audit trail stays.
func (s *Store) ClearDemo(ctx context.Context) error {
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM auth.staff WHERE demo`); err != nil {
			return fmt.Errorf("auth: clear demonstration: %w", err)
		}
		_, err := tx.Exec(ctx, `
			DELETE FROM auth.team t
			WHERE t.demo AND NOT EXISTS (SELECT FROM auth.staff p WHERE p.team = t.key)`)
		if err != nil {
			return fmt.Errorf("auth: clear demonstration: %w", err)
		}
		return nil
	})
}
