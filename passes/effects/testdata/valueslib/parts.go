package valueslib

import (
	"context"

	"github.com/parvet/parvet/runtime/par"
)

// Structs of options, by value and by reference.

type Config struct {
	Workers int
	Handle  func(int)
	Hooks   Hooks
	Last    *Hooks
	Table   map[string]func()
	Doer    Doer
	private func()
}

type Hooks struct {
	Before, After func()
}

type Generic[T any] struct{ Handle func(T) }

// Run hands over what an option is.
func Run(ctx context.Context, p *par.Pool, cfg Config) {
	if cfg.Workers == 0 {
		cfg.Workers = 1
	}
	p.Go(ctx, func(context.Context) { cfg.Handle(1) })
}

func RunGeneric[T any](ctx context.Context, p *par.Pool, cfg Generic[T]) {
	p.Go(ctx, func(context.Context) {
		var x T
		cfg.Handle(x)
	})
}

// Call calls what an option is.
func Call(c *Config) { c.Handle(1) }

// CallDefault has something to do if there is no option.
func CallDefault(c Config) {
	if c.Handle == nil {
		c.Handle = func(int) {}
	}
	c.Handle(1)
}

func CallBefore(c *Config) { c.Hooks.Before() }

func CallLast(c *Config) { c.Last.After() }

func CallTable(c *Config) { c.Table["x"]() }

func CallAll(fs []Hooks) {
	for _, f := range fs {
		f.After()
	}
}

func CallDoer(c *Config) { c.Doer.Do() }

func CallPrivate(c *Config) {
	if c.private != nil {
		c.private()
	}
}

// A Service has options itself.
type Service struct {
	OnItem func()
	Config Config
}

func (s *Service) Item() { s.OnItem() }

func (s *Service) Before() { s.before() }

func (s *Service) before() { s.Config.Hooks.Before() }

// Hook is for importers to set.
var Hook func()

// A Teller tells somebody.
type Teller struct{ Out Doer }

func (t *Teller) Tell() { t.Out.Do() }

func NewTeller() *Teller { return new(Teller) }
