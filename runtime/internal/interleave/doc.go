// Package interleave runs concurrent code in one order after the other, until all have been tried that change goroutines against their will no more often than a
// bound says. It is for the tests of package par, which compile that package with the types of this one in place of those of sync and sync/atomic: so what is tried
// is the code itself and no model of it.
//
// Each operation of these types is a point at which the goroutine stops until it has its turn. A bubble of testing/synctest tells when all others stand at a point or
// wait, and then one goes on to its next point. So the run is decided by the choices at the points, and can be repeated. If nobody can go on and the run has
// not ended, a wake-up was lost, and the choices that led there are the proof.
//
// Such a search with a bound for preemptions is that of CHESS (Musuvathi et al., "Finding and reproducing Heisenbugs in concurrent programs", OSDI 2008): nearly all
// errors that have been found in protocols of this kind need two or less. Atomic operations of Go are sequentially consistent, so an order of them is all there is to try.
package interleave
