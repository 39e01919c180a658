package flowlib

import (
	"context"
	"os"
)

// Squares are computed by a goroutine, for who asks for them.
func Squares(ctx context.Context, n int) <-chan int { // want Squares:`computes for result 0`
	ch := make(chan int)
	go func() {
		defer close(ch)
		for i := range n {
			select {
			case ch <- i * i:
			case <-ctx.Done():
				return
			}
		}
	}()
	return ch
}

// Sums has an error, too.
func Sums(n int) (<-chan int, error) { // want Sums:`computes for result 0`
	if n < 0 {
		return nil, os.ErrInvalid
	}
	ch := make(chan int)
	go func() {
		defer close(ch)
		ch <- n
	}()
	return ch, nil
}

// Sizes are those of files.
func Sizes(names []string) <-chan int {
	ch := make(chan int)
	go func() {
		defer close(ch)
		for _, name := range names {
			data, _ := os.ReadFile(name)
			ch <- len(data)
		}
	}()
	return ch
}

// Mapped are what somebody computes.
func Mapped(n int, f func(int) int) <-chan int {
	ch := make(chan int)
	go func() {
		defer close(ch)
		for i := range n {
			ch <- f(i)
		}
	}()
	return ch
}

// Open is never closed.
func Open(n int) <-chan int {
	ch := make(chan int)
	go func() { ch <- n }()
	return ch
}

// Kept is one that others send to.
func Kept(n int) <-chan int {
	ch := make(chan int)
	kept = ch
	go func() {
		defer close(ch)
		ch <- n
	}()
	return ch
}

var kept chan int
