// Package dist has tests of what users get: modules from a proxy, programs that
// are built from them, the archives of a release and the container.
package dist
