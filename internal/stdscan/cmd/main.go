// Command cmd holds the standard library of the installed release against the
// table and the reviews. It is run in the root of the module:
//
//	go run ./internal/stdscan/cmd            what is wrong
//	go run ./internal/stdscan/cmd -counts    how many functions there are
//	go run ./internal/stdscan/cmd -why net/http Client.Do
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/parvet/parvet/internal/stdscan"
	"github.com/parvet/parvet/models"
)

func main() {
	counts := flag.Bool("counts", false, "count the functions of each package by how it is known what they do")
	why := flag.Bool("why", false, "say why it is not derived that the function PATH NAME is harmless")
	flag.Parse()
	if err := run(*counts, *why); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(counts, why bool) error {
	scan, err := stdscan.CheckStd(models.Default(), "models/review")
	if err != nil {
		return err
	}
	switch {
	case counts:
		return scan.WriteCounts(os.Stdout)
	case why:
		fmt.Println(scan.Why(flag.Arg(0), flag.Arg(1)))
		return nil
	}
	for _, problem := range scan.Problems {
		fmt.Println(problem)
	}
	if len(scan.Problems) > 0 {
		return fmt.Errorf("%d problems", len(scan.Problems))
	}
	return nil
}
