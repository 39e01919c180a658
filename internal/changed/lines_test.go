package changed

import "testing"

// FuzzParse: no patch makes it panic, and what it takes for lines are some.
func FuzzParse(f *testing.F) {
	f.Add("diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,3 @@ f\n-a\n+b\n")
	f.Add("diff --git a/x b/x\n--- a/x\n+++ \"b/\\303\\274\\t\"\n@@ -0,0 +1 @@\n+b\n\\ No newline\n")
	f.Add("+++ /dev/null\n@@ -1 +0,0 @@\n-x\n")
	f.Add("+++ b/a\t\n@@ -99999999999999999999 +1 @@\n")
	f.Fuzz(func(t *testing.T, patch string) {
		l := &Lines{files: make(map[string][]span)}
		if l.parse([]byte(patch)) != nil {
			return
		}
		for name, spans := range l.files {
			for _, s := range spans {
				if name == "" || s.first < 0 || s.last < s.first {
					t.Errorf("%q has lines %v", name, s)
				}
			}
		}
	})
}
