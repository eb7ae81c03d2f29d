package auth

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"evenkeel/corpus/pg/pgtest"
)

var now = time.Date(2026, 11, 20, 2, 20, 0, 0, time.UTC)

// newStore is a store on a database of its own with one team and one agent.
func newStore(t *testing.T) *Store {
	t.Helper()
	s, err := New(t.Context(), pgtest.New(t, Line()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	if err := s.AddTeam(t.Context(), Team{Key: "east", Name: "East"}, now); err != nil {
		t.Fatal(err)
	}
	if err := s.AddStaff(t.Context(), Staff{Login: "lin", Name: "Lin", Role: Agent, Team: "east", Lang: "zh"}, "correct horse", now); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	me, err := s.SignIn(t.Context(), " Lin ", "correct horse", "10.0.0.1", now)
	if err != nil {
		t.Fatal(err)
	}
	if want := (Staff{Login: "lin", Name: "Lin", Role: Agent, Team: "east", Lang: "zh", Zone: "Asia/Shanghai", Theme: "auto"}); me != want {
		t.Errorf("signed in as %+v, want %+v", me, want)
	}
	for _, c := range [][2]string{{"lin", "wrong horse"}, {"lin", ""}, {"nobody", "correct horse"}, {"", ""}} {
		if _, err := s.SignIn(t.Context(), c[0], c[1], "10.0.0.2", now); !errors.Is(err, ErrPassword) {
			t.Errorf("SignIn(%q) = %v, want ErrPassword", c[0], err)
		}
	}
}

func TestSignInIsThrottled(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	for range maxPerLogin {
		if _, err := s.SignIn(t.Context(), "lin", "guess", "10.0.0.1", now); !errors.Is(err, ErrPassword) {
			t.Fatal(err)
		}
	}
	if _, err := s.SignIn(t.Context(), "lin", "correct horse", "10.0.0.9", now); !errors.Is(err, ErrThrottled) {
		t.Errorf("after %d failures the right password gives %v, want ErrThrottled", maxPerLogin, err)
	}
	if _, err := s.SignIn(t.Context(), "lin", "correct horse", "10.0.0.9", now.Add(window+time.Second)); err != nil {
		t.Errorf("after the window: %v", err)
	}
	if _, err := s.SignIn(t.Context(), "lin", "guess", "10.0.0.1", now.Add(window+2*time.Second)); !errors.Is(err, ErrPassword) {
		t.Errorf("a success clears the count; got %v", err)
	}
}

func TestAddressIsThrottled(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	_, err := s.pool.Exec(t.Context(), `INSERT INTO auth.attempt (key, at) SELECT 'from:10.0.0.1', $1 FROM generate_series(1, $2)`, now, maxPerAddress)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.SignIn(t.Context(), "lin", "correct horse", "10.0.0.1", now); !errors.Is(err, ErrThrottled) {
		t.Errorf("from the guessing address: %v, want ErrThrottled", err)
	}
	if _, err := s.SignIn(t.Context(), "lin", "correct horse", "10.0.0.2", now); err != nil {
		t.Errorf("from another address: %v", err)
	}
}

func TestHashesRunInTurn(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	var wg sync.WaitGroup
	errs := make(chan error, 8)
	for i := range 8 {
		wg.Go(func() {
			_, err := s.SignIn(t.Context(), "lin", "correct horse", fmt.Sprintf("10.0.1.%d", i), now)
			errs <- err
		})
	}
	wg.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			t.Error(err)
		}
	}
}

