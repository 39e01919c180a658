package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestWriteInterrupted: who interrupts does not wait for what is being written,
// and the file is as it was.
func TestWriteInterrupted(t *testing.T) {
	file := filepath.Join(t.TempDir(), "report")
	if err := os.WriteFile(file, []byte("kept"), 0o666); err != nil {
		t.Fatal(err)
	}
	out, err := new(command).openOutput(filepath.Dir(file), file)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	stuck := make(chan struct{})
	defer close(stuck)
	err = out.write(ctx, func(w stream) error {
		if _, err := w.Write([]byte("half")); err != nil {
			t.Error(err)
		}
		cancel()
		<-stuck
		return nil
	})
	if !errors.Is(err, errInterrupted) {
		t.Errorf("the error is %v", err)
	}
	entries, err := os.ReadDir(filepath.Dir(file))
	if data, _ := os.ReadFile(file); err != nil || string(data) != "kept" || len(entries) != 1 {
		t.Errorf("the file has %q, the directory %v, %v", data, entries, err)
	}
}
