// Package rooms holds that a channel has room for what is sent to it if the sends are
// counted and the buffer is as large.
package rooms

import (
	"context"
	"errors"

	"github.com/parvet/parvet/runtime/par"
)

const workers = 4

// turns hands over a task for each turn of a loop that runs as often as there is room.
func turns(ctx context.Context, p *par.Pool, n int, xs []int, byName map[string]int, b bool) {
	each := make(chan int, n)
	for i := 0; i < n; i++ {
		p.Go(ctx, func(ctx context.Context) { each <- i })
	}
	ranged := make(chan int, n)
	for i := range n {
		p.Go(ctx, func(ctx context.Context) { ranged <- i })
	}
	fixed := make(chan int, workers)
	for i := 0; i < workers; i++ {
		p.Go(ctx, func(ctx context.Context) { fixed <- i })
	}
	indexed := make(chan int, len(xs))
	for i := 0; i < len(xs); i++ {
		p.Go(ctx, func(ctx context.Context) { indexed <- xs[i] })
	}
	count := len(byName)
	named := make(chan int, count)
	for _, v := range byName {
		p.Go(ctx, func(ctx context.Context) { named <- v })
	}
	twice := make(chan int, 2*len(xs))
	for _, x := range xs {
		p.Go(ctx, func(ctx context.Context) {
			twice <- x
			twice <- x
		})
	}
	for range xs {
		afresh := make(chan int, n)
		for i := range n {
			if b {
				break
			}
			p.Go(ctx, func(ctx context.Context) { afresh <- i })
		}
	}
	either := make(chan int, n)
	for range n {
		p.Go(ctx, func(ctx context.Context) {
			if b {
				either <- 1
				return
			}
			either <- 2
		})
	}
	first := make(chan int, n+1)
	first <- 1
	for range n {
		p.Go(ctx, func(ctx context.Context) { first <- 1 })
	}
	p.Run(ctx, func(s *par.Scope) error {
		inner := make(chan int, n)
		for i := range n {
			s.Spawn(func(*par.Scope) error {
				inner <- i
				return nil
			})
		}
		return nil
	})
}

// more runs the loops more often than there is room.
func more(ctx context.Context, p *par.Pool, n, m int, xs, ys []int) {
	over := make(chan int, n)
	for i := 0; i <= n; i++ {
		p.Go(ctx, func(ctx context.Context) { over <- i }) // want `send to channel over`
	}
	fixed := make(chan int, workers)
	for i := range workers + 1 {
		p.Go(ctx, func(ctx context.Context) { fixed <- i }) // want `send to channel fixed`
	}
	twice := make(chan int, n)
	for i := range n {
		p.Go(ctx, func(ctx context.Context) {
			twice <- i // want `send to channel twice`
			twice <- i // want `send to channel twice`
		})
	}
	other := make(chan int, m)
	for i := range n {
		p.Go(ctx, func(ctx context.Context) { other <- i }) // want `send to channel other`
	}
	two := make(chan int, 2*len(ys))
	for _, x := range xs {
		p.Go(ctx, func(ctx context.Context) {
			two <- x // want `send to channel two`
			two <- x // want `send to channel two`
		})
	}
	grown := make(chan int, n)
	n++
	for i := range n {
		p.Go(ctx, func(ctx context.Context) { grown <- i }) // want `send to channel grown`
	}
	nested := make(chan int, n)
	for i := range n {
		for range n {
			p.Go(ctx, func(ctx context.Context) { nested <- i }) // want `send to channel nested`
		}
	}
	inside := make(chan int, n)
	for range n {
		p.Go(ctx, func(ctx context.Context) {
			for i := range n {
				inside <- i // want `send to channel inside`
			}
		})
	}
	before := make(chan int, n)
	before <- 1
	for i := range n {
		p.Go(ctx, func(ctx context.Context) { before <- i }) // want `send to channel before`
	}
	step := make(chan int, n)
	for i := 0; i < n; i += 0 {
		p.Go(ctx, func(ctx context.Context) { step <- i }) // want `send to channel step`
	}
	late := make(chan int, n)
	for i := 0; ; i++ {
		p.Go(ctx, func(ctx context.Context) { late <- 1 }) // want `send to channel late`
		if i < n {
			continue
		}
		break
	}
	jumps := make(chan int, 2)
	p.Go(ctx, func(ctx context.Context) {
		if n > m {
			goto second
		}
	first:
		jumps <- 1 // want `send to channel jumps`
	second:
		jumps <- 2 // want `send to channel jumps`
		if n > 0 {
			goto first
		}
	})
	again := make(chan int, 1)
	send := func(ctx context.Context) { again <- 1 } // want `send to channel again`
	for range n {
		p.Go(ctx, send)
	}
	kept := make(chan int, n)
	keep(kept)
	for i := range n {
		p.Go(ctx, func(ctx context.Context) { kept <- i }) // want `send to channel kept`
	}
}

var global chan int

func keep(c chan int) { global = c }

// captured counts up to a variable that the tasks know, or change.
func captured(ctx context.Context, p *par.Pool, n, m int) {
	known := make(chan int, n)
	for i := range n {
		p.Go(ctx, func(ctx context.Context) { known <- i + n })
	}
	changed := make(chan int, m)
	p.Go(ctx, func(ctx context.Context) { m++ })
	for i := range m {
		p.Go(ctx, func(ctx context.Context) { changed <- i + m }) // want `send to channel changed`
	}
}

