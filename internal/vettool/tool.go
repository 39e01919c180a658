// Package vettool is parvet as "go vet -vettool" sees it: a program that
// describes itself (-V=full, -flags) and analyses one package at a time, as a
// file NAME.cfg tells it.
//
// The analysis itself is unitchecker's. This package stands before it, for
// speed and to mend what go vet does with the results: see prepare and Guard.
package vettool

import (
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/parvet/parvet/internal/self"
)

// OverlaidEnv is a variable that is set when the go command is told to take other
// files in place of some. It keeps the results under keys of their own: they name
// the other files, but the key is that of the contents, so that go vet would show
// these names once the same contents are where they belong.
const OverlaidEnv = "PARVET_OVERLAID"

// RelativeEnv is a variable that is set when the tool is to name the files of a
// package without their directory. With -trimpath, the go command shows one
// checkout what the tool has said in another one, so the directory would be that
// of the other. It keeps the results under keys of their own too.
const RelativeEnv = "PARVET_RELATIVE"

// Alias is a flag of the whole tool that stands for the flag of one analyzer,
// as -cpupools does for -effects.cpupools.
type Alias struct {
	Name  string
	Value flag.Value
	Usage string
}

// Invoked reports whether args (without the program's name) are those of the
// go command calling its vet tool, rather than of a person.
func Invoked(args []string) bool {
	if len(args) == 0 {
		return false
	}
	switch args[0] {
	case "-V=full", "--V=full", "-flags", "--flags":
		return true
	}
	return isUnit(args[len(args)-1])
}

// isUnit reports whether name is that of a description of a package, rather
// than of a package.
func isUnit(name string) bool {
	if !strings.HasSuffix(name, ".cfg") {
		return false
	}
	if info, err := os.Stat(name); err != nil || !info.Mode().IsRegular() {
		return false
	}
	data, err := os.ReadFile(name)
	var u unit
	return err == nil && json.Unmarshal(data, &u) == nil && u.ImportPath != ""
}

// Main serves one call of the go command and exits: with status 0, or 1 if
// something was found or went wrong, in which case standard error says what.
func Main(analyzers []*analysis.Analyzer, aliases ...Alias) {
	args := os.Args[1:]
	if args[0] == "-V=full" || args[0] == "--V=full" {
		files, err := FilesOfEnv(aliases)
		if err == nil {
			err = describe(os.Stdout, files)
		}
		exit(err)
	}
	if unit := args[len(args)-1]; strings.HasSuffix(unit, ".cfg") {
		next, done, err := prepare(unit, fixing(args))
		if err != nil || done {
			exit(err)
		}
		os.Args[len(os.Args)-1] = next
		if err := setFiles(args, analyzers, aliases); err != nil {
			exit(err)
		}
		if err := checkFlags(args, analyzers, aliases); err != nil {
			exit(err)
		}
		relaxGC()
	}
	Guard(enabled(args, analyzers))
	for _, a := range aliases {
		flag.Var(a.Value, a.Name, a.Usage)
	}
	unitchecker.Main(analyzers...)
}

// relaxGC lets the heap grow further before it is collected: the analysis of a
// package lives for less than a second, of which collecting took a third. On a
// tree of a thousand packages the largest process grew from 240 to 270 MB.
func relaxGC() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
}

func exit(err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "parvet: %v\n", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// describe answers -V=full, as unitchecker would but without the program's
// path: the go command splits the line at spaces, which a path may have. What
// it says of files is part of the answer.
func describe(w io.Writer, files string) error {
	h := sha256.New()
	io.WriteString(h, self.ID())
	io.WriteString(h, files)
	for _, env := range []string{OverlaidEnv, RelativeEnv} {
		if os.Getenv(env) != "" {
			io.WriteString(h, env)
		}
	}
	_, err := fmt.Fprintf(w, "parvet version devel comments-go-here buildID=%x\n", h.Sum(nil))
	return err
}

// fixing reports whether the tool is called to change source files.
func fixing(args []string) bool {
	for _, arg := range args {
		if name, value, _ := split(arg); name == "fix" && value != "false" {
			return true
		}
	}
	return false
}

// enabled returns the analyzers that unitchecker.Main will take as roots: if
// some flag -NAME is true, those; otherwise all but those with -NAME=false.
// Only the diagnostics of roots are printed.
func enabled(args []string, analyzers []*analysis.Analyzer) []*analysis.Analyzer {
	set := make(map[string]bool)
	anyTrue := false
	for _, arg := range args {
		name, value, ok := split(arg)
		if !ok {
			continue
		}
		on := value != "false" && value != "0" && value != "f" && value != "F" && value != "FALSE" && value != "False"
		for _, a := range analyzers {
			if a.Name == name {
				set[name] = on
				anyTrue = anyTrue || on
			}
		}
	}
	var roots []*analysis.Analyzer
	for _, a := range analyzers {
		on, mentioned := set[a.Name]
		if on || !anyTrue && !mentioned {
			roots = append(roots, a)
		}
	}
	return roots
}

// split takes a flag -name or -name=value apart.
func split(arg string) (name, value string, ok bool) {
	name, ok = strings.CutPrefix(arg, "-")
	if !ok {
		return "", "", false
	}
	name = strings.TrimPrefix(name, "-")
	name, value, _ = strings.Cut(name, "=")
	return name, value, true
}
