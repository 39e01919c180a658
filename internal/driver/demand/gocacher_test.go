package demand_test

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// goCacher is a cache program that people use, with a server for many machines.
const goCacher = "github.com/bradfitz/go-tool-cache/cmd/go-cacher%s@v0.0.0-20260722201841-0bb331e19f64"

// TestGoCacher: machines share results by a server that is not ours. Its program
// talks on standard error, which is no reason to ask go vet instead.
func TestGoCacher(t *testing.T) {
	bin := t.TempDir()
	install := exec.Command("go", "install", fmt.Sprintf(goCacher, ""), fmt.Sprintf(goCacher, "-server"))
	install.Dir = bin // in no workspace
	install.Env = append(os.Environ(), "GOBIN="+bin, "GOFLAGS=", "GOWORK=off")
	if out, err := install.CombinedOutput(); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("cannot install go-cacher: %v\n%s", err, out)
		}
		t.Skipf("cannot install go-cacher: %v\n%s", err, out)
	}
	address := serve(t, filepath.Join(bin, "go-cacher-server"))
	machines := make([]*machine, 2)
	for i := range machines {
		m := &machine{t: t, dir: sharedModule(t), gocache: t.TempDir(), kept: t.TempDir()}
		m.program = fmt.Sprintf("%q -verbose -cache-dir %q -cache-server http://%s", filepath.Join(bin, "go-cacher"), t.TempDir(), address)
		machines[i] = m
	}
	first, analysed := machines[0].run()
	if len(first.Findings) != 5 || analysed == 0 {
		t.Fatalf("the first machine finds %d (want 5), has analysed %d", len(first.Findings), analysed)
	}
	second, analysed := machines[1].run()
	if len(second.Findings) != 5 || analysed != 0 {
		t.Errorf("the second machine finds %d (want 5), has analysed %d (want 0)", len(second.Findings), analysed)
	}
}

// serve starts the server, and returns where it listens.
func serve(t *testing.T, program string) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address = l.Addr().String()
	l.Close() // for the server, which does not say which port it has
	server := exec.Command(program, "-cache-dir", t.TempDir(), "-listen", address)
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		server.Process.Kill()
		server.Wait()
	})
	for range 600 {
		res, err := http.Get("http://" + address + "/action/00")
		if err == nil {
			res.Body.Close()
			return address
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("the server does not listen at %s", address)
	return ""
}
