package embed

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func cosine(t *testing.T, h *Hash, a, b string) float64 {
	t.Helper()
	v, err := h.Embed(t.Context(), []string{a, b}, false)
	if err != nil {
		t.Fatal(err)
	}
	var sum float64
	for i := range v[0] {
		sum += float64(v[0][i]) * float64(v[1][i])
	}
	return sum
}

func TestHashNearAndFar(t *testing.T) {
	h := NewHash("h", nil)
	for _, c := range []struct{ text, near, far string }{
		{"我失业了还不上信用卡", "失业了，信用卡还不起", "请问你们几点上班"},
		{"I lost my job and cannot pay", "he has lost his job, no payment", "what time do you open"},
		{"repayment", "repaid", "weather"},
	} {
		if near, far := cosine(t, h, c.text, c.near), cosine(t, h, c.text, c.far); near < far+.1 {
			t.Errorf("%q: near %.3f, far %.3f", c.text, near, far)
		}
	}
	if c := cosine(t, h, "ＰＡＹ １２３ Today", "pay 123 today"); c < .999 {
		t.Errorf("width and case matter: %.3f", c)
	}
	if c := cosine(t, h, "call [NAME-1] at [PHONE-2] tomorrow", "call at tomorrow"); c < .999 {
		t.Errorf("redaction marks count: %.3f", c)
	}
}

func TestHashRefusesEmpty(t *testing.T) {
	h := NewHash("h", nil)
	for _, text := range []string{"", " \n\t", "…—！？", "😀😀", "[NAME-1] [PHONE-3]"} {
		if _, err := h.Embed(t.Context(), []string{text}, false); !errors.Is(err, ErrEmpty) {
			t.Errorf("%q: %v; want ErrEmpty", text, err)
		}
	}
}

// Any text either is refused or has a finite vector of length 1, the same each time, and words whose rarities sum to 1.
func TestHashIsUnitAndDeterministic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringOfN(rapid.RuneFrom([]rune("欠款还钱𠮷pay LATE,.1😀")), 1, 300, -1)).Draw(t, "text")
		h := NewHash("h", nil)
		v, terms, err := h.Analyse(text)
		if err != nil {
			if !errors.Is(err, ErrEmpty) {
				t.Fatal(err)
			}
			return
		}
		var sum, words float64
		for _, x := range v {
			sum += float64(x) * float64(x)
		}
		for _, w := range terms {
			words += float64(w.Rarity)
			if w.Weight <= 0 || w.Weight > 1+saturation || w.Rarity <= 0 {
				t.Fatalf("word %+v", w)
			}
		}
		if math.Abs(sum-1) > 1e-5 || len(terms) > 0 && math.Abs(words-1) > 1e-4 {
			t.Fatalf("squares sum to %v, rarities to %v", sum, words)
		}
		again, _, err := h.Analyse(text)
		if err != nil || !slices.Equal(v, again) {
			t.Fatal("another vector the second time")
		}
	})
}

func TestFrequenciesRoundTrip(t *testing.T) {
	var f Frequencies
	for i := range 300 {
		f.Learn(fmt.Sprintf("账单 金额 %d and some words about payment %d", i, i%7))
	}
	packed, err := f.Encode()
	if err != nil {
		t.Fatal(err)
	}
	g, err := DecodeFrequencies(packed)
	if err != nil || g.Docs() != 300 || f.words != g.words || !slices.Equal(f.counts, g.counts) {
		t.Fatalf("%d documents, %v", g.Docs(), err)
	}
	for _, bad := range [][]byte{nil, {1, 2, 3}, packed[:len(packed)/2]} {
		if _, err := DecodeFrequencies(bad); !errors.Is(err, errFrequencies) {
			t.Errorf("%d bytes: %v", len(bad), err)
		}
	}
	// A word of every document counts less than one of few.
	_, terms, err := NewHash("h", g).Analyse("payment 299")
	if err != nil || terms[0].Docs > 2 || terms[len(terms)-1].Docs != 300 {
		t.Errorf("terms %+v, %v", terms, err)
	}
}

// The target is 5,000 documents of 100 words a second on 2 cores: under 400 µs each on one.
func BenchmarkHash100Words(b *testing.B) {
	var f Frequencies
	text := strings.Repeat("the customer said wages were late and asked for a plan ", 9) + "one"
	f.Learn(text)
	h := NewHash("h", &f)
	words := strings.Fields(text)
	for i := 0; b.Loop(); i++ {
		words[i%100] = fmt.Sprint("word", i)
		if _, _, err := h.Analyse(strings.Join(words, " ")); err != nil {
			b.Fatal(err)
		}
	}
}

// The vectors estimate the likeness: seldom by more than three times 1/sqrt(Dims) = 0.05.
func TestLikenessIsWhatTheVectorsEstimate(t *testing.T) {
	h := NewHash("h", nil)
	texts := []string{"I lost my job and cannot pay", "he has lost his job, no payment", "what time do you open", "我失业了还不上信用卡"}
	for _, a := range texts {
		like := h.Likeness(a)
		for _, b := range texts {
			if got, estimate := like(b), cosine(t, h, a, b); math.Abs(got-estimate) > .16 || a == b && math.Abs(got-1) > 1e-9 {
				t.Errorf("%q and %q: %.3f, the vectors say %.3f", a, b, got, estimate)
			}
		}
	}
	if like := h.Likeness(""); like("anything") != 0 {
		t.Error("nothing is like something")
	}
}
