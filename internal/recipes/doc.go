// Package recipes has the tests of docs/ci.md, of the files in docs/ci and of
// .pre-commit-hooks.yaml: what they tell others to run is run, word for word.
//
// The modules of this repository come from a proxy of the tests, so that the
// steps that install parvet are run as well. Of forges there is only the shell:
// the actions of a workflow are not run, and nothing is uploaded.
package recipes
