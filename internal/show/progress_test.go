package show

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/parvet/parvet/internal/driver"
)

// TestMeter: nothing is shown of a short run, nor too often; what is old comes to
// nothing; and the line goes.
func TestMeter(t *testing.T) {
	now := time.Unix(0, 0)
	var b bytes.Buffer
	m := newMeter(&b, func() time.Time { return now })
	step := func(after time.Duration, p driver.Progress, want string) {
		t.Helper()
		now = now.Add(after)
		b.Reset()
		m.Show(p)
		if b.String() != want {
			t.Errorf("after %v, %+v shows %q, want %q", after, p, b.String(), want)
		}
	}
	const line = "\r\x1b[Kparvet: "
	step(0, driver.Progress{Phase: driver.Listing}, "")
	step(patience, driver.Progress{Phase: driver.Compiling, Done: 3, Total: 700}, line+"compiling what they import: 3 of at most 700 packages")
	step(refresh/2, driver.Progress{Phase: driver.Compiling, Done: 4, Total: 700}, "")
	step(refresh, driver.Progress{Phase: driver.Compiling, Done: 3, Total: 700}, "")
	step(refresh, driver.Progress{Phase: driver.Analysing, Done: 1, Total: 1}, line+"analysed 1 of 1 package")
	step(refresh, driver.Progress{Phase: driver.Compiling, Done: 9, Total: 700}, "")
	b.Reset()
	m.Close()
	if b.String() != "\r\x1b[K" {
		t.Errorf("Close writes %q", b.String())
	}
	step(refresh, driver.Progress{Phase: driver.Analysing, Done: 1, Total: 1}, "")
	b.Reset()
	m.Close()
	newMeter(&b, time.Now).Close()
	if b.Len() != 0 {
		t.Errorf("Close writes %q where there is no line", b.String())
	}
}

// TestMeterRedirected: what is not a terminal has no Meter.
func TestMeterRedirected(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if NewMeter(f) != nil {
		t.Error("a file has a Meter")
	}
}
