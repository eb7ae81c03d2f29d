package rank

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Mandate is the right in which a portfolio is collected.
type Mandate struct {
	Kind      string     // lender, agency, debt_buyer
	Principal string     // for whom; "" for ourselves
	Use       string     // consumer, business: what the debt was for
	From      *time.Time // first day of the placement; nil: no limit
	Until     *time.Time // last day of the placement; nil: no limit
}

var (
	mandateKinds = []string{"lender", "agency", "debt_buyer"}
	mandateUses  = []string{"consumer", "business"}
)

// ParseMandate reads a plain kind ("lender") or the compact form
// "agency;for=Harbour Bank;use=consumer;from=2026-01-01;until=2026-12-31". Empty means lender, consumer.
func ParseMandate(s string) (Mandate, error) {
	parts := strings.Split(s, ";")
	m := Mandate{Kind: strings.ToLower(strings.TrimSpace(parts[0])), Use: "consumer"}
	if m.Kind == "" && len(parts) == 1 {
		m.Kind = "lender"
	}
	if !slices.Contains(mandateKinds, m.Kind) {
		return m, fmt.Errorf("%q is no kind of mandate; write lender, agency or debt_buyer first", parts[0])
	}
	for _, part := range parts[1:] {
		if strings.TrimSpace(part) == "" {
			continue
		}
		if err := m.set(part); err != nil {
			return m, err
		}
	}
	if m.From != nil && m.Until != nil && m.Until.Before(*m.From) {
		return m, fmt.Errorf("the mandate ends (%s) before it begins (%s)", day(*m.Until), day(*m.From))
	}
	return m, nil
}

func (m *Mandate) set(part string) error {
	key, value, ok := strings.Cut(part, "=")
	key, value = strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value)
	if !ok || value == "" {
		return fmt.Errorf("%q is not of the form key=value", part)
	}
	switch key {
	case "for":
		m.Principal = value
	case "use":
		if !slices.Contains(mandateUses, value) {
			return fmt.Errorf("use=%s: write consumer or business", value)
		}
		m.Use = value
	case "from", "until":
		at, err := time.Parse(time.DateOnly, value)
		if err != nil {
			return fmt.Errorf("%s=%s: write the date as YYYY-MM-DD", key, value)
		}
		if key == "from" {
			m.From = &at
		} else {
			m.Until = &at
		}
	default:
		return fmt.Errorf("%q is not a part of a mandate; the parts are for, use, from, until", key)
	}
	return nil
}

// String is the compact form, the same for all spellings of the same mandate.
func (m Mandate) String() string {
	s := m.Kind
	if m.Principal != "" {
		s += ";for=" + m.Principal
	}
	s += ";use=" + m.Use
	if m.From != nil {
		s += ";from=" + day(*m.From)
	}
	if m.Until != nil {
		s += ";until=" + day(*m.Until)
	}
	return s
}

// Covers tells whether the placement is in force on a local day.
func (m Mandate) Covers(local time.Time) bool {
	d := dateOf(local)
	return (m.From == nil || !d.Before(*m.From)) && (m.Until == nil || !d.After(*m.Until))
}

// day writes a date as YYYY-MM-DD.
func day(t time.Time) string { return t.Format(time.DateOnly) }

// dateOf is the calendar day of t in t's own zone, as midnight UTC: how days are kept throughout.
func dateOf(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// monthEnd is the first end of a month after d: the day by which a payment counts for a statement of d.
func monthEnd(d time.Time) time.Time {
	y, m, _ := d.AddDate(0, 0, 1).Date()
	return time.Date(y, m+1, 0, 0, 0, 0, 0, time.UTC)
}
