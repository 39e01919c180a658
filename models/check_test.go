package models_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"

	"github.com/parvet/parvet/models"
)

// checkPackage returns what is wrong with the lines of p when they are held
// against the declarations of pkg, which is nil if only other platforms have it.
// What is declared elsewhere, for those, is not checked.
func checkPackage(p *models.Package, pkg *types.Package, elsewhere ...string) []string {
	if pkg == nil {
		pkg = types.NewPackage(p.Path, "p")
	}
	var problems []string
	for _, m := range p.Check(pkg) {
		if !m.Unknown || !slices.Contains(elsewhere, m.Line.Name) {
			problems = append(problems, m.String())
		}
	}
	return problems
}

// TestCheck makes sure that the check of the tables can fail.
func TestCheck(t *testing.T) {
	std := loadStd(t)
	for _, test := range []struct{ src, want string }{
		{"package time\nSnooze sleep", "there is no Snooze in package time"},
		{"package net\nTCPConn.Read net", "there is no TCPConn.Read in package net: it is declared by net.conn"},
		{"package time\nTimer.D timer", "there is no Timer.D in package time"},
		{"package os\nFileInfo.Name ok", "there is no FileInfo.Name in package os: FileInfo is another name of io/fs.FileInfo"},
		{"package time\nSleep sleep for=1", "Sleep: want a time.Duration as parameter 1, have 1 parameter, 0"},
		{"package net\nDialTimeout net for=1", "DialTimeout: want a time.Duration as parameter 1, have string"},
		{"package net\nDialTimeout net for=3", "DialTimeout: want a time.Duration as parameter 3, have 3 parameters, 0 to 2"},
		{"package time\nNow net for=0", "Now: want a time.Duration as parameter 0, have no parameters"},
		{"package net\nDial net ctx=0", "Dial: want a context or what carries one as parameter 0, have string"},
		{"package net/http\nGet net ctx=recv", "Get: want a context or what carries one as recv, have no receiver"},
		{"package time\nAfterFunc calls 0", "AfterFunc: want a function as parameter 0, have Duration"},
		{"package io\nCopyN invokes 2 Read", "CopyN: want what has a method Read as parameter 2, have int64"},
		{"package net\nResolver.LookupHost net max=Timeout", "Resolver.LookupHost: want a struct with a time.Duration in the field Timeout as recv, have *Resolver"},
		{"package net\nDialTimeout net addr=2", "DialTimeout: want a string as parameter 2, have time.Duration"},
		{"package net\nConn.SetDeadline limits 0 Reed", "Conn.SetDeadline: want what has a method Reed as recv, have Conn"},
		{"package net\nListen limits 0", "Listen: want a time.Time as parameter 0, have string; x:2: Listen: want what has a deadline as recv, have no receiver"},
		{"package time\nTime.Sub after 0", "Time.Sub: want a time.Duration as parameter 0, have Time; x:2: Time.Sub: want a time.Time as a result, have func(u Time) Duration"},
		{"package sync\nMutex.Lock reads recv", "Mutex.Lock: want what has a method RLock as recv, have *Mutex"},
		{"package fmt\nSprintf wraps 0", "Sprintf: want what has methods as parameter 0, have string; x:2: Sprintf: want what has methods as a result, have func(format string, a ...any) string"},
		{"package io\nLimitedReader.R wraps 0", "LimitedReader.R: want a declared function, have a variable or field of type Reader"},
		{"package io\nLimitedReader.N wraps recv", "LimitedReader.N: want what has methods, have a variable or field of type int64"},
		{"package time\nNow timer", "Now: want a channel as a result, have func() Time"},
		{"package errors\nUnwrap parent 0", "Unwrap: want a context or what carries one as parameter 0, have error; x:2: Unwrap: want a context or what carries one as a result, have func(err error) error"},
		{"package time\nSleep gives net", "Sleep: want a value as a result, have func(d Duration)"},
		{"package os\nStdout stdio", "Stdout: want a function, have a variable or field of type *File"},
	} {
		path, _, _ := strings.Cut(strings.TrimPrefix(test.src, "package "), "\n")
		check(t, test.src, std[path].Types, test.want)
	}
}

