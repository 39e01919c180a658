package settled

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// A part is written in memory, with a file for what does not fit.
type part struct {
	file string
	data []byte
}

func (p *part) add(b byte) error {
	if len(p.data) == cap(p.data) {
		return errors.New("full")
	}
	p.data = append(p.data, b)
	return nil
}

func (p *part) cancel() error { return os.Remove(p.file) }

// cleaned removes the file if something has failed, and fails.
func cleaned(p *part) error {
	if err := p.add(1); err != nil {
		p.cancel()
		return err
	}
	if err := p.add(2); err != nil {
		return fmt.Errorf("two: %w", errors.Join(err, p.cancel()))
	}
	if err := p.add(3); err != nil {
		return errors.Join(err, p.cancel())
	}
	return nil
}

// cleanedLater does so in the end.
func cleanedLater(p *part) (err error) {
	defer func() {
		if err != nil {
			p.cancel()
		}
	}()
	return p.add(1)
}

// code is what an error says.
func code(err error) int {
	var s *status
	if errors.As(err, &s) {
		return s.code
	}
	return 0
}

type status struct{ code int }

func (s *status) Error() string { return "status" }

// again tells whether an attempt is to be repeated, once another place is known.
func again(err error) (bool, error) {
	if code(err) == http.StatusMovedPermanently {
		if _, err2 := http.Get("http://example.org/where"); err2 != nil {
			return false, err
		}
		return true, err
	}
	return false, err
}

// another returns no error if the second way succeeds.
func another(p *part) error {
	if err := p.add(1); err != nil {
		return p.cancel()
	}
	return nil
}

// addMissing makes what is not there, and goes on.
func addMissing(p *part) error {
	if err := p.add(1); errors.Is(err, os.ErrNotExist) {
		if _, err := os.Create(p.file); err != nil {
			return err
		}
	}
	return p.add(2)
}

// eachTime removes the file though nothing has failed.
func eachTime(p *part) error {
	err := p.add(1)
	if err == nil {
		p.cancel()
	}
	return err
}

// paused lets others pay for the failure.
func paused(p *part) error {
	if err := p.add(1); err != nil {
		time.Sleep(time.Minute)
		return err
	}
	return nil
}

// told sends the error to who may have gone.
func told(p *part, errs chan error) error {
	if err := p.add(1); err != nil {
		errs <- err
		return err
	}
	return nil
}

// replaced removes the file, whatever the error was, in the end.
func replaced(p *part) (err error) {
	defer func() {
		if err != nil {
			p.cancel()
			err = nil
		}
	}()
	return p.add(1)
}

// forgotten returns an error, but no other one than the next attempt has.
func forgotten(p *part) error {
	err := p.add(1)
	if err != nil {
		p.cancel()
		err = p.add(2)
	}
	return err
}

func tasksFailing(ctx context.Context, ps []*part) error {
	errs := make(chan error)
	return par.ForEach(ctx, ps, func(ctx context.Context, i int, p **part) error {
		cleaned(*p)
		cleanedLater(*p)
		again(cleaned(*p))
		another(*p)    // want `another → \(\*part\)\.cancel → os\.Remove`
		addMissing(*p) // want `addMissing → os\.Create`
		eachTime(*p)   // want `eachTime → \(\*part\)\.cancel → os\.Remove`
		paused(*p)     // want `paused → time\.Sleep`
		told(*p, errs) // want `told → send`
		replaced(*p)   // want `replaced → replaced\.func1 → \(\*part\)\.cancel → os\.Remove`
		forgotten(*p)  // want `forgotten → \(\*part\)\.cancel → os\.Remove`
		return nil
	})
}
