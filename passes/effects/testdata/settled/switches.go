package settled

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

// What is printed only if a setting says so, hardly ever is.

type settings struct {
	verbose bool
	options uint
	quiet   bool
	count   int
	Trace   bool
}

const (
	optTrace = 1 << iota
	optDump
	noOptions = 0
)

func (s *settings) tracing() bool { return s.verbose }

func (s *settings) counting() bool { return s.count > 3 }

type worker struct {
	*settings
	echo bool // it is always on
	done bool
}

func newWorker(s *settings) *worker { return &worker{settings: s, echo: true} }

func settingsOf(verbose bool, options uint) *settings {
	return &settings{verbose: verbose, options: options}
}

func (w *worker) step(n int) {
	if w.verbose {
		fmt.Println(n)
	}
	if w.options&optTrace != 0 && n > 3 {
		fmt.Println(n)
	}
	if w.options&optDump == optDump {
		fmt.Println(n)
	}
	if w.verbose || optTrace&w.options != noOptions {
		fmt.Println(n)
	}
	if w.tracing() {
		fmt.Println(n)
	}
	if !w.Trace {
		return
	}
	fmt.Println(n)
}

func (w *worker) quiet1(n int) {
	if w.options&optTrace == 0 {
		return
	}
	fmt.Println(n)
}

func (w *worker) loud(n int) {
	if !w.quiet {
		fmt.Println(n)
	}
}

func (w *worker) without(n int) {
	if w.options&optTrace == 0 {
		fmt.Println(n)
	}
	if w.options&optTrace == optDump {
		return
	}
}

func (w *worker) either(n int) {
	if w.verbose || n > 3 {
		fmt.Println(n)
	}
}

func (w *worker) echoes(n int) {
	if w.echo {
		fmt.Println(n)
	}
}

func (w *worker) counts(n int) {
	if w.counting() {
		fmt.Println(n)
	}
}

func (w *worker) asks(n int) {
	if w.verbose {
		bufio.NewReader(os.Stdin).ReadString('\n')
	}
}

// choose asks somebody, and nobody else meanwhile.
func (w *worker) choose() {
	asking.Lock()
	defer asking.Unlock()
	fmt.Println("go on?")
	bufio.NewReader(os.Stdin).ReadString('\n')
}

var asking sync.Mutex

func (w *worker) chooses(n int) {
	if w.verbose {
		w.choose()
	}
}

func (w *worker) confirms(n int) {
	if n > 0 {
		bufio.NewReader(os.Stdin).ReadString('\n')
	}
}

func (w *worker) nonzero(n int) {
	if n&optTrace != 0 {
		fmt.Println(n)
	}
}

func (w *worker) reads(n int) {
	if w.verbose {
		os.ReadFile("x")
	}
}

func switches(ctx context.Context, p *par.Pool, w *worker) {
	verbose := w.verbose
	p.Go(ctx, func(context.Context) {
		w.step(1)
		w.quiet1(2)
		w.asks(1)
		w.chooses(1)
		if w.verbose {
			w.loud(3)
		}
		if verbose {
			fmt.Println()
		}
	})
	p.Go(ctx, func(context.Context) {
		w.loud(1)     // want `loud → fmt.Println`
		w.without(1)  // want `without → fmt.Println`
		w.either(1)   // want `either → fmt.Println`
		w.echoes(1)   // want `echoes → fmt.Println`
		w.counts(1)   // want `counts → fmt.Println`
		w.confirms(1) // want `confirms → bufio.\(\*Reader\).ReadString`
		w.nonzero(1)  // want `nonzero → fmt.Println`
		w.reads(1)    // want `reads → os.ReadFile`
		if w.done {
			return
		}
		fmt.Println() // want `fmt.Println`
	})
}

// What the environment turns on is a setting, too.

var listener func(string)

func init() {
	if os.Getenv("WORKER_LOG") == "all" {
		listener = func(line string) { fmt.Fprintln(os.Stderr, line) }
	}
}

func inform(line string) {
	if listener != nil {
		listener(line)
	}
}

var teller = func(line string) { fmt.Fprintln(os.Stderr, line) }

func environment(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		inform("on")
		teller("on") // want `fmt.Fprintln`
		if _, ok := os.LookupEnv("WORKER_LOG"); ok {
			fmt.Println("on")
		}
		if os.Getenv("WORKER_LOG") != "" {
			fmt.Println("on")
		} else {
			fmt.Println("off") // want `fmt.Println`
		}
		if os.Getenv("WORKER_LOG") != "off" {
			fmt.Println("not off") // want `fmt.Println`
		}
		if os.Getenv("WORKER_LOG") == "" {
			fmt.Println("off") // want `fmt.Println`
		}
	})
}

// What is named "-" is what somebody types, or pipes.

func scan(name string) {
	var lines *bufio.Scanner
	if name == "-" {
		lines = bufio.NewScanner(os.Stdin)
	} else {
		f, err := os.Open(name)
		if err != nil {
			return
		}
		defer f.Close()
		lines = bufio.NewScanner(f)
	}
	for lines.Scan() {
	}
}

func readNamed(name string) {
	if name != "-" {
		return
	}
	io.ReadAll(os.Stdin)
}

func readOthers(name string) {
	if name == "-" {
		return
	}
	io.ReadAll(os.Stdin)
}

func scanEmpty(name string) {
	lines := bufio.NewScanner(os.Stdin)
	if name == "" {
		for lines.Scan() {
		}
	}
}

func writeNamed(name string) {
	if name == "-" {
		fmt.Println()
	}
}

func namedInputs(ctx context.Context, p *par.Pool, name string) {
	p.Go(ctx, func(context.Context) {
		scan(name) // want `scan → os.Open` `scan → bufio.\(\*Scanner\).Scan → os.\(\*File\).Read`
		readNamed(name)
		readOthers(name) // want `readOthers → io.ReadAll → os.Stdin.Read`
		scanEmpty(name)  // want `scanEmpty → bufio.\(\*Scanner\).Scan → os.Stdin.Read`
		writeNamed(name) // want `writeNamed → fmt.Println`
	})
}
