package model

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// LoadLightGBM reads a binary model that LightGBM saved as text (version 4).
// Columns are matched by the names in the file; a categorical feature's values
// are the words of the pandas categories it was trained on, or their numbers
// where the file has none. Errors wrap ErrForeign.
func LoadLightGBM(r io.Reader) (*Model, error) {
	file, err := readLightGBM(r)
	if err != nil {
		return nil, fmt.Errorf("model: %w: lightgbm: %w", ErrForeign, err)
	}
	f := &foreign{source: "lightgbm"}
	if err := file.features(f); err != nil {
		return nil, fmt.Errorf("model: %w: lightgbm: %w", ErrForeign, err)
	}
	for k, section := range file.trees {
		nodes, err := section.nodes(f.features)
		if err != nil {
			return nil, fmt.Errorf("model: %w: lightgbm: tree %d: %w", ErrForeign, k, err)
		}
		f.trees = append(f.trees, nodes)
	}
	return f.model()
}

// lgbSection is a run of key=value lines.
type lgbSection map[string]string

type lgbFile struct {
	head  lgbSection
	trees []lgbSection
	cats  [][]string // of each categorical feature in order
}

func readLightGBM(r io.Reader) (*lgbFile, error) {
	lines := bufio.NewScanner(io.LimitReader(r, maxFile))
	lines.Buffer(make([]byte, 1<<16), maxFile)
	file := &lgbFile{head: lgbSection{}}
	section := file.head
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if cats, ok := strings.CutPrefix(line, "pandas_categorical:"); ok {
			if err := file.readCategories(cats); err != nil {
				return nil, err
			}
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		switch {
		case line == "end of trees":
			section = lgbSection{} // importances and parameters: not needed
		case ok && key == "Tree":
			section = lgbSection{}
			file.trees = append(file.trees, section)
		case ok:
			section[key] = value
		case line == "average_output":
			return nil, errors.New("a random forest")
		}
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	return file, nil
}

func (f *lgbFile) readCategories(text string) error {
	var lists [][]any
	if err := json.Unmarshal([]byte(text), &lists); err != nil && text != "null" {
		return fmt.Errorf("its categories: %w", err)
	}
	for _, list := range lists {
		var words []string
		for _, w := range list {
			words = append(words, fmt.Sprint(w))
		}
		f.cats = append(f.cats, words)
	}
	return nil
}

func (f *lgbFile) features(to *foreign) error {
	if f.head["objective"] != "binary sigmoid:1" || f.head["num_class"] != "1" {
		return fmt.Errorf("objective %q of %q classes, only binary sigmoid:1 is taken over", f.head["objective"], f.head["num_class"])
	}
	names, infos := strings.Fields(f.head["feature_names"]), strings.Fields(f.head["feature_infos"])
	if len(names) != len(infos) {
		return fmt.Errorf("%d names for %d features", len(names), len(infos))
	}
	category, words := 0, 0
	for j, name := range names {
		ft := &feature{Name: name}
		if infos[j] != "none" && !strings.HasPrefix(infos[j], "[") {
			ft.Kind, ft.Rare = Category, true
			if category < len(f.cats) {
				ft.Cats = f.cats[category]
			} else if err := ft.numbered(infos[j]); err != nil {
				return err
			}
			category++
		}
		if words += len(ft.Cats); words > foreignWords {
			return fmt.Errorf("over %d categories", foreignWords)
		}
		to.features = append(to.features, ft)
	}
	return nil
}

// numbered gives categories that the file lists by number those numbers as
// words.
func (ft *feature) numbered(info string) error {
	most := -1
	for _, word := range strings.Split(info, ":") {
		c, err := strconv.Atoi(word)
		if err != nil || c > maxCodes-3 {
			return fmt.Errorf("categories %.40q", info)
		}
		most = max(most, c)
	}
	for c := range most + 1 {
		ft.Cats = append(ft.Cats, strconv.Itoa(c))
	}
	return nil
}

// numbers is a list of the section, of the given length.
func (s lgbSection) numbers(key string, length int) ([]float64, error) {
	words := strings.Fields(s[key])
	if len(words) != length {
		return nil, fmt.Errorf("%s has %d values, not %d", key, len(words), length)
	}
	out := make([]float64, length)
	for i, w := range words {
		x, err := strconv.ParseFloat(w, 64)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		out[i] = x
	}
	return out, nil
}

// Bits of LightGBM's decision_type.
const (
	lgbCategory    = 1
	lgbDefaultLeft = 2
	lgbMissingZero = 1 // of the third and fourth bit
	lgbMissingNaN  = 2
)

// lgbLists are the lists of a tree: the first row per split, the second per leaf.
type lgbLists struct {
	feature, threshold, decision, left, right, count, gain []float64
	value, leafCount                                       []float64
}

func (s lgbSection) lists(leaves int) (l lgbLists, err error) {
	splits := leaves - 1
	for _, p := range []struct {
		key string
		n   int
		to  *[]float64
	}{
		{"split_feature", splits, &l.feature}, {"threshold", splits, &l.threshold}, {"decision_type", splits, &l.decision},
		{"left_child", splits, &l.left}, {"right_child", splits, &l.right}, {"internal_count", splits, &l.count},
		{"split_gain", splits, &l.gain}, {"leaf_value", leaves, &l.value}, {"leaf_count", leaves, &l.leafCount},
	} {
		if leaves == 1 && p.key != "leaf_value" {
			*p.to = []float64{1}
			continue // a tree without a split leaves these out
		}
		if *p.to, err = s.numbers(p.key, p.n); err != nil {
			return l, err
		}
	}
	return l, nil
}

// nodes turns a tree's lists into nodes: its splits first, then its leaves.
func (s lgbSection) nodes(features []*feature) ([]foreignNode, error) {
	leaves, err := strconv.Atoi(s["num_leaves"])
	if err != nil || leaves < 1 || leaves > 32_767 || s["is_linear"] == "1" {
		return nil, fmt.Errorf("%q leaves, linear %q", s["num_leaves"], s["is_linear"])
	}
	l, err := s.lists(leaves)
	if err != nil {
		return nil, err
	}
	splits := leaves - 1
	place := func(child float64) int {
		if child < 0 {
			return splits - int(child) - 1
		}
		return int(child)
	}
	var nodes []foreignNode
	for i := range splits {
		n := foreignNode{feature: int(l.feature[i]), cover: l.count[i], gain: l.gain[i] / 2, left: place(l.left[i]), right: place(l.right[i])}
		if err := s.test(&n, l.threshold[i], int(l.decision[i]), features); err != nil {
			return nil, err
		}
		nodes = append(nodes, n)
	}
	for i := range leaves {
		nodes = append(nodes, foreignNode{leaf: true, value: l.value[i], cover: l.leafCount[i]})
	}
	return nodes, nil
}

// test fills in how a split decides.
func (s lgbSection) test(n *foreignNode, threshold float64, decision int, features []*feature) error {
	if decision&lgbCategory != 0 {
		n.category = true
		return s.set(n, int(threshold), features)
	}
	n.edge, n.missingLeft = threshold, decision&lgbDefaultLeft != 0
	switch decision >> 2 & 3 {
	case lgbMissingZero:
		n.zeroMissing = true
	case lgbMissingNaN:
	default: // no missing value was seen: LightGBM takes one for 0
		n.missingLeft = 0 <= threshold
	}
	return nil
}

// set reads the categories that go left: bit c of the words of set k.
func (s lgbSection) set(n *foreignNode, k int, features []*feature) error {
	bounds, words := strings.Fields(s["cat_boundaries"]), strings.Fields(s["cat_threshold"])
	if k < 0 || k+1 >= len(bounds) || n.feature < 0 || n.feature >= len(features) {
		return errors.New("a set of categories is missing")
	}
	from, err := strconv.Atoi(bounds[k])
	if err != nil {
		return fmt.Errorf("cat_boundaries: %w", err)
	}
	to, err := strconv.Atoi(bounds[k+1])
	if err != nil || from < 0 || to < from || to > len(words) {
		return errors.New("cat_boundaries do not fit")
	}
	for w, word := range words[from:to] {
		bits, err := strconv.ParseUint(word, 10, 32)
		if err != nil {
			return fmt.Errorf("cat_threshold: %w", err)
		}
		for b := range 32 {
			if c := 32*w + b; bits>>b&1 == 1 && c < len(features[n.feature].Cats) {
				n.cats = append(n.cats, uint16(c+1))
			}
		}
	}
	return nil
}
