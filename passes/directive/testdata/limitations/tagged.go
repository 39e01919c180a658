//go:build !slow

package limitations

import "time"

func sleepsElsewhere() {}

func sleepsHere() { time.Sleep(time.Minute) }
