package model

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// xgbFile is the part of XGBoost's JSON (its schema of 1.7 to 3.x) that trees
// of a binary model need.
type xgbFile struct {
	Learner struct {
		Names     []string `json:"feature_names"`
		Types     []string `json:"feature_types"`
		Objective struct {
			Name string `json:"name"`
		} `json:"objective"`
		Param struct {
			Base     string `json:"base_score"`
			Classes  string `json:"num_class"`
			Features string `json:"num_feature"`
		} `json:"learner_model_param"`
		Booster struct {
			Name  string `json:"name"`
			Model struct {
				Trees []xgbTree `json:"trees"`
				Cats  struct {
					Enc []json.RawMessage `json:"enc"`
				} `json:"cats"`
			} `json:"model"`
		} `json:"gradient_booster"`
	} `json:"learner"`
}

type xgbTree struct {
	Left      []int     `json:"left_children"`
	Right     []int     `json:"right_children"`
	Feature   []int     `json:"split_indices"`
	Condition []float64 `json:"split_conditions"`
	Default   []int     `json:"default_left"`
	Hessian   []float64 `json:"sum_hessian"`
	Gain      []float64 `json:"loss_changes"`
	Type      []int     `json:"split_type"`
	Cats      []int     `json:"categories"`
	CatNodes  []int     `json:"categories_nodes"`
	CatStart  []int     `json:"categories_segments"`
	CatSize   []int     `json:"categories_sizes"`
}

// LoadXGBoost reads a binary:logistic model of trees that XGBoost saved as
// JSON. Columns are matched by the names in the file (f0, f1, … where it has
// none); a categorical feature's values are the words that it was trained on,
// or their numbers where the file does not tell. Errors wrap ErrForeign.
func LoadXGBoost(r io.Reader) (*Model, error) {
	body, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("model: xgboost: %w", err)
	}
	var file xgbFile
	if len(body) > maxFile {
		return nil, fmt.Errorf("model: %w: over %d bytes", ErrForeign, maxFile)
	}
	if err := json.Unmarshal(body, &file); err != nil {
		return nil, fmt.Errorf("model: %w: %w", ErrForeign, err)
	}
	f, err := file.foreign()
	if err != nil {
		return nil, fmt.Errorf("model: %w: xgboost: %w", ErrForeign, err)
	}
	return f.model()
}

func (x *xgbFile) foreign() (*foreign, error) {
	l := &x.Learner
	if l.Objective.Name != "binary:logistic" || l.Booster.Name != "gbtree" {
		return nil, fmt.Errorf("objective %q with booster %q, only binary:logistic with gbtree is", l.Objective.Name, l.Booster.Name)
	}
	base, err := strconv.ParseFloat(strings.Trim(l.Param.Base, "[]"), 32)
	if err != nil || !(base > 0 && base < 1) {
		return nil, fmt.Errorf("base score %q", l.Param.Base)
	}
	f := &foreign{source: "xgboost", base: logit(base)}
	if err := x.features(f); err != nil {
		return nil, err
	}
	for k := range l.Booster.Model.Trees {
		nodes, err := l.Booster.Model.Trees[k].nodes(f.features)
		if err != nil {
			return nil, fmt.Errorf("tree %d: %w", k, err)
		}
		f.trees = append(f.trees, nodes)
	}
	return f, nil
}

func (x *xgbFile) features(f *foreign) error {
	n, err := strconv.Atoi(x.Learner.Param.Features)
	if err != nil || n < 1 || n > MaxColumns {
		return fmt.Errorf("%q features", x.Learner.Param.Features)
	}
	words := 0
	for j := range n {
		ft := &feature{Name: "f" + strconv.Itoa(j)}
		if j < len(x.Learner.Names) {
			ft.Name = x.Learner.Names[j]
		}
		if j < len(x.Learner.Types) && x.Learner.Types[j] == "c" {
			ft.Kind, ft.Rare = Category, true
			ft.Cats = x.words(j)
		}
		if words += len(ft.Cats); words > foreignWords {
			return fmt.Errorf("over %d categories", foreignWords)
		}
		f.features = append(f.features, ft)
	}
	return nil
}

