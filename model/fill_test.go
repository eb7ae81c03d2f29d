package model

import "testing"

// BenchmarkFill fills histograms of half of 800,000 rows of 30 features.
func BenchmarkFill(b *testing.B) {
	const rows = 800_000
	panels, stride := layPanels(30)
	m := &matrix{rows: rows, stride: stride, panels: panels, bins: make([]uint8, rows*stride)}
	rng := noise(1)
	for i := range m.bins {
		m.bins[i] = uint8(rng.pair(uint64(i)))
	}
	var half []int32
	grad := make([]packed, rows)
	for i := range int32(rows) {
		grad[i] = pack(int64(i%7)-3, 5)
		if rng.unit(uint64(i)) < 0.5 {
			half = append(half, i)
		}
	}
	hist := make([]packed, stride*256)
	near := make([]uint8, fillBlock*stride)
	for b.Loop() {
		m.fill(hist, half, grad[:len(half)], near)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(half)*30), "ns/cell")
}
