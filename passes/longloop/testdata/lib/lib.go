// Package lib has functions of which another package knows only the facts.
package lib

import "log"

func Pump(step func()) {
	for {
		step()
	}
}

func Must(err error) {
	if err != nil {
		panic(err)
	}
}

func Die(err error) { log.Fatal(err) }

func Try(f func()) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err, _ = r.(error)
		}
	}()
	f()
	if err != nil {
		panic(err)
	}
	return nil
}
