package atomicfile_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/parvet/parvet/internal/atomicfile"
)

func TestReplace(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "f")
	if err := atomicfile.Replace(file, []byte("one")); err != nil {
		t.Fatal(err)
	}
	expect(t, file, "one", 0o644)
	if err := os.Chmod(file, 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink(file, link); err != nil {
		t.Skip("no symbolic links here")
	}
	if err := atomicfile.Replace(link, []byte("two")); err != nil {
		t.Fatal(err)
	}
	expect(t, file, "two", 0o600)
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is replaced: %v, %v", info, err)
	}
	broken := filepath.Join(dir, "broken")
	if err := os.Symlink("nowhere", broken); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(file, 0o444); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		file:                          "it is read-only",
		dir:                           "it is a directory",
		broken:                        "it is a symbolic link that leads nowhere",
		filepath.Join(dir, "no", "f"): "no such file or directory",
	} {
		if err := atomicfile.Replace(name, nil); err == nil || err.Error() != want && runtime.GOOS != "windows" {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
	expect(t, file, "two", 0o444)
	if left, err := filepath.Glob(filepath.Join(dir, ".*")); err != nil || len(left) > 0 {
		t.Errorf("left are %v, %v", left, err)
	}
}

func expect(t *testing.T, file, want string, perm os.FileMode) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil || string(data) != want {
		t.Errorf("the file has %q, %v, want %q", data, err, want)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != perm && runtime.GOOS != "windows" {
		t.Errorf("the permissions are %v, %v, want %v", info.Mode(), err, perm)
	}
}

// TestCreate: until it is committed, and if it never is, all is as before.
func TestCreate(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, strings.Repeat("n", 250))
	for _, commit := range []bool{false, true} {
		f, err := atomicfile.Create(file)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte("new")); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(file); err == nil {
			t.Error("the file is there too early")
		}
		if commit {
			if err := f.Commit(); err != nil {
				t.Fatal(err)
			}
		}
		f.Discard()
		left, err := os.ReadDir(dir)
		if err != nil || len(left) > 0 != commit || len(left) > 1 {
			t.Errorf("committed: %v; left are %v, %v", commit, left, err)
		}
	}
	// The permissions are those that any new file has.
	other, err := os.Create(filepath.Join(dir, "other"))
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	info, err := other.Stat()
	if err != nil {
		t.Fatal(err)
	}
	expect(t, file, "new", info.Mode().Perm())
}
