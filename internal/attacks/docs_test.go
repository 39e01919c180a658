package attacks

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/parvet/parvet/internal/finding"
)

// TestFormatsPage holds what docs/formats.md shows against what parvet prints. A
// line "…" stands for any number of lines.
func TestFormatsPage(t *testing.T) {
	parvet := build(t, "cmd/parvet")
	data, err := os.ReadFile(filepath.Join(root, "docs", "formats.md"))
	if err != nil {
		t.Fatal(err)
	}
	page := string(data)
	files := t.TempDir()
	checked := 0
	for i, block := range strings.Split(page, "```") {
		block, ok := strings.CutPrefix(block, "console\n")
		if i%2 == 0 || !ok {
			continue
		}
		var shown, printed string
		for line := range strings.Lines(block) {
			args, isCommand := strings.CutPrefix(line, "$ parvet ")
			if !isCommand {
				shown += line
				continue
			}
			words := strings.Fields(args)
			for i, w := range words {
				if slices.Contains([]string{".json", ".sarif", ".html"}, filepath.Ext(w)) {
					words[i] = filepath.Join(files, w) // no command leaves a file here
				}
			}
			cmd := command(t, parvet, words...)
			out, err := cmd.CombinedOutput()
			if cmd.ProcessState == nil || cmd.ProcessState.ExitCode() > 1 {
				t.Fatalf("parvet %s: %v\n%s", args, err, out)
			}
			printed = string(out) // of the last command
		}
		rest := printed
		for _, part := range strings.Split("\n"+shown, "\n…\n") {
			part = strings.Trim(part, "\n")
			at := strings.Index(rest, part)
			if at < 0 {
				t.Errorf("docs/formats.md shows\n%s\nbut parvet prints\n%s", part, printed)
				break
			}
			rest = rest[at+len(part):]
		}
		checked++
	}
	if checked < 6 {
		t.Errorf("%d examples were checked", checked)
	}
	for _, key := range jsonKeys(reflect.TypeFor[finding.Finding]()) {
		if !strings.Contains(page, "`"+key+"`") {
			t.Errorf("docs/formats.md does not tell of the key %s", key)
		}
	}
}

// jsonKeys returns the keys of the JSON form of a struct.
func jsonKeys(typ reflect.Type) []string {
	for typ.Kind() == reflect.Slice {
		typ = typ.Elem()
	}
	if typ.Kind() != reflect.Struct {
		return nil
	}
	var keys []string
	for i := range typ.NumField() {
		f := typ.Field(i)
		if key := f.Tag.Get("json"); key != "" {
			keys = append(keys, key)
		}
		keys = append(keys, jsonKeys(f.Type)...)
	}
	return keys
}
