// Package cacheprog speaks the protocol of GOCACHEPROG, by which the go command
// leaves its cache to another program: such programs share it between machines.
// With it, parvet keeps its results where the go command keeps what it builds.
//
// The protocol is described in the documentation of cmd/go/internal/cacheprog,
// which cannot be imported. The program is a child process. It first says on its
// standard output which commands it knows, then answers each request on its
// standard input, in any order.
package cacheprog

import (
	"fmt"
	"strings"
	"time"
)

// A Command is what a program can do.
type Command string

// The commands.
const (
	Get   Command = "get"
	Put   Command = "put"
	Close Command = "close"
)

// A Request is a line to the program. That of a put is followed by a line with
// the body, a JSON string in base64, if BodySize is not 0.
type Request struct {
	ID       int64
	Command  Command
	ActionID []byte `json:",omitempty"` // the key
	OutputID []byte `json:",omitempty"` // the hash of the body
	BodySize int64  `json:",omitempty"`
}

// A Response is a line from the program.
type Response struct {
	ID            int64     // that of the request, or 0 in the first response
	Err           string    `json:",omitempty"`
	KnownCommands []Command `json:",omitempty"` // in the first response

	Miss     bool       `json:",omitempty"`
	OutputID []byte     `json:",omitempty"`
	Size     int64      `json:",omitempty"`
	Time     *time.Time `json:",omitempty"` // of the put
	DiskPath string     `json:",omitempty"` // a file with the body
}

// split takes the value of GOCACHEPROG apart as the go command does: at spaces,
// but for arguments in single or double quotes.
func split(s string) ([]string, error) {
	const space = " \t\n\r"
	var args []string
	for {
		if s = strings.TrimLeft(s, space); s == "" {
			return args, nil
		}
		if quote := s[0]; quote == '"' || quote == '\'' {
			end := strings.IndexByte(s[1:], quote)
			if end < 0 {
				return nil, fmt.Errorf("a %c is not closed in %s", quote, s)
			}
			args, s = append(args, s[1:1+end]), s[end+2:]
			continue
		}
		end := strings.IndexAny(s, space)
		if end < 0 {
			end = len(s)
		}
		args, s = append(args, s[:end]), s[end:]
	}
}
