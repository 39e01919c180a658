// Package users tells its importers of what it imports.
package users

import (
	"example.com/effects/many"
	"example.com/effects/many/four"
	"example.com/effects/many/one"
	"example.com/effects/many/three"
	"example.com/effects/many/two"
)

var Box *many.Box

func Case() *many.Case { return nil }

func Chest(many.Case) *many.Chest { return nil }

func Others() (*one.T, *two.T, *three.T, *four.T) { return nil, nil, nil, nil }
