package limitations

import (
	"bufio"
	"iter"
)

// What these return is used in package supplier.

// Queue yields functions.
func Queue() iter.Seq[func()] {
	return func(yield func(func()) bool) { yield(nap) }
}

// A SlowReader sleeps before it reads.
type SlowReader struct{}

// Read reads nothing.
func (*SlowReader) Read([]byte) (int, error) { nap(); return 0, nil }

// NewSlowReader returns the reader itself.
func NewSlowReader() *SlowReader { return new(SlowReader) }

// Wrapped returns a wrapper of it.
func Wrapped() *bufio.Reader { return bufio.NewReader(NewSlowReader()) }
