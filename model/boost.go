package model

import (
	"context"
	"math"
	"sync"
)

// ensemble is a sum of trees: raw score = base + the leaf values met.
type ensemble struct {
	base   float64
	trees  []*tree
	sifted func() *sieve // made when first wanted; nil: never
}

// prepare readies the ensemble to predict many rows.
func (e *ensemble) prepare(features []*feature) {
	e.sifted = sync.OnceValue(func() *sieve { return newSieve(e, features) })
}

// sieve is nil where the ensemble has none.
func (e *ensemble) sieve() *sieve {
	if e.sifted == nil {
		return nil
	}
	return e.sifted()
}

// task is one ensemble to be grown.
type task struct {
	m      *matrix
	target []float64 // per row of the matrix
	weight []float64 // nil: all 1
	train  []int32   // rows to learn from, ascending
	watch  []int32   // held-out rows that decide when to stop; nil: grow all
	loss   loss
	config Config
	salt   uint64 // sets apart the sampling of ensembles of one fit
}

// grown is what came of a task.
type grown struct {
	ensemble
	curve []float64 // mean held-out loss after each tree
}

// rawOf is the raw score of a coded training row.
func (e *ensemble) rawOf(row []uint8) float64 {
	raw := e.base
	for _, t := range e.trees {
		raw += t.value[t.find(row)]
	}
	return raw
}

// booster is a task under way.
type booster struct {
	task
	grower *grower
	team   *gang
	raw    []float64 // per row of the matrix
	rng    noise
	space  sync.Pool // of *derivatives
}

// derivatives is the working space for those of one block of rows.
type derivatives struct {
	score, target [boostBlock]float64
	g, h          [boostBlock]float32
}

// boost grows the task's ensemble. It stops after config.EarlyStop trees
// without a better held-out loss and keeps the best number of trees.
func boost(ctx context.Context, t task) (*grown, error) {
	b := newBooster(t)
	defer b.team.dismiss()
	out := &grown{ensemble: ensemble{base: b.start()}}
	best, bestAt := math.Inf(1), 0
	for k := range t.config.Trees {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		tree, leaves := b.next(uint64(k))
		if len(tree.nodes) == 1 && t.config.RowSample == 1 && t.config.ColSample == 1 {
			break // nothing left to split
		}
		out.trees = append(out.trees, tree)
		b.advance(tree, leaves)
		if t.watch == nil {
			continue
		}
		now := b.watchLoss()
		out.curve = append(out.curve, now)
		if now < best {
			best, bestAt = now, k+1
		}
		if t.config.EarlyStop > 0 && k+1-bestAt >= t.config.EarlyStop {
			break
		}
	}
	if t.watch != nil && t.config.EarlyStop > 0 {
		out.trees = out.trees[:bestAt]
	}
	return out, nil
}

func newBooster(t task) *booster {
	b := &booster{task: t, grower: newGrower(t.m, t.config)}
	b.team = b.grower.team
	b.raw = make([]float64, t.m.rows)
	b.grower.grad = make([]packed, t.m.rows)
	b.space.New = func() any { return new(derivatives) }
	b.rng = noise(t.config.Seed).with(t.salt)
	return b
}

// start sets every row to the base score.
func (b *booster) start() float64 {
	var sum, weight float64
	for _, r := range b.train {
		w := b.weightOf(r)
		sum += w * b.target[r]
		weight += w
	}
	base := b.loss.base(sum / weight)
	for i := range b.raw {
		b.raw[i] = base
	}
	return base
}

func (b *booster) weightOf(r int32) float64 {
	if b.weight == nil {
		return 1
	}
	return b.weight[r]
}

// next grows tree number k on the current gradients.
func (b *booster) next(k uint64) (*tree, []*growing) {
	rng := b.rng.with(k)
	b.derive(rng)
	return b.grower.grow(b.sampleRows(rng), b.sampleColumns(rng))
}

const boostBlock = 4096

// derive computes the derivatives at the current scores and packs them as
// whole numbers, as fine as sums in 32 bits allow (over 2,000 steps at a
// million rows). They are rounded up or down by chance, so that sums stay
// unbiased. Source: Shi et al., Quantized Training of Gradient Boosting
// Decision Trees, 2022.
func (b *booster) derive(rng noise) {
	topG, topH, known := b.bounds()
	if !known {
		topG, topH = b.largest()
	}
	steps := math.Floor(math.Min(1<<20, (1<<31-1)/float64(len(b.train)+1)-1))
	scaleG, scaleH := float32(steps/topG), float32(steps/topH)
	b.grower.search.unitG, b.grower.search.unitH = 1/float64(scaleG), 1/float64(scaleH)
	b.team.blocks(len(b.train), boostBlock, func(_, from, to int) {
		d := b.space.Get().(*derivatives)
		defer b.space.Put(d)
		g, h := b.deriveBlock(d, from, to)
		for k, r := range b.train[from:to] {
			chance := rng.pair(uint64(from + k))
			u := float32(chance>>40) * (1.0 / (1 << 24))
			v := float32(chance&(1<<24-1)) * (1.0 / (1 << 24))
			b.grower.grad[r] = pack(floor32(g[k]*scaleG+u), int64(h[k]*scaleH+v))
		}
	})
}

