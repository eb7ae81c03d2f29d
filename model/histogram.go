package model

import "encoding/binary"

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

// fillBlock is how many rows are gathered and added to one panel before the
// next: gathered, with their gradients, they stay in the first two caches.
const fillBlock = 512

// fill adds the rows' gradients, which stand in the order of the rows, to the
// histogram of every feature. Rows that lie apart are first copied side by
// side: that short loop has many of their misses of the cache under way at
// once, the kernels would have few. near is the space for them.
func (m *matrix) fill(hist []packed, rows []int32, grad []packed, near []uint8) {
	for len(rows) > 0 {
		n := min(len(rows), fillBlock)
		from := int(rows[0]) * m.stride
		if span := int(rows[n-1]-rows[0]) + 1; span == n {
			m.fillPart(hist, m.bins[from:from+n*m.stride], grad[:n])
		} else {
			m.gather(near, rows[:n])
			m.fillPart(hist, near[:n*m.stride], grad[:n])
		}
		rows, grad = rows[n:], grad[n:]
	}
}

// gather copies the rows' codes side by side, eight bytes at a time: a copy of
// so few bytes would be a call of its own.
func (m *matrix) gather(to []uint8, rows []int32) {
	stride, word := m.stride, binary.LittleEndian
	if stride == 32 {
		for i, r := range rows {
			a, b := (*[32]uint8)(m.bins[int(r)*32:]), (*[32]uint8)(to[i*32:])
			word.PutUint64(b[0:], word.Uint64(a[0:]))
			word.PutUint64(b[8:], word.Uint64(a[8:]))
			word.PutUint64(b[16:], word.Uint64(a[16:]))
			word.PutUint64(b[24:], word.Uint64(a[24:]))
		}
		return
	}
	for i, r := range rows {
		a, b := m.bins[int(r)*stride:][:stride], to[i*stride:][:stride]
		for len(a) >= 8 && len(b) >= 8 {
			word.PutUint64(b, word.Uint64(a))
			a, b = a[8:], b[8:]
		}
	}
}

// fillPart adds rows that stand side by side.
func (m *matrix) fillPart(hist []packed, bins []uint8, grad []packed) {
	for _, p := range m.panels {
		if p.width == 16 {
			fill16((*[16 * 256]packed)(hist[p.at*256:]), bins[p.at:], m.stride, grad)
		} else {
			fill8((*[8 * 256]packed)(hist[p.at*256:]), bins[p.at:], m.stride, grad)
		}
	}
}

// fill16 is unrolled by hand: with constant bases the compiler proves every
// index in range and drops the checks.
func fill16(h *[16 * 256]packed, bins []uint8, stride int, grad []packed) {
	for i, v := range grad {
		b := (*[16]uint8)(bins[i*stride:])
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

func fill8(h *[8 * 256]packed, bins []uint8, stride int, grad []packed) {
	for i, v := range grad {
		b := (*[8]uint8)(bins[i*stride:])
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
