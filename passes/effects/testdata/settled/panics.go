package settled

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/parvet/parvet/runtime/par"
)

// What a handler writes of a panic is written seldom, and what it writes always is not.
func recovered(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(ctx context.Context) {
		defer func() {
			if r := recover(); r != nil {
				fmt.Fprintln(os.Stderr, r)
				fmt.Println(r)
				log.Print(r)
				tell(r)
			}
		}()
		defer handle()
	})
	p.Go(ctx, func(ctx context.Context) {
		defer func() { // want `fmt.Fprintln → os.Stderr.Write$`
			recover()
			fmt.Fprintln(os.Stderr, "done")
		}()
	})
	p.Go(ctx, func(ctx context.Context) {
		defer func() { // want `fmt.Println$`
			if r := recover(); r == nil {
				fmt.Println("no panic")
			}
		}()
	})
	p.Go(ctx, func(ctx context.Context) {
		defer func() { // want `os.Remove$`
			if r := recover(); r != nil {
				os.Remove("lock")
			}
		}()
	})
	p.Go(ctx, func(ctx context.Context) {
		defer func() { // want `fmt.Println$`
			if r := known(); r != nil {
				fmt.Println(r)
			}
		}()
	})
}

func handle() {
	r := recover()
	if r == nil {
		return
	}
	fmt.Println("panic:", r)
}

func tell(r any) { fmt.Fprintln(os.Stderr, "panic:", r) }

func known() any { return 1 }
