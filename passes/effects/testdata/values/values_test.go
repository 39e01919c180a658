package values

func stub(t *tested) { t.hook = nap }

func init() { harmless["test"] = nap }
