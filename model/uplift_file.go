package model

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

const upliftMark = "evenkeel-uplift 1\n"

type filedUplift struct {
	Kind     string          `json:"kind"`
	Binary   bool            `json:"binary"`
	Features []*feature      `json:"features"`
	Parts    []filedEnsemble `json:"parts"`
}

// upliftParts is how many ensembles each way to estimate has.
var upliftParts = map[string]int{twoModel: 2, doublyRobust: 1, xLearner: 2, throughReach: 3}

func (m *Uplift) body() ([]byte, error) {
	filed := filedUplift{Kind: m.kind, Binary: m.binary, Features: m.features}
	for _, p := range m.parts {
		filed.Parts = append(filed.Parts, fileEnsemble(p))
	}
	body, err := json.Marshal(filed)
	if err != nil {
		return nil, fmt.Errorf("model: encode: %w", err)
	}
	return body, nil
}

func (m *Uplift) finish() error {
	body, err := m.body()
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	m.id = hex.EncodeToString(sum[:8])
	for _, p := range m.parts {
		p.prepare(m.features)
	}
	return nil
}

// Encode writes the model as one file.
func (m *Uplift) Encode() ([]byte, error) {
	body, err := m.body()
	if err != nil {
		return nil, err
	}
	return seal(upliftMark, body), nil
}

// DecodeUplift reads what (*Uplift).Encode wrote. Any other bytes give an
// error that wraps ErrFile.
func DecodeUplift(file []byte) (*Uplift, error) {
	body, err := unseal(upliftMark, file)
	if err != nil {
		return nil, err
	}
	var filed filedUplift
	if err := json.Unmarshal(body, &filed); err != nil {
		return nil, fmt.Errorf("model: %w: %w", ErrFile, err)
	}
	if len(filed.Parts) == 0 || len(filed.Parts) != upliftParts[filed.Kind] {
		return nil, fmt.Errorf("model: %w: uplift %q of %d parts", ErrFile, filed.Kind, len(filed.Parts))
	}
	m := &Uplift{kind: filed.Kind, binary: filed.Binary, features: filed.Features}
	if err := validFeatures(m.features); err != nil {
		return nil, fmt.Errorf("model: %w: %w", ErrFile, err)
	}
	for _, p := range filed.Parts {
		e, err := p.ensemble(m.features)
		if err != nil {
			return nil, fmt.Errorf("model: %w: %w", ErrFile, err)
		}
		m.parts = append(m.parts, e)
	}
	return m, m.finish()
}
