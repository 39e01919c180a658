package models

// A Kind is a way in which an operation may block, or an operation that
// matters for those that do.
type Kind uint8

// The kinds. Their words in a model are those that [Kind.String] returns.
const (
	// None is the zero Kind: no effect.
	None Kind = iota

	// Sleep lets time pass (time.Sleep).
	Sleep
	// Lock waits for a mutex and holds it from then on.
	Lock
	// RLock waits for the read side of a mutex and holds it from then on.
	RLock
	// TryLock takes a mutex when it is free, and never waits.
	TryLock
	// TryRLock takes the read side of a mutex when it is free.
	TryRLock
	// Unlock releases a mutex. It never waits.
	Unlock
	// RUnlock releases the read side of a mutex. It never waits.
	RUnlock
	// Cond waits for the signal of a condition variable.
	Cond
	// GroupWait waits until a group of goroutines is done.
	GroupWait
	// Once runs a function, or waits for the goroutine that does.
	Once
	// Sem waits for a share of a semaphore.
	Sem
	// Recv waits to receive from a channel.
	Recv
	// Send waits to send to a channel.
	Send
	// Select waits for one of several channels.
	Select
	// File waits for a file system.
	File
	// Net waits for the network.
	Net
	// Process waits for another process.
	Process
	// DB waits for a database.
	DB
	// Stdio waits for the terminal, or what the standard streams lead to.
	Stdio
	// Blocking waits for something that is not said.
	Blocking
	// Submit hands work to a pool and waits while the pool is full.
	Submit
	// Wait waits for tasks of a pool, or with the worker given back: it holds up
	// nobody but those who wait for what is held meanwhile.
	Wait
	// Yield lets others run and goes on. It marks a busy wait.
	Yield
	// Loop goes round a loop that has no way out. No model says so: it is found
	// in source.
	Loop

	numKinds
)

var kindNames = [numKinds]string{
	None:      "none",
	Sleep:     "sleep",
	Lock:      "lock",
	RLock:     "rlock",
	TryLock:   "trylock",
	TryRLock:  "tryrlock",
	Unlock:    "unlock",
	RUnlock:   "runlock",
	Cond:      "cond",
	GroupWait: "groupwait",
	Once:      "once",
	Sem:       "sem",
	Recv:      "recv",
	Send:      "send",
	Select:    "select",
	File:      "file",
	Net:       "net",
	Process:   "process",
	DB:        "db",
	Stdio:     "stdio",
	Blocking:  "blocking",
	Submit:    "submit",
	Wait:      "wait",
	Yield:     "yield",
	Loop:      "loop",
}

// String returns the word that stands for k in a model.
func (k Kind) String() string {
	if k < numKinds {
		return kindNames[k]
	}
	return "invalid"
}

// Blocks reports whether an operation of kind k may wait. The others are there
// because waits are judged by them: unlocking, trying a lock and yielding.
func (k Kind) Blocks() bool {
	switch k {
	case None, TryLock, TryRLock, Unlock, RUnlock, Yield:
		return false
	}
	return k < numKinds
}

// locks reports whether an operation of kind k takes or frees a lock.
func (k Kind) locks() bool { return Lock <= k && k <= RUnlock }

// kindOf returns the kind that a word in a model stands for, or None.
func kindOf(word string) Kind {
	for k := None + 1; k < Loop; k++ {
		if kindNames[k] == word {
			return k
		}
	}
	return None
}
