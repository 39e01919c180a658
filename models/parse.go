package models

import (
	"errors"
	"fmt"
	"go/token"
	"strings"
	"unicode/utf8"
)

// Parse parses a model file. The name is that of the file, for messages. The
// error joins one error for each bad line, of the form
//
//	name:line: what was expected
//
// The table is nil if there is an error.
//
// Lines may end as on Windows, and a byte order mark may stand before the first.
// Text in another encoding than UTF-8 is one error, not one for each line.
func Parse(name string, src []byte) (*Table, error) {
	text := strings.TrimPrefix(string(src), "\ufeff")
	for i, r := range text {
		if r == utf8.RuneError && !strings.HasPrefix(text[i:], string(utf8.RuneError)) {
			return nil, fmt.Errorf("%s:%d: want text in UTF-8", name, 1+strings.Count(text[:i], "\n"))
		}
	}
	return parse(name, text, 0)
}

// parse is Parse for the part of a file that begins after some lines.
func parse(name, src string, before int) (*Table, error) {
	p := &parser{file: name, line: before, packages: make(map[string]*Package)}
	for line := range strings.Lines(src) {
		p.line++
		p.parseLine(line)
	}
	if p.errs != nil {
		return nil, errors.Join(p.errs...)
	}
	table := &Table{packages: make(map[string]func() *Package)}
	for path, pkg := range p.packages {
		table.packages[path] = func() *Package { return pkg }
	}
	return table, nil
}

// A parser parses one file, a line at a time.
type parser struct {
	file     string
	line     int
	packages map[string]*Package
	pkg      *Package // the current section, nil before the first
	errs     []error
}

// errorf records what is wrong with the current line.
func (p *parser) errorf(format string, args ...any) {
	p.errs = append(p.errs, fmt.Errorf("%s:%d: %s", p.file, p.line, fmt.Sprintf(format, args...)))
}

func (p *parser) parseLine(line string) {
	words := strings.Fields(line)
	for i, w := range words {
		if w[0] == '#' {
			words = words[:i]
			break
		}
	}
	if len(words) == 0 {
		return
	}
	if words[0] == "package" {
		p.parsePackage(words[1:])
		return
	}
	if p.pkg == nil {
		p.errorf("want \"package PATH\" before the first line, have %q", words[0])
		return
	}
	switch words[0] {
	case "pool":
		p.parsePool(words[1:])
	case "offer":
		p.parseOffer(words[1:])
	default:
		p.parseFunc(words[0], words[1:])
	}
}

func (p *parser) parsePackage(words []string) {
	if len(words) != 1 {
		p.errorf("want \"package PATH\", have %d words after package", len(words))
		// What follows belongs to a section that cannot be named: parse it
		// for its errors only.
		p.pkg = newPackage("")
		return
	}
	path := words[0]
	if p.packages[path] == nil {
		p.packages[path] = newPackage(path)
	}
	p.pkg = p.packages[path]
	p.pkg.Sections = append(p.pkg.Sections, Place{p.file, p.line})
}

func (p *parser) parsePool(words []string) {
	kind := PoolKind(strings.Join(words, " "))
	switch {
	case kind != CPUPool && kind != AnyPool:
		p.errorf("want \"pool cpu\" or \"pool any\", have %q", "pool "+kind)
	case p.pkg.Pool != NoPool:
		p.errorf("want one pool directive a package, have \"pool %s\" after \"pool %s\"", kind, p.pkg.Pool)
	default:
		p.pkg.Pool = kind
	}
}

func (p *parser) parseOffer(words []string) {
	var offer *string
	if len(words) > 1 {
		switch words[0] {
		case "blocking":
			offer = &p.pkg.Offers.Blocking
		case "sleep":
			offer = &p.pkg.Offers.Sleep
		case "collect":
			offer = &p.pkg.Offers.Collect
		}
	}
	switch {
	case offer == nil:
		p.errorf("want \"offer blocking|sleep|collect TEXT\", have %q", strings.Join(append([]string{"offer"}, words...), " "))
	case *offer != "":
		p.errorf("want one \"offer %s\" a package, have another", words[0])
	default:
		*offer = strings.Join(words[1:], " ")
	}
}

func (p *parser) parseFunc(name string, words []string) {
	if !validName(name) {
		p.errorf("want a name such as Func or Type.Method, have %q", name)
		return
	}
	if old := p.pkg.funcs[name]; old != nil {
		p.errorf("want one line for %s, have another at line %d", name, old.Line)
		return
	}
	if len(words) == 0 {
		p.errorf("want a clause after %s", name)
		return
	}
	f := &Func{Package: p.pkg.Path, Name: name, File: p.file, Line: p.line}
	seen := make(map[string]bool)
	for text := range strings.SplitSeq(strings.Join(words, " "), ";") {
		clause := strings.Fields(text)
		if len(clause) == 0 {
			p.errorf("want a clause on each side of a semicolon")
			return
		}
		key := strings.Join(clause, " ")
		if seen[key] {
			p.errorf("%s: want each clause once, have %q again", name, key)
			return
		}
		seen[key] = true
		if err := f.parseClause(clause); err != nil {
			p.errorf("%s: %v", name, err)
			return
		}
	}
	if f.OK && len(seen) > 1 {
		p.errorf("%s: want ok alone, have other clauses beside it", name)
		return
	}
	if c := f.Context; c != nil && c.Background && len(c.clauses()) > 1 {
		p.errorf("%s: want background without a bound, have one beside it", name)
		return
	}
	p.pkg.funcs[name] = f
}

// ParseClauses parses what stands behind the name in a line of a model.
func ParseClauses(text string) (*Func, error) {
	t, err := Parse("clauses", []byte("package p\nF "+text))
	if err != nil {
		return nil, err
	}
	return t.Func("p", "F"), nil
}

// validName reports whether name is Ident or Ident.Ident.
func validName(name string) bool {
	first, second, dotted := strings.Cut(name, ".")
	return token.IsIdentifier(first) && (!dotted || token.IsIdentifier(second))
}
