package par_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// edit is a change of a source file.
type edit struct{ file, from, to string }

const interleaved = `"github.com/parvet/parvet/runtime/internal/interleave"`

// tamed takes out what would make a run depend on more than the order: the clock, randomness, and waits that are longer than the order is in need of.
var tamed = []edit{
	{"linger.go", "func now() int64 { return int64(time.Since(birth)) }", "func now() int64 { return interleave.Now(20_000) }"},
	{"linger.go", "return t < 0 || t > int64(10*365*24*time.Hour)", "return false"},
	{"linger.go", "const lookouts = 64", "const lookouts = 1"},
	{"mutex.go", "\tif !m.TryLock() {\n\t\tm.wait()\n\t}\n", "\tm.Mutex.Lock() // there are orders enough without the looks\n"},
	{"linger.go", "runtime.GOMAXPROCS(0)-1", "4-1"},
	{"linger.go", `"runtime"`, `"runtime"; ` + interleaved},
	{"usual.go", "\tendEra()\n", "\t_ = endEra // nor on a timer\n"},
	{"usual.go", "\tplace.Store(&usual{entry, item, odd, age})\n", "\t_, _, _ = item, odd, age // or one run would depend on those before it\n"},
	{"quiet.go", "expected >= quietBelow", "!quietTried || expected >= quietBelow"},
	{"quiet.go", "quietFor = 10 * time.Millisecond", "quietFor = 0 * time.Millisecond"},
	{"quiet.go", "p.quiets.timer = time.AfterFunc(quietFor, p.rouse)", "_ = 0 // the scenario calls rouse"},
	{"foreign.go", "foreignAfter = 10 * time.Millisecond", "foreignAfter = time.Hour"},
	{"rec_steal.go", "const patience = 1000", "const patience = 2"},
	{"rec_run.go", "rand.Uint32()", "uint32(0)"},
	{"rec_run.go", `"math/rand/v2"`, ""},
	{"rec_run.go", "n%16 == 0", "n%1 == 0"},
	{"rec_run.go", "i < 200 &&", "i < 1 &&"},
}

// compileInterleaved makes a test program of the package with points in place of the operations of sync and sync/atomic, and with the edits.
func compileInterleaved(t *testing.T, edits ...edit) (program string) {
	t.Helper()
	dir := t.TempDir()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	replace := map[string]string{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text := string(b)
		text = strings.Replace(text, "\t\"sync/atomic\"\n", "\tatomic "+interleaved+"\n", 1)
		text = strings.Replace(text, "import \"sync/atomic\"\n", "import atomic "+interleaved+"\n", 1)
		text = strings.Replace(text, "\t\"sync\"\n", "\tsync "+interleaved+"\n", 1)
		text = strings.Replace(text, "import \"sync\"\n", "import sync "+interleaved+"\n", 1)
		for _, e := range append(tamed[:len(tamed):len(tamed)], edits...) {
			if e.file != name {
				continue
			}
			if strings.Count(text, e.from) != 1 {
				t.Fatalf("%s has not one place with %q: the code has changed, and this edit of it must follow", name, e.from)
			}
			text = strings.Replace(text, e.from, e.to, 1)
		}
		from, err := filepath.Abs(name)
		if err != nil {
			t.Fatal(err)
		}
		replace[from] = filepath.Join(dir, name)
		if err := os.WriteFile(replace[from], []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "overlay.json"), overlay, 0o600); err != nil {
		t.Fatal(err)
	}
	program = filepath.Join(dir, "par.test")
	out, err := exec.Command("go", "test", "-c", "-vet=off", "-tags", "interleave", "-overlay", filepath.Join(dir, "overlay.json"), "-o", program).CombinedOutput()
	if err != nil {
		t.Fatalf("go test: %v\n%s", err, out)
	}
	return program
}

// runInterleaved runs one scenario, or all.
func runInterleaved(program, scenario string, env ...string) (string, error) {
	c := exec.Command(program, "-test.run=^TestScenarios$/^"+scenario+"$")
	c.Env = append(os.Environ(), env...)
	out, err := c.CombinedOutput()
	return string(out), err
}

// long says whether the tests that are never through are to look for long: see the README of the module.
func long() bool { return os.Getenv("PAR_LONG") != "" }

// All scenarios come to their end in all orders that are tried.
func TestInterleavings(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles the package anew")
	}
	program := compileInterleaved(t)
	env := []string{"INTERLEAVE_PREEMPTIONS=1", "INTERLEAVE_RUNS=700", "INTERLEAVE_RANDOM=50"}
	if long() {
		env = []string{"INTERLEAVE_PREEMPTIONS=2", "INTERLEAVE_RUNS=100000", "INTERLEAVE_RANDOM=2000"}
	}
	out, err := runInterleaved(program, ".*", env...)
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	t.Log(out)
}

