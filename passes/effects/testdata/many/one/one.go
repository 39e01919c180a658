// Package one has a type that others hand on.
package one

// T has an annotation.
type T struct {
	Take func() //parvet:blocking
}
