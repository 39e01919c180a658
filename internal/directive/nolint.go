package directive

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strings"
)

// Silenced is the lines of a file in which a comment //nolint silences all that
// parvet reports.
type Silenced struct {
	file        *token.File
	first, last int
}

// Contains reports whether pos is in s.
func (s *Silenced) Contains(pos token.Pos) bool {
	if int(pos) < s.file.Base() || s.file.Base()+s.file.Size() < int(pos) {
		return false
	}
	line := LineOf(s.file, pos)
	return s.first <= line && line <= s.last
}

var nolint = regexp.MustCompile(`^nolint(:| |$)`)

// Nolint returns what the comments //nolint, //nolint:all and //nolint:parvet of a
// file silence. It is what golangci-lint has them silence, so that a report is
// there in all ways to run parvet, or in none: the lines of the group that the
// comment is in, and each piece of syntax that begins in the line after it, in the
// same column. Above the package clause, that is the file.
func Nolint(fset *token.FileSet, file *ast.File) []Silenced {
	tf := fset.File(file.FileStart)
	var lines []Silenced
	var columns []int
	for _, group := range file.Comments {
		if slices.ContainsFunc(group.List, func(c *ast.Comment) bool { return silences(c.Text) }) {
			lines = append(lines, Silenced{tf, LineOf(tf, group.Pos()), LineOf(tf, group.End())})
			columns = append(columns, columnOf(tf, group.Pos()))
		}
	}
	if len(lines) == 0 {
		return nil
	}
	comments := len(lines)
	ast.Inspect(file, func(n ast.Node) bool {
		if n == nil {
			return false
		}
		for i, s := range lines[:comments] {
			if s.last == LineOf(tf, n.Pos())-1 && columns[i] == columnOf(tf, n.Pos()) {
				lines = append(lines, Silenced{tf, s.first, max(s.last, LineOf(tf, n.End()))})
			}
		}
		return true
	})
	return lines
}

func columnOf(tf *token.File, pos token.Pos) int { return tf.PositionFor(pos, false).Column }

// silences reports whether a comment is a //nolint that names parvet, all, or
// nothing. A reason may follow, after another "//" or a space.
func silences(comment string) bool {
	text := strings.TrimLeft(comment, "/ ")
	if !nolint.MatchString(text) {
		return false
	}
	list, named := strings.CutPrefix(text, "nolint:")
	if !named {
		return true
	}
	list, _, _ = strings.Cut(list, "//")
	for item := range strings.SplitSeq(list, ",") {
		item, _, _ = strings.Cut(strings.TrimSpace(item), " ")
		if item = strings.ToLower(item); item == "all" || item == tool {
			return true
		}
	}
	return false
}
