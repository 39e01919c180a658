// Package users tells its importers of what it imports.
package users

import "example.com/effects/many"

var Box *many.Box

func Case() *many.Case { return nil }

func Chest(many.Case) *many.Chest { return nil }
