package model

// Scorer predicts one row at a time without allocating. It is not safe for
// concurrent use; make one per goroutine.
type Scorer struct {
	m     *Model
	codes []uint16
}

// Scorer returns a new one.
func (m *Model) Scorer() *Scorer { return &Scorer{m, make([]uint16, len(m.features))} }

// LogOdds is the raw, uncalibrated score of a row. number and category hold a
// value for each of Features in order, of which the one of its kind is read.
func (s *Scorer) LogOdds(number []float64, category []string) float64 {
	s.code(number, category)
	return s.m.likelihood.one(s.codes)
}

// Predict predicts a row; owed is what it may pay at most, below 0 for no limit.
func (s *Scorer) Predict(number []float64, category []string, owed float64) Prediction {
	s.code(number, category)
	p := Prediction{Likelihood: s.m.calibrated.probability(s.m.likelihood.one(s.codes))}
	if a := s.m.amount; a != nil {
		p.Value = expect(a.paid.one(s.codes), true) * a.paidTimes * a.unit
		p.Expected = p.Likelihood * p.Value * a.times
		if a.direct != nil {
			p.Expected = expect(a.direct.one(s.codes), a.directLog) * a.times * a.unit
		}
	}
	if owed >= 0 {
		p.Value, p.Expected = min(p.Value, owed), min(p.Expected, owed)
	}
	return p
}

func (s *Scorer) code(number []float64, category []string) {
	for j, f := range s.m.features {
		if f.Kind == Category {
			s.codes[j] = f.category(category[j])
		} else {
			s.codes[j] = f.number(number[j])
		}
	}
}

// one is the raw score of one coded row, four trees walked at a time.
func (e *ensemble) one(row []uint16) float64 {
	raw := e.base
	k := 0
	for ; k+4 <= len(e.trees); k += 4 {
		a, b, c, d := e.trees[k], e.trees[k+1], e.trees[k+2], e.trees[k+3]
		if a.mixed || b.mixed || c.mixed || d.mixed {
			raw += a.one(row) + b.one(row) + c.one(row) + d.one(row)
			continue
		}
		var i, j, l, m uint16
		for {
			i2, j2, l2, m2 := step(a.nodes, i, row), step(b.nodes, j, row), step(c.nodes, l, row), step(d.nodes, m, row)
			if i2 == i && j2 == j && l2 == l && m2 == m {
				break
			}
			i, j, l, m = i2, j2, l2, m2
		}
		raw += a.value[i] + b.value[j] + c.value[l] + d.value[m]
	}
	for ; k < len(e.trees); k++ {
		raw += e.trees[k].one(row)
	}
	return raw
}

// one is the value of the leaf of one coded row.
func (t *tree) one(row []uint16) float64 {
	i := 0
	for !t.leaf(i) {
		n := t.nodes[i]
		i = int(n.left)
		if !t.goesLeft(n, row[n.feature]) {
			i++
		}
	}
	return t.value[i]
}
