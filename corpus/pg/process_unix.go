//go:build linux || darwin || freebsd || netbsd || openbsd

package pg

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
)

// owner is the user that the server runs as: ourselves, or an unprivileged one where we are root, as whom PostgreSQL
// refuses to run.
type owner struct {
	uid, gid uint32
	switches bool // root must become this user
}

func serverOwner() (owner, error) {
	if os.Geteuid() != 0 {
		return owner{uid: uint32(os.Geteuid()), gid: uint32(os.Getegid())}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue // the next will do as well
		}
		uid, err := strconv.ParseUint(u.Uid, 10, 32)
		if err != nil {
			return owner{}, err
		}
		gid, err := strconv.ParseUint(u.Gid, 10, 32)
		return owner{uid: uint32(uid), gid: uint32(gid), switches: true}, err
	}
	return owner{}, errors.New("PostgreSQL does not run as root, and there is neither a user postgres nor nobody to run it as: set DATABASE_URL")
}

// attributes start a process as the owner in a session of its own: a Ctrl-C at our terminal does not reach it.
func (o owner) attributes() *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setsid: true}
	if o.switches {
		attr.Credential = &syscall.Credential{Uid: o.uid, Gid: o.gid}
	}
	return attr
}

func (o owner) give(dir string) error {
	if !o.switches {
		return nil
	}
	return os.Chown(dir, int(o.uid), int(o.gid))
}

// owns tells whether a folder is the owner's, or ours and can be given to it.
func (o owner) owns(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && (stat.Uid == o.uid || o.switches && int(stat.Uid) == os.Geteuid())
}

// canEnter tells whether the owner may pass through dir and every folder above it.
func (o owner) canEnter(dir string) (bool, error) {
	for o.switches {
		info, err := os.Stat(dir)
		if err != nil {
			return false, err
		}
		stat, ok := info.Sys().(*syscall.Stat_t)
		if !ok {
			return false, fmt.Errorf("%s: its owner cannot be read", dir)
		}
		need := fs.FileMode(0o001)
		switch {
		case stat.Uid == o.uid:
			need = 0o100
		case stat.Gid == o.gid:
			need = 0o010
		}
		if info.Mode()&need == 0 {
			return false, nil
		}
		if dir == filepath.Dir(dir) {
			break
		}
		dir = filepath.Dir(dir)
	}
	return true, nil
}

// lock waits for the exclusive lock on a file, which ends when the file is closed, at the latest with the process.
func lock(ctx context.Context, name string) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return f, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) {
			return nil, errors.Join(fmt.Errorf("lock %s: %w", name, err), f.Close())
		}
		if err := pause(ctx); err != nil {
			return nil, errors.Join(fmt.Errorf("lock %s: another process holds it: %w", name, err), f.Close())
		}
	}
}

// share takes a shared lock on a file. It never has to wait: who tests for the exclusive one stands behind the gate.
func share(name string) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_SH); err != nil {
		return nil, errors.Join(fmt.Errorf("lock %s: %w", name, err), f.Close())
	}
	return f, nil
}

// isLast tells whether nobody else shares the lock.
func isLast(f *os.File) (bool, error) {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return false, nil
	}
	return err == nil, err
}

func interrupt(pid int) error { return syscall.Kill(pid, syscall.SIGINT) }

// serves tells whether the process lives and is the server of that data folder, in which a server stands all its life.
func serves(pid int, data string) bool {
	if err := syscall.Kill(pid, 0); errors.Is(err, syscall.ESRCH) {
		return false
	}
	if runtime.GOOS != "linux" {
		return true // no /proc to ask; a reused number makes the server refuse to start, and name the file to remove
	}
	cwd, err := os.Readlink(filepath.Join("/proc", strconv.Itoa(pid), "cwd"))
	return err == nil && cwd == data
}

// watch leaves a small process behind that stops a volatile server when nobody has used it for a while: test processes
// end without a word. Every thirty seconds it goes through the gate and tries for the exclusive lock of the users.
func (s *Server) watch(pid int) error {
	flock, err := exec.LookPath("flock")
	if err != nil {
		return nil // without util-linux the server runs on until somebody stops it
	}
	const script = `while sleep 30 && kill -0 "$1"; do "$2" "$3" "$2" -n "$4" kill -INT "$1" && exit; done`
	cmd := exec.Command("/bin/sh", "-c", script, "sh", strconv.Itoa(pid), flock, s.gateFile(), s.usersFile())
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		return err
	}
	go cmd.Wait() // reaps it; how it ended says nothing
	return nil
}
