package par

import (
	"context"
	"hash/maphash"
)

// GroupBy puts the elements of xs that have the same key into one slice, in the order of xs. key is called once for each element. It runs
// as [ForEach] does; with an error the result is nil. As in any map of Go each NaN is a key of its own. Each worker makes maps of its own,
// which are merged at the caller: it pays if key is costly or the groups are few.
func GroupBy[T any, K comparable](ctx context.Context, xs []T, key func(context.Context, T) (K, error), opts ...CallOption) (map[K][]T, error) {
	c, err := prepare("GroupBy", key == nil, opts)
	switch {
	case err != nil:
		return nil, err
	case len(xs) == 0:
		return map[K][]T{}, nil
	}
	parts, err := foldCuts(ctx, &c, len(xs), func(ctx context.Context, lo, hi int) (map[K][]T, error) {
		m := make(map[K][]T)
		err := items(ctx, lo, hi, func(i int) error {
			k, err := key(ctx, xs[i])
			if err == nil {
				m[k] = append(m[k], xs[i])
			}
			return err
		})
		return m, err
	})
	if err != nil {
		return nil, err
	}
	all := parts[0]
	for _, part := range parts[1:] {
		for k, group := range part {
			all[k] = append(all[k], group...)
		}
	}
	return all, nil
}

// maxShards bounds how often Unique reads the list of shards: each shard's worker reads all of it.
const maxShards = 32

// Unique returns the elements of xs without those that equal an earlier one, in the order of xs, in new memory. NaNs equal nothing and stay. Elements
// are shared out by their hash, so that each worker has a set of its own. It takes a byte and a bool for each element beside the sets.
// Elements that cannot be compared, such as a func in an interface, panic as in a map. With an error the result is nil, and so it is for empty xs.
func Unique[T comparable](ctx context.Context, xs []T, opts ...CallOption) ([]T, error) {
	c, err := prepare("Unique", false, opts)
	if err != nil || len(xs) == 0 {
		return nil, err
	}
	c.bare = true
	k := c.cutFor(ctx, len(xs))
	shards := min(c.pool.width(), c.limit, k.count(), maxShards)
	seed := maphash.MakeSeed()
	shardOf := make([]uint8, len(xs))
	if shards > 1 {
		err = runCuts(ctx, &c, k, func(ctx context.Context, _, lo, hi int) error {
			return strips(ctx, lo, hi, func(lo, hi int) {
				for i := lo; i < hi; i++ {
					shardOf[i] = uint8(maphash.Comparable(seed, xs[i]) % uint64(shards))
				}
			})
		})
		if err != nil {
			return nil, err
		}
	}
	first := make([]bool, len(xs))
	err = runEach(ctx, &c, shards, func(ctx context.Context, shard int) error {
		seen := make(map[T]struct{})
		return strips(ctx, 0, len(xs), func(lo, hi int) {
			for i := lo; i < hi; i++ {
				if int(shardOf[i]) != shard {
					continue
				}
				before := len(seen)
				seen[xs[i]] = struct{}{}
				first[i] = len(seen) > before
			}
		})
	})
	if err != nil {
		return nil, err
	}
	var out []T
	for i, x := range xs {
		if first[i] {
			out = append(out, x)
		}
	}
	return out, nil
}
