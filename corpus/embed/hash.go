// Package embed turns texts into vectors: Hash in plain Go, with no service, no files and no randomness; Endpoint by
// any OpenAI-compatible embeddings API. It owns no table and knows no document; corpus stores and searches what comes
// out of here.
package embed

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
)

// Dims is the length of Hash's vectors. Measured: hashing to 384 loses 0.01 of hit@1 against exact sparse vectors.
const Dims = 384

// ErrEmpty: a text without a word. Its vector would be zero, which has no cosine with anything.
var ErrEmpty = errors.New("embed: the text has no word")

// Hash is the built-in embedder: Han characters and pairs, Latin words and their runs of 2–4 letters, weighted
// (1 + ln tf) · idf^0.3, hashed with signs to Dims numbers, length 1. It is lexical: it matches what is worded alike, in
// one language. The same text and frequencies give the same vector on every machine.
type Hash struct {
	name string
	freq *Frequencies
}

// NewHash returns an embedder with the frequencies of a corpus; nil: none learnt yet. The name must differ where the
// frequencies do.
func NewHash(name string, freq *Frequencies) *Hash {
	if freq == nil {
		freq = &Frequencies{}
	}
	return &Hash{name, freq}
}

// Name tells this embedder's vectors from others'.
func (h *Hash) Name() string { return h.name }

// Dims is the vectors' length.
func (h *Hash) Dims() int { return Dims }

// Learnt is how many documents the frequencies come from.
func (h *Hash) Learnt() int { return h.freq.docs }

// Embed returns one vector of length 1 for each text; query makes no difference. The error wraps ErrEmpty where a text
// has no word.
func (h *Hash) Embed(ctx context.Context, texts []string, _ bool) ([][]float32, error) {
	out := make([][]float32, len(texts))
	for i, text := range texts {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		v, _, err := h.Analyse(text)
		if err != nil {
			return nil, fmt.Errorf("text %d: %w", i, err)
		}
		out[i] = v
	}
	return out, nil
}

// WordDims is the range of Term.ID.
const WordDims = buckets

// maxTerms bounds the words kept of one text: pgvector's sparsevec takes 16,000, a tsvector about 1 MB.
const maxTerms = 4000

// Term is one word of a text: a Latin word or number, a Han character or pair.
type Term struct {
	ID uint32
	// Weight is how much a document that holds it speaks of it: BM25's saturated count, above 0, at most 1 + saturation.
	Weight float32
	// Rarity is what the word is worth in a query; the rarities of a query's words add up to 1.
	Rarity float32
	// Docs is how many of the documents learnt from hold it.
	Docs uint32
}

// The score of a document by words is the sum of Weight · Rarity over the words it shares with a query (BM25, Robertson
// & Zaragoza 2009). Of a hundred-word case the word said twice counts little more than once, and a short question loses
// nothing by meeting a long document: both parameters are low for that. Measured on 1,000 Chinese finance questions
// against 75,226: R@10 0.100 and MRR@10 0.038, where the cosine of TF-IDF has 0.079 and 0.027.
const (
	saturation   = 0.5 // k1
	lengthEffect = 0.3 // b
	rarityPower  = 0.3 // of idf in the dense vector; 0.5 loses 0.005 of hit@1 on Banking77
)

// Analyse returns a text's vector and its words, the most telling first. The error is ErrEmpty where the text has no
// word.
func (h *Hash) Analyse(text string) ([]float32, []Term, error) {
	counts := count(text)
	if len(counts) == 0 {
		return nil, nil, ErrEmpty
	}
	var dense [Dims]float64
	for _, c := range counts {
		w := h.weight(c)
		if c.hash>>63 == 1 {
			w = -w
		}
		dense[(c.hash>>24)%Dims] += w
	}
	v := unit(dense[:])
	if v == nil {
		return nil, nil, ErrEmpty
	}
	return v, h.terms(counts), nil
}

// Likeness returns a function that tells the cosine of a text with the query, 0 to 1, by the features themselves instead
// of their sums in Dims numbers: what Embed's vectors estimate, with an error of about 0.05.
func (h *Hash) Likeness(query string) func(text string) float64 {
	of := map[uint64]float64{}
	size := h.weights(query, func(hash uint64, w float64) { of[hash] = w })
	return func(text string) float64 {
		shared := 0.0
		length := h.weights(text, func(hash uint64, w float64) { shared += w * of[hash] })
		if size == 0 || length == 0 {
			return 0
		}
		return shared / math.Sqrt(size*length)
	}
}

// weights calls yield for each feature of a text with what it weighs, and returns the sum of the squares.
func (h *Hash) weights(text string, yield func(hash uint64, w float64)) (sum float64) {
	for _, c := range count(text) {
		w := h.weight(c)
		sum += w * w
		yield(c.hash, w)
	}
	return sum
}

// weight of a feature that occurs so often in a text.
func (h *Hash) weight(c counted) float64 {
	return (1 + math.Log(float64(c.n))) * math.Pow(h.freq.idf(uint32(c.hash%buckets)), rarityPower)
}

// terms weighs the words among the features.
func (h *Hash) terms(counts []counted) []Term {
	size := 0
	for _, c := range counts {
		if c.word {
			size += c.n
		}
	}
	norm := saturation * (1 - lengthEffect + lengthEffect*h.freq.length(size))
	out := make([]Term, 0, len(counts))
	for _, c := range counts {
		if !c.word {
			continue
		}
		bucket, tf := uint32(c.hash%buckets), float64(c.n)
		out = append(out, Term{bucket, float32(tf * (1 + saturation) / (tf + norm)), float32(h.freq.rarity(bucket)), h.freq.count(bucket)})
	}
	return trim(out)
}

type counted struct {
	feature
	n int
}

// count gathers a text's features in the order of their hashes: the order of addition, and so the last bit of every
// sum, is always the same.
func count(text string) []counted {
	all := make([]feature, 0, 4*len(text))
	features(text, func(f feature) { all = append(all, f) })
	slices.SortFunc(all, func(a, b feature) int { return cmp.Compare(a.hash, b.hash) })
	out := make([]counted, 0, len(all))
	for _, f := range all {
		if k := len(out) - 1; k >= 0 && out[k].hash == f.hash {
			out[k].n++
			continue
		}
		out = append(out, counted{f, 1})
	}
	return out
}

// unit scales to length 1; nil where every number is zero.
func unit(v []float64) []float32 {
	var sum float64
	for _, x := range v {
		sum += x * x
	}
	if sum == 0 {
		return nil
	}
	out, scale := make([]float32, len(v)), 1/math.Sqrt(sum)
	for i, x := range v {
		out[i] = float32(x * scale)
	}
	return out
}

// trim merges words that share a bucket, keeps the most telling, and lets their rarities add up to 1.
func trim(terms []Term) []Term {
	slices.SortFunc(terms, func(a, b Term) int { return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(b.Weight, a.Weight)) })
	terms = slices.CompactFunc(terms, func(a, b Term) bool { return a.ID == b.ID })
	slices.SortFunc(terms, func(a, b Term) int {
		return cmp.Or(cmp.Compare(b.Weight*b.Rarity, a.Weight*a.Rarity), cmp.Compare(a.ID, b.ID))
	})
	terms = terms[:min(len(terms), maxTerms)]
	var sum float64
	for _, t := range terms {
		sum += float64(t.Rarity)
	}
	for i := range terms {
		terms[i].Rarity = float32(float64(terms[i].Rarity) / sum)
	}
	return terms
}
