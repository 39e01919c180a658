package govet

import (
	"errors"
	"strings"
	"testing"

	"github.com/parvet/parvet/internal/finding"
)

// TestRename: all names of files change, and nothing else does.
func TestRename(t *testing.T) {
	renamed, err := Rename([]byte(stream), func(file string) (string, error) { return strings.Replace(file, "/m/", "package:", 1), nil })
	if err == nil {
		t.Fatal("an object that is not of diagnostics is renamed")
	}
	good := strings.Replace(stream, `,
		"mutex": {"error": "no luck"}`, "", 1)
	if renamed, err = Rename([]byte(good), func(file string) (string, error) { return strings.Replace(file, "/m/", "package:", 1), nil }); err != nil {
		t.Fatal(err)
	}
	text := string(renamed)
	if strings.Contains(text, "/m/") || !strings.Contains(text, `"package:a/a.go:4:2"`) || !strings.Contains(text, `"filename":"package:a/a.go"`) || !strings.Contains(text, `"posn":"-"`) {
		t.Errorf("renamed:\n%s", text)
	}
	if !strings.Contains(text, "p.F at m/a/a.go:3:1") {
		t.Errorf("a message has changed:\n%s", text)
	}
	back, err := Rename(renamed, func(file string) (string, error) { return strings.Replace(file, "package:", "/m/", 1), nil })
	if err != nil {
		t.Fatal(err)
	}
	want, _, _ := decode(strings.NewReader(good))
	got, _, err := decode(strings.NewReader(string(back)))
	if err != nil || len(got) != len(want) {
		t.Fatalf("%d diagnostics come back, want %d (%v)", len(got), len(want), err)
	}
	for i := range got {
		if got[i].Posn != want[i].Posn || got[i].End != want[i].End || len(got[i].Related) != len(want[i].Related) {
			t.Errorf("%+v comes back as %+v", want[i], got[i])
		}
	}
	no := errors.New("no")
	if _, err := Rename([]byte(good), func(string) (string, error) { return "", no }); !errors.Is(err, no) {
		t.Errorf("the error is %v", err)
	}
}

func TestTroubled(t *testing.T) {
	for reports, want := range map[string]bool{
		``: false,
		`{"m/a":{"sleep":[{"category":"sleep","posn":"/m/a.go:1:1"}]}}`:                                       false,
		`{"m/a":{"effects":[{"category":"` + finding.BadModel + `","posn":"/m/a.go:1:1","message":"/x:1"}]}}`: true,
		`{"m/a":{"effects":[{"category":"` + finding.InternalError + `","posn":"/m/a.go:1:1"}]}}`:             true,
		`{"m/a":{"effects":{"error":"no luck"}}}`:                                                             true,
		`{"m/a`: true,
	} {
		if got := Troubled([]byte(reports)); got != want {
			t.Errorf("Troubled(%s) = %v", reports, got)
		}
	}
}

func FuzzRename(f *testing.F) {
	f.Add(stream)
	f.Add(`{"a":{"b":null}}`)
	f.Add(`{"a":{"b":[{"posn":"C:\\x.go:1"}]}}`)
	f.Fuzz(func(t *testing.T, s string) {
		same := func(file string) (string, error) { return file, nil }
		one, err := Rename([]byte(s), same)
		if err != nil {
			return
		}
		if two, err := Rename(one, same); err != nil || string(two) != string(one) {
			t.Errorf("%s becomes %s (%v)", one, two, err)
		}
	})
}
