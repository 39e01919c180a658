package main

import "time"

// cases returns all cases, in the order of the issues that people bring.
func cases() []benchCase {
	return []benchCase{
		fibCase("forks of fib(32)", 32, 1),
		fibCase("fib(36)", 36, 0),
		treeCase("tree of 1,023 nodes", 10),
		treeCase("tree of 2^20 nodes", 20),
		combCase(),
		joinCase("join of 2 × 18 µs", 0),
		joinCase("join of 2 × 18 µs after 1 ms of idleness", time.Millisecond),
		loopCase("loop of 10 items", 10),
		loopCase("loop of 20 µs", 10_000),
		sqrtCase(),
		mapCase(),
		submitCase(),
		firstCase(),
		sortCase("sort of 10^7 random numbers", 10_000_000, random),
		sortCase("sort of 10^6 sorted numbers", 1_000_000, ascending),
		sortCase("sort of 10^6 descending numbers", 1_000_000, descending),
		sortCase("sort of 10^6 numbers, of 16 kinds", 1_000_000, few),
		sortCase("sort of 10^6 numbers, like organ pipes", 1_000_000, pipes),
		sortCase("sort of 10^6 numbers, against the median of three", 1_000_000, killer),
		floatCase("sort of 10^6 floats, a tenth of them NaN", 1_000_000, withNaNs),
	}
}

// always is a contestant that needs nothing but its work.
func always(name string, work func(threads int) (uint64, error)) contestant {
	return contestant{name, func(threads int) (func(int) (uint64, time.Duration, error), func(), error) {
		return timed(func() (uint64, error) { return work(threads) }), nil, nil
	}}
}
