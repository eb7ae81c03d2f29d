package model

// Gradient and curvature of a row are whole numbers packed into one int64, the
// gradient in the upper half, so that one addition sums both. Sums are exact:
// they do not depend on order or threads, and a child's histogram is its
// parent's minus its sibling's. The scale keeps every sum in 32 bits.
type packed = int64

func pack(g, h int64) packed       { return g<<32 + h }
func gradientOf(p packed) float64  { return float64(p >> 32) }
func curvatureOf(p packed) float64 { return float64(uint32(p)) }
func histogramAt(h []packed, feature int) *[256]packed {
	return (*[256]packed)(h[feature*256:])
}

// fillBlock is how many rows are added to one panel before the next: their
// bytes and gradients, 40 KiB or so, are then still in the second cache.
const fillBlock = 1024

// fill adds the rows' gradients to the histogram of every feature.
func (m *matrix) fill(hist []packed, rows []int32, grad []packed) {
	for len(rows) > fillBlock {
		m.fillPart(hist, rows[:fillBlock], grad)
		rows = rows[fillBlock:]
	}
	m.fillPart(hist, rows, grad)
}

func (m *matrix) fillPart(hist []packed, rows []int32, grad []packed) {
	for _, p := range m.panels {
		if p.width == 16 {
			fill16((*[16 * 256]packed)(hist[p.at*256:]), m.bins[p.at:], m.stride, rows, grad)
		} else {
			fill8((*[8 * 256]packed)(hist[p.at*256:]), m.bins[p.at:], m.stride, rows, grad)
		}
	}
}

// fill16 is unrolled by hand: with constant bases the compiler proves every
// index in range and drops the checks.
func fill16(h *[16 * 256]packed, bins []uint8, stride int, rows []int32, grad []packed) {
	for _, r := range rows {
		b := (*[16]uint8)(bins[int(r)*stride:])
		v := grad[r]
		h[0x000+int(b[0])] += v
		h[0x100+int(b[1])] += v
		h[0x200+int(b[2])] += v
		h[0x300+int(b[3])] += v
		h[0x400+int(b[4])] += v
		h[0x500+int(b[5])] += v
		h[0x600+int(b[6])] += v
		h[0x700+int(b[7])] += v
		h[0x800+int(b[8])] += v
		h[0x900+int(b[9])] += v
		h[0xa00+int(b[10])] += v
		h[0xb00+int(b[11])] += v
		h[0xc00+int(b[12])] += v
		h[0xd00+int(b[13])] += v
		h[0xe00+int(b[14])] += v
		h[0xf00+int(b[15])] += v
	}
}

func fill8(h *[8 * 256]packed, bins []uint8, stride int, rows []int32, grad []packed) {
	for _, r := range rows {
		b := (*[8]uint8)(bins[int(r)*stride:])
		v := grad[r]
		h[0x000+int(b[0])] += v
		h[0x100+int(b[1])] += v
		h[0x200+int(b[2])] += v
		h[0x300+int(b[3])] += v
		h[0x400+int(b[4])] += v
		h[0x500+int(b[5])] += v
		h[0x600+int(b[6])] += v
		h[0x700+int(b[7])] += v
	}
}
