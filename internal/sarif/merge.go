package sarif

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
)

// Read reads a log that parvet wrote.
func Read(data []byte) (*Log, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	log := new(Log)
	if err := dec.Decode(log); err != nil {
		return nil, fmt.Errorf("not a SARIF log of this version of parvet: %w", plain(err))
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("not a SARIF log: something follows it")
	}
	if log.Version != version {
		return nil, fmt.Errorf("a SARIF log of version %q, not %s", log.Version, version)
	}
	if len(log.Runs) != 1 {
		return nil, fmt.Errorf("a SARIF log of %d runs; parvet writes one", len(log.Runs))
	}
	run := &log.Runs[0]
	switch {
	case run.Tool.Driver.Name != "parvet":
		return nil, fmt.Errorf("a SARIF log of another program: %q", run.Tool.Driver.Name)
	case len(run.Invocations) != 1:
		return nil, fmt.Errorf("a SARIF log of %d invocations; parvet writes one", len(run.Invocations))
	}
	return log, nil
}

// plain says where a log ends too early.
func plain(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("it ends too early")
	}
	return err
}

// Merge returns the log that one run would have written over all that the logs
// are about. It is an error if they are not of the same parvet: their names are
// for the message.
func Merge(logs []*Log, names []string) (*Log, error) {
	if len(logs) == 0 {
		return nil, errors.New("nothing to merge")
	}
	first := logs[0].Runs[0]
	merged := first
	merged.Results = []Result{}
	inv := Invocation{Successful: true}
	for i, log := range logs {
		run := log.Runs[0]
		if err := same(first, run); err != nil {
			return nil, fmt.Errorf("%s and %s %w: merge the logs of one version", names[0], names[i], err)
		}
		merged.Results = append(merged.Results, run.Results...)
		it := run.Invocations[0]
		inv.Successful = inv.Successful && it.Successful
		inv.ExitCode = max(inv.ExitCode, it.ExitCode)
		inv.Notifications = append(inv.Notifications, it.Notifications...)
		inv.Warnings = append(inv.Warnings, it.Warnings...)
	}
	merged.Invocations = []Invocation{inv}
	merged.tidy()
	return &Log{Schema: logs[0].Schema, Version: version, Runs: []Run{merged}}, nil
}

// same reports how the runs differ in what is not about their packages.
func same(a, b Run) error {
	if a.Tool.Driver.Version != b.Tool.Driver.Version {
		return fmt.Errorf("are of parvet %s and %s", a.Tool.Driver.Version, b.Tool.Driver.Version)
	}
	for _, r := range []*Run{&a, &b} {
		r.Results, r.Invocations = nil, nil
	}
	if !reflect.DeepEqual(a, b) {
		return errors.New("are of different builds of parvet")
	}
	return nil
}

// Findings returns the number of results, and whether something could not be
// analysed.
func (l *Log) Findings() (n int, failed bool) {
	return len(l.Runs[0].Results), !l.Runs[0].Invocations[0].Successful
}

// Write writes the log.
func (l *Log) Write(w io.Writer) error { return encode(w, *l) }
