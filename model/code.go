package model

import "sync"

// codeBlock is how many rows are coded and walked through all trees at a time:
// their codes stay in the first cache.
const codeBlock = 128

// codeRows writes the codes of rows from … from+len(codes)/len(features)-1.
func codeRows(features []*feature, columns []*Column, from int, codes []uint16) {
	stride := len(features)
	n := len(codes) / stride
	for j, f := range features {
		at := codes[j:]
		if f.Kind == Category {
			for i, s := range columns[j].Cat[from : from+n] {
				at[i*stride] = f.category(s)
			}
			continue
		}
		for i, x := range columns[j].Num[from : from+n] {
			at[i*stride] = f.number(x)
		}
	}
}

// addTo adds the raw scores of the coded rows to out.
func (e *ensemble) addTo(codes []uint16, stride int, out []float64) {
	for i := range out {
		out[i] += e.base
	}
	for _, t := range e.trees {
		t.add(codes, stride, out)
	}
}

// eachBlock codes the table block by block and hands each block on. A thread
// takes so many blocks at a time.
func eachBlock(features []*feature, x Table, team crew, blocks int, do func(from int, codes []uint16)) error {
	columns, err := matchColumns(features, x)
	if err != nil {
		return err
	}
	stride := len(features)
	team.blocks(x.Rows(), blocks*codeBlock, func(_, from, to int) {
		codes := make([]uint16, codeBlock*stride)
		for at := from; at < to; at += codeBlock {
			part := codes[:min(codeBlock, to-at)*stride]
			codeRows(features, columns, at, part)
			do(at, part)
		}
	})
	return nil
}

// codeColumns writes the codes of rows from … from+n-1 as a sieve wants them.
func codeColumns(features []*feature, columns []*Column, from, n int, codes []uint8) {
	for j, f := range features {
		out := codes[j*sieveBlock:][:n]
		if f.Kind == Category {
			for i, s := range columns[j].Cat[from : from+n] {
				out[i] = uint8(f.category(s))
			}
			continue
		}
		f.numbers(columns[j].Num[from:from+n], out)
	}
}

// addAll adds the raw scores of all rows of x to out, by sieve where the
// ensemble has one and there are rows enough to be worth it.
func (e *ensemble) addAll(features []*feature, x Table, out []float64) error {
	s := e.sieve()
	if s == nil || len(out) < 4*codeBlock {
		return eachBlock(features, x, allHands(), 32, func(from int, codes []uint16) {
			e.addTo(codes, len(features), out[from:from+len(codes)/len(features)])
		})
	}
	columns, err := matchColumns(features, x)
	if err != nil {
		return err
	}
	spaces := sync.Pool{New: func() any { b := make([]uint8, len(features)*sieveBlock); return &b }}
	allHands().blocks(len(out), sieveBlock, func(_, from, to int) {
		codes := spaces.Get().(*[]uint8)
		defer spaces.Put(codes)
		codeColumns(features, columns, from, to-from, *codes)
		s.add(*codes, out[from:to])
	})
	return nil
}
