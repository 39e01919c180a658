package lib

// A Store is what wrappers wrap.
type Store interface{ Features() *Features }

// Features are what a store can do of its own.
type Features struct{ Flush func() }
