// Package shard splits the packages of a run among the jobs of a CI matrix.
package shard

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/parvet/parvet/internal/driver"
	"github.com/parvet/parvet/internal/driver/govet"
)

// A Shard is part Index of Count, counted from 1. The zero Shard is all.
type Shard struct{ Index, Count int }

// maxCount keeps slips of the hand from splitting a run into nothing.
const maxCount = 10_000

// Parse reads i/n.
func Parse(text string) (Shard, error) {
	i, n, ok := strings.Cut(text, "/")
	index, err := strconv.Atoi(i)
	count, errCount := strconv.Atoi(n)
	switch {
	case !ok || err != nil || errCount != nil:
		return Shard{}, fmt.Errorf("%q is not of the form i/n, such as 1/4", text)
	case count < 1 || count > maxCount:
		return Shard{}, fmt.Errorf("%q: there can be 1 to %d shards", text, maxCount)
	case index < 1 || index > count:
		return Shard{}, fmt.Errorf("%q: the shards are 1/%d to %d/%d", text, count, count, count)
	}
	return Shard{index, count}, nil
}

// Has reports whether a package belongs to the shard. It depends on the import
// path and nothing else: when packages come and go, the others stay where their
// results are cached. (Parts of a sorted list would be of the same size, but each
// new package would move all that follow it.)
func (s Shard) Has(path string) bool {
	if s.Count == 0 {
		return true
	}
	sum := sha256.Sum256([]byte(path))
	return binary.BigEndian.Uint64(sum[:8])%uint64(s.Count) == uint64(s.Index-1)
}

// Driver runs another driver on the packages of the shard.
type Driver struct {
	Shard
	Of driver.Driver
}

var _ driver.Driver = Driver{}

// Run implements driver.Driver.
func (d Driver) Run(ctx context.Context, req driver.Request) (*driver.Result, error) {
	if slices.ContainsFunc(req.Patterns, func(p string) bool { return strings.HasSuffix(p, ".go") }) {
		return nil, errors.New("-shard splits packages, and cannot split files: name packages")
	}
	paths, ok, err := govet.Packages(ctx, req)
	if err != nil {
		return nil, err
	}
	if ok { // else let the other driver say what is wrong
		req.Patterns = slices.DeleteFunc(paths, func(path string) bool { return !d.Has(path) })
		if len(req.Patterns) == 0 {
			return new(driver.Result), nil
		}
	}
	return d.Of.Run(ctx, req)
}
