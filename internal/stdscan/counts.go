package stdscan

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
)

// WriteCounts writes how many functions there are and how it is known what they
// do, for each package and in total.
func (s *Scan) WriteCounts(w io.Writer) error {
	type counts [Reviewed + 2]int
	perPackage := make(map[string]*counts)
	var paths []string
	var total counts
	for _, f := range slices.Concat(s.API, s.Others) {
		c := perPackage[f.Path]
		if c == nil {
			c = new(counts)
			perPackage[f.Path] = c
			paths = append(paths, f.Path)
		}
		for _, n := range []*counts{c, &total} {
			n[0]++
			n[s.Verdicts[f]+1]++
		}
	}
	slices.Sort(paths)
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', tabwriter.AlignRight)
	row := func(name string, c *counts) {
		fmt.Fprintf(t, "%d\t%d\t%d\t%d\t%d\t  %s\n", c[0], c[1+Derived], c[1+Table], c[1+Reviewed], c[1+Undecided], name)
	}
	fmt.Fprintf(t, "exported\tharmless\ttable\treviewed\topen\t  package\n")
	for _, path := range slices.Compact(paths) {
		row(path, perPackage[path])
	}
	row(fmt.Sprintf("total, of which %d are of other platforms", len(s.Others)), &total)
	return t.Flush()
}
