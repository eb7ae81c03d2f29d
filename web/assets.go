package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"strings"
)

// The scripts from npm lie in assets/vendor, which is empty in a bare checkout.
//
//go:embed all:assets
var assetFiles embed.FS

// assets serves the embedded files under a path that names their content, so
// that a browser may keep them for ever and never shows an old style sheet.
type assets struct {
	files  fs.FS
	prefix string // "/assets/<hash>/"
	htmx   bool   // whether the vendored script is in this build
}

func newAssets(files fs.FS) (*assets, error) {
	root, err := fs.Sub(files, "assets")
	if err != nil {
		return nil, fmt.Errorf("web: assets: %w", err)
	}
	sum := sha256.New()
	err = fs.WalkDir(root, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(root, path)
		if err != nil {
			return err
		}
		fmt.Fprintf(sum, "%s %d\n", path, len(data))
		sum.Write(data)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("web: assets: %w", err)
	}
	_, missing := fs.Stat(root, "vendor/htmx.min.js")
	return &assets{
		files:  root,
		prefix: "/assets/" + hex.EncodeToString(sum.Sum(nil))[:12] + "/",
		htmx:   missing == nil,
	}, nil
}

// url is the address of an asset, for instance url("css/evenkeel.css").
func (a *assets) url(name string) string { return a.prefix + name }

// ServeHTTP serves a file for a year; a path with another hash is not found,
// and folders are not listed.
func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, ok := strings.CutPrefix(r.URL.Path, a.prefix)
	if !ok || name == "" || strings.HasSuffix(name, "/") {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	http.ServeFileFS(w, r, a.files, name)
}
