// Package syncio defines an Analyzer that reports tasks that wait for input or
// output.
//
// # Analyzer syncio
//
// syncio: check for tasks that wait for files, the network, processes, databases or the terminal
//
// How long input and output take is not in the program's hand: a disk, a peer
// or a reader of the terminal that is slow takes the worker out for all tasks:
//
//	par.ForEach(ctx, urls, func(ctx context.Context, i int, u *string) error {
//		resp, err := http.Get(*u) // as long as the server likes
//		…
//	})
//
// Do it before or after the parallel part, or tell the pool:
//
//	err := par.Blocking(ctx, func(ctx context.Context) error {
//		var err error
//		resp, err = client.Do(req)
//		return err
//	})
//
// Reading from and writing to memory (bytes.Buffer, strings.Reader and the
// like) is not reported, nor are calls of an io.Reader or io.Writer of which
// nothing is known.
package syncio
