package demand

import (
	"os"
	"path/filepath"

	"github.com/rogpeppe/go-internal/cache"
)

// CacheDir returns where results are kept: PARVET_CACHE, an absolute path, or a
// directory beside the caches of other programs. It is empty for "off" and where
// there is none.
func CacheDir() string {
	switch dir := os.Getenv("PARVET_CACHE"); {
	case dir == "off":
		return ""
	case filepath.IsAbs(dir):
		return dir
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "parvet")
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
