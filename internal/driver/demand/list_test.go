package demand

import "testing"

// TestComplaints: a first run downloads modules, which is no reason to ask go vet.
func TestComplaints(t *testing.T) {
	const downloads = "go: downloading example.org/x v1.0.0\ngo: downloading example.org/y v1.2.0\n"
	if got := complaints([]byte(downloads)); len(got) > 0 {
		t.Errorf("complaints about downloads: %q", got)
	}
	const odd = "go: warning: \"./x/...\" matched no packages"
	if got := complaints([]byte(downloads + odd + "\n")); string(got) != odd {
		t.Errorf("got %q, want %q", got, odd)
	}
}
