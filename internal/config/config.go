package config

import (
	"cmp"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/parvet/parvet/internal/finding"
)

// Name is that of the file.
const Name = ".parvet.yaml"

// A Config is what a file says. What it does not say is nil or empty; Given tells
// an empty list from none.
type Config struct {
	Dir  string // where the file is; names in it are relative to that
	file string // as messages name it

	Enable, Disable []string
	Tier            finding.Tier
	Tests           *bool
	Tags            []string
	CPUPools        []string
	MaxWait         *time.Duration
	Models          []string // absolute
	MutexShort      *bool
	Exclude         []Exclude
	Severity        map[string]finding.Severity // by rule
	Baseline        string                      // absolute

	given []place
}

// File returns the name of the file in messages.
func (c *Config) File() string { return c.file }

// place is where a setting is.
type place struct {
	name      string
	line, col int
}

// Given returns the names of the settings in the file, in its order.
func (c *Config) Given() []string {
	var names []string
	for _, p := range c.given {
		names = append(names, p.name)
	}
	return names
}

// Errorf returns an error about a setting, with its place in the file.
func (c *Config) Errorf(setting, format string, args ...any) error {
	for _, p := range c.given {
		if p.name == setting {
			return &Error{c.file, p.line, p.col, setting + ": " + fmt.Sprintf(format, args...)}
		}
	}
	return &Error{File: c.file, Message: setting + ": " + fmt.Sprintf(format, args...)}
}

// An Error is what is wrong with a file.
type Error struct {
	File         string
	Line, Column int // 0 if unknown
	Message      string
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(cmp.Or(e.File, "settings"))
	for _, n := range []int{e.Line, e.Column} {
		if n > 0 {
			fmt.Fprintf(&b, ":%d", n)
		}
	}
	return b.String() + ": " + e.Message
}

// A Flag is a setting as a flag of an analyzer.
type Flag struct {
	Analyzer, Name string
	Setting        string // the key in the file, and the name of the command's flag
	Value          string
}

// Flags returns what changes the analysis, but for the build tags.
func (c *Config) Flags() []Flag {
	var flags []Flag
	add := func(analyzer, name, setting, value string) {
		flags = append(flags, Flag{analyzer, name, setting, value})
	}
	if len(c.Models) > 0 {
		add("effects", "models", "models", strings.Join(c.Models, ","))
	}
	if len(c.CPUPools) > 0 {
		add("effects", "cpupools", "cpupools", strings.Join(c.CPUPools, ","))
	}
	if c.MaxWait != nil {
		add("effects", "max-wait", "max-wait", c.MaxWait.String())
	}
	if c.MutexShort != nil {
		add("mutex", "short", "mutex.short", strconv.FormatBool(*c.MutexShort))
	}
	return flags
}

// Decode returns the settings that have been read from elsewhere, as maps, lists
// and scalars. The file is what messages name, and dir what names of files are
// relative to. The rules are the ids of those that there are.
func Decode(file, dir string, settings any, rules []string) (*Config, error) {
	if settings == nil {
		return &Config{Dir: dir, file: file}, nil
	}
	data, err := json.Marshal(settings)
	if err != nil {
		return nil, &Error{File: file, Message: err.Error()}
	}
	c, err := parse(file, dir, data, rules) // JSON is YAML
	if e, ok := err.(*Error); ok {
		e.Line, e.Column = 0, 0 // of a text that nobody has seen
	}
	if c != nil {
		for i := range c.given {
			c.given[i].line, c.given[i].col = 0, 0
		}
	}
	return c, err
}

// absolute returns the path of a file that the settings name.
func (c *Config) absolute(name string) string {
	if filepath.IsAbs(name) {
		return filepath.Clean(name)
	}
	return filepath.Join(c.Dir, filepath.FromSlash(name))
}
