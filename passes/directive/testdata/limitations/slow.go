//go:build slow

package limitations

import "time"

func sleepsElsewhere() { time.Sleep(time.Minute) }

func sleepsHere() {}
