package par

import "sync"

// mutex is a [sync.Mutex] for sections that take less than a microsecond. Who finds it locked looks again every few nanoseconds for about as long as such a section takes; only then does it
// do what Mutex.Lock does, whose first look comes after 30 pause instructions: on current processors that alone is a microsecond or more, as long as a small loop has to win.
// Those who wait for long get their turn all the same, as nobody takes a Mutex by TryLock that is in starvation mode.
type mutex struct{ sync.Mutex }

// sectionLooks is for how many looks the holder is expected to be gone soon.
const sectionLooks = 32

func (m *mutex) Lock() {
	if !m.TryLock() {
		m.wait()
	}
}

//go:noinline
func (m *mutex) wait() {
	for range sectionLooks {
		spin()
		if m.TryLock() {
			return
		}
	}
	m.Mutex.Lock()
}
