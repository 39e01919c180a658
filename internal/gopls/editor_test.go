package gopls_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/parvet/parvet/internal/lsptest"
)

// an editor is one that runs gopls in the module of testdata/editor.txtar.
type editor struct {
	*lsptest.Client
	t   *testing.T
	dir string
}

func start(t *testing.T, dir, cache string, env ...string) editor {
	t.Helper()
	_, program := programs(t)
	cmd := exec.Command(program)
	cmd.Dir = dir
	cmd.Env = append(append(os.Environ(), "GOWORK=off", "GOPLSCACHE="+cache), env...)
	return editor{lsptest.Start(t, cmd, dir, nil, nil), t, dir}
}

func (e editor) file(name string) string { return filepath.Join(e.dir, filepath.FromSlash(name)) }

// rules returns of which rules the diagnostics are, sorted.
func rules(found []lsptest.Diagnostic) []string {
	var ids []string
	for _, d := range found {
		if id, ok := strings.CutPrefix(d.Source, "parvet_"); ok {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// has waits until the diagnostics of the file at hand are of these rules, besides
// those of gopls. One of these shows that the analyzers have run.
func (e editor) has(file string, ids ...string) []lsptest.Diagnostic {
	e.t.Helper()
	return e.Diagnostics(file, "diagnostics of the rules "+strings.Join(ids, ", "), func(found []lsptest.Diagnostic) bool {
		ran := slices.ContainsFunc(found, func(d lsptest.Diagnostic) bool { return d.Source == "printf" })
		return ran && slices.Equal(rules(found), ids)
	})
}

func of(t *testing.T, found []lsptest.Diagnostic, id string) lsptest.Diagnostic {
	t.Helper()
	i := slices.IndexFunc(found, func(d lsptest.Diagnostic) bool { return d.Source == "parvet_"+id })
	if i < 0 {
		t.Fatalf("no diagnostic of %s in %+v", id, found)
	}
	return found[i]
}

// related checks that some information about d leads to a place.
func related(t *testing.T, d lsptest.Diagnostic, file string, r lsptest.Range, says string) {
	t.Helper()
	for _, rel := range d.Related {
		if lsptest.File(rel.Location.URI) == file && rel.Location.Range.Start == r.Start && strings.Contains(rel.Message, says) {
			return
		}
	}
	t.Errorf("nothing about %q leads to %s:%+v:\n%+v", says, file, r.Start, d.Related)
}

func TestEditor(t *testing.T) {
	parvetFile, _ := programs(t)
	dir := extract(t, "testdata/editor.txtar")
	e := start(t, dir, t.TempDir())
	work, near, deep := e.file("work/work.go"), e.file("near/near.go"), e.file("deep/deep.go")
	text := e.Open(work)
	e.has(work)

	// What is typed is not saved.
	odd := strings.Replace(text, "// HERE", "/* é𝄞 */ time.Sleep(backoff)", 1)
	e.Change(work, odd)
	d := of(t, e.has(work, "sleep"), "sleep")
	if want := lsptest.RangeOf(odd, "time.Sleep(backoff)"); d.Range != want {
		t.Errorf("the diagnostic is at %+v, want %+v", d.Range, want)
	}
	sleeping := strings.Replace(text, "// HERE", "time.Sleep(backoff)", 1)
	e.Change(work, sleeping)
	d = of(t, e.has(work, "sleep"), "sleep")
	if want := lsptest.RangeOf(sleeping, "time.Sleep(backoff)"); d.Range != want {
		t.Errorf("the diagnostic is at %+v, want %+v", d.Range, want)
	}
	if d.Code != "sleep" || d.CodeDescription == nil || !strings.HasSuffix(d.CodeDescription.Href, "/docs/rules/sleep.md") || d.Severity != 2 {
		t.Errorf("the diagnostic is %+v", d)
	}
	if !strings.HasPrefix(d.Message, "task passed to par.ForEach sleeps, ") {
		t.Errorf("the message is %q", d.Message)
	}
	related(t, d, work, lsptest.RangeOf(sleeping, "par.ForEach"), "passed to par.ForEach")

	// The fix is that of the command.
	var titles []string
	for _, a := range e.Actions(work, d.Range, d) {
		if len(a.Diagnostics) == 0 || a.Diagnostics[0].Source != d.Source {
			continue
		}
		titles = append(titles, a.Title)
		fixed, err := lsptest.Apply(sleeping, e.Edit(a).EditsOf(lsptest.URI(work)))
		if err != nil {
			t.Fatal(err)
		}
		if want := fixedBy(t, parvetFile, sleeping); fixed != want {
			t.Errorf("the fix makes\n%s\nand parvet -fix makes\n%s", fixed, want)
		}
		e.Change(work, fixed)
		e.has(work) // and it compiles, or nothing would be found at all
	}
	if len(titles) != 1 {
		t.Errorf("actions %q, want one", titles)
	}

	// Two packages away, in a buffer too.
	calling := strings.Replace(text, "// HERE", "near.Fetch()", 1)
	e.Change(work, calling)
	d = of(t, e.has(work, "sleep"), "sleep")
	call := lsptest.RangeOf(text, "near.Fetch()") // Hold's
	if d.Range.Start.Line <= call.Start.Line || d.Range.End.Character-d.Range.Start.Character != len("near.Fetch()") {
		t.Errorf("the diagnostic is at %+v", d.Range)
	}
	data, err := os.ReadFile(deep)
	if err != nil {
		t.Fatal(err)
	}
	related(t, d, deep, lsptest.RangeOf(string(data), "time.Sleep(time.Second)"), "time.Sleep")
	nearText := e.Open(near)
	e.Change(near, strings.Replace(nearText, "deep.Pause()", "_ = deep.Pause", 1))
	e.has(work)
	e.Change(near, nearText)
	e.has(work, "sleep")

	// A rule is switched off by its name, which is not that of one of gopls.
	both := strings.Replace(text, "// HERE", "near.Fetch()\n\t\tlock.Lock()\n\t\tlock.Unlock()", 1)
	e.Change(work, both)
	e.has(work, "mutex", "sleep")
	off := func(names ...string) {
		analyses := make(map[string]bool)
		for _, name := range names {
			analyses[name] = false
		}
		e.Configure(map[string]any{"gopls": map[string]any{"analyses": analyses}})
	}
	off("parvet_sleep")
	e.has(work, "mutex")
	off("sleep")
	e.has(work, "mutex", "sleep")
	off("parvet_sleep", "parvet_mutex")
	e.has(work)
	off()
	e.has(work, "mutex", "sleep")

	// What does not matter is ignored, and a directive without effect reported.
	e.Change(work, strings.Replace(text, "// HERE", "near.Fetch() //parvet:ignore sleep the names are few", 1))
	e.has(work)
	e.Change(work, strings.Replace(text, "// HERE", "//parvet:ignore sleep", 1))
	d = of(t, e.has(work, "directive"), "directive")
	if !strings.Contains(d.Message, "gives no reason") {
		t.Errorf("the message is %q", d.Message)
	}
}

// fixedBy returns what parvet -fix makes of the text of work.go.
func fixedBy(t *testing.T, parvet, text string) string {
	t.Helper()
	dir := extract(t, "testdata/editor.txtar")
	file := filepath.Join(dir, "work", "work.go")
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	env := []string{"GOWORK=off", "PARVET_CACHE=off"}
	if stdout, stderr, err := run(dir, env, parvet, "-fix", "./work"); err != nil {
		t.Fatalf("parvet -fix: %v\n%s%s", err, stdout, stderr)
	}
	if _, stderr, err := run(dir, env, "go", "build", "./..."); err != nil {
		t.Fatalf("what parvet -fix made does not compile:\n%s", stderr)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestSettings holds that the settings of the project are those of the editor, and
// that gopls, which keeps what it has found from one run to the next, does not
// show what was found with other settings.
func TestSettings(t *testing.T) {
	dir, cache := extract(t, "testdata/editor.txtar"), t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	const file = ".parvet.yaml"
	const pools = "cpupools: [golang.org/x/sync/errgroup]\n"
	for _, step := range []struct {
		name, settings, models string
		env                    []string
		want                   []string
	}{
		{name: "none"},
		{name: "a pool", settings: pools, want: []string{"sleep"}},
		{name: "none again"},
		{name: "a pool and an exclusion", settings: pools + "exclude: [{path: group, rules: [sleep]}]\n"},
		{name: "another exclusion", settings: pools + "exclude: [{path: group, rules: [mutex]}]\n", want: []string{"sleep"}},
		{name: "a pool and a rule less", settings: pools + "disable: [sleep]\n"},
		{name: "models", settings: pools + "models: [m.txt]\n", models: "package example.org/m/near\n", want: []string{"sleep"}},
		{name: "other models", settings: pools + "models: [m.txt]\n", models: "package example.org/m/near\nFetch  ok\n"},
		{name: "elsewhere", settings: "tier: none\n", env: []string{"PARVET_CONFIG=" + filepath.Join(dir, "other.yaml")}, want: []string{"sleep"}},
		{name: "off", settings: pools, env: []string{"PARVET_CONFIG=off"}},
		{name: "wrong", settings: "cpupool: [all]\n", want: []string{"settings"}},
		{name: "wrong again", settings: "cpupools: [example.org/none]\n", want: []string{"settings"}},
		{name: "relative", env: []string{"PARVET_CONFIG=other.yaml"}, want: []string{"settings"}},
	} {
		t.Run(step.name, func(t *testing.T) {
			if err := os.Remove(filepath.Join(dir, file)); err != nil && !os.IsNotExist(err) {
				t.Fatal(err)
			}
			if step.settings != "" {
				write(file, step.settings)
			}
			write("m.txt", step.models)
			write("other.yaml", pools)
			e := start(t, dir, cache, append(step.env, "PARVET_MODELS=")...)
			group := e.file("group/group.go")
			e.Open(group)
			found := e.has(group, step.want...)
			if slices.Contains(step.want, "settings") {
				d := of(t, found, "settings")
				t.Log(d.Message)
				if d.Severity != 1 || !strings.HasSuffix(d.CodeDescription.Href, "/docs/gopls.md#settings") {
					t.Errorf("the diagnostic is %+v", d)
				}
			}
		})
	}
}
