package finding

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// ReadJSON reads findings, one a line, as parvet -format json writes them.
func ReadJSON(data []byte) ([]Finding, error) {
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("[")) {
		return nil, errors.New("it is an array, but findings are written one a line, as parvet -format json does")
	}
	var fs []Finding
	n := 0
	for line := range bytes.Lines(data) {
		n++
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		f, err := readLine(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		fs = append(fs, f)
	}
	return fs, nil
}

func readLine(line []byte) (Finding, error) {
	var f Finding
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&f); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) {
			err = errors.New("it ends too early")
		}
		return f, fmt.Errorf("not a finding: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return f, errors.New("something follows the finding")
	}
	if f.Rule == "" || f.File == "" {
		return f, errors.New("not a finding: it has no rule, or no file")
	}
	return f, nil
}
