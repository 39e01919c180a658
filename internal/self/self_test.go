package self

import (
	"os"
	"runtime/debug"
	"strings"
	"testing"
)

func TestID(t *testing.T) {
	// The program of a test is nobody's release.
	if id := ID(); !strings.HasPrefix(id, "file-") || id != ID() {
		t.Errorf("ID is %q", id)
	}
}

func TestRelease(t *testing.T) {
	build := func(change func(*debug.BuildInfo)) string {
		info := &debug.BuildInfo{
			GoVersion: "go1.26.0",
			Main:      debug.Module{Path: "m", Version: "v1.0.0", Sum: "h1:a"},
			Deps:      []*debug.Module{{Path: "d", Version: "v1.0.0", Sum: "h1:b"}},
			Settings:  []debug.BuildSetting{{Key: "CGO_ENABLED", Value: "0"}},
		}
		change(info)
		return release(info)
	}
	same := build(func(*debug.BuildInfo) {})
	if same == "" || same != build(func(*debug.BuildInfo) {}) || strings.Contains(same, " ") {
		t.Fatalf("the ID of a release is %q", same)
	}
	for name, change := range map[string]func(*debug.BuildInfo){
		"version":    func(i *debug.BuildInfo) { i.Main.Version = "v1.0.1" },
		"dependency": func(i *debug.BuildInfo) { i.Deps[0].Sum = "h1:c" },
		"toolchain":  func(i *debug.BuildInfo) { i.GoVersion = "go1.26.1" },
		"setting":    func(i *debug.BuildInfo) { i.Settings[0].Value = "1" },
	} {
		if other := build(change); other == same || other == "" {
			t.Errorf("with another %s, the ID is %q", name, other)
		}
	}
	for name, change := range map[string]func(*debug.BuildInfo){
		"checkout":    func(i *debug.BuildInfo) { i.Main.Sum = "" },
		"workspace":   func(i *debug.BuildInfo) { i.Deps[0].Sum = "" },
		"replacement": func(i *debug.BuildInfo) { i.Deps[0].Replace = &debug.Module{Path: "../d"} },
		"repository":  func(i *debug.BuildInfo) { i.Settings[0].Key = "vcs.revision" },
		"overlay":     func(i *debug.BuildInfo) { i.Settings[0].Key = "-overlay" },
	} {
		if id := build(change); id != "" {
			t.Errorf("with a %s, the build passes for the release %s", name, id)
		}
	}
}

func TestUnknown(t *testing.T) {
	if id := unknown(os.ErrNotExist); strings.Contains(id, " ") || !strings.HasPrefix(id, "unknown-") {
		t.Errorf("unknown is %q", id)
	}
}
