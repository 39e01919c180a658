// Package api lets its users come by types of packages that they do not import.
package api

import (
	"example.com/effects/flowlib"
	"example.com/effects/lib"
)

func Open() *lib.Client { return new(lib.Client) } // want Open:`returns what is new`

func Pool() (*Conn, error) { return new(Conn), nil }

// Conn has the methods of a client.
type Conn struct {
	*lib.Client
	Waits []map[string]*lib.Ring[int]
}

// Servers leads to lib by two steps.
func Servers() flowlib.Owner { return flowlib.Owner{} }

func hidden() *lib.Hidden { return nil }
