package corpus

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"evenkeel/corpus/embed"

	"github.com/jackc/pgx/v5"
)

// Proposal is a way of putting things that several past cases share and no objection covers yet. It is shown to a lead,
// who may add it as an objection with answers; nothing is added by itself.
type Proposal struct {
	Lang string
	// Text is the example most like the others.
	Text string
	// Cases is how many cases hold it, Of how many of that language were read.
	Cases, Of int
	// Examples are up to five wordings, each of another case.
	Examples []string
}

// What is read, and what counts as alike: cosines of built-in vectors. Two wordings of one complaint in the seeded words
// measure 0.4 to 0.8, two complaints under 0.3.
const (
	minedCases  = 5000
	alike       = 0.45
	coveredBy   = 0.55
	leastCases  = 3
	mostPerCase = 12
)

// ProposeObjections groups what debtors said in the newest cases, by their summary and by what stands between quotation
// marks, into wordings that at least three cases share, the most frequent first. Only a lead may ask; anybody else gets
// ErrNotFound.
func (s *Store) ProposeObjections(ctx context.Context, v Viewer) ([]Proposal, error) {
	if !v.Lead {
		return nil, ErrNotFound
	}
	h, err := s.lastBuiltIn(ctx)
	if err == errNoGeneration {
		return []Proposal{}, nil
	}
	if err != nil {
		return nil, err
	}
	cases, err := s.newest(ctx, v, Case, minedCases)
	if err != nil {
		return nil, err
	}
	objections, err := s.newest(ctx, v, Objection, minedCases)
	if err != nil {
		return nil, err
	}
	return propose(h, cases, objections), nil
}

func (s *Store) newest(ctx context.Context, v Viewer, kind Kind, limit int) ([]Document, error) {
	rows, err := s.pool.Query(ctx, `SELECT `+columns+` FROM corpus.document d
		WHERE d.kind = $1 AND d.team IN ('', $2) ORDER BY d.id DESC LIMIT $3`, string(kind), v.Team, limit)
	if err != nil {
		return nil, fmt.Errorf("corpus: propose objections: %w", err)
	}
	docs, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Document, error) {
		var d Document
		return d, d.scan(row)
	})
	if err != nil {
		return nil, fmt.Errorf("corpus: propose objections: %w", err)
	}
	return docs, nil
}

// saying is one thing a debtor said in a case.
type saying struct {
	text   string
	of     int // the case
	vector []float32
}

// group is sayings like its first one, of one case each.
type group struct {
	lang    string
	members []saying
}

// propose groups what no objection covers. It goes through the cases once, in order: the same cases give the same
// groups.
func propose(h *embed.Hash, cases, objections []Document) []Proposal {
	var covered [][]float32
	for _, o := range objections {
		if v, _, err := h.Analyse(o.Text); err == nil {
			covered = append(covered, v)
		}
	}
	of := map[string]int{}
	var groups []*group
	for i, c := range cases {
		of[c.Lang]++
		for _, text := range sayings(c) {
			v, _, err := h.Analyse(text)
			if err != nil || slices.ContainsFunc(covered, func(o []float32) bool { return dot(o, v) > coveredBy }) {
				continue
			}
			groups = join(groups, c.Lang, saying{text, i, v})
		}
	}
	out := []Proposal{}
	for _, g := range groups {
		if len(g.members) >= leastCases {
			out = append(out, g.proposal(of[g.lang]))
		}
	}
	slices.SortStableFunc(out, func(a, b Proposal) int { return cmp.Compare(b.Cases, a.Cases) })
	return out
}

// join puts a saying into the nearest group that is near enough, or into one of its own. A case counts once a group.
func join(groups []*group, lang string, s saying) []*group {
	best, near := -1, alike
	for i, g := range groups {
		if like := dot(g.members[0].vector, s.vector); g.lang == lang && like > near {
			best, near = i, like
		}
	}
	if best < 0 {
		return append(groups, &group{lang, []saying{s}})
	}
	g := groups[best]
	if !slices.ContainsFunc(g.members, func(m saying) bool { return m.of == s.of }) {
		g.members = append(g.members, s)
	}
	return groups
}

func (g *group) proposal(of int) Proposal {
	p := Proposal{Lang: g.lang, Cases: len(g.members), Of: of}
	most := -1.0
	for _, m := range g.members {
		sum := 0.0
		for _, other := range g.members {
			sum += dot(m.vector, other.vector)
		}
		if sum > most {
			most, p.Text = sum, m.text
		}
	}
	for _, m := range g.members[:min(5, len(g.members))] {
		p.Examples = append(p.Examples, m.text)
	}
	return p
}

// quoted speech in a narrative, of a length that can be an objection.
var spoken = regexp.MustCompile(`“([^”]{4,160})”|"([^"]{8,300})"|「([^」]{4,160})」`)

// sayings are what a case says the debtor said: the sentences of its summary, and what it quotes.
func sayings(d Document) []string {
	out := strings.FieldsFunc(d.Said, func(c rune) bool { return strings.ContainsRune("。；;.!?！？", c) })
	for _, m := range spoken.FindAllStringSubmatch(d.Text, mostPerCase) {
		out = append(out, strings.Join(m[1:], ""))
	}
	for i := range out {
		out[i] = strings.TrimSpace(out[i])
	}
	return out[:min(len(out), mostPerCase)]
}
