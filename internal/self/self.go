// Package self tells builds of this program apart: another one may report
// something else, so what is kept of a run is kept under its ID.
package self

import (
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"sync"
)

// ID returns a text without spaces that is another one for each program that may
// behave differently. It is the same on all machines that have the same release:
// go install writes directories of the machine into what it builds, so the file
// may differ where the program does not.
var ID = sync.OnceValue(func() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		if id := release(info); id != "" {
			return id
		}
	}
	return ofFile()
})

// release returns the ID of a program that was built of modules that cannot
// change, or "" for another one.
func release(info *debug.BuildInfo) string {
	for _, m := range append([]*debug.Module{&info.Main}, info.Deps...) {
		if m.Sum == "" || m.Replace != nil {
			return ""
		}
	}
	text := info.String() // the toolchain, all modules with their sums, and the flags
	for _, s := range info.Settings {
		if strings.HasPrefix(s.Key, "vcs") || strings.HasPrefix(s.Key, "-overlay") || strings.HasPrefix(s.Key, "-ldflags") {
			return ""
		}
	}
	return fmt.Sprintf("release-%x", sha256.Sum256([]byte(text)))
}

// ofFile returns the hash of the file that runs.
func ofFile() string {
	exe, err := os.Executable()
	if err != nil {
		return unknown(err)
	}
	f, err := os.Open(exe)
	if err != nil {
		return unknown(err)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return unknown(err)
	}
	return fmt.Sprintf("file-%x", h.Sum(nil))
}

// unknown returns an ID that no other program has, nor this one again.
func unknown(err error) string {
	return fmt.Sprintf("unknown-%x", sha256.Sum256(fmt.Appendf(nil, "%d %v", os.Getpid(), err)))
}
