package values

import (
	"context"
	"iter"
	"maps"
	"slices"
	"time"

	"example.com/effects/valueslib"
	"github.com/parvet/parvet/runtime/par"
)

func slowSeq(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			time.Sleep(time.Second)
			if !yield(i) {
				return
			}
		}
	}
}

func fastSeq(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func filter(seq iter.Seq[int], keep func(int) bool) iter.Seq[int] {
	return func(yield func(int) bool) {
		for x := range seq {
			if keep(x) && !yield(x) {
				return
			}
		}
	}
}

type tree struct {
	seq  iter.Seq[int]
	fast iter.Seq[int]
	kids []*tree
}

func newTree() *tree { return &tree{seq: slowSeq(3), fast: fastSeq(3)} }

func (t *tree) all(yield func(int) bool) {
	time.Sleep(1)
	yield(1)
}

var globalSeq = slowSeq(10)

func slowKeep(int) bool { nap(); return true }

func fastKeep(int) bool { return true }

func iterators(ctx context.Context, p *par.Pool, t *tree) {
	kept := slowSeq(3)
	p.Go(ctx, func(ctx context.Context) {
		for range slowSeq(3) { // want `: slowSeq.func1 → time.Sleep$`
			idle()
		}
		for range fastSeq(3) {
			nap() // want `: nap → time.Sleep$`
		}
		for range fastSeq(3) {
			idle()
		}
		for range kept { // want `: slowSeq.func1 → time.Sleep$`
		}
		for range t.seq { // want `: slowSeq.func1 → time.Sleep \[probable\]$`
		}
		for range t.fast { //
		}
		for range t.all { // want `: \(\*tree\).all → time.Sleep$`
		}
		for range globalSeq { // want `: slowSeq.func1 → time.Sleep \[probable\]$`
		}
		for range filter(slowSeq(3), fastKeep) { // want `: filter.func1 → slowSeq.func1 → time.Sleep$`
		}
		for range filter(fastSeq(3), slowKeep) { // want `: filter.func1 → filter.func1.1 → slowKeep → nap → time.Sleep`
		}
		for range filter(fastSeq(3), fastKeep) {
		}
		for range valueslib.Slow(3) { // want `: valueslib.Slow.func1 → time.Sleep$`
		}
		for range valueslib.Fast(3) {
		}
		s := valueslib.Slow(3)
		for range s { // want `: valueslib.Slow.func1 → time.Sleep$`
		}
		_ = slices.Collect(slowSeq(3))         // want `: slices.Collect → slowSeq.func1 → time.Sleep$`
		_ = slices.Sorted(fastSeq(3))          //
		_ = maps.Collect(slices.All([]int{1})) //
		for range maps.Values(map[int]int{}) {
		}
		next, stop := iter.Pull(slowSeq(3))
		next() // want `: .*slowSeq.func1 → time.Sleep$`
		stop()
		nextFast, _ := iter.Pull(fastSeq(3))
		nextFast()
	})
}
