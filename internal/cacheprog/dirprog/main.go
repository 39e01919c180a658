// Dirprog is a cache program that keeps everything in a directory, which several
// machines may share:
//
//	GOCACHEPROG="dirprog /mnt/shared/go-cache" parvet ./...
//
// What is there is not removed. With a second argument, the name of a file, it
// appends a line to that for each request: "hit", "miss", "put" or "error", and
// the key.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/parvet/parvet/internal/cacheprog"
)

func main() {
	if len(os.Args) != 2 && len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: dirprog DIRECTORY [LOG]")
		os.Exit(2)
	}
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintf(os.Stderr, "dirprog: %v\n", err)
		os.Exit(1)
	}
}

func run(args []string, in io.Reader, out io.Writer) error {
	dir, err := filepath.Abs(args[0])
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	log := io.Discard
	if len(args) > 1 {
		f, err := os.OpenFile(args[1], os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
		if err != nil {
			return err
		}
		defer f.Close()
		log = f
	}
	return serve(store(dir), in, out, log)
}

// serve answers one request after the other until one is close.
func serve(s store, in io.Reader, out, log io.Writer) error {
	dec, enc := json.NewDecoder(bufio.NewReader(in)), json.NewEncoder(out)
	err := enc.Encode(cacheprog.Response{KnownCommands: []cacheprog.Command{cacheprog.Get, cacheprog.Put, cacheprog.Close}})
	for err == nil {
		var req cacheprog.Request
		if err := dec.Decode(&req); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		var body []byte // encoding/json takes a string in base64 for that
		if req.Command == cacheprog.Put && req.BodySize > 0 {
			if err := dec.Decode(&body); err != nil {
				return err
			}
		}
		if req.Command == cacheprog.Close {
			return enc.Encode(cacheprog.Response{ID: req.ID})
		}
		res, what := s.answer(req, body)
		res.ID = req.ID
		fmt.Fprintf(log, "%s %x\n", what, req.ActionID)
		err = enc.Encode(res)
	}
	return err
}

// A store is a directory with a file for each key, which names one for the body.
type store string

// An entry is what the file of a key has.
type entry struct {
	OutputID []byte
	Size     int64
	Time     time.Time
}

// answer also says in a word what the answer is.
func (s store) answer(req cacheprog.Request, body []byte) (res cacheprog.Response, what string) {
	var err error
	switch {
	case req.Command == cacheprog.Get:
		res, err = s.get(req.ActionID)
		what = "hit"
		if res.Miss {
			what = "miss"
		}
	case req.Command == cacheprog.Put && int64(len(body)) == req.BodySize:
		res, err = s.put(req, body)
		what = "put"
	case req.Command == cacheprog.Put:
		err = fmt.Errorf("the body has %d bytes, want %d", len(body), req.BodySize)
	default:
		err = fmt.Errorf("unknown command %q", req.Command)
	}
	if err != nil {
		return cacheprog.Response{Err: err.Error()}, "error"
	}
	return res, what
}

func (s store) get(key []byte) (cacheprog.Response, error) {
	data, err := os.ReadFile(s.file("key", key))
	if errors.Is(err, fs.ErrNotExist) {
		return cacheprog.Response{Miss: true}, nil
	} else if err != nil {
		return cacheprog.Response{}, err
	}
	var e entry
	if err := json.Unmarshal(data, &e); err != nil {
		return cacheprog.Response{}, err
	}
	body := s.file("body", e.OutputID)
	if info, err := os.Stat(body); err != nil || info.Size() != e.Size {
		return cacheprog.Response{Miss: true}, nil
	}
	return cacheprog.Response{OutputID: e.OutputID, Size: e.Size, Time: &e.Time, DiskPath: body}, nil
}

func (s store) put(req cacheprog.Request, body []byte) (cacheprog.Response, error) {
	file := s.file("body", req.OutputID)
	if info, err := os.Stat(file); err != nil || info.Size() != req.BodySize {
		if err := write(file, body); err != nil {
			return cacheprog.Response{}, err
		}
	}
	data, err := json.Marshal(entry{req.OutputID, req.BodySize, time.Now()})
	if err != nil {
		return cacheprog.Response{}, err
	}
	return cacheprog.Response{DiskPath: file}, write(s.file("key", req.ActionID), data)
}

func (s store) file(kind string, id []byte) string {
	name := fmt.Sprintf("%x", id)
	return filepath.Join(string(s), kind, name[:min(2, len(name))], name)
}

// write writes a file at once: other machines see all of it or nothing.
func write(file string, data []byte) error {
	dir := filepath.Dir(file)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(dir, "tmp-")
	if err != nil {
		return err
	}
	_, err = tmp.Write(data)
	if err = errors.Join(err, tmp.Chmod(0o644), tmp.Close()); err == nil {
		err = os.Rename(tmp.Name(), file)
	}
	if err != nil {
		os.Remove(tmp.Name())
	}
	return err
}
