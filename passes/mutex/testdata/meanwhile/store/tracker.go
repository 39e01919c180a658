package store

import (
	"os"
	"sync"
)

// A Tracker knows all that are under way.
type Tracker struct {
	mu  sync.Mutex
	all []*Transfer

	accounts []*Account
}

// A Transfer is known to its Tracker.
type Transfer struct {
	acc     *Account // made when it is asked for
	shared  *Account
	twin    *Account
	tracker *Tracker
	mu      sync.Mutex
	n       int
}

// Start makes one.
func (t *Tracker) Start() *Transfer {
	tr := &Transfer{tracker: t}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all = append(t.all, tr)
	return tr
}

// Last returns one that somebody has made.
func (t *Tracker) Last() *Transfer {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.all[len(t.all)-1]
}

// Sum asks all.
func (t *Tracker) Sum() (n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, tr := range t.all {
		tr.mu.Lock()
		n += tr.n
		tr.mu.Unlock()
	}
	return n
}

// Restart begins anew.
func (tr *Transfer) Restart() {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	os.ReadFile("x")
}

// An Account reads for a Transfer.
type Account struct {
	mu sync.Mutex
	n  int
}

// Account returns that of the Transfer, which reads anew if it is there.
func (tr *Transfer) Account(t *Tracker) *Account {
	if tr.acc == nil {
		tr.acc = t.account()
	} else {
		tr.acc.Reread()
	}
	return tr.acc
}

func (t *Tracker) account() *Account {
	a := &Account{}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.accounts = append(t.accounts, a)
	return a
}

// Reread holds the mutex long.
func (a *Account) Reread() {
	a.mu.Lock()
	defer a.mu.Unlock()
	os.ReadFile("x")
}

// Share gives a Transfer the account of all.
func (tr *Transfer) Share(t *Tracker) { tr.shared = t.accounts[0] }

// Shared uses it.
func (tr *Transfer) Shared() { tr.shared.Reread() }

// Pair makes one account for two.
func (t *Tracker) Pair(a, b *Transfer) {
	acc := t.account()
	a.twin = acc
	b.twin = acc
}

// Twin uses it.
func (tr *Transfer) Twin() { tr.twin.Reread() }

// Counted returns the Transfer.
func (tr *Transfer) Counted() *Transfer {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	tr.n++
	return tr
}

// Common returns the account of all.
func (tr *Transfer) Common() *Account { return tr.shared }

// AccountOr returns that of the Transfer, or another one.
func (tr *Transfer) AccountOr(other *Account) *Account {
	if tr.acc == nil {
		return other
	}
	return tr.acc
}
