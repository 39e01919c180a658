package demand

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/rogpeppe/go-internal/cache"
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

// results keeps reports between runs. A cache that cannot be used costs time
// only, so its errors are none.
type results struct {
	cache *cache.Cache // nil if there is none
}

func openResults(dir string) (*results, error) {
	if dir == "" {
		return new(results), nil
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		debug("no results are kept: %v", err)
		return new(results), nil
	}
	c, err := cache.Open(dir)
	if err != nil {
		debug("no results are kept: %v", err)
		return new(results), nil
	}
	return &results{c}, nil
}

func (r *results) get(k key) ([]byte, bool) {
	if r.cache == nil {
		return nil, false
	}
	data, _, err := r.cache.GetBytes(cache.ActionID(k))
	return data, err == nil
}

func (r *results) put(k key, data []byte) {
	if r.cache == nil {
		return
	}
	if err := r.cache.PutBytes(cache.ActionID(k), data); err != nil {
		debug("a result is not kept: %v", err)
	}
}

// trim removes what has not been used for some days. It looks once a day.
func (r *results) trim() {
	if r.cache != nil {
		r.cache.Trim()
	}
}
