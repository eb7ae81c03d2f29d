package corpus

import (
	"cmp"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"
)

// facetWeight is added for each shared facet of Near. It is a guess: no pairs with facets are at hand to learn it from.
const facetWeight = 0.1

// fusion is what the share of the query's words (see embed.Term) weighs against the cosine, by the query's language.
// The built-in vector knows the letters within English words, which words alone miss, but nothing of Chinese that its
// words do not know better. English was chosen on two of five folds of Banking77, Chinese on the odd queries of 1,000
// finance questions; BenchRetrieval shows what each part brings on the rest.
var fusion = map[string]float64{"en": 0.25, "zh": 3}

// outerFusion is the same where a model answers, which knows more of a text than its words. The most that costs
// nothing across languages; it has not been fitted within one.
const outerFusion = 0.1

func readFound(row pgx.CollectableRow, q Query, wordWeight float64) (found, error) {
	var f found
	var vector pgvector.Vector
	var has bool
	var builtIn float64
	if err := f.doc.scan(row, &vector, &f.cosine, &has, &builtIn, &f.words); err != nil {
		return found{}, err
	}
	f.vector = vector.Slice()
	if !has {
		f.cosine = builtIn
	}
	for name, value := range q.Near {
		if value != "" && f.doc.Facets[name] == value {
			f.near = append(f.near, name)
		}
	}
	slices.Sort(f.near)
	switch q.mode {
	case "vector":
		f.score = f.cosine
	case "words":
		f.score = f.words
	default:
		f.score = (f.cosine+wordWeight*f.words)/(1+wordWeight) + facetWeight*float64(len(f.near))
	}
	return f, nil
}

// levelWords gives documents in another language than the query's, which share no word with it whatever they say, the
// share of words that its own language's candidates have on average. Without it, words bring documents of the query's
// language before all others: at a weight of 0.1 the right case of the other language falls from 0.67 first to 0.55
// (measured on 60 questions); with it, nothing is lost.
func (a *asked) levelWords(q Query, all []found) {
	if a.embedder == a.hash.Name() || q.mode == "vector" || q.mode == "words" {
		return
	}
	lang, sum, n := Language(q.Text), 0.0, 0
	for _, f := range all {
		if f.doc.Lang == lang {
			sum += f.words
			n++
		}
	}
	for i := range all {
		if f := &all[i]; n > 0 && f.doc.Lang != lang {
			f.score += a.words / (1 + a.words) * max(0, sum/float64(n)-f.words)
		}
	}
}

func order(out []found) {
	slices.SortStableFunc(out, func(a, b found) int { return cmp.Compare(b.score, a.score) })
}

// Of the first hits in English the exact likeness is worth its time: sums in 384 numbers lose 0.01 of hit@1 against it.
// A text of 600 bytes takes a twentieth of a millisecond; the likeness of longer ones changes nothing, as many features
// drown the error. Chinese has no letters within words: there the words are exact as they are.
const (
	exactHits  = 20
	exactBytes = 600
)

// exactly puts the exact likeness in the place of the built-in vectors' cosine.
func (a *asked) exactly(q Query, first []found) {
	if a.embedder != a.hash.Name() || q.mode == "vector" || q.mode == "words" || Language(q.Text) != "en" {
		return
	}
	likeness := a.hash.Likeness(q.Text)
	for i := range first {
		f := &first[i]
		if text := f.doc.embedText(); len(text) <= exactBytes {
			exact := likeness(text)
			f.score += (exact - f.cosine) / (1 + a.words)
			f.cosine = exact
		}
	}
}
