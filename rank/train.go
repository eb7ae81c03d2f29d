package rank

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"evenkeel/model"
)

// TrainOptions say what to learn from.
type TrainOptions struct {
	AsOf time.Time // nothing dated after this day is read
	Demo bool      // the demonstration set, and nothing else
	Seed uint64
}

// TrainReport is the outcome of a training. Metrics are of the last labelled month, by a model that has not seen it:
// AUC and CapturedTop20 (the share of all money that came from the fifth of rows with the greatest expected) in
// [0, 1], Brier and ECE of the likelihood.
type TrainReport struct {
	AsOf          string  `json:"as_of"`
	TrainRows     int     `json:"train_rows"`
	TestRows      int     `json:"test_rows"`
	AUC           float64 `json:"auc"`
	Brier         float64 `json:"brier"`
	ECE           float64 `json:"ece"`
	CapturedTop20 float64 `json:"captured_top20"`
	Model         string  `json:"model"`
	// HeldOut says what the metrics are of: "month", or "people" (a quarter of them) where only one month is labelled.
	HeldOut string `json:"held_out"`
}

// Train learns from everything dated up to o.AsOf, prints its worth on the last labelled month, refits on all months
// and stores the model. Errors: ErrTooFewPayments where there are fewer than 50 statements that were followed by a
// payment, or fewer than 50 that were not.
func (s *Store) Train(ctx context.Context, o TrainOptions, now time.Time) (TrainReport, error) {
	report := TrainReport{AsOf: day(o.AsOf)}
	accounts, err := s.loadPortfolio(ctx, scope{Demo: o.Demo, Until: o.AsOf})
	if err != nil {
		return report, err
	}
	fitted, err := fit(ctx, examples(accounts, dateOf(o.AsOf)), o.Seed, &report)
	if errors.Is(err, model.ErrTooFew) {
		return report, fmt.Errorf("%w: %w", ErrTooFewPayments, err)
	}
	if err != nil {
		return report, fmt.Errorf("rank: train: %w", err)
	}
	report.Model = fitted.models.id()
	if err := s.storeModel(ctx, o, fitted, report, now); err != nil {
		return report, fmt.Errorf("rank: store model: %w", err)
	}
	return report, nil
}

// trained is a model with what turns an account into its input.
type trained struct {
	id      int64 // of the row; 0 before it is stored
	asOf    time.Time
	models  bag
	columns columns
}

// fit measures on the held-out rows, then refits on all.
func fit(ctx context.Context, rows []example, seed uint64, report *TrainReport) (*trained, error) {
	train, test, heldOut := holdOut(rows)
	report.TrainRows, report.TestRows, report.HeldOut = len(train), len(test), heldOut
	config, members := trainConfig(seed, len(rows))
	first, err := fitRows(ctx, train, config, members)
	if err != nil {
		return nil, err
	}
	if err := first.measure(test, report); err != nil {
		return nil, err
	}
	return fitRows(ctx, rows, config, members)
}

// fewRows is below how many rows a fit needs the more careful setting.
const fewRows = 20000

// The fewer the rows, the more models are averaged: at most mostMembers, and no more than read bagRows rows in all,
// so that training stays a matter of seconds.
const (
	mostMembers = 3
	bagRows     = 18000
)

// trainConfig is the model's own setting; with few rows each tree sees a part of rows and columns, because the columns
// of a portfolio say the same thing several times over, and several models are averaged. On the overdue card panel
// (4,498 rows) the average is worth 0.001 of AUC on every half of the accounts, and on made portfolios of 9,000 rows
// 0.01 of the money that truly is in the first fifth; steps of half the size bring no more and take twice as long. That
// more paid means a greater likelihood is left to the data: held to it, models lost 0.002–0.007 of AUC, since who pays
// much may owe nothing next month.
func trainConfig(seed uint64, rows int) (c model.Config, members int) {
	c = model.Defaults()
	c.Seed = seed
	if rows >= fewRows {
		c.RowSample, c.ColSample = 0.7, 0.4
		return c, 1
	}
	c.RowSample, c.ColSample, c.Rate, c.Trees, c.EarlyStop = 0.5, 0.4, 0.06, 1000, 40
	return c, max(1, min(mostMembers, bagRows/max(rows, 1)))
}

