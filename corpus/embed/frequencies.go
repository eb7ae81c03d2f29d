package embed

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

// buckets is how many counters the document frequencies have. A corpus of a million documents has more features; two
// that share a counter both look a little more common than they are. 4 MiB of memory.
const buckets = 1 << 20

// Frequencies counts in how many documents a feature occurs. The zero value knows nothing: all features weigh the same.
type Frequencies struct {
	docs   int
	words  uint64 // words of all documents together, repeats included
	counts []uint32
	seen   []uint32 // the document that last touched a counter, so that repeats count once
}

// Learn adds one document.
func (f *Frequencies) Learn(text string) {
	if f.counts == nil {
		f.counts = make([]uint32, buckets)
	}
	if f.seen == nil {
		f.seen = make([]uint32, buckets)
	}
	f.docs++
	features(text, func(x feature) {
		if x.word {
			f.words++
		}
		b := x.hash % buckets
		if f.seen[b] != uint32(f.docs) {
			f.seen[b] = uint32(f.docs)
			f.counts[b]++
		}
	})
}

// Docs is how many documents were learnt from.
func (f *Frequencies) Docs() int { return f.docs }

func (f *Frequencies) count(bucket uint32) uint32 {
	if f.counts == nil {
		return 0
	}
	return f.counts[bucket]
}

// rarity is BM25's inverse document frequency ln(1 + (n-df+½)/(df+½)), always above 0.
func (f *Frequencies) rarity(bucket uint32) float64 {
	df := float64(f.count(bucket))
	return math.Log(1 + (float64(f.docs)-df+.5)/(df+.5))
}

// length is how long a text of so many words is against the average document; 1 where nothing has been learnt.
func (f *Frequencies) length(words int) float64 {
	if f.docs == 0 || f.words == 0 {
		return 1
	}
	return float64(words) * float64(f.docs) / float64(f.words)
}

// idf is the smoothed inverse document frequency ln((1+n)/(1+df)) + 1, at least 1 (scikit-learn's TfidfTransformer).
func (f *Frequencies) idf(bucket uint32) float64 {
	return math.Log(float64(1+f.docs)/float64(1+f.count(bucket))) + 1
}

const frequenciesVersion = 2

// Encode writes the counts, packed, for a database column.
func (f *Frequencies) Encode() ([]byte, error) {
	raw := binary.AppendUvarint(nil, frequenciesVersion)
	raw = binary.AppendUvarint(raw, uint64(f.docs))
	raw = binary.AppendUvarint(raw, f.words)
	last := 0
	for b, n := range f.counts {
		if n > 0 {
			raw = binary.AppendUvarint(raw, uint64(b-last))
			raw = binary.AppendUvarint(raw, uint64(n))
			last = b
		}
	}
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.DefaultCompression)
	if err != nil {
		return nil, fmt.Errorf("embed: pack frequencies: %w", err)
	}
	if _, err := w.Write(raw); err != nil {
		return nil, fmt.Errorf("embed: pack frequencies: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("embed: pack frequencies: %w", err)
	}
	return out.Bytes(), nil
}

var errFrequencies = errors.New("embed: frequencies are damaged")

// DecodeFrequencies reads what Encode wrote.
func DecodeFrequencies(packed []byte) (*Frequencies, error) {
	raw, err := io.ReadAll(flate.NewReader(bytes.NewReader(packed)))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errFrequencies, err)
	}
	r := bytes.NewReader(raw)
	version, err := binary.ReadUvarint(r)
	if err != nil || version != frequenciesVersion {
		return nil, errFrequencies
	}
	docs, err := binary.ReadUvarint(r)
	if err != nil {
		return nil, errFrequencies
	}
	words, err := binary.ReadUvarint(r)
	if err != nil {
		return nil, errFrequencies
	}
	f := &Frequencies{docs: int(docs), words: words, counts: make([]uint32, buckets)}
	for at := uint64(0); r.Len() > 0; {
		gap, err := binary.ReadUvarint(r)
		if err != nil {
			return nil, errFrequencies
		}
		n, err := binary.ReadUvarint(r)
		if at += gap; err != nil || at >= buckets {
			return nil, errFrequencies
		}
		f.counts[at] = uint32(n)
	}
	return f, nil
}
