// Precision repeats the study in testdata/precision on one repository: it runs
// parvet there, compares the findings with the labels that readers gave them,
// and prints what has no label, which labels have lost their finding, and the
// counts.
//
//	go run ./internal/precision -parvet bin/parvet -repo dir -labels testdata/precision/labels/NAME.tsv
//
// With -recall it also looks up the operations that readers found by hand, and
// says which of them are found. With -sample n it leaves out all findings but n
// chosen at random, the same ones each time.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"

	"github.com/parvet/parvet/internal/finding"
)

type options struct {
	parvet, repo, findings, labels, recall string
	sample                                 int
}

func main() {
	var o options
	flag.StringVar(&o.parvet, "parvet", "parvet", "the program to run")
	flag.StringVar(&o.repo, "repo", ".", "the module to run it in")
	flag.StringVar(&o.findings, "findings", "", "what parvet -format json printed, instead of running it")
	flag.StringVar(&o.labels, "labels", "", "the labels of the findings")
	flag.StringVar(&o.recall, "recall", "", "the operations that should be found")
	flag.IntVar(&o.sample, "sample", 0, "how many findings to choose at random; 0 for all")
	flag.Parse()
	if err := o.run(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "precision:", err)
		os.Exit(1)
	}
}

func (o options) run(w io.Writer) error {
	out, err := o.output()
	if err != nil {
		return err
	}
	found, err := decode(out)
	if err != nil {
		return err
	}
	if o.recall != "" {
		src, err := os.ReadFile(o.recall)
		if err != nil {
			return err
		}
		ops, err := parseOperations(string(src))
		if err != nil {
			return fmt.Errorf("%s:%w", o.recall, err)
		}
		lookUp(w, ops, found)
	}
	if o.labels == "" {
		return nil
	}
	src, err := os.ReadFile(o.labels)
	if err != nil {
		return err
	}
	labels, err := parseLabels(string(src))
	if err != nil {
		return fmt.Errorf("%s:%w", o.labels, err)
	}
	compare(w, labels, sample(found, o.sample), o.sample > 0)
	return nil
}

// output returns what parvet prints for the repository.
func (o options) output() ([]byte, error) {
	if o.findings != "" {
		return os.ReadFile(o.findings)
	}
	cmd := exec.Command(o.parvet, "-cpupools", "all", "-tests=false", "-format", "json", "./...")
	cmd.Dir = o.repo
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 1 {
		err = nil // there are findings
	}
	return out, err
}

func decode(out []byte) ([]finding.Finding, error) {
	var found []finding.Finding
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var f finding.Finding
		switch err := d.Decode(&f); err {
		case nil:
			found = append(found, f)
		case io.EOF:
			return found, nil
		default:
			return nil, err
		}
	}
}
