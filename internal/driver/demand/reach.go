package demand

import (
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/parvet/parvet/internal/directive"
	"github.com/parvet/parvet/internal/self"
	"github.com/parvet/parvet/passes/effects"
)

// worthAnalyzing reports whether the analyzers may report something about a
// package: it may hand over a task, has a directive, or the user has described
// it.
func (p *listed) worthAnalyzing() bool {
	return p.reach.Pools || p.mentions(directive.Mentioned) || effects.Described(p.path())
}

// usesDescribed reports whether a package imports one that the user has described.
func (g *graph) usesDescribed(p *listed) bool {
	for q := range g.imports(p) {
		if effects.Described(q.path()) {
			return true
		}
	}
	return false
}

// mentions reports whether the source of a file is as said. A file that cannot
// be read counts.
func (p *listed) mentions(what func(src []byte) bool) bool {
	for _, name := range p.sources() {
		if src, err := p.overlay.Read(name); err != nil || what(src) {
			return true
		}
	}
	return false
}

// markReach finds out which packages may hand over tasks, and which have
// annotations. For that it reads all source from outside once: which packages
// of modules that do not change have annotations is kept with the results.
func (g *graph) markReach(modcache string, kept *results) {
	annotated := g.annotated(modcache, kept)
	done := make(map[*listed]bool)
	var mark func(p *listed)
	mark = func(p *listed) {
		if done[p] {
			return
		}
		done[p] = true
		r := &p.reach
		r.Annotated = annotated[p.ImportPath]
		r.Notes = r.Annotated
		r.Pools = r.Annotated || effects.HandsOver(p.path())
		for q := range g.imports(p) {
			mark(q)
			r.Pools = r.Pools || q.reach.Pools
			r.Notes = r.Notes || q.reach.Notes
		}
	}
	for _, p := range g.packages {
		mark(p)
	}
}

// annotated returns which packages have annotations.
func (g *graph) annotated(modcache string, kept *results) map[string]bool {
	var fixed, others []*listed
	h := sha256.New()
	fmt.Fprintf(h, "parvet annotated %s\n", self.ID())
	for _, p := range g.packages {
		place, inCache := strings.CutPrefix(p.Dir, modcache)
		switch {
		case p.Standard || p.testMain():
		case inCache:
			fixed = append(fixed, p)
			fmt.Fprintf(h, "%s %s %q %q\n", p.ImportPath, filepath.ToSlash(place), p.GoFiles, p.CgoFiles)
		default:
			others = append(others, p)
		}
	}
	found := scan(others)
	k := key(h.Sum(nil))
	if data, ok := kept.get(k); ok {
		for path := range strings.FieldsSeq(string(data)) {
			found[path] = true
		}
		return found
	}
	var paths []string
	for path := range scan(fixed) {
		paths = append(paths, path)
		found[path] = true
	}
	slices.Sort(paths)
	kept.put(k, []byte(strings.Join(paths, "\n")))
	return found
}

// scan returns which of the packages have annotations, by import path.
func scan(packages []*listed) map[string]bool {
	found := make(map[string]bool)
	var mu sync.Mutex
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for _, p := range packages {
		g.Go(func() error {
			if p.mentions(effects.Annotated) {
				mu.Lock()
				defer mu.Unlock()
				found[p.ImportPath] = true
			}
			return nil
		})
	}
	g.Wait()
	return found
}
