package rank

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"

	"evenkeel/model"
)

// bag is several models that were fitted alike but for their seeds; what it says is their mean. Where rows are few, one
// model's draws of rows and columns move its order more than most features do.
type bag []*model.Model

// fitBag fits so many models, with the seeds that follow on the configuration's.
func fitBag(ctx context.Context, d model.Data, c model.Config, members int) (bag, error) {
	out := make(bag, members)
	for i := range out {
		m, err := model.Fit(ctx, d, c)
		if err != nil {
			return nil, err
		}
		out[i] = m
		c.Seed++
	}
	return out, nil
}

// features are the columns that the models read; all read the same.
func (b bag) features() []string { return b[0].Features() }

// id names the bag by its content: of one model its own, else the first 16 hexadecimal digits of the SHA-256 of all.
func (b bag) id() string {
	if len(b) == 1 {
		return b[0].ID()
	}
	h := sha256.New()
	for _, m := range b {
		h.Write([]byte(m.ID()))
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// predict is the mean of the models' likelihoods and of their expected amounts, held to what the likelihood allows: a
// payment brings no more than is owed. Value is what makes the two agree.
func (b bag) predict(x model.Table, caps []float64) ([]model.Prediction, error) {
	out := make([]model.Prediction, x.Rows())
	for _, m := range b {
		p, err := m.Predict(x, caps)
		if err != nil {
			return nil, err
		}
		for i := range p {
			out[i].Likelihood += p[i].Likelihood / float64(len(b))
			out[i].Expected += p[i].Expected / float64(len(b))
		}
	}
	for i := range out {
		if p := &out[i]; p.Likelihood > 0 {
			p.Expected = min(p.Expected, p.Likelihood*caps[i])
			p.Value = min(p.Expected/p.Likelihood, caps[i])
		}
	}
	return out, nil
}

// explain is the mean of the models' contributions, of every feature: contributions add up, so their mean explains the
// mean of the scores.
func (b bag) explain(x model.Table) ([][]model.Contribution, error) {
	n := len(b.features())
	out := make([][]model.Contribution, x.Rows())
	for _, m := range b {
		list, err := m.Explain(x, n)
		if err != nil {
			return nil, err
		}
		for i, row := range list {
			out[i] = addContributions(out[i], row, float64(len(b)))
		}
	}
	return out, nil
}

func addContributions(sum, row []model.Contribution, of float64) []model.Contribution {
	for _, c := range row {
		c.LogOdds /= of
		found := false
		for i := range sum {
			if sum[i].Feature == c.Feature {
				sum[i].LogOdds += c.LogOdds
				found = true
				break
			}
		}
		if !found {
			sum = append(sum, c)
		}
	}
	return sum
}

// encode writes the models one after the other, each behind its length.
func (b bag) encode() ([]byte, error) {
	var out []byte
	for _, m := range b {
		text, err := m.Encode()
		if err != nil {
			return nil, err
		}
		out = binary.AppendUvarint(out, uint64(len(text)))
		out = append(out, text...)
	}
	return out, nil
}

var errBag = errors.New("rank: the stored models are cut off")

func decodeBag(stored []byte) (bag, error) {
	var out bag
	for r := bytes.NewReader(stored); r.Len() > 0; {
		n, err := binary.ReadUvarint(r)
		if err != nil || n > uint64(r.Len()) {
			return nil, errBag
		}
		text := make([]byte, n)
		if _, err := r.Read(text); err != nil {
			return nil, errBag
		}
		m, err := model.Decode(text)
		if err != nil {
			return nil, fmt.Errorf("model %d: %w", len(out)+1, err)
		}
		out = append(out, m)
	}
	if len(out) == 0 {
		return nil, errBag
	}
	return out, nil
}
