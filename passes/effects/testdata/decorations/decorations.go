// Package decorations calls methods of what it is given.
package decorations

// Get calls the Get of s.
func Get(s interface{ Get() }) { s.Get() }

// Flush calls the Flush of s, if it has one.
func Flush(s any) {
	if f, ok := s.(interface{ Flush() }); ok {
		f.Flush()
	}
}
