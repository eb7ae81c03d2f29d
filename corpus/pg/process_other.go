//go:build !(linux || darwin || freebsd || netbsd || openbsd)

package pg

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"syscall"
)

// owner has no meaning here: there is no private server on this system, and serverOwner says so before anything else.
type owner struct{ uid uint32 }

func unsupported() error {
	return fmt.Errorf("%w (no private database on %s)", ErrNoServer, runtime.GOOS)
}

func serverOwner() (owner, error) { return owner{}, unsupported() }

func (owner) attributes() *syscall.SysProcAttr { return nil }
func (owner) give(string) error                { return unsupported() }
func (owner) owns(fs.FileInfo) bool            { return false }
func (owner) canEnter(string) (bool, error)    { return false, unsupported() }

func lock(context.Context, string) (*os.File, error) { return nil, unsupported() }
func share(string) (*os.File, error)                 { return nil, unsupported() }
func isLast(*os.File) (bool, error)                  { return false, unsupported() }
func interrupt(int) error                            { return unsupported() }
func serves(int, string) bool                        { return false }
func (s *Server) watch(int) error                    { return unsupported() }
