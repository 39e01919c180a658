package demand

import (
	"bytes"
	"sync/atomic"

	"github.com/parvet/parvet/internal/driver"
)

// A lineCounter is told, with each line written, how many there were.
type lineCounter struct {
	lines int
	each  func(lines int)
}

func (c *lineCounter) Write(data []byte) (int, error) {
	if n := bytes.Count(data, []byte("\n")); n > 0 {
		c.lines += n
		c.each(c.lines)
	}
	return len(data), nil
}

// verbose returns the flag by which the go command tells what it compiles, and
// a command that counts it, if somebody wants to know.
func (pr *program) verbose(gocmd *goCommand) ([]string, *goCommand) {
	if pr.req.Progress == nil {
		return nil, gocmd
	}
	most := 0
	for _, p := range pr.g.packages {
		if p.outside {
			most++
		}
	}
	counting := &goCommand{GoCommand: gocmd.GoCommand, running: gocmd.running}
	counting.Stderr = &lineCounter{each: func(n int) { pr.req.Report(driver.Compiling, min(n, most), most) }}
	return []string{"-v"}, counting
}

// analysed returns a function to be called for each of the requests that has
// been analysed.
func (pr *program) analysed(total int) func() {
	var done atomic.Int64
	pr.req.Report(driver.Analysing, 0, total)
	return func() { pr.req.Report(driver.Analysing, int(done.Add(1)), total) }
}
