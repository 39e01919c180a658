package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/creachadair/jrpc2"
	"github.com/creachadair/jrpc2/handler"

	"github.com/parvet/parvet/internal/rule"
)

// Options are what a server is made of.
type Options struct {
	Version string
	Rules   []rule.Rule
	Page    func(rule string) (string, error) // in Markdown
	Analyse Analyse
	Pause   time.Duration // after the last edit, before an analysis
	Flags   []string      // for every analysis, before those of the settings
}

// Serve serves one client until it says exit, its stream ends or ctx does. It
// returns whether the client had asked for that, by the request shutdown. Nothing
// that the server has started is left then.
func Serve(ctx context.Context, in io.ReadCloser, out io.WriteCloser, opts Options) (asked bool, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := newServer(ctx, opts)
	s.rpc = jrpc2.NewServer(&order{Assigner: s.methods(), ctx: ctx}, &jrpc2.ServerOptions{
		AllowPush:      true,
		DisableBuiltin: true,
		Concurrency:    1 << 30, // they wait for each other
		NewContext:     func() context.Context { return ctx },
	})
	stream := newStream(in, out)
	s.rpc.Start(stream)
	ended := make(chan jrpc2.ServerStatus, 1)
	go func() { ended <- s.rpc.WaitStatus() }()
	alone := false
	select {
	case status := <-ended:
		err, alone = status.Err, true
	case <-s.exit:
	case <-ctx.Done():
	}
	cancel()
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.lanes.Wait()
	if !alone {
		// The library panics if a message comes while it is stopped, so its reader
		// is to end by itself. It may be one that nothing can wake.
		stream.Close()
		select {
		case <-ended:
		case <-time.After(time.Second):
		}
	}
	s.rpc.Stop()
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		err = fmt.Errorf("cannot understand the client: %w", err)
	}
	return s.shutdown, err
}

// server is what is known of one client and its files.
type server struct {
	Options
	ctx   context.Context
	rpc   *jrpc2.Server
	exit  chan struct{} // closed when the client says so
	lanes sync.WaitGroup

	mu       sync.Mutex // of all below
	state    state
	closed   bool // nothing is to be started any more
	shutdown bool
	client   client
	folders  []string
	docs     map[string]*document // by path
	targets  map[string]*target   // by root
	caches   []string             // directories of what is not the user's
	shown    map[string]bool      // files of which the client has diagnostics
	settings settings
	lastErr  string // what was last shown to the user
	tokens   int    // of progress
	wake     [lanes]chan struct{}
}

type state int

const (
	started state = iota
	initializing
	running
)

// start starts what Serve waits for. The lock must be held.
func (s *server) start(f func()) {
	if !s.closed {
		s.lanes.Go(f)
	}
}

func newServer(ctx context.Context, opts Options) *server {
	s := &server{
		Options: opts,
		ctx:     ctx,
		exit:    make(chan struct{}),
		docs:    make(map[string]*document),
		targets: make(map[string]*target),
		shown:   make(map[string]bool),
	}
	for i := range s.wake {
		s.wake[i] = make(chan struct{}, 1)
	}
	return s
}

// methods returns what the server understands. Unknown requests are answered with
// an error, unknown notifications are ignored.
func (s *server) methods() jrpc2.Assigner {
	return handler.Map{
		"initialize":                          request(s, s.initialize),
		"initialized":                         notification(s, s.initialized),
		"shutdown":                            s.shutDown,
		"exit":                                s.exits,
		"$/cancelRequest":                     s.cancelRequest,
		"textDocument/didOpen":                notification(s, s.didOpen),
		"textDocument/didChange":              notification(s, s.didChange),
		"textDocument/didSave":                notification(s, s.didSave),
		"textDocument/didClose":               notification(s, s.didClose),
		"textDocument/hover":                  request(s, s.hover),
		"textDocument/codeAction":             request(s, s.codeAction),
		"workspace/didChangeWatchedFiles":     notification(s, s.didChangeWatchedFiles),
		"workspace/didChangeWorkspaceFolders": notification(s, s.didChangeWorkspaceFolders),
		"workspace/didChangeConfiguration":    notification(s, s.didChangeConfiguration),
	}
}

// The errors that the protocol adds to those of JSON-RPC.
const (
	notInitialized = jrpc2.Code(-32002)
	invalidRequest = jrpc2.InvalidRequest
)

// request returns the handler of a request, which is called with the lock held and
// must not wait.
func request[P, R any](s *server, f func(P) (R, error)) jrpc2.Handler {
	return func(_ context.Context, req *jrpc2.Request) (any, error) {
		var params P
		if err := decode(req, &params); err != nil {
			return nil, jrpc2.Errorf(jrpc2.InvalidParams, "%s: %v", req.Method(), err)
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		switch {
		case s.shutdown:
			return nil, jrpc2.Errorf(invalidRequest, "the server has been shut down")
		case req.Method() == "initialize" && s.state != started:
			return nil, jrpc2.Errorf(invalidRequest, "the server has been initialized")
		case req.Method() != "initialize" && s.state == started:
			return nil, jrpc2.Errorf(notInitialized, "the server has not been initialized")
		}
		return f(params)
	}
}

// notification returns the handler of a notification. One that makes no sense is
// told in the client's log.
func notification[P any](s *server, f func(P) error) jrpc2.Handler {
	return func(_ context.Context, req *jrpc2.Request) (any, error) {
		var params P
		err := decode(req, &params)
		if err == nil {
			s.mu.Lock()
			defer s.mu.Unlock()
			if s.state == started || s.shutdown {
				return nil, nil
			}
			err = f(params)
		}
		if err != nil {
			s.log(messageWarning, "%s: %v", req.Method(), err)
		}
		return nil, nil
	}
}

// decode is json.Unmarshal, since clients send fields that the server does not
// know, or no parameters at all.
func decode(req *jrpc2.Request, params any) error {
	var raw json.RawMessage
	if err := req.UnmarshalParams(&raw); err != nil || len(raw) == 0 {
		return err
	}
	return json.Unmarshal(raw, params)
}

func (s *server) shutDown(context.Context, *jrpc2.Request) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state == started {
		return nil, jrpc2.Errorf(notInitialized, "the server has not been initialized")
	}
	s.shutdown = true
	s.stopAll()
	return nil, nil
}

func (s *server) exits(context.Context, *jrpc2.Request) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.exit:
	default:
		close(s.exit)
	}
	return nil, nil
}

// cancelRequest has nothing to cancel but requests that wait for their turn: all
// are answered at once.
func (s *server) cancelRequest(_ context.Context, req *jrpc2.Request) (any, error) {
	var params struct {
		ID json.RawMessage `json:"id"`
	}
	if err := decode(req, &params); err == nil {
		s.rpc.CancelRequest(string(params.ID))
	}
	return nil, nil
}

// The kinds of messages to the user.
const (
	messageError = iota + 1
	messageWarning
	messageInfo
)

// log writes to the client's log.
func (s *server) log(kind int, format string, args ...any) {
	s.rpc.Notify(s.ctx, "window/logMessage", map[string]any{"type": kind, "message": "parvet: " + fmt.Sprintf(format, args...)})
}

// show shows the user a message, unless it is what was shown last.
func (s *server) show(message string) {
	if message == s.lastErr {
		return
	}
	s.lastErr = message
	if message != "" {
		s.rpc.Notify(s.ctx, "window/showMessage", map[string]any{"type": messageError, "message": "parvet: " + message})
	}
}

var errNoFile = errors.New("the URI is not that of a file, so nothing is said of it")
