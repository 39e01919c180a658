package govet

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/parvet/parvet/internal/driver"
)

// said is what the go command printed on stderr.
type said struct {
	sections  []section // of packages, below a line "# import/path"
	general   []string  // the lines that belong to no package
	unmatched []string  // patterns
}

type section struct {
	pkg   string
	lines []string
}

var (
	header    = regexp.MustCompile(`^# \[?([^\] ]+)`)
	unmatched = regexp.MustCompile(`^go: warning: "(.*)" matched no packages$`)
)

func parseStderr(stderr []byte) said {
	var s said
	current := -1
	for line := range strings.Lines(string(stderr)) {
		line = strings.TrimRight(line, "\r\n")
		if m := unmatched.FindStringSubmatch(line); m != nil {
			s.unmatched = append(s.unmatched, m[1])
			continue
		}
		if m := header.FindStringSubmatch(line); m != nil {
			if current = slices.IndexFunc(s.sections, func(s section) bool { return s.pkg == m[1] }); current < 0 {
				current = len(s.sections)
				s.sections = append(s.sections, section{pkg: m[1]})
			}
			continue
		}
		if strings.HasPrefix(line, "go: ") {
			current = -1
		}
		switch {
		case strings.HasPrefix(line, "go: downloading "), strings.HasPrefix(line, "go: finding "),
			strings.HasPrefix(line, "no packages to "), strings.TrimSpace(line) == "":
		case current < 0:
			s.general = append(s.general, line)
		default:
			s.sections[current].add(line)
		}
	}
	return s
}

// add adds a line unless it says again what the compiler has said: of a
// package that is analysed and imported, compiler and vet tool report the same
// errors.
func (s *section) add(line string) {
	if !slices.ContainsFunc(s.lines, func(l string) bool { return strings.HasSuffix(line, l) }) {
		s.lines = append(s.lines, line)
	}
}

// testsOnly reports whether all errors of the section are in tests.
func (s *section) testsOnly() bool {
	return !slices.ContainsFunc(s.lines, func(line string) bool {
		return !strings.HasPrefix(line, "\t") && !strings.Contains(line, "_test.go:")
	})
}

// failures returns what s, of a go vet that failed, reports. What belongs to no
// package is left out if go vet gave up before it analysed anything: then it
// is known from loading the packages.
func (s said) failures(loaded *loaded, gaveUp bool) []driver.Failure {
	var fs []driver.Failure
	for _, sec := range s.sections {
		f := driver.Failure{Package: sec.pkg, Message: withoutTool(sec.lines), TestsOnly: sec.testsOnly()}
		fs = append(fs, f)
		if f.TestsOnly {
			continue // who imports the package does not import its tests
		}
		for _, user := range loaded.usersOf(sec.pkg) {
			fs = append(fs, driver.Failure{Package: user, Message: "not analysed: it depends on " + sec.pkg + ", which does not compile"})
		}
	}
	if gaveUp {
		return fs
	}
	general, ofTests := loaded.takeTests(s.general)
	if fs = append(fs, ofTests...); len(general) > 0 {
		fs = append(fs, driver.Failure{Message: strings.Join(general, "\n")})
	}
	return fs
}

// notes returns what a go vet that did not fail said all the same, such as the
// warnings of a C compiler.
func (s said) notes() []string {
	notes := s.general
	for _, sec := range s.sections {
		for _, line := range sec.lines {
			notes = append(notes, sec.pkg+": "+line)
		}
	}
	return notes
}

var toolPrefix = regexp.MustCompile(`^[^\s:/\\]+: ([^:]+:\d+:\d+: )`)

// withoutTool joins lines, without the name of the vet tool that go vet leaves
// before the position of an error.
func withoutTool(lines []string) string {
	var b strings.Builder
	for i, line := range lines {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(toolPrefix.ReplaceAllString(line, "$1"))
	}
	return b.String()
}

func compareFailures(a, b driver.Failure) int {
	return cmp.Or(cmp.Compare(a.Package, b.Package), cmp.Compare(a.Message, b.Message), cmp.Compare(strconv.FormatBool(a.TestsOnly), strconv.FormatBool(b.TestsOnly)))
}
