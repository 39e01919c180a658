// Package source reads the files that findings are about, to quote them and to
// count columns as others do.
package source

import (
	"os"
	"path/filepath"
	"strings"
)

// Files are files by name, each read once. Those that cannot be read have no
// lines.
type Files struct {
	dir   string // relative names are relative to it
	known map[string]*File
}

// New returns the files of a directory.
func New(dir string) *Files { return &Files{dir, make(map[string]*File)} }

// A File is the text of a file. Its lines end as Go's do.
type File struct {
	Text   string
	starts []int // offsets of the lines
	bom    int   // length of the byte order mark
}

// byteOrderMark may precede the text of a file, and is no part of it.
const byteOrderMark = "\ufeff"

// Open returns the named file.
func (fs *Files) Open(name string) *File {
	if f := fs.known[name]; f != nil {
		return f
	}
	file := name
	if !filepath.IsAbs(file) {
		file = filepath.Join(fs.dir, file)
	}
	f := new(File)
	if data, err := os.ReadFile(file); err == nil {
		f = Parse(string(data))
	}
	fs.known[name] = f
	return f
}

// Parse returns the file with that text.
func Parse(text string) *File {
	f := &File{Text: text, starts: []int{0}}
	if strings.HasPrefix(text, byteOrderMark) {
		f.bom = len(byteOrderMark)
	}
	for i := range len(text) {
		if text[i] == '\n' {
			f.starts = append(f.starts, i+1)
		}
	}
	return f
}

// Line returns line n, counted from 1, without its end.
func (f *File) Line(n int) (string, bool) {
	if n < 1 || n > len(f.starts) {
		return "", false
	}
	end := len(f.Text)
	if n < len(f.starts) {
		end = f.starts[n] - 1
	}
	return strings.TrimSuffix(f.Text[f.starts[n-1]:end], "\r"), true
}

// CRLF reports whether all lines end with a carriage return and a newline.
func (f *File) CRLF() bool {
	return len(f.starts) > 1 && strings.Count(f.Text, "\r\n") == len(f.starts)-1
}
