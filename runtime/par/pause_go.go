//go:build !(amd64 || arm64) || purego

package par

// pause wastes some tens of nanoseconds.
func pause() {
	for range 32 {
	}
}
