package a

import (
	"context"
	"go/parser"
	"go/token"

	"github.com/parvet/parvet/runtime/par"
)

func parse(name string, src any) {
	parser.ParseFile(token.NewFileSet(), name, src, 0)
}

// A parser reads the file if it is given no source.
func sources(ctx context.Context, names []string, src []byte) {
	set := token.NewFileSet()
	par.ForEach(ctx, names, func(ctx context.Context, i int, name *string) error {
		parser.ParseFile(set, *name, nil, 0)       // want `blocks on a file: go/parser.ParseFile`
		parser.ParseExprFrom(set, *name, nil, 0)   // want `blocks on a file: go/parser.ParseExprFrom`
		parser.ParseFile(set, *name, src, 0)       // it may be nil, but then there would be none
		parser.ParseExprFrom(set, *name, "1+1", 0) //
		parser.ParseDir(set, *name, nil, 0)        // want `blocks on a file: go/parser.ParseDir`
		parse(*name, src)
		return nil
	})
}
