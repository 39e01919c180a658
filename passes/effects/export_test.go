package effects

import (
	"go/types"
	"reflect"
)

// ByName returns what a fact says of the functions of its own package.
func ByName(f *Facts) map[string]string {
	p, err := f.decode()
	if err != nil {
		panic(err)
	}
	texts := make(map[string]string)
	for _, fn := range p.Funcs {
		if fn.Pkg == "" {
			texts[fn.Name] = fn.Summary.String()
		}
	}
	return texts
}

// NameOf returns the name of a function in facts.
func NameOf(fn *types.Func) string {
	_, name := modelName(fn)
	return name
}

// FactType is the type of what facts hold.
var FactType = reflect.TypeFor[packageFacts]()

// Decode returns what a fact holds, and of how many functions, mutexes and notes.
func Decode(f *Facts) (facts any, size int) {
	p, err := f.decode()
	if err != nil {
		panic(err)
	}
	return p, len(p.Funcs) + len(p.Held) + len(p.Notes)
}
