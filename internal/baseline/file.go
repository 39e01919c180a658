package baseline

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/parvet/parvet/internal/atomicfile"
)

// Name is the file that is written if no other is named.
const Name = ".parvet-baseline.json"

// version is that of the form of the file.
const version = 1

// maxSize is what a file may have: that of a million findings has less.
const maxSize = 1 << 28

// Read reads a file. If there is none, the error is fs.ErrNotExist. Errors do
// not name the file.
func Read(file string) (*Baseline, error) {
	info, err := os.Stat(file)
	switch {
	case err != nil:
		return nil, reason(err)
	case !info.Mode().IsRegular():
		return nil, errors.New("not a regular file")
	case info.Size() > maxSize:
		return nil, errors.New("not a baseline: it is larger than 256 MiB")
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, reason(err)
	}
	return Parse(data)
}

// reason returns err without the name of the file.
func reason(err error) error {
	if pathError, ok := errors.AsType[*fs.PathError](err); ok {
		return pathError.Err
	}
	return err
}

// Parse reads the text of a file.
func Parse(data []byte) (*Baseline, error) {
	// The version is read first: what follows it may have another form.
	var head struct {
		Version *int `json:"version"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, broken(data, err)
	}
	switch {
	case head.Version == nil:
		return nil, errors.New("not a baseline: it has no version")
	case *head.Version > version:
		return nil, fmt.Errorf("the baseline has version %d, and this parvet knows %d: update parvet", *head.Version, version)
	case *head.Version < 1:
		return nil, fmt.Errorf("not a baseline: its version is %d", *head.Version)
	}
	var body struct {
		Version  int     `json:"version"`
		Findings []entry `json:"findings"`
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&body); err != nil {
		return nil, broken(data, err)
	}
	for i, e := range body.Findings {
		if e.Package == "" || e.Rule == "" || e.N < 0 {
			return nil, fmt.Errorf("not a baseline: finding %d names no package or no rule, or has a wrong number", i+1)
		}
	}
	return of(body.Findings), nil
}

// broken says where a text is no JSON, as far as that is known.
func broken(data []byte, err error) error {
	hint := ""
	for _, mark := range []string{"<<<<<<<", ">>>>>>>"} {
		if bytes.HasPrefix(data, []byte(mark)) || bytes.Contains(data, []byte("\n"+mark)) {
			hint = ": it has the marks of a merge conflict"
		}
	}
	at := int64(-1)
	if e, ok := errors.AsType[*json.SyntaxError](err); ok {
		at = e.Offset
	} else if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		at, err = e.Offset, fmt.Errorf("unexpected %s", e.Value)
	}
	if at >= 0 && at <= int64(len(data)) {
		return fmt.Errorf("not a baseline%s: line %d: %w", hint, 1+bytes.Count(data[:at], []byte("\n")), err)
	}
	return fmt.Errorf("not a baseline%s: %s", hint, strings.TrimPrefix(err.Error(), "json: "))
}

// Encode returns the text of a file: the same for the same findings.
func (b *Baseline) Encode() ([]byte, error) {
	var out bytes.Buffer
	fmt.Fprintf(&out, "{\"version\": %d, \"findings\": [", version)
	enc := json.NewEncoder(&out) // which ends each line
	enc.SetEscapeHTML(false)
	for i, e := range b.entries() {
		if i == 0 {
			out.WriteByte('\n')
		} else {
			out.Truncate(out.Len() - 1)
			out.WriteString(",\n")
		}
		if err := enc.Encode(e); err != nil {
			return nil, err
		}
	}
	out.WriteString("]}\n")
	return out.Bytes(), nil
}

// Write writes a file. Errors do not name it.
func (b *Baseline) Write(file string) error {
	data, err := b.Encode()
	if err != nil {
		return err
	}
	return atomicfile.Replace(file, data)
}
