// Package annotatedany does not say that its tasks are for CPU work.
package annotatedany

import "os"

func submit(f func()) { //parvet:task
}

type pool struct { //parvet:cpu
	tasks chan func() //parvet:task
}

func (p *pool) add(f func()) { p.tasks <- f }

func hand(p *pool) {
	submit(func() { os.ReadFile("") })
	p.add(func() {
		os.ReadFile("") // want `task passed to \(\*pool\).add \(annotatedany.pool.tasks\) blocks on a file`
	})
}
