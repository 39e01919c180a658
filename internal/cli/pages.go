package cli

import (
	"fmt"
	"io/fs"
)

func readPage(pages fs.FS, id string) (string, error) {
	data, err := fs.ReadFile(pages, id+".md")
	if err != nil {
		return "", fmt.Errorf("no page for rule %s: %w", id, err)
	}
	return string(data), nil
}
