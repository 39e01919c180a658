// Package lib waits until contexts end that it is given.
package lib

import "context"

type Limiter struct{ tokens chan struct{} }

func (l *Limiter) Wait(ctx context.Context) error {
	select {
	case <-l.tokens:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Take passes its context on.
func (l *Limiter) Take(ctx context.Context, n int) error {
	for range n {
		if err := l.Wait(ctx); err != nil {
			return err
		}
	}
	return nil
}
