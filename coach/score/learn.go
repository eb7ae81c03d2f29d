package score

import (
	"fmt"
	"math"
	"slices"

	"evenkeel/corpus/rulebook"
	"evenkeel/model"
)

// What the learner is made of. Each value was chosen by cross-validation in
// groups of neighbouring labelled lines (TestMeasured).
const (
	minLines  = 4   // a gram in fewer labelled lines is left out
	breachL2  = 0.1 // ridge of the breach and family heads
	scaleL2   = 1   // ridge of tone and empathy
	learnSeed = 20260130

	plainTimes, ordinaryTimes = 2, 2
)

// Heads of the learner besides the families F01 … F23.
const (
	headBreach  = "breach"
	headTone    = "tone"
	headEmpathy = "empathy"
)

// space is the learnt vocabulary: hashed features to columns with the weight of
// their rarity (the square root of inverse document frequency).
type space struct {
	column map[uint32]uint32
	rarity []float32
}

func newSpace(rows [][]feature) *space {
	seen := map[uint32]int{}
	for _, fs := range rows {
		for _, f := range fs {
			seen[f.index]++
		}
	}
	var kept []uint32
	for i, n := range seen {
		if n >= minLines {
			kept = append(kept, i)
		}
	}
	slices.Sort(kept)
	s := &space{column: make(map[uint32]uint32, len(kept))}
	for c, i := range kept {
		s.column[i] = uint32(c)
		idf := math.Log(float64(len(rows)) / float64(seen[i]))
		s.rarity = append(s.rarity, float32(math.Sqrt(idf)))
	}
	return s
}

// row is a scene's features as a vector of length 1 in the learnt space.
func (s *space) row(fs []feature) model.Sparse {
	var x model.Sparse
	norm := 0.0
	for _, f := range fs {
		c, ok := s.column[f.index]
		if !ok {
			continue
		}
		v := float64(f.value * s.rarity[c])
		x.Index, x.Value = append(x.Index, c), append(x.Value, float32(v))
		norm += v * v
	}
	if norm == 0 {
		return x
	}
	for k := range x.Value {
		x.Value[k] /= float32(math.Sqrt(norm))
	}
	return x
}

// lesson is the labelled set ready to learn from.
type lesson struct {
	rows   []example
	x      []model.Sparse
	topics []string // the family a line is about: of a near miss, the family it nearly breaks
	space  *space
}

func newLesson(rows []example, book *rulebook.Book) *lesson {
	fs := make([][]feature, len(rows))
	for i, e := range rows {
		fs[i] = e.scene().features()
	}
	l := &lesson{rows: rows, space: newSpace(fs)}
	for i, e := range rows {
		l.x = append(l.x, l.space.row(fs[i]))
		topic := e.Family
		if near, ok := book.Rule(e.NearMissFor); ok {
			topic = near.Family
		}
		l.topics = append(l.topics, topic)
	}
	return l
}

// fit learns one head from the lines that keep admits.
func (l *lesson) fit(head string, keep func(i int) bool) (*model.Linear, error) {
	var x []model.Sparse
	var is []bool
	var value []float64
	for i, e := range l.rows {
		if !keep(i) || !l.teaches(head, i) {
			continue
		}
		for range l.times(head, e) {
			x = append(x, l.x[i])
			is = append(is, head == headBreach && e.breach() || head == l.topics[i])
			value = append(value, float64(map[string]int{headTone: e.Tone, headEmpathy: e.Empathy}[head]))
		}
	}
	wide := len(l.space.rarity)
	var fitted *model.Linear
	var err error
	if head == headTone || head == headEmpathy {
		fitted, err = model.FitRidge(x, value, wide, scaleL2)
	} else {
		fitted, err = model.FitLogistic(x, is, wide, breachL2, learnSeed)
	}
	if err != nil {
		return nil, fmt.Errorf("learn %s: %w", head, err)
	}
	return fitted, nil
}

// times a line counts when a breach is learnt. Most compliant lines are near
// misses, full of the words of breaches; a call is mostly ordinary talk, of
// which the set has little: it counts more, plain talk most.
func (l *lesson) times(head string, e example) int {
	switch {
	case head != headBreach || e.breach() || e.NearMissFor != "":
		return 1
	case e.ID[0] == 'O':
		return plainTimes
	}
	return ordinaryTimes
}

// teaches reports whether a line says anything about a head: a family head
// learns from lines with a family, a scale from rated lines.
func (l *lesson) teaches(head string, i int) bool {
	switch head {
	case headBreach:
		return true
	case headTone, headEmpathy:
		return l.rows[i].Tone > 0
	}
	return l.topics[i] != ""
}

// families of the label space, F01 … F23.
func familyHeads() []string {
	var out []string
	for n := 1; n <= 23; n++ {
		out = append(out, fmt.Sprintf("F%02d", n))
	}
	return out
}
