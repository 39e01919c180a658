package models_test

import (
	"slices"
	"testing"

	"github.com/parvet/parvet/models"
)

// TestCheckPackage makes sure that the check of the tables can fail.
func TestCheckPackage(t *testing.T) {
	std := loadStd(t)
	for _, test := range []struct{ src, want string }{
		{"package time\nSnooze sleep", "x:2: there is no time.Snooze"},
		{"package net\nTCPConn.Read net", "x:2: there is no net.TCPConn.Read"},
		{"package time\nTimer.D timer", "x:2: there is no time.Timer.D"},
		{"package time\nSleep sleep for=1", "x:2: time.Sleep sleep for=1: want a time.Duration, there is no parameter 1"},
		{"package net\nDialTimeout net for=1", "x:2: net.DialTimeout net for=1: want a time.Duration, parameter 1 is string"},
		{"package net\nDial net ctx=0", "x:2: net.Dial net ctx=0: want a context or what carries one, parameter 0 is string"},
		{"package net/http\nGet net ctx=recv", "x:2: net/http.Get net ctx=recv: want a context or what carries one, there is no parameter -1"},
		{"package time\nAfterFunc calls 0", "x:2: time.AfterFunc calls 0: want a function, parameter 0 is time.Duration"},
		{"package io\nCopy invokes 0 Read", "x:2: io.Copy invokes 0 Read: want what has a method Read, parameter 0 is io.Writer"},
		{"package net\nResolver.LookupHost net max=Timeout", "x:2: net.Resolver.LookupHost net max=Timeout: want a receiver with a time.Duration in the field Timeout"},
		{"package net\nDialTimeout net addr=2", "x:2: net.DialTimeout net addr=2: want a string, parameter 2 is time.Duration"},
		{"package net\nConn.SetDeadline limits 0 Reed", "x:2: net.Conn.SetDeadline limits 0 Reed: want what has a method Reed, parameter -1 is net.Conn"},
		{"package time\nTime.Sub after 0", "x:2: time.Time.Sub after 0: want a time.Duration, parameter 0 is time.Time"},
		{"package sync\nMutex.Lock reads recv", "x:2: sync.Mutex.Lock reads recv: want what has a method RLock, parameter -1 is *sync.Mutex"},
		{"package fmt\nSprint wraps 0", "x:2: fmt.Sprint wraps 0: want what can be wrapped, parameter 0 is any"},
		{"package io\nLimitedReader.R wraps 0", "x:2: io.LimitedReader.R wraps 0: want what can be wrapped, there is no parameter 0"},
		{"package io\nLimitedReader.N wraps recv", "x:2: io.LimitedReader.N wraps recv: want a value with methods as a result, have int64"},
		{"package time\nNow timer", "x:2: time.Now timer: want a channel as a result, have func() time.Time"},
		{"package context\nCause parent 0", "x:2: context.Cause parent 0: want a context or what carries one as a result, have func(c context.Context) error"},
		{"package time\nSleep gives net", "x:2: time.Sleep gives net: want a value as a result, have func(d time.Duration)"},
		{"package os\nStdout stdio", "x:2: os.Stdout stdio: want a function, have a variable or field"},
	} {
		table, err := models.Parse("x", []byte(test.src))
		if err != nil {
			t.Errorf("%q: %v", test.src, err)
			continue
		}
		p := table.Packages()[0]
		got := checkPackage(p, std[p.Path].Types)
		if !slices.Contains(got, test.want) {
			t.Errorf("%q:\n got %q\nwant %q", test.src, got, test.want)
		}
	}
}
