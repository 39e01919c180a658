// Package folded has lines that lead to several waits.
package folded

import (
	"context"
	"os"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

var a, b sync.Mutex

func first() int  { a.Lock(); defer a.Unlock(); os.ReadFile(""); return 0 }
func second() int { a.Lock(); defer a.Unlock(); return 0 }
func third() int  { b.Lock(); defer b.Unlock(); os.ReadFile(""); return 0 }

func add(...int) int { return 0 }

func locks(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		add(first(), second()) // want `^task passed to par.\(\*Pool\).Go may wait long for a lock: first → .*Lock at folded.go:\d+, and 1 more like it, which is held across os.ReadFile at folded.go:\d+; unlock`
		add(first(), third())  // want `lock: first → [^,]*, which is held` `lock: third → [^,]*, which is held`
	})
}
