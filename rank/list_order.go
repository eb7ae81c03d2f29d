package rank

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// put adds a row to its tab.
func (l *List) put(r ranked) {
	r.Item.order = [2]float64{float64(r.pin), r.score}
	tab := map[string]*[]Item{statusToCall: &l.ToCall, statusPromised: &l.Promised, statusLater: &l.Later, statusDone: &l.Done}[r.Status]
	if tab == nil {
		tab = &l.Blocked
	}
	*tab = append(*tab, r.Item)
}

// arrange orders each tab: calls by what is due first and then by score, promises by their day, the rest by when it
// opens.
func (l *List) arrange() {
	byScore := func(a, b Item) int {
		return cmp.Or(cmp.Compare(a.order[0], b.order[0]), cmp.Compare(b.order[1], a.order[1]), cmp.Compare(a.PersonID, b.PersonID))
	}
	opens := func(i Item) int64 {
		if i.Gate.Earliest == nil {
			return math.MaxInt64
		}
		return i.Gate.Earliest.Unix()
	}
	byOpening := func(a, b Item) int { return cmp.Or(cmp.Compare(opens(a), opens(b)), byScore(a, b)) }
	slices.SortFunc(l.ToCall, byScore)
	slices.SortFunc(l.Promised, func(a, b Item) int { return cmp.Or(a.Promise.Due.Compare(b.Promise.Due), byScore(a, b)) })
	slices.SortFunc(l.Later, byOpening)
	slices.SortFunc(l.Blocked, byOpening)
	slices.SortFunc(l.Done, func(a, b Item) int { return cmp.Or(b.Last.At.Compare(a.Last.At), byScore(a, b)) })
	for _, tab := range [][]Item{l.ToCall, l.Promised, l.Later, l.Blocked, l.Done} {
		for i := range tab {
			tab[i].Position = i + 1
		}
	}
}

// expected sums what the calls that are left today may bring.
func (l *List) expected() []Money {
	var out []Money
	for _, row := range l.ToCall[:min(len(l.ToCall), l.CallsLeft)] {
		for _, m := range row.Expected {
			out = addMoney(out, m)
		}
	}
	return out
}

// addMoney adds to the sum of its currency; sums stay in the order of currencies.
func addMoney(sums []Money, m Money) []Money {
	i, found := slices.BinarySearchFunc(sums, m, func(a, b Money) int { return cmp.Compare(a.Currency, b.Currency) })
	if found {
		sums[i].Minor += m.Minor
		return sums
	}
	return slices.Insert(sums, i, m)
}

// maskName keeps of a name what tells rows apart and no more: 王磊 becomes 王*, Anna Smith A*** S***. Without a name it
// is the end of the person's reference.
func maskName(name, ref string) string {
	if name == "" {
		r := []rune(ref)
		return "…" + string(r[max(0, len(r)-4):])
	}
	parts := strings.Fields(name)
	for i, part := range parts {
		first, size := utf8.DecodeRuneInString(part)
		stars := "***"
		if unicode.Is(unicode.Han, first) {
			stars = strings.Repeat("*", max(1, utf8.RuneCountInString(part[size:])))
		}
		parts[i] = string(first) + stars
	}
	return strings.Join(parts, " ")
}
