//go:build !slow

package tags

func tagged() {}
