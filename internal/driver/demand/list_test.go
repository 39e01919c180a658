package demand

import "testing"

// TestComplaints: a first run downloads modules, which is no reason to ask go vet.
func TestComplaints(t *testing.T) {
	const downloads = "go: downloading example.org/x v1.0.0\ngo: downloading example.org/y v1.2.0\n"
	if got := new(environment).complaints([]byte(downloads)); len(got) > 0 {
		t.Errorf("complaints about downloads: %q", got)
	}
	const odd = "go: warning: \"./x/...\" matched no packages"
	if got := new(environment).complaints([]byte(downloads + odd + "\n")); string(got) != odd {
		t.Errorf("got %q, want %q", got, odd)
	}
}

// TestComplaintsOfProgram: the program that keeps the go command's cache may talk,
// what the go command says counts all the same.
func TestComplaintsOfProgram(t *testing.T) {
	env := &environment{GOCACHEPROG: "cacher"}
	const talk = "cacher: closing; 10 gets\nDefaulting to cache dir /x ...\n"
	if got := env.complaints([]byte(talk)); len(got) > 0 {
		t.Errorf("complaints about what the program says: %q", got)
	}
	if got := new(environment).complaints([]byte(talk)); len(got) == 0 {
		t.Error("no complaints about what nobody knows")
	}
	for _, said := range []string{
		"go: warning: \"./x/...\" matched no packages",
		"# example.com/m",
		"warning: ignoring symlink /x",
		"pattern ./x/...: directory prefix x does not contain main module; matched no packages",
	} {
		if got := env.complaints([]byte(talk + said + "\n")); string(got) != said {
			t.Errorf("got %q, want %q", got, said)
		}
	}
}
