package coach

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"evenkeel/coach/debtor"
	"evenkeel/corpus/pg"
)

// StartRehearsal opens a practice call with a debtor made from an account's
// figures and its similar cases. The debtor gets a pseudonym; nothing of the
// person but the id is kept, and the id leads the result back to the account.
// Errors: ErrInvalid (no amount, unknown language).
func (s *Store) StartRehearsal(ctx context.Context, v Viewer, r Rehearsal, now time.Time) (*Call, error) {
	sc, err := s.rehearsalScenario(v, r, now)
	if err != nil {
		return nil, err
	}
	var id int64
	err = pg.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		sum, err := digest(sc)
		if err != nil {
			return err
		}
		if sc.ID, err = insertScenario(ctx, tx, sc, sum, now); err != nil {
			return err
		}
		id, err = s.open(ctx, tx, v, sc, now)
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.Call(ctx, v, id)
}

func (s *Store) rehearsalScenario(v Viewer, r Rehearsal, now time.Time) (Scenario, error) {
	seed := s.seed()
	made, err := debtor.FromAccount(debtor.Account{
		Lang: r.Lang, Jurisdiction: r.Jurisdiction, Currency: r.Currency, AmountMinor: r.AmountMinor,
		DaysPastDue: r.DaysPastDue, Product: productOf(r.Product), Kind: r.DebtorKind, Reason: r.Reason, Objections: r.Objections,
		Cases: r.PastCases, Mandate: r.Mandate, LocalTime: clock(r.LocalTime, now),
	}, seed)
	if err != nil {
		return Scenario{}, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	sc := Scenario{
		Key: fmt.Sprintf("rehearsal-%016x", seed), Version: 1, Lang: r.Lang, Team: v.Team, Title: made.Title, Who: made.Who,
		Know: made.Know, Judged: made.Judged, Jurisdiction: r.Jurisdiction, Stage: made.Stage, DebtorKind: made.Debtor.Kind,
		Difficulty: made.Difficulty, Setting: made.Setting, Debtor: made.Debtor, PersonID: r.PersonID, Demo: r.Demo,
	}
	sc.Objections = objectionsOf(sc)
	return sc, nil
}

func clock(local, now time.Time) string {
	if local.IsZero() {
		local = now
	}
	return local.Format("15:04")
}

// productOf is the product without what tells one account from another: imports
// write "Visa ending 4417" and "信用卡 6225****1234" into that column.
func productOf(product string) string {
	return strings.TrimFunc(numbered.ReplaceAllString(product, ""), func(r rune) bool { return strings.ContainsRune(" -,，、:：#()（）", r) })
}

var numbered = regexp.MustCompile(`(?i)(?:[\s,，-]*(?:ending(?: in)?|ends in|no\.?|number|account|acct\.?|card|尾号|卡号|账号|号码)[\s:：#]*)?[\dx*•-]*\d{3,}[\dx*•-]*|[\w.+-]+@[\w.-]+`)