// check holds a model of one line against a package.
func check(t *testing.T, src string, pkg *types.Package, want string) {
	t.Helper()
	table, err := models.Parse("x", []byte(src))
	if err != nil {
		t.Errorf("%q: %v", src, err)
		return
	}
	got := strings.Join(checkPackage(table.Packages()[0], pkg), "; ")
	if want != "" {
		want = "x:2: " + want
	}
	if got != want {
		t.Errorf("%q:\n got %q\nwant %q", src, got, want)
	}
}

// user is a package as users describe it.
const user = `package user

import (
	"context"
	"io"
	"iter"
	"net"
	"net/http"
	"sync"
	"time"
)

func Run(f func(), n int)              {}
func Loop(n int, f func(lo, hi int))   {}
func All(fs ...func())                 {}
func Jobs(jobs []Job)                  {}
func Each[F ~func()](f F)              {}
func Range(seq iter.Seq[int])          {}
func Handle(h http.Handler)            {}
func Value(v any)                      {}
func Get(ctx context.Context)          {}
func Do(r *http.Request)               {}
func Serve(s Stream)                   {}
func Until(done <-chan struct{})       {}
func Wait(addr Addr, opts ...Option)   {}
func Pause(ms int)                     {}
func Rest[D ~int64](d D)               {}
func Send(w io.Writer, c net.Conn)     {}
func New(ws ...io.Writer) *Writer      { return nil }
func Clock() Time                      { return Time{} }
func Ended(j Job) <-chan struct{}      { return nil }
func Ticker() *Ticking                 { return nil }
func Reading(mu *sync.RWMutex) sync.Locker { return mu.RLocker() }

type Job func()
type Addr string
type Option func()
type Time struct{ time.Time }
type Ticking struct{ Ticks chan int }
type Writer struct{ W io.Writer }

func (*Writer) Write(p []byte) (int, error) { return 0, nil }

type Stream interface{ Context() context.Context }

type Pool[T any] struct {
	Timeout time.Duration
	Hook    func(f func(), d time.Duration)
	Size    int
}

func (p *Pool[T]) Submit(f func(T)) {}
func (p Pool[T]) Value()            {}

type Queue interface {
	io.Closer
	Put(ctx context.Context, f func()) error
}

type Other = Pool[int]

var Hook func(f func(), d time.Duration)
var Stop chan struct{}
`

