package model

// matrix holds the codes of the training rows, one byte each, row after row,
// so that the histograms of a leaf are filled in one pass over its rows. Rows
// are padded to whole panels. columns holds the same codes column after column:
// parting a leaf looks at one feature of each row, and a column of a million
// rows fits a core's second cache where the rows do not.
type matrix struct {
	rows, stride int
	bins         []uint8
	columns      [][]uint8
	panels       []panel
	features     []*feature
}

// panel is a run of 16 or 8 neighbouring bytes of each row, the unit of the
// histogram kernels: 16 histograms of 256 packed sums are 32 KiB, which a
// core's first cache holds.
type panel struct{ at, width int }

func layPanels(features int) (panels []panel, stride int) {
	for stride < features {
		width := 16
		if features-stride <= 8 {
			width = 8
		}
		panels = append(panels, panel{stride, width})
		stride += width
	}
	return panels, stride
}

// newMatrix codes the columns, which are those of the features in order.
func newMatrix(features []*feature, columns []*Column, team crew) *matrix {
	m := &matrix{rows: columns[0].Len(), features: features}
	m.panels, m.stride = layPanels(len(features))
	m.bins, m.columns = make([]uint8, m.rows*m.stride), make([][]uint8, len(features))
	for j := range m.columns {
		m.columns[j] = make([]uint8, m.rows)
	}
	team.blocks(m.rows, 4096, func(_, from, to int) {
		for j, f := range features {
			codes := m.columns[j][from:to]
			if f.Kind == Category {
				for i, s := range columns[j].Cat[from:to] {
					codes[i] = uint8(f.category(s))
				}
			} else {
				f.numbers(columns[j].Num[from:to], codes)
			}
			at := m.bins[from*m.stride+j:]
			for i, code := range codes {
				at[i*m.stride] = code
			}
		}
	})
	return m
}

// row is the coded row i.
func (m *matrix) row(i int32) []uint8 {
	at := int(i) * m.stride
	return m.bins[at : at+m.stride : at+m.stride]
}

// learnShares keeps how the training rows spread over the codes of each
// feature, which drift is later measured against.
func (m *matrix) learnShares(team crew) {
	team.each(len(m.features), func(j int) {
		f := m.features[j]
		f.Share = make([]float64, f.codes())
		var count [256]int32
		for _, code := range m.columns[j] {
			count[code]++
		}
		for k := range f.Share {
			f.Share[k] = float64(count[k]) / float64(m.rows)
		}
	})
}
