package vettool

import (
	"flag"
	"fmt"
	"iter"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// checkFlags returns what is wrong with a value of a flag in args. unitchecker
// would say it too, and print its usage after that: once for each package. What
// is true or false, and which flags there are, the go command has checked.
func checkFlags(args []string, analyzers []*analysis.Analyzer, aliases []Alias) error {
	values := valuesOf(analyzers, aliases)
	for name, value := range given(args, values) {
		if err := values[name].Set(value); err != nil {
			return fmt.Errorf("flag -%s: %w", name, err)
		}
	}
	return nil
}

// valuesOf returns the flags that take a value, by their names in the tool.
func valuesOf(analyzers []*analysis.Analyzer, aliases []Alias) map[string]flag.Value {
	values := make(map[string]flag.Value)
	add := func(name string, v flag.Value) {
		if b, ok := v.(interface{ IsBoolFlag() bool }); !ok || !b.IsBoolFlag() {
			values[name] = v
		}
	}
	for _, a := range analyzers {
		a.Flags.VisitAll(func(f *flag.Flag) { add(a.Name+"."+f.Name, f.Value) })
	}
	for _, a := range aliases {
		add(a.Name, a.Value)
	}
	return values
}

// given yields the flags of args that are among those with a value, and what
// follows each: in the same argument or, as the go command passes on what it is
// given, in the next one.
func given(args []string, values map[string]flag.Value) iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		for i := 0; i < len(args); i++ {
			name, value, ok := split(args[i])
			if !ok || values[name] == nil {
				continue
			}
			if !strings.Contains(args[i], "=") && i+1 < len(args) {
				i++
				value = args[i]
			}
			if !yield(name, value) {
				return
			}
		}
	}
}