func TestAddStaffRefuses(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	ok := Staff{Login: "mei", Name: "Mei", Role: Lead, Team: "east", Lang: "en"}
	for name, c := range map[string]struct {
		change   func(*Staff)
		password string
		want     error
	}{
		"taken":          {func(p *Staff) { p.Login = "lin" }, "long enough", ErrTaken},
		"short password": {func(*Staff) {}, "short", ErrInvalid},
		"unknown team":   {func(p *Staff) { p.Team = "west" }, "long enough", ErrNotFound},
		"unknown role":   {func(p *Staff) { p.Role = "boss" }, "long enough", ErrInvalid},
		"unknown lang":   {func(p *Staff) { p.Lang, p.Zone = "fr", "Europe/Paris" }, "long enough", ErrInvalid},
		"unknown zone":   {func(p *Staff) { p.Zone = "Mars/Base" }, "long enough", ErrInvalid},
		"capital login":  {func(p *Staff) { p.Login = "Mei" }, "long enough", ErrInvalid},
	} {
		p := ok
		c.change(&p)
		if err := s.AddStaff(t.Context(), p, c.password, now); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestTeams(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	if team, err := s.TeamOf(t.Context(), "lin"); err != nil || team != "east" {
		t.Errorf("TeamOf = %q, %v", team, err)
	}
	if _, err := s.TeamOf(t.Context(), "nobody"); !errors.Is(err, ErrNotFound) {
		t.Errorf("TeamOf(nobody) = %v, want ErrNotFound", err)
	}
	if all, err := s.TeamsByLogin(t.Context()); err != nil || len(all) != 1 || all["lin"] != "east" {
		t.Errorf("TeamsByLogin = %v, %v", all, err)
	}
	if people, err := s.Members(t.Context(), "east"); err != nil || len(people) != 1 {
		t.Errorf("Members = %v, %v", people, err)
	}
}

func TestSettings(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	if err := s.SetLang(t.Context(), "lin", "en"); err != nil {
		t.Fatal(err)
	}
	if err := s.SetTheme(t.Context(), "lin", "dark"); err != nil {
		t.Fatal(err)
	}
	if me, err := s.Staff(t.Context(), "lin"); err != nil || me.Lang != "en" || me.Theme != "dark" {
		t.Errorf("%+v, %v", me, err)
	}
	if err := s.SetLang(t.Context(), "lin", "fr"); !errors.Is(err, ErrInvalid) {
		t.Errorf("SetLang(fr) = %v", err)
	}
	if err := s.SetTheme(t.Context(), "nobody", "dark"); !errors.Is(err, ErrNotFound) {
		t.Errorf("SetTheme(nobody) = %v", err)
	}
}

func TestAuditIsAppendOnly(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	e := Entry{At: now, Staff: "lin", Team: "east", Action: "account.open", Subject: "person/17", Request: "4f1c"}
	if err := s.Note(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	trail, err := s.Trail(t.Context(), "person/17", 10)
	if err != nil || len(trail) != 1 || trail[0].Action != e.Action || !trail[0].At.Equal(now) {
		t.Errorf("trail %+v, %v", trail, err)
	}
	for _, query := range []string{`UPDATE auth.audit SET staff = 'x'`, `DELETE FROM auth.audit`, `TRUNCATE auth.audit`} {
		if _, err := s.pool.Exec(t.Context(), query); err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("%s: %v", query, err)
		}
	}
}

func TestClearDemo(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	for _, team := range []Team{{"demo-a", "Demo A", true}, {"demo-b", "Demo B", true}} {
		if err := s.AddTeam(t.Context(), team, now); err != nil {
			t.Fatal(err)
		}
	}
	demo := Staff{Login: "made-up", Name: "Made Up", Role: Trainee, Team: "demo-a", Lang: "en", Demo: true}
	real := Staff{Login: "real", Name: "Real", Role: Lead, Team: "demo-b", Lang: "en"}
	for _, p := range []Staff{demo, real} {
		if err := s.AddStaff(t.Context(), p, "long enough", now); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.ClearDemo(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Staff(t.Context(), "made-up"); !errors.Is(err, ErrNotFound) {
		t.Errorf("the demonstration's person: %v", err)
	}
	if _, err := s.Team(t.Context(), "demo-a"); !errors.Is(err, ErrNotFound) {
		t.Errorf("the empty demonstration team: %v", err)
	}
	for _, login := range []string{"lin", "real"} {
		if _, err := s.Staff(t.Context(), login); err != nil {
			t.Errorf("%s: %v", login, err)
		}
	}
}

// TestSessionsLiveInTheSchema: the session store writes an unqualified table
// name, which only its own pool's search path leads to schema auth.
func TestSessionsLiveInTheSchema(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	h := s.Sessions.LoadAndSave(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.Sessions.Put(r.Context(), "login", "lin")
	}))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	cookie := w.Result().Cookies()[0]
	if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" {
		t.Errorf("cookie %+v", cookie)
	}
	var rows int
	if err := s.pool.QueryRow(t.Context(), `SELECT count(*) FROM auth.sessions WHERE token <> $1`, cookie.Value).Scan(&rows); err != nil || rows != 1 {
		t.Errorf("%d sessions stored under a hash of the token, %v; want 1", rows, err)
	}
}

func TestStoredPasswordIsHashedAsSaid(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	var phc string
	if err := s.pool.QueryRow(t.Context(), `SELECT password FROM auth.staff WHERE login = 'lin'`).Scan(&phc); err != nil {
		t.Fatal(err)
	}
	// 19 MiB, two passes, one lane: OWASP Password Storage Cheat Sheet.
	if !strings.HasPrefix(phc, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("stored as %.40s", phc)
	}
	if _, _, _, _, _, err := parsePHC(absentee); err != nil {
		t.Errorf("the hash for unknown logins: %v", err)
	}
}
