package a

import (
	"bufio"
	"context"
	"fmt"
	"log"
	"os"

	"github.com/parvet/parvet/runtime/par"
)

func ask() (answer string) {
	fmt.Scan(&answer)
	return answer
}

// What a program tells last does not hold it up, but who answers a question does.
func lastWords(ctx context.Context, p *par.Pool, b bool) {
	p.Go(ctx, func(ctx context.Context) {
		fmt.Println("done")
		os.Exit(1)
	})
	p.Go(ctx, func(ctx context.Context) {
		ask()                                     // want `ask → fmt.Scan`
		bufio.NewReader(os.Stdin).ReadString('!') // want `ReadString → os.Stdin.Read`
		os.Stdin.Read(nil)                        // want `os.\(\*File\).Read`
		log.Fatal("done")
	})
	p.Go(ctx, func(ctx context.Context) {
		fmt.Println("on") // want `fmt.Println`
		if b {
			os.Exit(1)
		}
	})
}
