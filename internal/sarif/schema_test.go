package sarif_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// The official schema (2.1.0 with errata 01) has no licence that lets us copy
// it, but a module has it in one of its files: the test takes it from there.
const (
	schemaModule = "github.com/owenrumney/go-sarif/v3@v3.3.1"
	schemaSum    = "h1:bKY8YnWcY8zYTiGVObC5wZLlfEvMkCxK9XMGXBbzEtQ="
	schemaFile   = "pkg/report/v210/sarif/schema.go"
	schemaID     = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)

// TestOfficialSchema holds logs of all kinds against the official schema, and that it
// refuses what is wrong.
func TestOfficialSchema(t *testing.T) {
	schema := officialSchema(t)
	for name, log := range logs(t) {
		t.Run(name, func(t *testing.T) {
			if err := validate(schema, log); err != nil {
				t.Errorf("%v in\n%s", err, log)
			}
		})
	}
	good := string(logs(t)["full"])
	for old, wrong := range map[string]string{
		`"startLine": 3`:        `"startLine": 0`,
		`"level": "error"`:      `"level": "fatal"`,
		`"executionSuccessful"`: `"executionSuccess"`,
		`"columnKind"`:          `"columns"`,
		`"results": [`:          `"results": [ {},`,
	} {
		bad := strings.Replace(good, old, wrong, 1)
		if bad == good {
			t.Errorf("no %s in\n%s", old, good)
		} else if validate(schema, []byte(bad)) == nil {
			t.Errorf("the schema lets %s pass", wrong)
		}
	}
}

func validate(schema *jsonschema.Schema, log []byte) error {
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(log))
	if err != nil {
		return err
	}
	return schema.Validate(value)
}

func officialSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	text, err := download()
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skipf("the official schema cannot be had: %v", err)
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource(schemaID, value); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile(schemaID)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// download returns the schema: the value of the one constant in the file.
var download = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "schema")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	cmd := exec.Command("go", "mod", "download", "-json", schemaModule)
	cmd.Dir = dir // outside of the module, whose go.sum is none of its business
	cmd.Env = append(cmd.Environ(), "GOWORK=off", "GOFLAGS=")
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("go mod download %s: %w\n%s", schemaModule, err, out)
	}
	var module struct{ Dir, Sum string }
	if err := json.Unmarshal(out, &module); err != nil {
		return "", err
	}
	if module.Sum != schemaSum {
		return "", fmt.Errorf("%s has the sum %s, not %s", schemaModule, module.Sum, schemaSum)
	}
	f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(module.Dir, filepath.FromSlash(schemaFile)), nil, 0)
	if err != nil {
		return "", err
	}
	for _, decl := range f.Decls {
		if decl, ok := decl.(*ast.GenDecl); ok && decl.Tok == token.CONST {
			value := decl.Specs[0].(*ast.ValueSpec).Values[0].(*ast.BasicLit)
			return strconv.Unquote(value.Value)
		}
	}
	return "", fmt.Errorf("no constant in %s", schemaFile)
})
