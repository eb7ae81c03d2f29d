package corpus

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// RedactLines redacts JSON lines {"id","lang","text"} into {"id","text","spans":[{"start","end","kind"}]}, with positions
// in code points of the input. A line that is no such object ends it with an error that names the line; the lines before
// are written. It returns how many were.
func RedactLines(in io.Reader, out io.Writer) (int, error) {
	type spanLine struct {
		Start int      `json:"start"`
		End   int      `json:"end"`
		Kind  SpanKind `json:"kind"`
	}
	type outLine struct {
		ID    json.RawMessage `json:"id"`
		Text  string          `json:"text"`
		Spans []spanLine      `json:"spans"`
	}
	text, err := decoded(in)
	if err != nil {
		return 0, fmt.Errorf("corpus: redact: %w", err)
	}
	w := json.NewEncoder(out)
	w.SetEscapeHTML(false)
	lines := json.NewDecoder(text)
	for n := 0; ; n++ {
		var l struct {
			ID   json.RawMessage `json:"id"`
			Text string          `json:"text"`
		}
		if err := lines.Decode(&l); errors.Is(err, io.EOF) {
			return n, nil
		} else if err != nil {
			return n, fmt.Errorf("corpus: redact: line %d is not an object with id and text", n+1)
		}
		clean, spans := Redact(l.Text, nil)
		o := outLine{ID: l.ID, Text: clean, Spans: make([]spanLine, len(spans))}
		for i, s := range spans {
			o.Spans[i] = spanLine{s.Start, s.End, s.Kind}
		}
		if err := w.Encode(o); err != nil {
			return n, fmt.Errorf("corpus: redact: %w", err)
		}
	}
}
