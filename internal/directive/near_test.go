package directive

import (
	"fmt"
	"go/parser"
	"go/token"
	"strings"
	"testing"
)

// TestNear: what is almost a directive is found in the syntax and, by drivers that
// do not parse all files, in the source; prose is not.
func TestNear(t *testing.T) {
	for comment, want := range map[string]string{
		"//parvet:task each":                       "task each",
		"//go:parvet:task each":                    "near task each",
		"//parvet :task each":                      "near task each",
		"//Parvet:TASK each":                       "near task each",
		"// parvet:Task":                           "near task",
		"//@parvet:task":                           "near task",
		"//parvet-task":                            "near task",
		"//parvt:task":                             "near task",
		"//parvet: task each of them":              "near task each of them",
		"// parvet: task f":                        "loose task f",
		"//parvet task":                            "loose task",
		"// parvet-task":                           "loose task",
		"//parvt:ignore sleep":                     "loose ignore sleep",
		"/*parvet:task each*/":                     "block task each",
		"/*Parvet:task*/":                          "block loose task",
		"/* parvet:ignore sleep x */":              "block loose ignore sleep x",
		"// x //parvet:ignore sleep y":             "inside ignore sleep y",
		"// see //parvet:ignore":                   "",
		"//	//parvet:ignore sleep y":               "",
		"//parvets:tasks":                          "",
		"//parvet.task":                            "",
		"//par vet:task":                           "",
		"//parser:task":                            "",
		"// see parvet:task":                       "",
		"/*\nParvet:task\n*/":                      "",
		"// Parvet":                                "",
		"//parvet":                                 "bare",
		"//Parvet\t":                               "bare",
		"//parvet:":                                "bare",
		"//parvet: // x":                           "bare",
		"//parvet:\tsleep x":                       "bare sleep x",
		"//parvet // x":                            "bare",
		"//\tparvet":                               "",
		"//parvets":                                "",
		"//parvet finds tasks":                     "",
		"/*parvet*/":                               "",
		"/*parvet:*/":                              "",
		`// as in "x //parvet:ignore sleep known"`: "",
		"// as in `x //parvet:ignore sleep known`": "",
		`// "x" //parvet:ignore sleep known`:       "inside ignore sleep known",
		"//":                                       "",
		"/**/":                                     "",
	} {
		src := "package p\n\nvar x = 1 / 2 " + comment + "\n"
		file, err := parser.ParseFile(token.NewFileSet(), "p.go", src, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, d := range Parse(file) {
			switch {
			case d.Inside:
				got += "inside "
			case d.Block && d.Loose:
				got += "block loose "
			case d.Block:
				got += "block "
			case d.Loose:
				got += "loose "
			case d.Near:
				got += "near "
			case d.Verb == "":
				got += "bare "
			}
			got = strings.TrimSpace(got + strings.TrimSpace(fmt.Sprintf("%s %s", d.Verb, d.Args)))
			if d.Active() != (want == "task each" || strings.HasPrefix(want, "bare")) {
				t.Errorf("%s is active: %v", comment, d.Active())
			}
		}
		if got != want {
			t.Errorf("%s is %q, want %q", comment, got, want)
		}
		if want != "" && !Mentioned([]byte(src)) {
			t.Errorf("%s is not mentioned", comment)
		}
	}
	if Mentioned([]byte("package p // Parvet is not called, par.vet neither\n\nvar x = 1 / 2 // parvet\n")) {
		t.Error("prose is mentioned")
	}
}
