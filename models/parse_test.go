package models_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/parvet/parvet/models"
)

const none = models.NoParam

func TestParse(t *testing.T) {
	table, err := models.Parse("x.txt", []byte(`
# A comment.
package example.org/a # and another
pool any
offer blocking a.Blocking
offer collect a.Reduce,  the  result of a.Map

Get     net for=2 ctx=recv max=Timeout addr=1 nil=3 short; calls 0; calls 1 of 0 go
Once.Do once 0
T.M     calls recv.New; invokes recv Read; offloads 1; task 2 each of 1; task 3 one; task 4 parts
New     wraps 0; wraps 1; gives file; contains 2; returnsfunc 4; reads recv; timer for=5
After   timer
With    cancel; parent 0; deadline 1; timeout 2; done
T.Set   limits 0 Read Close
Now     clock; asks
T.Add   after 0
Bg      background
Fine    ok
Pipe    pipe Close Abort
F.Done  latch recv
Error   fails
F.Wait  wait ctx=0; ended recv if 1; ended 2
`))
	if err != nil {
		t.Fatal(err)
	}
	p := table.Package("example.org/a")
	if p == nil || p.Pool != models.AnyPool || p.Offers != (models.Offers{Blocking: "a.Blocking", Collect: "a.Reduce, the result of a.Map"}) {
		t.Errorf("package = %+v", p)
	}
	for _, want := range []*models.Func{
		{
			Name: "Get", Line: 8,
			Effects: []models.Effect{{Kind: models.Net, Param: none, For: 2, Ctx: models.Receiver, Max: "Timeout", Addr: 1, Nil: 3, Short: true}},
			Calls:   []models.Call{{Param: 0, Of: none}, {Param: 1, Of: 0, Go: true}},
		},
		{
			Name: "Once.Do", Line: 9,
			Effects: []models.Effect{{Kind: models.Once, Param: 0, For: none, Ctx: none, Addr: none, Nil: none}},
		},
		{
			Name: "T.M", Line: 10,
			Calls:    []models.Call{{Param: models.Receiver, Field: "New", Of: none}},
			Invokes:  []models.Invoke{{Param: models.Receiver, Method: "Read"}},
			Offloads: []int{1},
			Tasks:    []models.Task{{Param: 2, Each: true, Of: 1}, {Param: 3, Of: none}, {Param: 4, Each: true, Parts: true, Of: none}},
		},
		{
			Name: "New", Line: 11,
			Wraps: []int{0, 1}, Gives: models.File, Contains: []int{2}, ReturnsFunc: []int{4}, Reads: []int{models.Receiver}, Timer: &models.Timer{For: 5},
		},
		{Name: "After", Line: 12, Timer: &models.Timer{For: none}},
		{
			Name: "With", Line: 13, Done: true,
			Context: &models.Context{Cancel: true, Parent: 0, Deadline: 1, Timeout: 2},
		},
		{Name: "T.Set", Line: 14, Limits: &models.Limit{Time: 0, Methods: []string{"Read", "Close"}}},
		{Name: "Now", Line: 15, Clock: true, Asks: true},
		{Name: "T.Add", Line: 16, After: []int{0}},
		{
			Name: "Bg", Line: 17,
			Context: &models.Context{Background: true, Parent: none, Deadline: none, Timeout: none},
		},
		{Name: "Fine", Line: 18, OK: true},
		{Name: "Pipe", Line: 19, Pipe: []string{"Close", "Abort"}},
		{Name: "F.Done", Line: 20, Latch: []int{models.Receiver}},
		{Name: "Error", Line: 21, Fails: true},
		{
			Name: "F.Wait", Line: 22,
			Effects: []models.Effect{{Kind: models.Wait, Param: none, For: none, Ctx: 0, Addr: none, Nil: none}},
			Ended:   []models.Ended{{Param: models.Receiver, If: 1}, {Param: 2, If: none}},
		},
	} {
		want.Package, want.File = "example.org/a", "x.txt"
		if got := table.Func(want.Package, want.Name); !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n got %+v\nwant %+v", want.Name, got, want)
		}
	}
}

// Editors on Windows end lines in their own way, and begin files with a mark.
func TestParseWindows(t *testing.T) {
	const src = "package example.org/a # é\npool cpu\noffer sleep a.Sleep\nGet net ctx=0; calls 1\n"
	want, err := models.Parse("x", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	for _, src := range []string{
		"\ufeff" + src,
		strings.ReplaceAll(src, "\n", "\r\n"),
		"\ufeff" + strings.ReplaceAll(src, "\n", "\r\n"),
	} {
		table, err := models.Parse("x", []byte(src))
		if err != nil {
			t.Errorf("%q: %v", src, err)
			continue
		}
		got, want := table.Package("example.org/a"), want.Package("example.org/a")
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%q is %+v, want %+v", src, got, want)
		}
	}
	// The mark is one at the beginning only.
	if _, err := models.Parse("x", []byte("package a\n\ufeffGet net\n")); err == nil {
		t.Error("a mark within the file is no error")
	}
}

