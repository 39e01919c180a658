package limitations

// What this package puts into its exported variables is used in package supplier.
// Facts do not tell of it: another package may have put something else there.

// Fn is a function in a variable.
var Fn = nap

// Default is a type that sleeps, in an interface.
var Default Result = napper{}

// Table is a container of functions.
var Table = map[string]func(){"nap": nap}

// Ops has a field with a function.
var Ops = struct{ Run func() }{nap}

// Concrete is a type that sleeps, as itself.
var Concrete = new(Type)

// RunFn calls what this package has put into its own variable.
func RunFn() { Fn() }
