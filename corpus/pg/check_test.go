package pg

import "testing"

func TestOlderVersion(t *testing.T) {
	t.Parallel()
	for version, want := range map[string]bool{
		"0.7.4": true, "0.8.0": false, "0.8": false, "0.10.1": false, "1.0": false, "1": false, "": true, "0": true,
	} {
		if got := olderVersion(version, oldestVector); got != want {
			t.Errorf("%q is older than %s: %v, want %v", version, oldestVector, got, want)
		}
	}
}
