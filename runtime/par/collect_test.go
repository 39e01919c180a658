package par_test

import (
	"context"
	"maps"
	"slices"
	"testing"

	"github.com/parvet/parvet/runtime/par"
)

func TestEnumerate(t *testing.T) {
	for _, n := range []int{0, 1, 1000} {
		got, err := par.Enumerate(bg, mixed(n), func(_ context.Context, i, x int) (int, error) { return i - x, nil })
		want := make([]int, n)
		for i, x := range mixed(n) {
			want[i] = i - x
		}
		if err != nil || !slices.Equal(got, want) || n == 0 && got != nil {
			t.Errorf("%d: %v, %v", n, got, err)
		}
	}
}

// Of equal keys the later element stays, whoever is first.
func TestCollect(t *testing.T) {
	for _, n := range []int{0, 1, 1000} {
		got, err := par.Collect(bg, upTo(n), func(_ context.Context, x int) (int, int, error) { return x % 10, x, nil }, par.MaxLen(3))
		want := map[int]int{}
		for x := range n {
			want[x%10] = x
		}
		if err != nil || got == nil || !maps.Equal(got, want) {
			t.Errorf("%d: %v, %v", n, got, err)
		}
	}
	v := caught(func() {
		_, _ = par.Collect(bg, upTo(2), func(_ context.Context, x int) (any, int, error) { return []int{x}, x, nil })
	})
	if _, ok := v.(*par.PanicError); !ok {
		t.Errorf("keys that cannot be compared: %v", v)
	}
}