func TestParseErrors(t *testing.T) {
	for _, test := range []struct{ src, want string }{
		{"Get net", `x:1: want "package PATH" before the first line, have "Get"`},
		{"\xff\xfep\x00a\x00c\x00k\x00a\x00g\x00e\x00", `x:1: want text in UTF-8`},
		{"package a\n# \xe9t\xe9\nGet", `x:2: want text in UTF-8`},
		{"package a \ufffd b", `x:1: want "package PATH", have 3 words after package`},
		{"package", `x:1: want "package PATH", have 0 words after package`},
		{"package a b", `x:1: want "package PATH", have 2 words after package`},
		{"package a\npool gpu", `x:2: want "pool cpu" or "pool any", have "pool gpu"`},
		{"package a\npool cpu\npool any", `x:3: want one pool directive a package, have "pool any" after "pool cpu"`},
		{"package a\noffer help", `x:2: want "offer blocking|sleep|collect TEXT", have "offer help"`},
		{"package a\noffer sleep", `x:2: want "offer blocking|sleep|collect TEXT", have "offer sleep"`},
		{"package a\noffer sleep x\noffer sleep y", `x:3: want one "offer sleep" a package, have another`},
		{"package a\nA.B.C ok", `x:2: want a name such as Func or Type.Method, have "A.B.C"`},
		{"package a\n(*T).M ok", `x:2: want a name such as Func or Type.Method, have "(*T).M"`},
		{"package a\nGet", `x:2: want a clause after Get`},
		{"package a\nGet net;", `x:2: want a clause on each side of a semicolon`},
		{"package a\nGet net\nGet db", `x:3: want one line for Get, have another at line 2`},
		{"package a\nGet blocks", `x:2: Get: want a clause, have "blocks"`},
		{"package a\nGet net; ok", `x:2: Get: want ok alone, have other clauses beside it`},
		{"package a\nGet net; net", `x:2: Get: want each clause once, have "net" again`},
		{"package a\nGet ok now", `x:2: Get: want "ok", have "ok now"`},
		{"package a\nGet net soon", `x:2: Get: want "net [for=N] [ctx=N] [max=FIELD] [addr=N] [nil=N] [short]", have "net soon"`},
		{"package a\nGet net for=x", `x:2: Get: want "net [for=N] [ctx=N] [max=FIELD] [addr=N] [nil=N] [short]", have "net for=x"`},
		{"package a\nGet net for=1 for=2", `x:2: Get: want "net [for=N] [ctx=N] [max=FIELD] [addr=N] [nil=N] [short]", have "net for=1 for=2"`},
		{"package a\nGet net ctx=-1", `x:2: Get: want "net [for=N] [ctx=N] [max=FIELD] [addr=N] [nil=N] [short]", have "net ctx=-1"`},
		{"package a\nGet net ctx=128", `x:2: Get: want "net [for=N] [ctx=N] [max=FIELD] [addr=N] [nil=N] [short]", have "net ctx=128"`},
		{"package a\nGet once", `x:2: Get: want "once N", have "once"`},
		{"package a\nGet calls", `x:2: Get: want "calls N[.FIELD] [of M] [go]", have "calls"`},
		{"package a\nGet calls 0 later", `x:2: Get: want "calls N[.FIELD] [of M] [go]", have "calls 0 later"`},
		{"package a\nGet calls recv.new", `x:2: Get: want "calls N[.FIELD] [of M] [go]", have "calls recv.new"`},
		{"package a\nGet calls recv.", `x:2: Get: want "calls N[.FIELD] [of M] [go]", have "calls recv."`},
		{"package a\nGet ended", `x:2: Get: want "ended N [if R]", have "ended"`},
		{"package a\nGet ended 0 if", `x:2: Get: want "ended N [if R]", have "ended 0 if"`},
		{"package a\nGet ended 0 for 1", `x:2: Get: want "ended N [if R]", have "ended 0 for 1"`},
		{"package a\nGet ended 0 if recv", `x:2: Get: want "ended N [if R]", have "ended 0 if recv"`},
		{"package a\nGet latch", `x:2: Get: want "latch N", have "latch"`},
		{"package a\nGet invokes 0", `x:2: Get: want "invokes N METHOD", have "invokes 0"`},
		{"package a\nGet task 0", `x:2: Get: want "task N each|parts|one|joined [of M]", have "task 0"`},
		{"package a\nGet task 0 all", `x:2: Get: want "task N each|parts|one|joined [of M]", have "task 0 all"`},
		{"package a\nGet wraps", `x:2: Get: want "wraps N", have "wraps"`},
		{"package a\nGet gives", `x:2: Get: want "gives KIND", have "gives"`},
		{"package a\nGet gives unlock", `x:2: Get: want "gives KIND", have "gives unlock"`},
		{"package a\nGet gives net; gives db", `x:2: Get: want "gives KIND", have "gives db"`},
		{"package a\nGet timer 0", `x:2: Get: want "timer [for=N]", have "timer 0"`},
		{"package a\nGet timeout 0; timeout 1", `x:2: Get: want "timeout N", have "timeout 1"`},
		{"package a\nGet background; cancel", `x:2: Get: want background without a bound, have one beside it`},
		{"Get net\npackage a\nGet\nPut sleep 1", `x:1: want "package PATH" before the first line, have "Get"
x:3: want a clause after Get
x:4: Put: want "sleep [for=N] [ctx=N] [max=FIELD] [addr=N] [nil=N] [short]", have "sleep 1"`},
	} {
		table, err := models.Parse("x", []byte(test.src))
		if err == nil || err.Error() != test.want || table != nil {
			t.Errorf("%q:\n got %v\nwant %s", test.src, err, test.want)
		}
	}
}