// items sends once for each item of a data-parallel call.
func items(ctx context.Context, n, m int, xs []int) {
	count := len(xs)
	errs := make(chan error, count)
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		errs <- nil
		return nil
	})
	numbers := make(chan int, n)
	par.For(ctx, n, func(lo, hi int) error {
		for i := lo; i < hi; i++ {
			numbers <- i
		}
		return nil
	}, par.Limit(2))
	parts := make(chan int, n)
	par.For(ctx, n, func(lo, hi int) error {
		parts <- hi - lo
		return nil
	})

	others := make(chan error, m)
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		others <- nil // want `send to channel others`
		return nil
	})
	less := make(chan int, m)
	par.For(ctx, n, func(lo, hi int) error {
		for i := lo; i < hi; i++ {
			less <- i // want `send to channel less`
		}
		return nil
	})
	whole := make(chan int, n)
	par.For(ctx, n, func(lo, hi int) error {
		for i := 0; i < hi; i++ {
			whole <- i // want `send to channel whole`
		}
		return nil
	})
	repeated := make(chan int, n)
	for range 2 {
		par.For(ctx, n, func(lo, hi int) error {
			for i := lo; i < hi; i++ {
				repeated <- i // want `send to channel repeated`
			}
			return nil
		})
	}
}

var errNone = errors.New("none")

// answer sends one of two answers.
func answer(c chan<- error, b bool) {
	if b {
		c <- errNone
		return
	}
	c <- nil
}

// both sends two.
func both(c chan<- error) {
	c <- errNone
	c <- nil
}

func deeper(c chan<- error) { answer(c, true) }

func put(c chan<- int) { c <- 1 }

// helpers send in functions that get the channel.
func helpers(ctx context.Context, p *par.Pool, n int, b bool) {
	c := make(chan error, 1)
	p.Go(ctx, func(ctx context.Context) { answer(c, b) })
	d := make(chan error, 1)
	p.Go(ctx, func(ctx context.Context) { deeper(d) })
	all := make(chan error, n)
	for range n {
		p.Go(ctx, func(ctx context.Context) { answer(all, b) })
	}

	two := make(chan error, 1)
	p.Go(ctx, func(ctx context.Context) { both(two) }) // want `both → send to channel c`
	again := make(chan error, 1)
	p.Go(ctx, func(ctx context.Context) {
		answer(again, b) // want `answer → send to channel c`
		answer(again, b) // want `answer → send to channel c`
	})
	p.Go(ctx, func(ctx context.Context) {
		<-global    // want `receive from channel global`
		put(global) // gives back
		put(global) // want `put → send to channel c`
	})
	none := make(chan error)
	p.Go(ctx, func(ctx context.Context) { answer(none, b) }) // want `answer → send to channel c`
	many := make(chan error, 1)
	for range n {
		p.Go(ctx, func(ctx context.Context) { answer(many, b) }) // want `answer → send to channel c`
	}
}

// A Result has a channel with room for one value.
type Result struct{ C, D, E, F chan int }

func start(ctx context.Context, p *par.Pool, n int) *Result {
	r := &Result{C: make(chan int, 1), D: make(chan int, 1), E: make(chan int, 1)}
	p.Go(ctx, func(ctx context.Context) { r.C <- 1 })
	p.Go(ctx, func(ctx context.Context) {
		r.D <- 1 // want `send to field D`
		r.D <- 2 // want `send to field D`
	})
	for range n {
		p.Go(ctx, func(ctx context.Context) { r.E <- 1 }) // want `send to field E`
	}
	own := &Result{F: make(chan int, 1)}
	p.Go(ctx, func(ctx context.Context) { own.F <- 1 }) // want `send to field F`
	other(own)
	return r
}

func other(r *Result) { r.F <- 1 }

// others sends as often as there are items, of which there are not as many as there is
// room for.
func others(ctx context.Context, p *par.Pool, xs, ys []int, byName map[string]int) {
	of := make(chan int, len(xs))
	_ = par.ForEach(ctx, ys, func(ctx context.Context, i int, y *int) error {
		of <- *y // want `send to channel of`
		return nil
	})
	before := make(chan int, len(xs))
	xs = append(xs, 1)
	_ = par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		before <- *x // want `send to channel before`
		return nil
	})
	after := make(chan int, len(xs))
	_ = par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		after <- *x
		return nil
	})
	few := make(chan int, len(byName))
	byName["one"] = 1
	for _, v := range byName {
		p.Go(ctx, func(ctx context.Context) { few <- v }) // want `send to channel few`
	}
	enough := make(chan int, len(byName))
	for _, v := range byName {
		p.Go(ctx, func(ctx context.Context) { enough <- v })
	}
}

// grown makes room when its variable has its last value.
func grown(ctx context.Context, p *par.Pool, n int) {
	if n == 0 {
		n = 8
	}
	last := make(chan int, n)
	p.Go(ctx, func(ctx context.Context) {
		for i := 0; i < n; i++ {
			last <- i
		}
	})
}

// onceMore sends before it asks whether there is room.
func onceMore(ctx context.Context, p *par.Pool, n int) {
	more := make(chan int, n)
	for i := 0; ; i++ {
		p.Go(ctx, func(ctx context.Context) { more <- 1 }) // want `send to channel more`
		if i < n {
			continue
		}
		break
	}
}

func growing(ctx context.Context, p *par.Pool, n int) {
	first := make(chan int, n)
	n++
	p.Go(ctx, func(ctx context.Context) {
		for i := 0; i < n; i++ {
			first <- i // want `send to channel first`
		}
	})
}
