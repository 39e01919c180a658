package cacheprog

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// patience is how long the program may take to answer. The go command has more,
// but parvet can do without the program.
var patience = time.Minute

// A Program is a cache program that runs. It may be used concurrently.
//
// Once it has not answered as it should, it is not asked again: all that is asked
// of it fails at once, with the same error.
type Program struct {
	cmd  *exec.Cmd
	stop context.CancelFunc
	can  []Command

	writing sync.Mutex
	in      io.WriteCloser
	buf     *bufio.Writer

	mu      sync.Mutex
	last    int64
	waiting map[int64]chan Response
	broken  error
	ended   chan struct{} // closed when no more is read
}

// Start starts a cache program, which command names with its arguments. What it
// says on standard error goes to stderr. It ends with ctx, if nobody closes it.
func Start(ctx context.Context, command string, stderr io.Writer) (*Program, error) {
	args, err := split(command)
	if err != nil {
		return nil, err
	}
	if len(args) == 0 {
		return nil, errors.New("no program is named")
	}
	ctx, stop := context.WithCancel(ctx)
	p := &Program{
		cmd: exec.CommandContext(ctx, args[0], args[1:]...), stop: stop,
		waiting: make(map[int64]chan Response), ended: make(chan struct{}),
	}
	p.cmd.Stderr = stderr
	p.cmd.WaitDelay = time.Second
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	p.buf = bufio.NewWriter(p.in)
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		stop()
		return nil, err
	}
	first := make(chan Response, 1)
	p.waiting[0] = first
	go p.read(out)
	res, err := p.await(first)
	if err == nil && len(res.KnownCommands) == 0 {
		err = p.fail(errors.New("it does not say what it can do"))
	}
	if err != nil {
		p.kill()
		return nil, err
	}
	p.can = res.KnownCommands
	return p, nil
}

// Get returns what is kept under a key, if anything is.
func (p *Program) Get(key [sha256.Size]byte) (data []byte, ok bool, err error) {
	if !slices.Contains(p.can, Get) {
		return nil, false, nil // others fill it for yet others
	}
	res, err := p.send(Request{Command: Get, ActionID: key[:]}, nil)
	if err != nil || res.Miss {
		return nil, false, err
	}
	if !filepath.IsAbs(res.DiskPath) {
		return nil, false, fmt.Errorf("it names no file: %q", res.DiskPath)
	}
	if data, err = os.ReadFile(res.DiskPath); err != nil {
		return nil, false, err
	}
	if sum := sha256.Sum256(data); int64(len(data)) != res.Size || string(res.OutputID) != string(sum[:]) {
		return nil, false, fmt.Errorf("%s is not what was put there", res.DiskPath)
	}
	return data, true, nil
}

// Put keeps data under a key.
func (p *Program) Put(key [sha256.Size]byte, data []byte) error {
	if !slices.Contains(p.can, Put) {
		return nil // others fill it
	}
	sum := sha256.Sum256(data)
	_, err := p.send(Request{Command: Put, ActionID: key[:], OutputID: sum[:], BodySize: int64(len(data))}, data)
	return err
}

// Close lets the program end, and waits for that: it may have to send what it
// keeps elsewhere.
func (p *Program) Close() error {
	var err error
	if slices.Contains(p.can, Close) {
		if _, err = p.send(Request{Command: Close}, nil); errors.Is(err, errEnded) {
			err = nil // it need not answer
		}
	}
	p.in.Close()
	select {
	case <-p.ended:
	case <-time.After(patience):
		err = errors.Join(err, errors.New("it does not end"))
		p.stop()
	}
	exited := make(chan struct{})
	go func() {
		p.cmd.Wait() // its status does not matter any more
		close(exited)
	}()
	select {
	case <-exited:
		p.stop()
	case <-time.After(patience): // as with the go command, it may go on by itself
	}
	return err
}

// kill ends the process.
func (p *Program) kill() {
	p.stop()
	p.in.Close()
	p.cmd.Wait()
	<-p.ended
}

var errEnded = errors.New("it has ended")

// send sends a request and waits for the response.
func (p *Program) send(req Request, body []byte) (Response, error) {
	answer := make(chan Response, 1)
	p.mu.Lock()
	if p.broken != nil {
		p.mu.Unlock()
		return Response{}, p.broken
	}
	p.last++
	req.ID = p.last
	p.waiting[req.ID] = answer
	p.mu.Unlock()
	// A program that does not read must not keep the sender, so that waits elsewhere.
	go func() {
		if err := p.write(req, body); err != nil {
			p.fail(err)
		}
	}()
	res, err := p.await(answer)
	if err == nil && res.Err != "" {
		err = errors.New(res.Err)
	}
	return res, err
}

func (p *Program) write(req Request, body []byte) error {
	line, err := json.Marshal(req)
	if err != nil {
		return err
	}
	p.writing.Lock()
	defer p.writing.Unlock()
	p.buf.Write(line)
	p.buf.WriteByte('\n')
	if len(body) > 0 {
		p.buf.WriteByte('"')
		enc := base64.NewEncoder(base64.StdEncoding, p.buf)
		enc.Write(body)
		enc.Close()
		p.buf.WriteString("\"\n")
	}
	return p.buf.Flush() // tells of errors before too
}

// await waits for a response for as long as it is worth it.
func (p *Program) await(answer chan Response) (Response, error) {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case res, ok := <-answer:
		if !ok {
			p.mu.Lock()
			defer p.mu.Unlock()
			return Response{}, p.broken
		}
		return res, nil
	case <-timer.C:
		return Response{}, p.fail(fmt.Errorf("it has not answered for %v", patience))
	}
}

// read hands the responses to those that wait for them.
func (p *Program) read(out io.Reader) {
	defer close(p.ended)
	for dec := json.NewDecoder(out); ; {
		var res Response
		if err := dec.Decode(&res); errors.Is(err, io.EOF) {
			p.fail(errEnded)
			return
		} else if err != nil {
			p.fail(fmt.Errorf("it does not speak the protocol: %w", err))
			io.Copy(io.Discard, out) // until it ends
			return
		}
		p.mu.Lock()
		answer := p.waiting[res.ID]
		delete(p.waiting, res.ID)
		p.mu.Unlock()
		if answer != nil { // else it has taken too long
			answer <- res
		}
	}
}

// fail gives the program up, for the first reason that there is.
func (p *Program) fail(err error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.broken == nil {
		p.broken = err
		for id, answer := range p.waiting {
			close(answer)
			delete(p.waiting, id)
		}
	}
	return p.broken
}
