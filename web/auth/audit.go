package auth

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Entry is one line of the audit trail. Subject is an id such as "person/17",
// never a name and never words from a call.
type Entry struct {
	At      time.Time
	Staff   string
	Team    string
	Action  string // "account.open", "call.override", …
	Subject string
	Request string // request id
}

// Note appends an entry. The table refuses changes and deletions.
func (s *Store) Note(ctx context.Context, e Entry) error {
	_, err := s.pool.Exec(ctx, `
		INSERT INTO auth.audit (at, staff, team, action, subject, request)
		VALUES ($1, $2, $3, $4, $5, $6)`, e.At.UTC(), e.Staff, e.Team, e.Action, e.Subject, e.Request)
	if err != nil {
		return fmt.Errorf("auth: note: %w", invalid(err))
	}
	return nil
}

// Trail returns what happened to a subject, newest first, at most limit lines.
func (s *Store) Trail(ctx context.Context, subject string, limit int) ([]Entry, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT at, staff, team, action, subject, request FROM auth.audit
		WHERE subject = $1 ORDER BY at DESC, id DESC LIMIT $2`, subject, limit)
	if err != nil {
		return nil, fmt.Errorf("auth: read the trail: %w", err)
	}
	trail, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Entry])
	if err != nil {
		return nil, fmt.Errorf("auth: read the trail: %w", err)
	}
	return trail, nil
}
