package show

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/mattn/go-isatty"

	"github.com/parvet/parvet/internal/driver"
)

// patience is how long a run may take before progress is shown, and refresh how
// long a line stays at least.
const (
	patience = time.Second
	refresh  = 100 * time.Millisecond
)

// A Meter shows how far a run has come, in one line of a terminal that it writes
// anew. It may be used concurrently.
type Meter struct {
	w   io.Writer
	now func() time.Time

	mu     sync.Mutex
	began  time.Time
	last   time.Time // when it wrote
	at     driver.Progress
	timer  *time.Timer
	closed bool
}

// NewMeter returns a Meter that writes to f, or nil if that is no terminal that
// can write a line anew.
func NewMeter(f *os.File) *Meter {
	if os.Getenv("TERM") == "dumb" || !isatty.IsTerminal(f.Fd()) && !isatty.IsCygwinTerminal(f.Fd()) {
		return nil
	}
	m := newMeter(f, time.Now)
	// The first step may take longer than that.
	m.timer = time.AfterFunc(patience, m.show)
	return m
}

func newMeter(w io.Writer, now func() time.Time) *Meter {
	return &Meter{w: w, now: now, began: now()}
}

// Show shows p, unless the run is a short one so far, or the line is new. What
// is less far than was shown already, since somebody was faster, is left out.
func (m *Meter) Show(p driver.Progress) {
	m.mu.Lock()
	if m.closed || p.Phase < m.at.Phase || p.Phase == m.at.Phase && p.Done < m.at.Done {
		m.mu.Unlock()
		return
	}
	m.at = p
	m.mu.Unlock()
	m.show()
}

func (m *Meter) show() {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	if m.closed || now.Sub(m.began) < patience || now.Sub(m.last) < refresh {
		return
	}
	m.last = now
	fmt.Fprintf(m.w, "\r\x1b[Kparvet: %s", progressText(m.at))
}

// Close removes the line. Nothing is shown after it.
func (m *Meter) Close() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.timer != nil {
		m.timer.Stop()
	}
	if !m.last.IsZero() && !m.closed {
		fmt.Fprint(m.w, "\r\x1b[K")
	}
	m.closed = true
}

func progressText(p driver.Progress) string {
	switch p.Phase {
	case driver.Listing:
		return "finding packages"
	case driver.Compiling:
		return fmt.Sprintf("compiling what they import: %d of at most %s", p.Done, Count(p.Total, "package"))
	}
	return fmt.Sprintf("analysed %d of %s", p.Done, Count(p.Total, "package"))
}
