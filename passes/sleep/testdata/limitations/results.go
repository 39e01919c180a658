package limitations

// What these return is used in package supplier, which is told of functions
// that are returned and of methods of types, no more: facts have to stay small.

// Jobs returns a container of functions.
func Jobs() []func() { return []func(){nap} }

// Job returns a function.
func Job() func() { return nap }

// New returns a type that sleeps, in an interface.
func New() Result { return napper{} }

// A Result is an interface.
type Result interface{ Nap() }

// NewType returns the type itself.
func NewType() *Type { return new(Type) }

// A Type has a method that sleeps.
type Type struct{}

// Nap sleeps.
func (*Type) Nap() { nap() }
