package demand_test

import (
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parvet/parvet/analyzer"
	"github.com/parvet/parvet/internal/driver"
	"github.com/parvet/parvet/internal/driver/demand"
	"github.com/parvet/parvet/internal/driver/govet"
)

// unsaved is what an editor has of package a of the module, with a file that does
// not exist yet.
func unsaved(dir string) driver.Overlay {
	return driver.Overlay{
		filepath.Join(dir, "a", "a.go"): `package a

import (
	"context"
	"time"

	"example.com/m/b"
	"github.com/parvet/parvet/runtime/par"
)

func Run(ctx context.Context, p *par.Pool) error {
	return p.Go(ctx, func(ctx context.Context) {
		b.Work()
		time.Sleep(pause)
	})
}
`,
		filepath.Join(dir, "a", "new.go"): "package a\n\nimport \"time\"\n\nconst pause = time.Minute\n",
		filepath.Join(dir, "b", "b.go"):   sleeping,
	}
}

// TestOverlay: both drivers report of unsaved files what they report once these
// are saved, under the same names; and what is kept of the one does not show in the
// other.
func TestOverlay(t *testing.T) {
	dir := module(t)
	d := &demand.Driver{Analyzers: analyzer.All(), Cache: t.TempDir(), Otherwise: none{t}}
	drivers := map[string]driver.Driver{"demand": d, "go vet": govet.Driver{Tool: tool}}
	reports := func(when string, overlay driver.Overlay, want int) string {
		t.Helper()
		all := make(map[string]string)
		for name, d := range drivers {
			res, err := d.Run(t.Context(), driver.Request{Dir: dir, Patterns: []string{"./..."}, Overlay: overlay})
			if err != nil || len(res.Failures) > 0 {
				t.Fatalf("%s, %s: %v, %v", name, when, err, res)
			}
			if len(res.Findings) != want {
				t.Errorf("%s finds %d, want %d, %s", name, len(res.Findings), want, when)
			}
			text, err := json.MarshalIndent(res.Findings, "", "\t")
			if err != nil {
				t.Fatal(err)
			}
			all[name] = string(text)
		}
		if all["demand"] != all["go vet"] {
			t.Errorf("%s, demand reports\n%s\nbut go vet\n%s", when, all["demand"], all["go vet"])
		}
		return all["go vet"]
	}
	reports("before", nil, 0)
	overlay := unsaved(dir)
	before := reports("unsaved", overlay, 2)
	if !strings.Contains(before, filepath.Join(dir, "a", "a.go")) {
		t.Errorf("the name of the file is missing:\n%s", before)
	}
	reports("again without", nil, 0)
	for name, text := range overlay {
		write(t, "", name, text)
	}
	if after := reports("saved", nil, 2); after != before {
		t.Errorf("unsaved\n%s\nsaved\n%s", before, after)
	}
	// With other files beside, so that go vet shows what it has kept.
	if again := reports("saved, and as unsaved", overlay, 2); again != before {
		t.Errorf("unsaved\n%s\nagain\n%s", before, again)
	}
}

// why remembers why the request was left to it.
type why struct{ text string }

func (w *why) Run(_ context.Context, req driver.Request) (*driver.Result, error) {
	w.text = req.Why
	return new(driver.Result), nil
}

// TestOverlayBroken: what is said of unsaved files that do not compile names the
// files that the user knows, and tests that do not compile are left out.
func TestOverlayBroken(t *testing.T) {
	dir := module(t)
	overlay := unsaved(dir)
	test := filepath.Join(dir, "a", "a_test.go")
	overlay[test] = "package a\n\nvar _ = missing\n"

	var w why
	d := &demand.Driver{Analyzers: analyzer.All(), Otherwise: &w}
	req := driver.Request{Dir: dir, Patterns: []string{"./a"}, Overlay: overlay}
	if _, err := d.Run(t.Context(), req); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(w.text, test+":3:9: undefined: missing") {
		t.Errorf("go vet is asked because %s", w.text)
	}
	res, err := govet.Driver{Tool: tool}.Run(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Findings) != 2 || len(res.Failures) != 1 {
		t.Errorf("go vet reports %d and fails at %v", len(res.Findings), res.Failures)
	}
	for _, f := range res.Failures {
		if !f.TestsOnly || !strings.Contains(f.Message, test+":3:9: undefined: missing") {
			t.Errorf("go vet fails at %+v", f)
		}
	}
}
