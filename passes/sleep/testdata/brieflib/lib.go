package brieflib

import "time"

func Nap() { time.Sleep(time.Millisecond) }

func Doze() { time.Sleep(11 * time.Millisecond) }

func Poll(done func() bool) {
	for !done() {
		time.Sleep(time.Millisecond)
	}
}

// Two has a sleep of each kind: the short one must not hide the long one.
func Two() {
	time.Sleep(time.Millisecond)
	doze()
}

func doze() { Doze() }

func Each(xs []int, f func(int)) {
	for _, x := range xs {
		f(x)
	}
}

func Once(f func(int)) { f(1) }
