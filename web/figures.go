package web

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"evenkeel/rank"
)

// minorDigits is how many digits stand after the point; two where not named.
// Source: ISO 4217.
var minorDigits = map[string]int{"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "BHD": 3, "KWD": 3}

// symbol is the sign before an amount; the code where not named. The two
// languages differ so that ¥ and $ are never read as another country's.
var symbol = map[string]map[string]string{
	zh: {"CNY": "¥", "USD": "US$", "GBP": "£", "EUR": "€", "HKD": "HK$", "TWD": "NT$", "INR": "₹"},
	en: {"CNY": "CN¥", "USD": "$", "GBP": "£", "EUR": "€", "HKD": "HK$", "TWD": "NT$", "INR": "₹"},
}

// money writes an amount with its unit: "¥12,345.67".
func money(lang string, m rank.Money) string {
	if m.Currency == "" {
		return "–"
	}
	sign, ok := symbol[lang][m.Currency]
	if !ok {
		sign = m.Currency + " "
	}
	minor, minus := m.Minor, ""
	if minor < 0 {
		minor, minus = -minor, "−"
	}
	return minus + sign + major(minor, m.Currency, true)
}

// anyMoney takes what templates hold: an amount or a pointer to one.
func anyMoney(lang string, m any) (string, error) {
	switch m := m.(type) {
	case rank.Money:
		return money(lang, m), nil
	case *rank.Money:
		if m != nil {
			return money(lang, *m), nil
		}
	}
	return "", fmt.Errorf("web: %T is no amount", m)
}

// major writes non-negative minor units as major ones, with or without commas.
func major(minor int64, currency string, commas bool) string {
	digits, ok := minorDigits[currency]
	if !ok {
		digits = 2
	}
	unit := int64(1)
	for range digits {
		unit *= 10
	}
	whole := strconv.FormatInt(minor/unit, 10)
	if commas {
		whole = grouped(minor / unit)
	}
	if digits == 0 {
		return whole
	}
	return fmt.Sprintf("%s.%0*d", whole, digits, minor%unit)
}

// parseMoney reads what a person types, "1,200.50" or "1200", into minor units.
func parseMoney(text, currency string) (int64, error) {
	digits, ok := minorDigits[currency]
	if !ok {
		digits = 2
	}
	text = strings.NewReplacer(",", "", "，", "", " ", "", "¥", "", "￥", "", "$", "", "£", "", "€", "").Replace(text)
	whole, part, _ := strings.Cut(text, ".")
	if len(part) > digits || whole == "" || strings.ContainsAny(whole, "+-") || strings.ContainsAny(part, "+-") {
		return 0, errAmount
	}
	n, err := strconv.ParseInt(whole+part+strings.Repeat("0", digits-len(part)), 10, 64)
	if err != nil || n <= 0 {
		return 0, errAmount
	}
	return n, nil
}

// percent writes a share in [0, 1] without decimals: "37%".
func percent(p float64) string { return strconv.Itoa(int(p*100+0.5)) + "%" }

// fixed writes a figure with n decimals.
func fixed(n int, x float64) string { return strconv.FormatFloat(x, 'f', n, 64) }

// day writes a date as people of the language do: "11月21日 周五", "Fri 21 Nov".
func day(lang string, t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	if lang == zh {
		return fmt.Sprintf("%d月%d日 周%s", t.Month(), t.Day(), weekdays[t.Weekday()])
	}
	return t.Format("Mon 2 Jan")
}

// longDay is a date with its year.
func longDay(lang string, t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	if lang == zh {
		return t.Format("2006年1月2日")
	}
	return t.Format("2 Jan 2006")
}

var weekdays = [7]string{"日", "一", "二", "三", "四", "五", "六"}

// clock is the hour and minute of a moment in its own zone.
func clock(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return t.Format("15:04")
}

// inZone moves a moment to a zone; where the zone is unknown it stays in UTC,
// and the caller writes that the zone is not known.
func inZone(t time.Time, zone string) time.Time {
	loc, err := time.LoadLocation(zone)
	if err != nil || zone == "" {
		return t.UTC()
	}
	return t.In(loc)
}
