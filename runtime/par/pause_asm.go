//go:build (amd64 || arm64) && !purego

package par

// pause is the instruction by which a processor is told that a loop waits: what it shares with another thread, that one has for itself for some tens of nanoseconds.
func pause()