func fitRows(ctx context.Context, rows []example, config model.Config, members int) (*trained, error) {
	if len(rows) == 0 {
		return nil, model.ErrTooFew
	}
	c := columnsOf(rows)
	d := c.data(rows)
	if len(rows) >= fewRows {
		d.Weight = nil // of many months the first is a small part, and all rows are worth having
	}
	models, err := fitBag(ctx, d, config, members)
	if err != nil {
		return nil, err
	}
	return &trained{models: models, columns: c}, nil
}

// holdOut splits off the last labelled month; where there is only one, a quarter of the people: two debts of one person
// are paid or not paid together, and a model that has seen one knows the other.
func holdOut(rows []example) (train, test []example, heldOut string) {
	if len(rows) == 0 {
		return nil, nil, "month"
	}
	last := monthNumber(rows[len(rows)-1].asOf)
	for i, r := range rows {
		if monthNumber(r.asOf) == last && i > 0 {
			return rows[:i], rows[i:], "month"
		} else if monthNumber(r.asOf) == last {
			break
		}
	}
	seen := map[int64]int{} // people in the order of their first row
	for _, r := range rows {
		n, known := seen[r.account.PersonID]
		if !known {
			n = len(seen)
			seen[r.account.PersonID] = n
		}
		if n%4 == 3 {
			test = append(test, r)
		} else {
			train = append(train, r)
		}
	}
	return train, test, "people"
}

func (t *trained) measure(test []example, report *TrainReport) error {
	if len(test) == 0 {
		return model.ErrTooFew
	}
	vectors := make([][]float64, len(test))
	caps, label, amount := make([]float64, len(test)), make([]bool, len(test)), make([]float64, len(test))
	for i, r := range test {
		scale := t.columns.scale(r.account.Currency)
		vectors[i] = t.columns.vector(r.x, r.extra, r.account.Currency)
		caps[i], label[i], amount[i] = capOf(r.owed, scale), r.paid > 0, float64(r.paid)/scale
	}
	p, err := t.predict(vectors, caps)
	if err != nil {
		return err
	}
	m := model.Evaluate(p, label, amount)
	report.AUC, report.Brier, report.ECE, report.CapturedTop20 = m.AUC, m.Brier, m.ECE, m.CapturedTop20
	return nil
}

func (t *trained) predict(vectors [][]float64, caps []float64) ([]model.Prediction, error) {
	return t.models.predict(pick(t.columns.table(vectors), t.models.features()), caps)
}

func (s *Store) storeModel(ctx context.Context, o TrainOptions, t *trained, report TrainReport, now time.Time) error {
	bytes, err := t.models.encode()
	if err != nil {
		return err
	}
	_, err = s.pool.Exec(ctx, `INSERT INTO rank.model_version (model_id, as_of, features, columns, scales, bytes, metrics, demo, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (model_id, as_of, demo) DO UPDATE SET created_at = excluded.created_at`,
		t.models.id(), dateOf(o.AsOf), FeatureVersion, t.columns.Names, t.columns.Scales, bytes, report, o.Demo, now)
	return err
}

// modelFor is the newest model that has read nothing dated after the day; nil without one. The demonstration's models
// are for the demonstration's accounts alone, and the others for the others.
func (s *Store) modelFor(ctx context.Context, date time.Time, demo bool) (*trained, error) {
	t := &trained{}
	var bytes []byte
	err := s.pool.QueryRow(ctx, `SELECT id, as_of, columns, scales, bytes FROM rank.model_version
		WHERE demo = $1 AND as_of <= $2 AND features = $3 ORDER BY as_of DESC, created_at DESC LIMIT 1`, demo, dateOf(date), FeatureVersion).
		Scan(&t.id, &t.asOf, &t.columns.Names, &t.columns.Scales, &bytes)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, errNoModel
	}
	if err != nil {
		return nil, fmt.Errorf("rank: load model: %w", err)
	}
	if t.models, err = decodeBag(bytes); err != nil {
		return nil, fmt.Errorf("rank: load model %d: %w", t.id, err)
	}
	return t, nil
}

// errNoModel: lists are ordered by written rules.
var errNoModel = errors.New("rank: no model yet")
