package rank

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"golang.org/x/text/currency"
)

// minorDigits lists the currencies whose minor unit is not a hundredth. Source: ISO 4217:2015, list one.
var minorDigits = map[string]int{
	"BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0, "UGX": 0,
	"UYI": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
	"BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
	"CLF": 4, "UYW": 4,
}

// Digits is the number of decimal places of a currency: 2 for most, 0 for JPY.
func Digits(code string) int {
	if d, ok := minorDigits[code]; ok {
		return d
	}
	return 2
}

// parseCurrency returns the ISO code in capitals, or what to write instead.
func parseCurrency(s string) (string, error) {
	code := strings.ToUpper(s)
	if unit, err := currency.ParseISO(code); err != nil || unit == (currency.Unit{}) { // the zero unit is no currency
		return "", fmt.Errorf("%q is no ISO 4217 currency; write for example CNY, USD or JPY", s)
	}
	return code, nil
}

// String writes the amount in major units with the currency's decimals and thousands apart: "12,340.50 CNY".
func (m Money) String() string { return groupThousands(m.Major()) + " " + m.Currency }

// Major writes the amount in major units, without separators: "12340.50".
func (m Money) Major() string {
	d := Digits(m.Currency)
	sign, n := "", m.Minor
	if n < 0 {
		sign, n = "-", -n
	}
	s := strconv.FormatInt(n, 10)
	if d == 0 {
		return sign + s
	}
	if len(s) <= d {
		s = strings.Repeat("0", d+1-len(s)) + s
	}
	return sign + s[:len(s)-d] + "." + s[len(s)-d:]
}

func groupThousands(s string) string {
	whole, rest, _ := strings.Cut(s, ".")
	start := 0
	if strings.HasPrefix(whole, "-") {
		start = 1
	}
	for i := len(whole) - 3; i > start; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if rest != "" {
		return whole + "." + rest
	}
	return whole
}

// minorOf rounds a computed amount to whole minor units.
func minorOf(x float64) int64 { return int64(math.Round(x)) }

// major is the amount in major units as a number, for output only; nil for nil.
func (m *Money) major() *float64 {
	if m == nil {
		return nil
	}
	x := float64(m.Minor) / math.Pow10(Digits(m.Currency))
	return &x
}
