package model

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

// eachBlock codes the table block by block and hands each block on.
func eachBlock(features []*feature, x Table, team crew, do func(from int, codes []uint16)) error {
	columns, err := matchColumns(features, x)
	if err != nil {
		return err
	}
	stride := len(features)
	team.blocks(x.Rows(), 32*codeBlock, func(_, from, to int) {
		codes := make([]uint16, codeBlock*stride)
		for at := from; at < to; at += codeBlock {
			part := codes[:min(codeBlock, to-at)*stride]
			codeRows(features, columns, at, part)
			do(at, part)
		}
	})
	return nil
}
