package pg

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// place is where a private server keeps its things, and as whom it runs.
type place struct {
	dir    string // holds the data, the locks and the log
	socket string // the folder of the socket, entered by the owner only
	owner  owner
}

func (p place) data() string      { return filepath.Join(p.dir, "data") }
func (p place) pidFile() string   { return filepath.Join(p.data(), "postmaster.pid") }
func (p place) logFile() string   { return filepath.Join(p.dir, "postgres.log") }
func (p place) gateFile() string  { return filepath.Join(p.dir, "gate.lock") }
func (p place) usersFile() string { return filepath.Join(p.dir, "users.lock") }

// elsewhere holds the data of those homes whose parent folders the server's user cannot enter. A variable for tests.
var elsewhere = "/var/lib/evenkeel"

// longestSocket is the longest path of a socket that every system takes: 104 bytes with the closing zero on BSD.
const longestSocket = 100

// settle makes the folders of the server that belongs to home.
func settle(home string) (place, error) {
	if err := os.MkdirAll(home, 0o755); err != nil {
		return place{}, err
	}
	home, err := filepath.Abs(home)
	if err != nil {
		return place{}, err
	}
	// Two names of one folder must lead to one server.
	if home, err = filepath.EvalSymlinks(home); err != nil {
		return place{}, err
	}
	who, err := serverOwner()
	if err != nil {
		return place{}, err
	}
	p := place{dir: filepath.Join(home, "pg"), owner: who}
	if open, err := who.canEnter(home); err != nil {
		return place{}, err
	} else if !open {
		p.dir = filepath.Join(elsewhere, hash(home))
		if err := os.MkdirAll(elsewhere, 0o755); err != nil {
			return place{}, err
		}
	}
	p.socket = filepath.Join(p.dir, "run")
	if len(p.socket)+len("/.s.PGSQL.5432") >= longestSocket {
		p.socket = fmt.Sprintf("/tmp/evenkeel-%d-%s", who.uid, hash(p.dir))
	}
	for _, dir := range []string{p.dir, p.socket} {
		if err := ownFolder(dir, who); err != nil {
			return place{}, err
		}
	}
	return p, nil
}

// ownFolder makes a folder that only the server's user can enter, and refuses one that somebody else has put there.
func ownFolder(dir string, who owner) error {
	err := os.Mkdir(dir, 0o700)
	if err == nil {
		return who.give(dir)
	}
	if !errors.Is(err, fs.ErrExist) {
		return err
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	if !info.IsDir() || !who.owns(info) {
		return fmt.Errorf("%s is not a folder of the user %d, who runs the database: remove it or choose another EVENKEEL_HOME", dir, who.uid)
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		return err
	}
	return who.give(dir) // another process of ours may have made it this very moment
}

// programs is a set of server programs: postgres and initdb in dir.
type programs struct {
	dir   string
	major int
}

// debian holds one folder of programs for each major version. A variable for tests.
var debian = "/usr/lib/postgresql"

// findPrograms returns the newest server that has pgvector, or the one of the given major version, which the data was
// made by: no other can read it.
func findPrograms(major string) (programs, error) {
	var best programs
	var seen []string
	for _, p := range installed() {
		seen = append(seen, strconv.Itoa(p.major))
		if major == strconv.Itoa(p.major) {
			return p, nil
		}
		if p.major > best.major && p.major <= newestServer {
			best = p
		}
	}
	if major != "" {
		return programs{}, fmt.Errorf("the data was made by PostgreSQL %s, and installed with pgvector is: %s; install PostgreSQL %s again, "+
			"or move its data over with pg_dump and pg_restore", major, strings.Join(append(seen, "none other"), ", "), major)
	}
	if best.major == 0 {
		return programs{}, ErrNoServer
	}
	return best, nil
}

// installed lists the servers with pgvector: Debian's, then the one on the path, whose major version is asked of
// itself.
func installed() []programs {
	var all []programs
	controls, err := filepath.Glob("/usr/share/postgresql/*/extension/vector.control")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	for _, control := range controls {
		version := filepath.Base(filepath.Dir(filepath.Dir(control)))
		p := programs{filepath.Join(debian, version, "bin"), number(version)}
		if p.major >= oldestServer && p.complete() {
			all = append(all, p)
		}
	}
	if p, ok := onPath(); ok {
		all = append(all, p)
	}
	return all
}

func (p programs) complete() bool {
	for _, name := range []string{"postgres", "initdb"} {
		if _, err := os.Stat(filepath.Join(p.dir, name)); err != nil {
			return false
		}
	}
	return true
}

// onPath looks for the server that the path leads to, and whether it has pgvector.
func onPath() (programs, bool) {
	name, err := exec.LookPath("postgres")
	if err != nil {
		return programs{}, false
	}
	if name, err = filepath.EvalSymlinks(name); err != nil {
		return programs{}, false
	}
	p := programs{dir: filepath.Dir(name)}
	version, err := exec.Command(name, "--version").Output() // postgres (PostgreSQL) 16.4 (…)
	if err != nil || !p.complete() {
		return programs{}, false
	}
	if words := strings.Fields(string(version)); len(words) > 2 {
		major, _, _ := strings.Cut(words[2], ".")
		p.major = number(major)
	}
	share, err := exec.Command(filepath.Join(p.dir, "pg_config"), "--sharedir").Output()
	if err != nil {
		return programs{}, false
	}
	_, err = os.Stat(filepath.Join(strings.TrimSpace(string(share)), "extension", "vector.control"))
	return p, err == nil && p.major >= oldestServer
}
