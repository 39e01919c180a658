package deep

import "time"

func Nap() { time.Sleep(time.Second) } // want Nap:`sleep timed: time.Sleep`

type Sleeper struct{}

func (*Sleeper) Wait() { Nap() } // want Wait:`sleep timed: .*deep.Nap → time.Sleep`
