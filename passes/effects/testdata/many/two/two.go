// Package two has a type that others hand on.
package two

// T has an annotation.
type T struct {
	Take func() //parvet:blocking
}
