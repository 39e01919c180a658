package a

import (
	"context"
	"math"
	"runtime"
	"sync"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// To ask again and again is a busy wait, whatever it is that is asked: a field behind a
// mutex or not, a context, a channel, the clock, or what belongs to another task.

type asked struct {
	mu    sync.RWMutex
	done  bool
	steps []int
	in    chan int
}

func (j *asked) isDone() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.done
}

func (j *asked) has(step int) (found bool) {
	j.mu.RLock()
	defer j.mu.RUnlock()
	for _, s := range j.steps {
		if s == step {
			found = true
		}
	}
	return found
}

func (j *asked) plain() bool { return j.done }

func (j *asked) take() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.steps = j.steps[1:]
	return len(j.steps) == 0
}

func (j *asked) sum() int {
	sum := 0
	for _, s := range j.steps {
		sum += s
	}
	return sum
}

func asks(ctx context.Context, p *par.Pool, j *asked, f *par.Future[int], states map[string]bool) {
	p.Go(ctx, func(ctx context.Context) {
		for !j.isDone() { // want `waits busily, so its worker does nothing else: busy wait;`
			runtime.Gosched()
		}
		for !j.isDone() { // want `waits busily`
		}
		for !j.has(3) { // want `waits busily`
		}
		for !j.plain() { // want `waits busily`
		}
		for { // want `waits busily`
			j.mu.RLock()
			done := j.done
			j.mu.RUnlock()
			if done {
				break
			}
		}
		for !j.done { // want `waits busily`
		}
		for !states["done"] { // want `waits busily`
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		for ctx.Err() == nil { // want `waits busily`
		}
		for ctx.Err() == nil { // want `waits busily`
			runtime.Gosched()
		}
		for context.Cause(ctx) == nil { // want `waits busily`
		}
		for len(j.in) == 0 { // want `waits busily`
		}
		for { // want `waits busily`
			if _, _, ok := f.Result(); ok {
				break
			}
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		start := time.Now()
		for time.Now().Before(start.Add(time.Minute)) { // want `waits busily`
		}
		for time.Since(start) < time.Minute { // want `waits busily`
		}
		for time.Until(start) < 0 { // want `waits busily`
			runtime.Gosched()
		}
	})
}

// A loop that works until then is none, nor is one that counts, or changes what it asks for.
func works(ctx context.Context, p *par.Pool, j *asked, f *par.Future[int], unknown func()) {
	p.Go(ctx, func(ctx context.Context) {
		for !j.take() {
		}
		for !j.isDone() {
			count()
		}
		for !j.done {
			j.done = len(j.steps) > 3
		}
		for i := 0; !j.isDone(); i++ {
			if i == 100 {
				return
			}
		}
		for step := 0; j.has(step); step++ {
		}
		for {
			j.mu.Lock()
			j.steps = append(j.steps, 1)
			n := len(j.steps)
			j.mu.Unlock()
			if n > 100 {
				break
			}
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		for ctx.Err() == nil {
			count()
		}
		for ctx.Err() == nil {
			unknown()
		}
		for ctx.Err() == nil {
			j.sum()
		}
		x := 1.0
		for ctx.Err() == nil {
			x = math.Sqrt(x + 1)
		}
		for range 100 {
			if ctx.Err() != nil {
				return
			}
		}
		for len(j.in) > 0 {
			<-j.in
		}
		for len(j.in) < cap(j.in) {
			j.in <- 1
		}
		for {
			if n, _, ok := f.Result(); ok {
				j.steps[0] = n
				break
			}
			count()
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		start := time.Now()
		for time.Since(start) < time.Minute {
			math.Sqrt(2)
		}
		for i := 0; time.Since(start) < time.Minute; i++ {
			j.steps[i%8]++
		}
		for time.Now().Before(start) {
			start = start.Add(-time.Second)
		}
	})
}
