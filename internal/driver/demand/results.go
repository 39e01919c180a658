package demand

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/rogpeppe/go-internal/cache"

	"github.com/parvet/parvet/internal/cacheprog"
)

// CacheDir returns where results are kept: PARVET_CACHE, an absolute path, or a
// directory beside the caches of other programs. It is empty for "off" and where
// there is none. It is an error if PARVET_CACHE is something else.
func CacheDir() (string, error) {
	switch dir := os.Getenv("PARVET_CACHE"); {
	case dir == "off":
		return "", nil
	case filepath.IsAbs(dir):
		return dir, nil
	case dir != "":
		return "", fmt.Errorf("PARVET_CACHE is %q: want an absolute path or off", dir)
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", nil
	}
	return filepath.Join(dir, "parvet"), nil
}

// results keeps reports between runs: in the program that keeps what the go command
// builds, if the user has set one, which may share it between machines, else in a
// directory. A cache that cannot be used costs time only, so its errors are none,
// but for the program's: those the user is told of.
type results struct {
	cache *cache.Cache // nil if there is none
	prog  *cacheprog.Program

	mu      sync.Mutex
	trouble error // the first that the program has had
}

// openResults starts the program if there is one and results are to be kept.
func openResults(ctx context.Context, dir, prog string) *results {
	r := new(results)
	if dir == "" {
		return r
	}
	var err error
	if prog != "" {
		if r.prog, err = cacheprog.Start(ctx, prog, os.Stderr); err == nil {
			return r
		}
		r.troubled(err)
	}
	if err = os.MkdirAll(dir, 0o777); err == nil {
		r.cache, err = cache.Open(dir)
	}
	if err != nil {
		debug("no results are kept: %v", err)
	}
	return r
}

// get returns what is kept under a key. It may be called concurrently.
func (r *results) get(k key) ([]byte, bool) {
	switch {
	case r.prog != nil:
		data, ok, err := r.prog.Get(k)
		r.troubled(err)
		return data, ok && err == nil
	case r.cache != nil:
		data, _, err := r.cache.GetBytes(cache.ActionID(k))
		return data, err == nil
	}
	return nil, false
}

func (r *results) put(k key, data []byte) {
	switch {
	case r.prog != nil:
		r.troubled(r.prog.Put(k, data))
	case r.cache != nil:
		if err := r.cache.PutBytes(cache.ActionID(k), data); err != nil {
			debug("a result is not kept: %v", err)
		}
	}
}

func (r *results) troubled(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.trouble == nil {
		r.trouble = err
	}
}

// close ends the program, or removes from the directory what has not been used for
// some days, for which it looks once a day. It returns what the user should know.
func (r *results) close() []string {
	if r.cache != nil {
		r.cache.Trim()
	}
	if r.prog != nil {
		r.troubled(r.prog.Close())
	}
	if r.trouble == nil {
		return nil
	}
	return []string{fmt.Sprintf("results are not kept as they should be: the program of GOCACHEPROG: %v", r.trouble)}
}
