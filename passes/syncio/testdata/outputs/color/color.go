// Package color has the signatures of the real one.
package color

import "io"

var Output, Error io.Writer
