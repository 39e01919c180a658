// Package armlib sets deadlines for its callers.
package armlib

import (
	"net"
	"time"
)

// Arm sets a deadline whatever happens.
func Arm(c net.Conn) {
	if err := c.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
		return
	}
}

// ArmFor does so for a time that the caller says.
func ArmFor(c net.Conn, d time.Duration) { c.SetReadDeadline(time.Now().Add(d)) }

// ArmUntil does so until a time that the caller says.
func ArmUntil(c net.Conn, t time.Time) { c.SetReadDeadline(t) }

// ArmBy does so by way of another function.
func ArmBy(c net.Conn, d time.Duration) { ArmUntil(c, time.Now().Add(d)) }

// ArmLess does so for another time than the caller says.
func ArmLess(c net.Conn, d time.Duration) { ArmFor(c, d/2) }

// Both does it by way of another function.
func Both(n int, c net.Conn) int {
	Arm(c)
	return n
}

// Disarm takes the deadline away.
func Disarm(c net.Conn) { c.SetDeadline(time.Time{}) }

// Perhaps sets a deadline in some cases.
func Perhaps(c net.Conn, d time.Duration) {
	if d > 0 {
		c.SetDeadline(time.Now().Add(d))
	}
}

// While takes the deadline away when it returns.
func While(c net.Conn, f func()) {
	defer c.SetDeadline(time.Time{})
	c.SetDeadline(time.Now().Add(time.Second))
	f()
}

// Later sets one at some time.
func Later(c net.Conn) {
	c.SetDeadline(time.Now().Add(time.Second))
	go Disarm(c)
}

// Last leaves the last one.
func Last(c net.Conn) {
	c.SetDeadline(time.Now().Add(time.Second))
	c.SetDeadline(time.Now().Add(2 * time.Second))
}

// A Session has a connection.
type Session struct {
	net.Conn
	Other net.Conn
}

// Arm sets the deadline of the connection.
func (s *Session) Arm() { s.SetReadDeadline(time.Now().Add(3 * time.Second)) }
