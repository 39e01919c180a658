// Package bench measures what parvet costs, beside what go vet costs. It has
// benchmarks only.
package bench
