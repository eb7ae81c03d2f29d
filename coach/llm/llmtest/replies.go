package llmtest

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Writer writes an answer piece by piece.
type Writer struct {
	w       http.ResponseWriter
	r       *http.Request
	started bool
}

// Line writes one line of the stream as it is, and sends it.
func (w *Writer) Line(line string) {
	if !w.started {
		w.w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
		w.started = true
	}
	w.raw(line + "\n")
}

func (w *Writer) raw(text string) {
	if _, err := io.WriteString(w.w, text); err != nil {
		return // the client has gone, which is what many tests are about
	}
	w.w.(http.Flusher).Flush()
}

// Event writes one event of the stream.
func (w *Writer) Event(data string) { w.Line("data: " + data + "\n") }

// Piece writes a chunk with words.
func (w *Writer) Piece(words string) { w.delta(map[string]any{"content": words}, nil) }

// Finish writes the chunk with the reason and the end mark.
func (w *Writer) Finish(reason string) {
	w.delta(map[string]any{}, reason)
	w.Event("[DONE]")
}

func (w *Writer) delta(delta map[string]any, finish any) {
	chunk, err := json.Marshal(map[string]any{"id": "c1", "object": "chat.completion.chunk", "model": "scripted",
		"choices": []any{map[string]any{"index": 0, "delta": delta, "finish_reason": finish}}})
	if err != nil {
		panic(err) // maps of strings
	}
	w.Event(string(chunk))
}

// wait sleeps, or less where the client goes away.
func (w *Writer) wait(d time.Duration) {
	select {
	case <-w.r.Context().Done():
	case <-time.After(d):
	}
}

// Say answers in order, in these pieces.
func Say(pieces ...string) Reply {
	return func(w *Writer, _ Ask) {
		for _, p := range pieces {
			w.Piece(p)
		}
		w.Finish("stop")
	}
}

// Answer computes the words from the request and sends them rune by rune in threes.
func Answer(f func(Ask) string) Reply {
	return func(w *Writer, a Ask) {
		words := []rune(f(a))
		for i := 0; i < len(words); i += 3 {
			w.Piece(string(words[i:min(i+3, len(words))]))
		}
		w.Finish("stop")
	}
}

// Drip answers with a pause before each piece.
func Drip(gap time.Duration, pieces ...string) Reply {
	return func(w *Writer, _ Ask) {
		for _, p := range pieces {
			w.wait(gap)
			w.Piece(p)
		}
		w.Finish("stop")
	}
}

// Status answers with an error that repeats the prompt, as some endpoints do.
// retryAfter in seconds is sent where it is not negative.
func Status(code, retryAfter int) Reply {
	return func(w *Writer, a Ask) {
		if retryAfter >= 0 {
			w.w.Header().Set("Retry-After", strconv.Itoa(retryAfter))
		}
		w.w.Header().Set("Content-Type", "application/json")
		w.w.WriteHeader(code)
		body, err := json.Marshal(map[string]any{"error": map[string]any{"message": "bad: " + a.User, "type": "scripted"}})
		if err != nil {
			panic(err) // maps of strings
		}
		w.Line(string(body))
	}
}

// Stall says the pieces and then nothing more, with the line held open.
func Stall(pieces ...string) Reply {
	return func(w *Writer, _ Ask) {
		w.Line(": open")
		for _, p := range pieces {
			w.Piece(p)
		}
		w.wait(time.Minute)
	}
}

// Mute takes the request and sends no byte.
func Mute() Reply { return func(w *Writer, _ Ask) { w.wait(time.Minute) } }

// Cut says the pieces and ends in order, without reason or end mark.
func Cut(pieces ...string) Reply {
	return func(w *Writer, _ Ask) {
		for _, p := range pieces {
			w.Piece(p)
		}
	}
}

// Break says the pieces and tears the connection in the middle of a chunk.
func Break(pieces ...string) Reply {
	return func(w *Writer, _ Ask) {
		for _, p := range pieces {
			w.Piece(p)
		}
		w.raw(`data: {"choices":[{"index":0,"del`)
		panic(http.ErrAbortHandler)
	}
}

// KeepAlive sends n comment lines before each piece.
func KeepAlive(n int, pieces ...string) Reply {
	return func(w *Writer, _ Ask) {
		for _, p := range pieces {
			w.Line(strings.Repeat(": keep-alive\n", n))
			w.Piece(p)
		}
		w.Finish("stop")
	}
}

// Garbage sends a chunk that is no JSON.
func Garbage() Reply {
	return func(w *Writer, _ Ask) { w.Event(`{"choices":[{"index":0,"delta":{"content":`); w.Finish("stop") }
}

// Refuse declines as models with a refusal field do.
func Refuse() Reply {
	return func(w *Writer, _ Ask) {
		w.delta(map[string]any{"refusal": "I can't help with that."}, nil)
		w.Finish("stop")
	}
}

// NoChoice answers with chunks that hold no choice.
func NoChoice() Reply {
	return func(w *Writer, _ Ask) { w.Event(`{"id":"c1","choices":[]}`); w.Event("[DONE]") }
}

// Finish says the pieces and ends for the reason given ("length", "content_filter", "tool_calls").
func Finish(reason string, pieces ...string) Reply {
	return func(w *Writer, _ Ask) {
		for _, p := range pieces {
			w.Piece(p)
		}
		w.Finish(reason)
	}
}

// ErrorEvent sends an error in mid-stream, as gateways do.
func ErrorEvent(pieces ...string) Reply {
	return func(w *Writer, _ Ask) {
		for _, p := range pieces {
			w.Piece(p)
		}
		w.Event(`{"error":{"message":"upstream gone","type":"server_error"}}`)
	}
}

// Page answers 200 with a page of HTML, as a proxy's sign-in does.
func Page() Reply {
	return func(w *Writer, _ Ask) {
		w.w.Header().Set("Content-Type", "text/html")
		w.started = true
		w.Line("<html>sign in</html>")
	}
}

// Huge sends size bytes of words in one chunk.
func Huge(size int) Reply { return Say(strings.Repeat("a", size)) }