// TestCheckUser shows what users may say, and what cannot be meant.
func TestCheckUser(t *testing.T) {
	std := loadStd(t)
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "user.go", user, 0)
	if err != nil {
		t.Fatal(err)
	}
	conf := types.Config{Importer: importer(func(path string) (*types.Package, error) { return std[path].Types, nil })}
	pkg, err := conf.Check("example.org/user", fset, []*ast.File{file}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ line, want string }{
		{"Run task 0 one", ""},
		{"Run task 1 one", "Run: want a function as parameter 1, have int"},
		{"Run task 2 one", "Run: want a function as parameter 2, have 2 parameters, 0 to 1"},
		{"Run task recv one", "Run: want a function as recv, have no receiver"},
		{"Run calls 7; calls 7 go", "Run: want a function as parameter 7, have 2 parameters, 0 to 1"},
		{"Run calls 1; offloads 1", "Run: want a function as parameter 1, have int"},
		{"Run task 0 each", ""},
		{"Run task 0 parts", "Run: want a function that is told its part as parameter 0, have func()"},
		{"Loop task 1 parts", ""},
		{"Loop task 0 each", "Loop: want a function as parameter 0, have int"},
		{"All task 0 one; calls 0", ""},
		{"All once 0", "All: want a function as parameter 0, have []func()"},
		{"Jobs task 0 each", ""},
		{"Each task 0 one; calls 0", ""},
		{"Range calls 0", ""},
		{"Handle task 0 each", ""},
		{"Handle calls 0", "Handle: want a function as parameter 0, have net/http.Handler"},
		{"Value task 0 one", "Value: want a function as parameter 0, have any"},
		{"Value invokes 0 Close", ""},
		{"Get net ctx=0", ""},
		{"Get net for=0", "Get: want a time.Duration as parameter 0, have context.Context"},
		{"Do net ctx=0", ""},
		{"Serve net ctx=0", ""},
		{"Until recv ctx=0", ""},
		{"Value net ctx=0", ""},
		{"Wait net ctx=0", "Wait: want a context or what carries one as parameter 0, have Addr"},
		{"Wait net addr=0", ""},
		{"Wait net nil=0", "Wait: want what may be nil as parameter 0, have Addr"},
		{"Wait net nil=1", ""},
		{"Wait task 1 one", ""},
		{"Wait net addr=1", "Wait: want a string as parameter 1, have []Option"},
		{"Pause sleep for=0", "Pause: want a time.Duration as parameter 0, have int"},
		{"Rest sleep for=0", ""},
		{"Send invokes 0 ReadFrom; invokes 1 Write", ""},
		{"Send net ctx=0", "Send: want a context or what carries one as parameter 0, have io.Writer"},
		{"New wraps 0", ""},
		{"Writer.W wraps recv", ""},
		{"Writer.Write invokes recv Write", ""},
		{"New invokes recv Write", "New: want what wraps something as recv, have no receiver"},
		{"Clock clock", ""},
		{"Clock asks", ""},
		{"Pause asks", "Pause: want a value as a result, have func(ms int)"},
		{"Queue.Put ended recv if 0; ended 1", ""},
		{"Queue.Put ended recv if 1", "Queue.Put: want a bool or an error as result 1, have no such result"},
		{"Queue.Put latch recv", "Queue.Put: want a channel as a result, have func(ctx context.Context, f func()) error"},
		{"Clock ended 0 if 0", "Clock: want what can end as parameter 0, have no parameters; x:2: Clock: want a bool or an error as result 0, have Time"},
		{"Ended latch 0", ""},
		{"Pool.Submit calls recv.Hook", ""},
		{"Pool.Submit calls recv.Size", "Pool.Submit: want a struct with a function in the field Size as recv, have *Pool[T]"},
		{"Queue.Put fails", ""},
		{"Clock fails", "Clock: want an error as a result, have func() Time"},
		{"Ticker timer", ""},
		{"Pause timer", "Pause: want a channel as a result, have func(ms int)"},
		{"Reading reads 0", ""},
		{"Pool.Submit task 0 each; net max=Timeout", ""},
		{"Pool.Submit task 1 each", "Pool.Submit: want a function as parameter 1, have 1 parameter, 0"},
		{"Pool.Submit net max=Timeouts", "Pool.Submit: want a struct with a time.Duration in the field Timeouts as recv, have *Pool[T]"},
		{"Pool.Value net max=Size", "Pool.Value: want a struct with a time.Duration in the field Size as recv, have Pool[T]"},
		{"Pool.Value net max=Timeout", ""},
		{"Other.Value net", "there is no Other.Value in package example.org/user: Other is another name of example.org/user.Pool[int]"},
		{"Queue.Put task 1 one; blocking ctx=0", ""},
		{"Queue.Put task 0 one", "Queue.Put: want a function as parameter 0, have context.Context"},
		{"Queue.Put submit max=Timeout", "Queue.Put: want a struct with a time.Duration in the field Timeout as recv, have Queue"},
		{"Queue.Close file", "there is no Queue.Close in package example.org/user: it is declared by io.Closer"},
		{"Hook task 0 one; sleep for=1", ""},
		{"Hook sleep for=0", "Hook: want a time.Duration as parameter 0, have func()"},
		{"Hook net ctx=recv", "Hook: want a context or what carries one as recv, have no receiver"},
		{"Hook address", "Hook: want a declared function, have a variable or field of type func(f func(), d time.Duration)"},
		{"Hook setting", "Hook: want a declared function, have a variable or field of type func(f func(), d time.Duration)"},
		{"Wait setting", "Wait: want a string as a result, have func(addr Addr, opts ...Option)"},
		{"Wait address", "Wait: want a string as a result, have func(addr Addr, opts ...Option)"},
		{"Hook exits", "Hook: want a declared function, have a variable or field of type func(f func(), d time.Duration)"},
		{"Hook lock", "Hook: want a declared function, have a variable or field of type func(f func(), d time.Duration)"},
		{"Pool.Hook calls 0", ""},
		{"Pool.Hook calls 2", "Pool.Hook: want a function as parameter 2, have 2 parameters, 0 to 1"},
		{"Pool.Size net", "Pool.Size: want a function, have a variable or field of type int"},
		{"Stop timer", ""},
		{"Stop done", ""},
		{"Stop gives net", ""},
		{"Stop ok", ""},
	} {
		check(t, "package example.org/user\n"+test.line, pkg, test.want)
	}
}

type importer func(path string) (*types.Package, error)

func (f importer) Import(path string) (*types.Package, error) { return f(path) }
