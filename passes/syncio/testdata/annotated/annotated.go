// Package annotated says itself what makes a task and what waits.
//
//parvet:cpu
package annotated

import (
	"context"
	"os"

	"github.com/parvet/parvet/runtime/par"
)

type job struct {
	run func() //parvet:task
}

type task func() //parvet:task

var tasks = make(chan func()) //parvet:task

func submit(f func()) { //parvet:task
}

//parvet:blocking
func wait() {}

//parvet:blocking process
func process() {}

//parvet:blocking net
func dial(addr string) {}

//parvet:nonblocking the file is in memory
func memory() { os.ReadFile("") }

func hand(ctx context.Context, j *job, p *par.Pool) {
	submit(func() {
		os.ReadFile("") // want `task passed to annotated.submit blocks on a file: os.ReadFile; do it outside of the task`
	})
	j.run = func() {
		os.ReadFile("") // want `task stored in annotated.job.run blocks on a file: os.ReadFile; do it outside of the task`
	}
	tasks <- func() {
		os.ReadFile("") // want `task sent to annotated.tasks blocks on a file`
	}
	_ = task(func() {
		os.ReadFile("") // want `task converted to annotated.task blocks on a file`
	})
	p.Go(ctx, func(context.Context) {
		wait()    // want `task passed to par.\(\*Pool\).Go blocks: wait; wrap it in par.Blocking or do it outside of the task`
		process() // want `blocks on a process: process; wrap`
		memory()
		dial("127.0.0.1:80") // want `blocks on the network: dial; wrap`
	})
}
