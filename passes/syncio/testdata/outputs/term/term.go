// Package term prints by way of variables that everybody may set.
package term

import (
	"bytes"
	"fmt"
	"io"
	"os"

	"github.com/fatih/color"
)

var (
	Out   io.Writer = os.Stdout
	Color           = color.Output
	Buf   io.Writer = new(bytes.Buffer)
	Unset io.Writer
)

func Plain(s string)     { fmt.Fprintln(Out, s) }
func Colored(s string)   { fmt.Fprintln(Color, s) }
func Buffered(s string)  { fmt.Fprintln(Buf, s) }
func Elsewhere(s string) { fmt.Fprintln(Unset, s) }
