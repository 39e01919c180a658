//go:build unix

package cli

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/tools/txtar"
)

const slowModule = `
-- go.mod --
module example.org/m

go 1.26
-- m.go --
package m

import _ "net/http"
`

// TestInterrupt starts parvet, waits until go vet's compilers or tools run,
// and interrupts it: nothing may be left of it.
func TestInterrupt(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		t.Run(sig.String(), func(t *testing.T) {
			dir, tmp := realTempDir(t), realTempDir(t)
			extract(t, dir, txtar.Parse([]byte(slowModule)))
			cmd := program(t, dir)
			// An empty cache gives the go command minutes of work.
			cmd.Env = append(cmd.Env, "TMPDIR="+tmp, "GOCACHE="+t.TempDir())
			var stderr bytes.Buffer
			cmd.Stderr = &stderr
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			exited := make(chan struct{})
			go func() {
				defer close(exited)
				cmd.Wait() // its error is the exit status, which is looked at
			}()
			group := waitForWork(t, tmp, exited)
			if err := cmd.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			<-exited
			if got := cmd.ProcessState.ExitCode(); got != exitInterrupted {
				t.Errorf("exit status %d, want %d: %s", got, exitInterrupted, stderr.String())
			}
			if got := stderr.String(); got != "parvet: interrupted\n" {
				t.Errorf("stderr is %q", got)
			}
			if alive := members(t, group); len(alive) > 0 {
				t.Errorf("still alive:\n%s", strings.Join(alive, ""))
			}
			left, err := filepath.Glob(filepath.Join(tmp, "*"))
			if err != nil || len(left) > 0 {
				t.Errorf("left behind: %v (%v)", left, err)
			}
		})
	}
}

// waitForWork waits until the go command has files in tmp, and returns its
// process group.
func waitForWork(t *testing.T, tmp string, exited <-chan struct{}) int {
	t.Helper()
	for {
		if objects, _ := filepath.Glob(filepath.Join(tmp, "parvet-*", "go-build*", "b*")); len(objects) > 3 {
			return group(t, tmp)
		}
		select {
		case <-exited:
			t.Fatal("parvet ended before it could be interrupted")
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// group finds the go command by its environment and returns its group.
func group(t *testing.T, tmp string) int {
	t.Helper()
	out, err := exec.Command("ps", "-A", "-o", "pid=,pgid=,args=").Output()
	if err != nil {
		t.Skipf("no ps: %v", err)
	}
	for line := range strings.Lines(string(out)) {
		var pid, pgid int
		if n, _ := fmt.Sscan(line, &pid, &pgid); n == 2 && strings.Contains(line, "vet -vettool="+os.Args[0]) && pid == pgid && usesTemp(pid, tmp) {
			return pgid
		}
	}
	t.Fatalf("no go vet among\n%s", out)
	return 0
}

// members returns the living processes of a group. Those that init has not
// collected yet are dead.
func members(t *testing.T, group int) []string {
	t.Helper()
	out, err := exec.Command("ps", "-A", "-o", "pgid=,stat=,pid=,args=").Output()
	if err != nil {
		t.Fatal(err)
	}
	var alive []string
	for line := range strings.Lines(string(out)) {
		var pgid int
		var stat string
		if n, _ := fmt.Sscan(line, &pgid, &stat); n == 2 && pgid == group && stat[0] != 'Z' {
			alive = append(alive, line)
		}
	}
	return alive
}

// usesTemp tells this go vet from those of tests that run at the same time,
// where there is a /proc.
func usesTemp(pid int, tmp string) bool {
	env, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", pid))
	return err != nil || bytes.Contains(env, []byte("GOTMPDIR="+tmp))
}
