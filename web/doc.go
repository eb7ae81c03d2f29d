// Package web is the door: it owns the HTTP server, the pages, their words in
// Chinese and English, the assets and the one table from error to status.
//
// It owns no table of its own (sign-in lives in web/auth), and holds no rule,
// no SQL and no sum: a handler parses, makes one call into a domain, and builds
// a page. Where two domains meet (an account becomes a rehearsal), it maps
// their plain structs.
package web
