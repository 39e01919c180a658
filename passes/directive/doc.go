// Package directive defines an Analyzer that reports directives that do not do
// what they say.
//
// # Analyzer directive
//
// directive: check for //parvet: comments that have no effect
//
// A report that is known and accepted is silenced in the source, with the
// reason:
//
//	par.ForEach(ctx, files, func(ctx context.Context, i int, f *file) error {
//		//parvet:ignore syncio the files are on a memory disk
//		return f.load()
//	})
//
// The comment speaks of the next line, at the end of a line of that line, in
// the doc comment of a declaration of all of it, and before the package clause
// of the file.
//
// The comments //nolint:parvet, //nolint:all and //nolint silence everything in
// the lines in which golangci-lint has them do so. They need no reason, so whether
// they still silence something is not checked.
//
// A directive that is misspelt, that names no rule or gives no reason, and one
// where the rule has nothing to report any more, is reported.
//
// Other directives, the annotations, say what the program does:
//
//	//parvet:blocking net          a call of this function waits
//	//parvet:nonblocking reason    a call of this one does not wait for long
//	//parvet:task                  what is put here becomes a task
//	//parvet:cpu                   of a pool that blocking starves
//
// They are reported where they are misplaced or misspelt, contradict each other,
// or make no difference.
package directive
