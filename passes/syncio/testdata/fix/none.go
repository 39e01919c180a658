package fix

import (
	"context"
	"os"

	"example.com/syncio/fix/remote"
	"github.com/parvet/parvet/runtime/par"
)

// Nothing is suggested for these.

func none(outer context.Context, names []string, c *remote.Client) {
	par.For(outer, 3, func(lo, hi int) error {
		return os.Remove("x") // want `file`
	})
	par.ForEach(outer, names, func(ctx context.Context, i int, name *string) error {
		// Two results in the header of a statement would need more than it.
		if _, err := os.Stat(*name); err != nil { // want `file`
			return err
		}
		for _, err := os.Stat(*name); err == nil; { // want `file`
			break
		}
		defer os.Remove(*name) // want `file`
		return nil
	})
	par.ForEach(outer, names, func(ctx context.Context, i int, name *string) error {
		{
			// The argument is another variable of the same name.
			name, err := os.ReadFile(*name) // want `file`
			_, _ = name, err
		}
		var err error
		f := func(error) string { return *name }
		_, err = os.Stat(f(err)) // want `file`
		return err
	})
	par.ForEach(outer, names, func(ctx context.Context, i int, name *string) error {
		n := len(read(*name)) // want `file`
		// The type of the result cannot be written here.
		f, err := c.Open() // want `file`
		_, _ = f, n
		return err
	})
	par.ForEach(outer, names, func(ctx context.Context, i int, name *string) error {
		_, err := os.ReadFile(/* the configuration */ *name) // want `file`
		return err
	})
	par.ForEach(outer, names, func(ctx context.Context, i int, name *string) error {
	again:
		_, err := os.ReadFile(*name) // want `file`
		if err != nil {
			goto again
		}
		return err
	})
	par.ForEach(outer, names, func(ctx context.Context, i int, name *string) error {
		type error interface{ Error() string }
		_, err := os.ReadFile(*name) // want `file`
		_ = error(err)
		return nil
	})
	// A result by that name is in the way.
	par.Map(outer, names, func(ctx context.Context, result string) ([]byte, error) {
		return os.ReadFile(result) // want `file`
	})
}

func read(name string) []byte {
	data, _ := os.ReadFile(name)
	return data
}
