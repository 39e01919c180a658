package lsp

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/parvet/parvet/internal/driver"
)

// The lanes in which targets are analysed, one target at a time in each.
const (
	quick = iota // packages that were edited
	whole        // all
	lanes
)

// A run is one analysis.
type run struct {
	lane   int
	dirs   []string // of packages
	own    []string // those that were edited; the others of a quick run are open
	trees  []string // with all packages below them
	began  int      // the target's clock
	cancel context.CancelFunc
	docs   map[string]string // the texts of open files
	req    Request
	first  bool // nothing is known of the target yet
}

// edited says that the text of a file is another one: what is analysed of it now
// is of no use.
func (s *server) edited(t *target, path string) {
	t.clock++
	t.edits[filepath.Dir(path)] = t.clock
	if r := t.active[quick]; r != nil {
		r.cancel()
		t.active[quick] = nil
		for _, dir := range r.dirs {
			t.quick[dir] = true
		}
	}
	s.wanted(t, path)
}

// wanted says that the package of a file is to be analysed.
func (s *server) wanted(t *target, path string) {
	t.quick[filepath.Dir(path)] = true
	s.schedule(t, quick)
}

// saved says that what is on disk, or a setting, is another one. The first analysis
// of a target may take long: it is not stopped, but followed by another one.
func (s *server) saved(t *target) {
	t.whole = true
	if r := t.active[whole]; r != nil && t.complete {
		r.cancel()
		t.active[whole] = nil
	}
	s.schedule(t, whole)
}

func (s *server) schedule(t *target, lane int) {
	t.due[lane] = time.Now().Add(s.Pause)
	select {
	case s.wake[lane] <- struct{}{}:
	default:
	}
}

// stopAll stops all analyses and forgets those that were to come.
func (s *server) stopAll() {
	for _, t := range s.targets {
		t.whole, t.quick = false, make(map[string]bool)
		for lane, r := range t.active {
			if r != nil {
				r.cancel()
				t.active[lane] = nil
			}
		}
	}
}

// work analyses what there is to be done in a lane until the server ends.
func (s *server) work(lane int) {
	for s.ctx.Err() == nil {
		t, r, ctx, wait := s.next(lane)
		if r != nil {
			s.do(ctx, t, r)
			continue
		}
		timer := time.NewTimer(wait)
		select {
		case <-s.wake[lane]:
		case <-timer.C:
		case <-s.ctx.Done():
		}
		timer.Stop()
	}
}

// next returns what to do now, if anything, or how long there will be nothing.
func (s *server) next(lane int) (*target, *run, context.Context, time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	wait := time.Hour
	var first *target
	for _, t := range s.targets {
		if lane == quick && len(t.quick) == 0 || lane == whole && !t.whole {
			continue
		}
		if left := time.Until(t.due[lane]); left > 0 {
			wait = min(wait, left)
		} else if first == nil || t.due[lane].Before(first.due[lane]) {
			first = t
		}
	}
	if first == nil {
		return nil, nil, nil, wait
	}
	r := &run{lane: lane, began: first.clock, docs: make(map[string]string), first: !first.complete}
	for path, doc := range s.docs {
		if inside(first.root, path) || s.targetOf(path) == first {
			r.docs[path] = doc.text.s
		}
	}
	r.req = Request{Dir: first.root, Alone: first.alone, Flags: slices.Concat(s.Flags, s.settings.flags)}
	if lane == quick {
		// What is open may import what was edited.
		r.own = slices.Sorted(maps.Keys(first.quick))
		r.dirs = slices.Concat(s.openDirs(first), r.own)
		slices.Sort(r.dirs)
		r.dirs = slices.Compact(r.dirs)
		first.quick = make(map[string]bool)
		r.req.Quick = true
	} else {
		first.whole = false
		s.scope(first, r)
	}
	ctx, cancel := context.WithCancel(s.ctx)
	r.cancel = cancel
	first.active[lane] = r
	return first, r, ctx, 0
}

// do carries out a run.
func (s *server) do(ctx context.Context, t *target, r *run) {
	defer r.cancel()
	r.req.Overlay = make(driver.Overlay)
	for path, text := range r.docs {
		if !s.onDisk(path, text) {
			r.req.Overlay[path] = text
		}
	}
	res, err := s.analyse(ctx, t, r)
	if err == nil && len(res.Failures) > 0 && len(r.own) < len(r.dirs) && r.lane == quick {
		r.dirs = r.own // the failure may be in the others
		res, err = s.analyse(ctx, t, r)
	}
	var texts map[string]*text
	if err == nil {
		texts = r.texts(res.Findings)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if t.active[r.lane] != r {
		return // it was stopped
	}
	t.active[r.lane] = nil
	if err != nil {
		if ctx.Err() == nil {
			s.show(err.Error())
		}
		return
	}
	s.show("")
	s.apply(t, r, res, texts)
}

// analyse has the packages of a run analysed.
func (s *server) analyse(ctx context.Context, t *target, r *run) (*Result, error) {
	r.req.Patterns = nil
	for _, tree := range r.trees {
		r.req.Patterns = append(r.req.Patterns, t.pattern(tree)+"/...")
	}
	for _, dir := range r.dirs {
		if r.hasFiles(dir) {
			r.req.Patterns = append(r.req.Patterns, t.pattern(dir))
		}
	}
	if len(r.req.Patterns) == 0 {
		return new(Result), nil
	}
	progress, done := s.progress(ctx, t, r)
	defer done()
	return s.Analyse(ctx, r.req, progress)
}

// hasFiles reports whether a directory has files of Go, saved or not: else there is
// nothing to be found in it, and for the go command it is an error.
func (r *run) hasFiles(dir string) bool {
	for path := range r.docs {
		if filepath.Dir(path) == dir {
			return true
		}
	}
	entries, _ := os.ReadDir(dir)
	return slices.ContainsFunc(entries, func(e os.DirEntry) bool { return !e.IsDir() && strings.HasSuffix(e.Name(), ".go") })
}

// onDisk reports whether a file has that text.
func (s *server) onDisk(path, text string) bool {
	info, err := os.Stat(path)
	if err != nil || info.Size() != int64(len(text)) {
		return false
	}
	data, err := os.ReadFile(path)
	return err == nil && string(data) == text
}
