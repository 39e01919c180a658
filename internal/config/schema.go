package config

import (
	"bytes"
	"encoding/json"
)

// SchemaURL is where editors find the schema.
const SchemaURL = "https://raw.githubusercontent.com/parvet/parvet/main/docs/parvet.schema.json"

// schema is a part of a JSON schema. Its keys are sorted when it is printed.
type schema map[string]any

// Schema returns the JSON schema of the file, for editors.
func Schema(rules []string) []byte {
	s := object(topSettings, rules)
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["$id"] = SchemaURL
	s["title"] = "Settings of parvet (" + Name + ")"
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(s); err != nil {
		panic(err) // of maps, strings and numbers
	}
	return b.Bytes()
}

func object(settings []setting, rules []string) schema {
	properties := schema{}
	for _, s := range settings {
		property := s.schema(rules)
		property["description"] = s.doc
		properties[s.name] = property
	}
	return schema{"type": "object", "additionalProperties": false, "properties": properties}
}

func listOf(item schema) schema { return schema{"type": "array", "items": item} }

func oneOf(words []string) schema { return schema{"enum": words} }

func text(pattern string) schema { return schema{"type": "string", "pattern": pattern} }
