package lsp

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/creachadair/jrpc2/channel"
)

// longest is how long a message may be, in bytes. A file of Go has at most some
// megabytes.
const longest = 1 << 28

// stream frames messages as the protocol does. The library's own framing believes
// any length, and refuses "utf8" as the name of the encoding, which the protocol
// wants to be accepted; so this one reads the header.
type stream struct {
	channel.Channel // sends
	in              io.Closer
	r               *bufio.Reader
}

func newStream(in io.ReadCloser, out io.WriteCloser) stream {
	return stream{channel.LSP(in, out), in, bufio.NewReader(in)}
}

// Recv implements channel.Channel.
func (s stream) Recv() ([]byte, error) {
	length := -1
	for first := true; ; first = false {
		data, err := s.r.ReadSlice('\n')
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			return nil, fmt.Errorf("not the header of a message: %.80q", data)
		case errors.Is(err, io.EOF) && (!first || len(data) > 0):
			return nil, io.ErrUnexpectedEOF
		case err != nil:
			return nil, err
		}
		line := strings.TrimRight(string(data), "\r\n")
		if line == "" {
			break
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			return nil, fmt.Errorf("not the header of a message: %.80q", line)
		}
		if !strings.EqualFold(strings.TrimSpace(name), "Content-Length") {
			continue
		}
		n, err := strconv.ParseUint(strings.TrimSpace(value), 10, 63)
		if err != nil || n > longest {
			return nil, fmt.Errorf("not the length of a message: %.80q", value)
		}
		length = int(n)
	}
	if length < 0 {
		return nil, errors.New("a message has no Content-Length")
	}
	data := make([]byte, length)
	if _, err := io.ReadFull(s.r, data); err != nil {
		return nil, io.ErrUnexpectedEOF
	}
	return data, nil
}

// Close ends both directions, so that nobody waits for a message any more.
func (s stream) Close() error {
	return errors.Join(s.Channel.Close(), s.in.Close())
}
