// Package three has a type that others hand on.
package three

// T has an annotation.
type T struct {
	Take func() //parvet:blocking
}
