//go:build !unix

package lsp

// alive is not asked elsewhere: there the stream ends with the client.
func alive(int) bool { return true }
