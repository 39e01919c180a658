package deep

import "time"

func Nap() { time.Sleep(time.Second) } // want Nap:`sleep timed: time.Sleep`
