// Package four has a type that others hand on.
package four

// T has an annotation.
type T struct {
	Take func() //parvet:blocking
}
