package main

import (
	"os"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

const shop = `
-- go.mod --
module example.com/shop

go 1.26
-- app/app.go --
// Package app prices orders.
package app

import (
	"context"

	"example.com/shop/jobs"
	"example.com/shop/store"
)

func price(ctx context.Context, s store.Store, id int) int {
	return len(s.Load(ctx, id)) * s.Len()
}

// Prices prices orders in the background.
func Prices(ctx context.Context, q *jobs.Queue, s store.Store) jobs.Job {
	q.Add(func() {
		price(ctx, s, 1)
	})
	return jobs.Job{Run: func() {
		price(ctx, s, 2)
	}}
}
`

// annotated is a sandbox with the example of docs/annotations.md, and returns
// what is said there to be reported.
func annotated(t *testing.T) (*sandbox, []string) {
	data, err := os.ReadFile("../../docs/annotations.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(data)
	s := &sandbox{T: t, dir: t.TempDir()}
	for _, f := range txtar.Parse([]byte(shop)).Files {
		s.write(f.Name, string(f.Data))
	}
	for _, name := range []string{"jobs", "store"} {
		_, code, _ := strings.Cut(page, "```go\n")
		code, rest, ok := strings.Cut(code, "```\n")
		if !ok {
			t.Fatal("docs/annotations.md has no example of", name)
		}
		page = rest
		s.write(name+"/"+name+".go", strings.Replace(code, "package store\n", "package store\n\nimport \"context\"\n", 1))
	}
	var want []string
	for line := range strings.Lines(page) {
		if text, ok := strings.CutPrefix(line, "    app/"); ok {
			want = append(want, strings.TrimSuffix("app/"+text, "\n"))
		}
	}
	if len(want) != 2 {
		t.Fatalf("docs/annotations.md shows %d findings", len(want))
	}
	return s, want
}

// TestAnnotations holds that the page about annotations is right, with and
// without the facts of go vet.
func TestAnnotations(t *testing.T) {
	s, want := annotated(t)
	out, _ := s.run("parvet", "./...")
	vet, _ := s.run("go", "vet", "-vettool=PARVET", "./...")
	for _, line := range want {
		if !strings.Contains(out, line+"\n") {
			t.Errorf("parvet does not say\n%s\nbut\n%s", line, out)
		}
		if line = strings.Replace(line, " syncio: ", " ", 1); !strings.Contains(vet, line+"\n") {
			t.Errorf("go vet does not say\n%s\nbut\n%s", line, vet)
		}
	}
}

// TestAnnotationsAndModels holds that what the user says of a package goes before
// what its authors do.
func TestAnnotationsAndModels(t *testing.T) {
	for _, tt := range []struct {
		models         string
		passed, stored bool // what of Queue and of Job is reported
	}{
		{"package example.com/shop/other", true, true},
		{"package example.com/shop/jobs\npool any", false, false},
		{"package example.com/shop/jobs\npool cpu", true, true},
		{"package example.com/shop/jobs\nJob.Run ok", true, false},
		{"package example.com/shop/jobs\nQueue.tasks ok", false, true},
		{"package example.com/shop/store\nStore.Load ok", false, false},
	} {
		s, _ := annotated(t)
		s.write("my.models", tt.models+"\n")
		out, _ := s.run("parvet", "-models=my.models", "./...")
		passed := strings.Contains(out, "passed to jobs.(*Queue).Add")
		stored := strings.Contains(out, "stored in jobs.Job.Run")
		if passed != tt.passed || stored != tt.stored {
			t.Errorf("with %q: %s", tt.models, out)
		}
	}
}