// words are the categories of feature j, by number.
func (x *xgbFile) words(j int) []string {
	var enc struct {
		Offsets []int `json:"offsets"`
		Values  []int `json:"values"`
	}
	if cats := x.Learner.Booster.Model.Cats.Enc; j < len(cats) {
		if err := json.Unmarshal(cats[j], &enc); err != nil {
			enc.Offsets = nil // categories of another form: their numbers stand
		}
	}
	var words []string
	for k := 0; k+1 < len(enc.Offsets); k++ {
		from, to := enc.Offsets[k], enc.Offsets[k+1]
		if from < 0 || to < from || to > len(enc.Values) {
			return nil
		}
		word := make([]byte, 0, to-from)
		for _, b := range enc.Values[from:to] {
			word = append(word, byte(b))
		}
		words = append(words, string(word))
	}
	if words != nil {
		return words
	}
	for _, t := range x.Learner.Booster.Model.Trees {
		for _, c := range t.Cats {
			for len(words) <= c && c < maxCodes-2 {
				words = append(words, strconv.Itoa(len(words)))
			}
		}
	}
	return words
}

func (t *xgbTree) nodes(features []*feature) ([]foreignNode, error) {
	n := len(t.Left)
	for _, length := range []int{len(t.Right), len(t.Feature), len(t.Condition), len(t.Default), len(t.Hessian), len(t.Gain)} {
		if length != n {
			return nil, fmt.Errorf("its lists differ in length")
		}
	}
	nodes := make([]foreignNode, n)
	for i := range nodes {
		nodes[i] = foreignNode{leaf: t.Left[i] < 0, cover: t.Hessian[i], gain: t.Gain[i] / 2, feature: t.Feature[i],
			left: t.Left[i], right: t.Right[i], missingLeft: t.Default[i] != 0}
		if nodes[i].leaf {
			nodes[i].value, nodes[i].gain = float64(float32(t.Condition[i])), 0
		} else {
			nodes[i].edge = belowFloat32(t.Condition[i])
		}
	}
	return nodes, t.categories(nodes, features)
}

// categories marks the nodes that split by category: those listed go right.
func (t *xgbTree) categories(nodes []foreignNode, features []*feature) error {
	if len(t.CatStart) != len(t.CatNodes) || len(t.CatSize) != len(t.CatNodes) {
		return fmt.Errorf("its categories differ in length")
	}
	for k, i := range t.CatNodes {
		from, to := t.CatStart[k], t.CatStart[k]+t.CatSize[k]
		if i < 0 || i >= len(nodes) || from < 0 || to < from || to > len(t.Cats) || nodes[i].feature < 0 || nodes[i].feature >= len(features) {
			return fmt.Errorf("its categories are damaged")
		}
		nodes[i].category, nodes[i].edge = true, 0
		right := map[int]bool{}
		for _, c := range t.Cats[from:to] {
			right[c] = true
		}
		for code := 1; code < features[nodes[i].feature].codes(); code++ {
			if !right[code-1] {
				nodes[i].cats = append(nodes[i].cats, uint16(code))
			}
		}
	}
	return nil
}

// belowFloat32 is the greatest float64 that is below the float32 condition
// once it is rounded to float32, as XGBoost rounds its input.
func belowFloat32(condition float64) float64 {
	c := float32(condition)
	prev := math.Nextafter32(c, float32(math.Inf(-1)))
	mid := (float64(prev) + float64(c)) / 2
	if math.Float32bits(prev)&1 == 0 { // a tie rounds to the even one
		return mid
	}
	return math.Nextafter(mid, math.Inf(-1))
}
