// Package sarif writes reports as logs in the Static Analysis Results
// Interchange Format, version 2.1.0
// (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html), and merges
// such logs.
//
// The types are the part of the format that parvet writes; what is read back
// must be of them. A log does not depend on the machine, nor on the folder of
// the checkout: places are relative to the root of the repository, and nothing
// in it tells the time.
package sarif