// deriveBlock computes the derivatives of some of the train rows in d.
func (b *booster) deriveBlock(d *derivatives, from, to int) (g, h []float32) {
	rows := b.train[from:to]
	for i, r := range rows {
		d.score[i], d.target[i] = b.raw[r], b.target[r]
	}
	g, h = d.g[:len(rows)], d.h[:len(rows)]
	b.loss.grad(d.score[:len(rows)], d.target[:len(rows)], g, h)
	if b.weight != nil {
		for i, r := range rows {
			g[i] *= float32(b.weight[r])
			h[i] *= float32(b.weight[r])
		}
	}
	return g, h
}

// bounds are those of the derivatives, where the loss knows them beforehand.
func (b *booster) bounds() (topG, topH float64, known bool) {
	_, isLog := b.loss.(logLoss)
	return 1, 0.25, isLog && b.weight == nil
}

// largest is the greatest size of either derivative.
func (b *booster) largest() (topG, topH float64) {
	tops := make([][2]float32, (len(b.train)+boostBlock-1)/boostBlock)
	b.team.blocks(len(b.train), boostBlock, func(k, from, to int) {
		d := b.space.Get().(*derivatives)
		defer b.space.Put(d)
		g, h := b.deriveBlock(d, from, to)
		for i := range g {
			tops[k][0], tops[k][1] = max(tops[k][0], g[i], -g[i]), max(tops[k][1], h[i])
		}
	})
	topG, topH = 1e-30, 1e-30
	for _, t := range tops {
		topG, topH = max(topG, float64(t[0])), max(topH, float64(t[1]))
	}
	return topG, topH
}

func floor32(x float32) int64 {
	n := int64(x)
	if float32(n) > x {
		n--
	}
	return n
}

// sampleRows is the share of the train rows that the next tree sees.
func (b *booster) sampleRows(rng noise) []int32 {
	if b.config.RowSample == 1 {
		return b.train
	}
	rng = rng.with(0x5ca1e)
	kept := make([]int32, 0, int(float64(len(b.train))*b.config.RowSample*1.1)+16)
	for i, r := range b.train {
		if rng.unit(uint64(i)) < b.config.RowSample {
			kept = append(kept, r)
		}
	}
	if len(kept) == 0 {
		return b.train
	}
	return kept
}

// sampleColumns draws the features that may split the next tree, at least one.
func (b *booster) sampleColumns(rng noise) []bool {
	n := len(b.m.features)
	usable, want := make([]bool, n), max(1, int(math.Ceil(float64(n)*b.config.ColSample)))
	rng = rng.with(0xc01)
	left := want
	for j := range usable { // each of the rest as likely: Knuth's selection sampling
		if rng.unit(uint64(j))*float64(n-j) < float64(left) {
			usable[j] = true
			left--
		}
	}
	return usable
}

// advance adds the tree to the scores of train and watch rows.
func (b *booster) advance(t *tree, leaves []*growing) {
	if b.config.RowSample == 1 {
		b.team.each(len(leaves), func(i int) {
			l := leaves[i]
			v := t.value[l.place]
			for _, r := range b.grower.run.rows[l.from:l.to] {
				b.raw[r] += v
			}
		})
	} else {
		b.addTree(t, b.train)
	}
	b.addTree(t, b.watch)
}

func (b *booster) addTree(t *tree, rows []int32) {
	b.team.blocks(len(rows), 1024, func(_, from, to int) {
		for _, r := range rows[from:to] {
			b.raw[r] += t.value[t.find(b.m.row(r))]
		}
	})
}

// watchLoss is the weighted mean loss of the held-out rows.
func (b *booster) watchLoss() float64 {
	blocks := (len(b.watch) + boostBlock - 1) / boostBlock
	sums := make([][2]float64, blocks)
	b.team.blocks(len(b.watch), boostBlock, func(k, from, to int) {
		for _, r := range b.watch[from:to] {
			w := b.weightOf(r)
			sums[k][0] += w * b.loss.at(b.raw[r], b.target[r])
			sums[k][1] += w
		}
	})
	var loss, weight float64
	for _, s := range sums {
		loss, weight = loss+s[0], weight+s[1]
	}
	return loss / weight
}

// noise is a counter-based generator: a number for each counter, in any order,
// by splitmix64 (Steele, Lea, Flood 2014).
type noise uint64

func (n noise) pair(i uint64) uint64 {
	z := uint64(n) + (i+1)*0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

func (n noise) with(salt uint64) noise { return noise(n.pair(salt ^ 0x6a09e667f3bcc909)) }

// unit is uniform in [0, 1).
func (n noise) unit(i uint64) float64 { return float64(n.pair(i)>>11) / (1 << 53) }

// below is uniform in [0, top).
func (n noise) below(i uint64, top int) int { return int(n.unit(i) * float64(top)) }
