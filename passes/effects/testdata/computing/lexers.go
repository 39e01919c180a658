package computing

import (
	"context"

	"github.com/parvet/parvet/runtime/par"
)

// A lexer runs in a goroutine, from state to state, and sends tokens.

type token struct {
	kind int
	text string
}

type lexer struct {
	input  string
	pos    int
	tokens chan token
}

type state func(*lexer) state

func lex(input string) *lexer {
	l := &lexer{input: input, tokens: make(chan token)}
	go l.run()
	return l
}

func (l *lexer) run() {
	for s := lexText; s != nil; {
		s = s(l)
	}
	close(l.tokens)
}

func (l *lexer) emit(kind int) { l.tokens <- token{kind, l.input[:l.pos]} }

func lexText(l *lexer) state {
	if l.pos++; l.pos >= len(l.input) {
		l.emit(0)
		return nil
	}
	l.emit(1)
	return lexInside
}

func lexInside(l *lexer) state {
	l.emit(2)
	return lexText
}

func (l *lexer) next() token { return <-l.tokens }

func parse(input string) (n int) {
	l := lex(input)
	for l.next().kind != 0 {
		n++
	}
	return n
}

// One that keeps its state and ends with a last token.

type scanner struct {
	input string
	state func(*scanner) bool
	out   chan token
}

func scan(input string) *scanner {
	s := &scanner{input: input, out: make(chan token, 2), state: scanText}
	go s.run()
	return s
}

func (s *scanner) run() {
	for s.state(s) {
	}
}

func scanText(s *scanner) bool {
	s.state = scanEnd
	s.out <- token{1, s.input}
	return true
}

func scanEnd(s *scanner) bool {
	s.out <- token{}
	return false
}

// One that reads what it scans.

type fetcher struct{ out chan token }

type fetch func(*fetcher) fetch

func fetchAll() *fetcher {
	f := &fetcher{out: make(chan token)}
	go f.run()
	return f
}

func (f *fetcher) run() {
	for s := fetchOne; s != nil; {
		s = s(f)
	}
	close(f.out)
}

func fetchOne(f *fetcher) fetch {
	f.out <- token{kind: load("x")}
	return fetchOne
}

// One to which others send as well.

type mixer struct{ out chan token }

func mix() *mixer {
	m := &mixer{out: make(chan token)}
	go m.run()
	return m
}

func (m *mixer) run() { m.emit() }

func (m *mixer) emit() { m.out <- token{} }

func (m *mixer) offer() { m.out <- token{} }

// One that also waits for who receives something else.

type logger struct {
	out  chan token
	logs chan string
}

func logged() *logger {
	l := &logger{out: make(chan token), logs: make(chan string)}
	go l.run()
	return l
}

func (l *logger) run() {
	l.logs <- "begins"
	l.emit()
}

func (l *logger) emit() { l.out <- token{} }

// One that nobody starts.

type sleeper struct{ out chan token }

func (s *sleeper) emit() { s.out <- token{} }

func sleeping() *sleeper { return &sleeper{out: make(chan token)} }

func lexers(ctx context.Context, p *par.Pool, given *lexer) {
	p.Go(ctx, func(context.Context) {
		parse("x")       // want `parse → .*next → receive from field tokens \[possible\]$`
		given.next()     // want `next → receive from field tokens \[possible\]$`
		<-scan("x").out  // want `receive from field out \[possible\]$`
		<-fetchAll().out // want `receive from field out$`
		<-mix().out      // want `receive from field out$`
		<-logged().out   // want `receive from field out$`
		<-sleeping().out // want `receive from field out$`
	})
}
