package parvet

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

// released is what is to be removed from the cache of modules in the end.
var released []string

// publish makes releases of the suite and of the plugin as they are in this tree: a
// directory that serves as a module proxy. The version follows from what is in
// them: the go command takes one that it knows out of its cache.
func publish(t *testing.T, modcache string) (proxy, version string) {
	var all bytes.Buffer
	for _, m := range []module.Version{{Path: suite, Version: "v0.0.0"}, {Path: plug, Version: "v0.0.0"}} {
		if err := zip.CreateFromDir(&all, m, folder(m.Path)); err != nil {
			t.Fatal(err)
		}
	}
	version = fmt.Sprintf("v0.0.0-20000101000000-%.6x", sha256.Sum256(all.Bytes()))
	proxy = filepath.Join(scratch, "proxy")
	release(t, proxy, module.Version{Path: suite, Version: version}, folder(suite))

	// The plugin requires the suite of the same release.
	dir := filepath.Join(scratch, "plugin")
	if err := os.CopyFS(dir, os.DirFS(folder(plug))); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "go.mod")
	mod := parse(t, name)
	if err := mod.AddRequire(suite, version); err != nil {
		t.Fatal(err)
	}
	text, err := mod.Format()
	if err != nil {
		t.Fatal(err)
	}
	write(t, name, string(text))
	release(t, proxy, module.Version{Path: plug, Version: version}, dir)

	for _, path := range []string{suite, plug} {
		released = append(released, filepath.Join(modcache, path+"@"+version))
		files, err := filepath.Glob(filepath.Join(proxy, path, "@v", "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, ext := range []string{".lock", ".ziphash"} {
			files = append(files, version+ext)
		}
		for _, f := range files {
			released = append(released, filepath.Join(modcache, "cache", "download", path, "@v", filepath.Base(f)))
		}
	}
	return proxy, version
}

// folder returns where a module is.
func folder(path string) string {
	if path == plug {
		return "."
	}
	return root
}

func parse(t *testing.T, name string) *modfile.File {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	mod, err := modfile.Parse(name, data, nil)
	if err != nil {
		t.Fatal(err)
	}
	return mod
}

// release writes what a module proxy serves of a version.
func release(t *testing.T, proxy string, m module.Version, dir string) {
	t.Helper()
	at := filepath.Join(proxy, m.Path, "@v")
	data, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(at, m.Version+".mod"), string(data))
	info, err := json.Marshal(struct {
		Version string
		Time    time.Time
	}{m.Version, time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(at, m.Version+".info"), string(info))
	var b bytes.Buffer
	if err := zip.CreateFromDir(&b, m, dir); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(at, m.Version+".zip"), b.String())
}

// withdraw removes the releases from the cache of modules, where directories are
// not writable.
func withdraw() {
	for _, name := range released {
		filepath.WalkDir(name, func(name string, d fs.DirEntry, err error) error {
			if err == nil && d.IsDir() {
				os.Chmod(name, 0o777)
			}
			return nil
		})
		os.RemoveAll(name)
	}
}

// TestVersions: all name the same release.
func TestVersions(t *testing.T) {
	want := ""
	for _, r := range parse(t, "go.mod").Require {
		if r.Mod.Path == suite {
			want = r.Mod.Version
		}
	}
	data, err := os.ReadFile("go.work")
	if err != nil {
		t.Fatal(err)
	}
	work, err := modfile.ParseWork("go.work", data, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(work.Replace) != 1 || work.Replace[0].Old != (module.Version{Path: suite, Version: want}) {
		t.Errorf("go.work does not replace %s %s alone", suite, want)
	}
	if custom := block(t, "yaml", "module: "+plug); !strings.Contains(custom, "\n    version: "+want+"\n") {
		t.Errorf("%s does not name %s:\n%s", page, want, custom)
	}
}
