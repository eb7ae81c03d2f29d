package web

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
)

// policy allows this site's own files only; no script and no style stands in a
// page. Frames are forbidden so that no other site can put a page under its own.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// maxBody is the largest form the pages send, in bytes; files come in by the
// command line.
const maxBody = 64 << 10

// headers sets what every answer carries, the request's id first.
func headers(c *gin.Context) {
	id, err := newRequestID()
	if err != nil {
		c.AbortWithStatus(http.StatusInternalServerError)
		return
	}
	h := c.Writer.Header()
	h.Set("X-Request-ID", id)
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, maxBody)
}

// recovered turns a panic into the internal error, once, with its id.
func (s *server) recovered(c *gin.Context) {
	defer func() {
		if r := recover(); r != nil {
			if err, ok := r.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(r)
			}
			v, _ := s.visit(c)
			s.fail(v, fmt.Errorf("web: panic in %s: %T", c.FullPath(), r))
			c.Abort()
		}
	}()
	c.Next()
}

// logged writes one line per request: route, never the address with its query,
// because a search may hold a name.
func (s *server) logged(c *gin.Context) {
	start := s.now()
	c.Next()
	s.log.LogAttrs(c.Request.Context(), slog.LevelDebug, "request",
		slog.String("request", c.Writer.Header().Get("X-Request-ID")), slog.String("method", c.Request.Method),
		slog.String("route", c.FullPath()), slog.Int("status", c.Writer.Status()),
		slog.Duration("took", s.now().Sub(start).Round(time.Microsecond)))
}

// sameOrigin refuses forms sent by another site.
func (s *server) sameOrigin(c *gin.Context) {
	if err := s.origin.Check(c.Request); err != nil {
		v, _ := s.visit(c)
		s.fail(v, errOrigin)
		c.Abort()
	}
}
