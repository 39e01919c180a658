package flowlib

import "net"

// Resolve waits if addr is a name.
func Resolve(addr string) (*net.TCPAddr, error) { return net.ResolveTCPAddr("tcp", addr) } // want Resolve:`net external: net.ResolveTCPAddr`
