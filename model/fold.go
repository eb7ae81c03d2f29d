package model

import (
	"slices"
)

// fold is one way to part the rows: trees learn from train, watch is held out.
type fold struct{ train, watch []int32 }

// crossRows is the greatest number of rows that are cross-fitted in folds:
// there a single held-out part would waste too much, and growing five times
// takes a second.
const (
	crossRows = 12_000
	crossFold = 5
)

// plan parts the rows of d. With times the held-out rows are later ones, so
// that stopping and calibration look forward as use will: of many rows the
// latest, which the trees then never see. Few rows are parted in five folds,
// and of each fold the later rows are held out: holding out all of them would
// leave trees that have not seen the latest month to be judged in place of
// those that will. Without times, few rows are parted in five folds and many
// in one. Rows of a group stay together, but for many rows in time, where an
// account may recur as it does in a bank.
func plan(d Data, c Config) []fold {
	cut, timed := laterCut(d)
	later := func(i int) bool { return !timed || d.Time[i] >= cut }
	if timed && d.Rows() > crossRows {
		return []fold{partBy(d.Rows(), later)}
	}
	key := foldKeys(d, noise(c.Seed).with(0xf01d))
	if d.Rows() > crossRows {
		return []fold{partBy(d.Rows(), func(i int) bool { return key[i] < 0.15 })}
	}
	folds := make([]fold, crossFold)
	for k := range folds {
		folds[k] = partBy(d.Rows(), func(i int) bool { return int(key[i]*crossFold) == k })
		folds[k].watch = slices.DeleteFunc(folds[k].watch, func(i int32) bool { return !later(int(i)) })
	}
	return folds
}

func partBy(rows int, held func(i int) bool) fold {
	var f fold
	for i := range rows {
		if held(i) {
			f.watch = append(f.watch, int32(i))
		} else {
			f.train = append(f.train, int32(i))
		}
	}
	return f
}

// foldKeys draws a number in [0, 1) for every row, the same for the rows of a
// group. Rows without a group are spread evenly within each class.
func foldKeys(d Data, rng noise) []float64 {
	keys := make([]float64, d.Rows())
	if d.Group != nil {
		for i, g := range d.Group {
			keys[i] = rng.unit(hashText(g))
		}
		return keys
	}
	for _, class := range []bool{false, true} {
		var rows []int
		for i, y := range d.Label {
			if y == class {
				rows = append(rows, i)
			}
		}
		slices.SortFunc(rows, func(a, b int) int {
			return compareUint(rng.pair(uint64(a)), rng.pair(uint64(b)))
		})
		for rank, i := range rows {
			keys[i] = (float64(rank) + 0.5) / float64(len(rows))
		}
	}
	return keys
}

func compareUint(a, b uint64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// hashText is FNV-1a, 64 bits.
func hashText(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

// laterShare is the part of the rows, the latest, that is held out in time.
const laterShare = 0.25

// laterCut is the first time that is held out: of all times, the one that
// holds out nearest to laterShare of the rows and leaves half of MinClass rows
// of each class on both sides. Not ok without times or such a cut.
func laterCut(d Data) (cut int64, ok bool) {
	if d.Time == nil {
		return 0, false
	}
	order := make([]int, d.Rows())
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return compareUint(uint64(d.Time[a])^1<<63, uint64(d.Time[b])^1<<63)
	})
	paidAll := 0
	for _, y := range d.Label {
		paidAll += oneIf(y)
	}
	paid, nearest := 0, 2.0
	for k, i := range order {
		if k > 0 && d.Time[i] != d.Time[order[k-1]] {
			enough := min(paid, k-paid, paidAll-paid, len(order)-k-(paidAll-paid)) >= MinClass/2
			share := 1 - float64(k)/float64(len(order))
			if far := max(share-laterShare, laterShare-share); enough && far < nearest {
				cut, ok, nearest = d.Time[i], true, far
			}
		}
		paid += oneIf(d.Label[i])
	}
	return cut, ok
}

func oneIf(b bool) int {
	if b {
		return 1
	}
	return 0
}