// What the protocols are in need of, left out one at a time: the scenarios must find it, or they prove nothing.
var mutants = []struct {
	name, scenario string
	always         bool // not only when there is much time
	edits          []edit
}{
	{"the list is not looked at again after a deque was taken off it", "joins", true, []edit{
		{"worker.go", "\t\t\tif s.more() { // since then", "\t\t\tif false { // since then"},
	}},
	{"a deque is looked for in the list before its frame is there", "joins", false, []edit{
		{"joins.go", "\tj.pub.Add(1)\n", "\tunlisted := j.place.on.Load()\n\tj.pub.Add(1)\n"},
		{"joins.go", "\tif on := j.place.on.Load(); on == offerNot {\n", "\tif on := unlisted; on == offerNot {\n"},
	}},
	{"a half that was taken is taken back", "joins", false, []edit{
		{"joins.go", "next > t {", "next > t+1 {"},
	}},
	{"who lingers leaves without a look, and so does who retires", "linger", false, []edit{
		{"linger.go", "\tif p.free() {\n", "\tif p.free() && mayStay {\n"},
		{"linger.go", "\tp.dispatch()\n\treturn j, st, false", "\treturn j, st, false"},
		{"worker_hooks.go", "\tp.workers--\n\tp.dispatch()\n", "\tp.workers--\n"},
	}},
	{"who has left still counts as one who lingers", "linger", true, []edit{
		{"linger.go", "\tp.lingering.Add(-1)\n", "\tif j != nil {\n\t\tp.lingering.Add(-1)\n\t}\n"},
	}},
	{"a chunk is taken by a load and a store", "loop", false, []edit{
		{"loop.go", "} else if l.rest.CompareAndSwap(w, w+uint64(k)<<32) {", "} else if l.rest.Store(w + uint64(k)<<32); true {"},
	}},
	{"the last helper does not tell the owner of its loop", "loop", false, []edit{
		{"loop.go", "} else if last && l.wake != nil {", "} else if last && false {"},
	}},
	{"the owner of a loop parks without a look", "loop", false, []edit{
		{"loop.go", "\tif l.helpers.Load() == 0 {\n", "\tif false {\n"},
	}},
	{"a quiet call that is roused is looked at first and then marked", "quiet", true, []edit{
		{"quiet.go", "\tq.work.listed().on.Store(offerNot) // before the look: who adds work looks at this afterwards\n\tif q.work.more() {\n", "\tmore := q.work.more()\n\tq.work.listed().on.Store(offerNot)\n\tif more {\n"},
	}},
	{"a parked owner is not told of a child that finds no token", "spawn", false, []edit{
		{"group.go", "\tif len(g.children) > 0 {\n\t\tg.wakeOwner()", "\tif false {\n\t\tg.wakeOwner()"},
	}},
	{"new tokens start nobody", "resize", false, []edit{
		{"resize.go", "\tp.dispatch()\n", ""},
	}},
	{"a guest that leaves does not tell those who close", "close", false, []edit{
		{"seat.go", "\tp.dispatch()\n\tp.checkDrained()\n", "\tp.dispatch()\n"},
	}},
	{"a task that leaves the queue does not answer", "queue", false, []edit{
		{"task.go", "\tt.work.giveUp(t.ctx.Err())\n\tt.work.resolve()\n", "\tt.work.giveUp(t.ctx.Err())\n"},
	}},
	{"a fork that was taken is taken back", "leapfrog", false, []edit{
		{"strand.go", "\t\tif pubNext(o) > t {\n\t\t\treturn false\n", "\t\tif false {\n\t\t\treturn false\n"},
	}},
	{"the owner of a fork parks without a look", "strand", false, []edit{
		{"rec_steal.go", "\tif f.state.CompareAndSwap(frameOpen, frameParked) {", "\tif f.state.Store(frameParked); true {"},
	}},
}

func TestInterleavingsFindMutants(t *testing.T) {
	for _, m := range mutants {
		if testing.Short() || !m.always && !long() {
			continue
		}
		t.Run(m.name, func(t *testing.T) {
			program := compileInterleaved(t, m.edits...)
			out, err := runInterleaved(program, m.scenario, "INTERLEAVE_PREEMPTIONS=2", "INTERLEAVE_RUNS=20000", "INTERLEAVE_RANDOM=500")
			if err == nil || strings.Contains(out, "depends on more than the order") {
				t.Errorf("it was not found: %s", out)
			}
			t.Logf("%.300s", out)
		})
	}
}

// The edits that are tried only when there is much time must follow the code as well.
func TestMutantsHaveTheirPlaces(t *testing.T) {
	for _, m := range mutants {
		for _, e := range m.edits {
			b, err := os.ReadFile(e.file)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Count(string(b), e.from) != 1 {
				t.Errorf("%s: %s has not one place with %q", m.name, e.file, e.from)
			}
		}
	}
}
