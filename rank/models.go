package rank

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// ModelVersion is a trained model with what it is worth.
type ModelVersion struct {
	ID      string      // hash of the model's bytes
	AsOf    time.Time   // nothing dated after this day was read
	Made    time.Time   // when it was last trained
	Metrics TrainReport // of rows that the measured fit had not seen; the model itself was then refitted on all
	Columns []string    // features in the model's order; the lender's own numbers begin with "own:"
	Demo    bool        // learnt from the demonstration set, and ranks nothing else
	// UsedOn is the day of the viewer's newest lists where this version orders them; nil where it does not.
	UsedOn *time.Time
}

// Models are the trained models, the newest first. They are the house's, not a team's; the lists that UsedOn speaks of
// are the viewer's. Error: ErrNotFound for a viewer who is neither lead nor admin.
func (s *Store) Models(ctx context.Context, v Viewer) ([]ModelVersion, error) {
	if v.Role != "lead" && v.Role != "admin" {
		return nil, ErrNotFound
	}
	_, team := v.mine()
	rows, err := s.pool.Query(ctx, `WITH newest AS (SELECT max(day) AS day FROM rank.list WHERE $1::text IS NULL OR team = $1)
		SELECT m.model_id, m.as_of, m.created_at, m.metrics, m.columns, m.demo,
			(SELECT n.day FROM newest n WHERE EXISTS (SELECT FROM rank.list l
				WHERE l.model_version_id = m.id AND l.day = n.day AND ($1::text IS NULL OR l.team = $1)))
		FROM rank.model_version m ORDER BY m.created_at DESC, m.id DESC`, team)
	if err != nil {
		return nil, fmt.Errorf("rank: models: %w", err)
	}
	out, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (m ModelVersion, err error) {
		err = row.Scan(&m.ID, &m.AsOf, &m.Made, &m.Metrics, &m.Columns, &m.Demo, &m.UsedOn)
		return m, err
	})
	if err != nil {
		return nil, fmt.Errorf("rank: models: %w", err)
	}
	return out, nil
}
