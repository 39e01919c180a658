// Package fix has tasks that do input and output, and what is suggested for
// them.
package fix

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"

	"github.com/parvet/parvet/runtime/par"
)

type store struct{ data []byte }

func statements(ctx context.Context, p *par.Pool, names []string, s *store) {
	par.ForEach(ctx, names, func(ctx context.Context, i int, name *string) error {
		fmt.Println(*name) // want `terminal`

		os.Remove(*name) // want `file`

		_ = os.Remove(*name) // want `file`

		if err := os.Remove(*name); err != nil { // want `file`
			return err
		}
		if os.Chdir(*name) != nil { // want `file`
			return errors.New("no such directory")
		}
		return os.WriteFile(*name, nil, 0o666) // want `file`
	})
	par.ForEach(ctx, names, func(ctx context.Context, i int, name *string) error { return os.Remove(*name) }) // want `file`
	// A parameter without a name gets one, once for both.
	par.ForEach(ctx, names, func(_ context.Context, i int, name *string) error {
		fmt.Println(*name) // want `terminal`

		fmt.Println(i) // want `terminal`
		return nil
	})
	p.Run(ctx, func(s *par.Scope) error {
		data, err := os.ReadFile("x") // want `file`
		if err != nil {
			return err
		}
		_ = data
		return os.Remove("x") // want `file`
	})
	p.Go(ctx, func(ctx context.Context) {
		fmt.Println("no error") // want `terminal`
	})
}

func results(ctx context.Context, names []string, s *store, dialer *net.Dialer) {
	var outer error
	par.ForEach(ctx, names, func(ctx context.Context, i int, name *string) error {
		data, err := os.ReadFile(*name) // want `file`
		if err != nil {
			return err
		}
		info, err := os.Stat(string(data)) // want `file`
		if err != nil {
			return err
		}
		s.data, err = os.ReadFile(info.Name()) // want `file`
		if err != nil {
			return err
		}
		_, err = os.Stat(*name) // want `file`
		if err != nil {
			return err
		}
		err = os.Remove(*name) // want `file`

		data, _ = os.ReadFile(*name) // want `file`

		host, ignored := os.Stat(*name) // want `file`

		conn, dialErr := dialer.DialContext(ctx, "tcp", host.Name()) // want `network`
		if dialErr != nil {
			return errors.Join(dialErr, ignored)
		}
		_ = conn
		var again any
		again, outer = os.ReadFile(*name) // want `file`
		_ = again
		return err
	})
	par.Map(ctx, names, func(ctx context.Context, name string) ([]byte, error) {
		return os.ReadFile(name) // want `file`
	})
	par.Map(ctx, names, func(ctx context.Context, name string) (data []byte, err error) {
		return os.ReadFile(name) // want `file`
	})
	_ = outer
	par.Map(ctx, names, func(ctx context.Context, name string) (os.FileInfo, error) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		return os.Stat(name) // want `file`
	})
}

type list[T any] struct{ all []T }

func (l *list[T]) generic(ctx context.Context, names []string, parse func([]byte) T) ([]T, error) {
	return par.Map(ctx, names, func(ctx context.Context, name string) (t T, err error) {
		data, err := os.ReadFile(name) // want `file`
		return parse(data), err
	})
}
