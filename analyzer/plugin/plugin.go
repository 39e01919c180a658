package parvet

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/parvet/parvet/analyzer"
	"github.com/parvet/parvet/internal/config"
	"github.com/parvet/parvet/internal/rule"
	"github.com/parvet/parvet/internal/vettool"
)

// Name is that of the linter in the configuration of golangci-lint.
const Name = "parvet"

// where is how messages call the settings.
const where = "linters.settings.custom." + Name + ".settings"

func init() { register.Plugin(Name, New) }

// New makes the plugin of what stands in the configuration under settings.
func New(settings any) (register.LinterPlugin, error) {
	dir, err := configured()
	if err != nil {
		return nil, err
	}
	c, err := config.Decode(where, dir, settings, rule.IDs(analyzer.Rules()))
	if err != nil {
		return nil, err
	}
	if err := refuse(c); err != nil {
		return nil, err
	}
	return &plugin{c}, nil
}

type plugin struct{ config *config.Config }

// GetLoadMode says that types are needed.
func (*plugin) GetLoadMode() string { return register.LoadModeTypesInfo }

// BuildAnalyzers returns the analyzers that golangci-lint is to run.
func (p *plugin) BuildAnalyzers() ([]*analysis.Analyzer, error) {
	if err := set(p.config); err != nil {
		return nil, err
	}
	guard()
	models, err := hash(p.config.Models)
	if err != nil {
		return nil, err
	}
	return build(rule.Select(analyzer.Rules(), p.config.Enable, p.config.Disable), models), nil
}

// guard lets a panic cost one package its findings, not the run of all linters.
var guard = sync.OnceFunc(func() { vettool.Guard(analyzer.All()) })

// instead names what golangci-lint has for settings that say which files are read
// and which findings are shown: the plugin does not know of them.
var instead = map[string]string{
	"tests":    "set run.tests",
	"tags":     "set run.build-tags",
	"exclude":  "write linters.exclusions.rules, with linters: [parvet], path and text",
	"severity": `write severity.rules, with linters: [parvet] and text: "^mutex: "`,
	"baseline": "set issues.new-from-rev or issues.new-from-merge-base",
}

// refuse reports settings that are golangci-lint's.
func refuse(c *config.Config) error {
	for _, name := range c.Given() {
		if what, ok := instead[name]; ok {
			return c.Errorf(name, "golangci-lint decides this: %s instead", what)
		}
	}
	return nil
}

var current struct {
	sync.Mutex
	settings []byte // nil if none have been set yet
}

// set sets the flags of the suite.
func set(c *config.Config) error {
	flags := c.Flags()
	if c.Tier != "" {
		flags = append(flags, config.Flag{Analyzer: "effects", Name: "tier", Setting: "tier", Value: string(c.Tier)})
	}
	settings, err := json.Marshal(flags)
	if err != nil {
		return err
	}
	current.Lock()
	defer current.Unlock()
	switch {
	case current.settings == nil:
	case string(current.settings) == string(settings):
		return nil
	default:
		return fmt.Errorf("%s: parvet has other settings in this process already, and can have those only: use another process", where)
	}
	for _, f := range flags {
		all := analyzer.All()
		i := slices.IndexFunc(all, func(a *analysis.Analyzer) bool { return a.Name == f.Analyzer })
		if err := all[i].Flags.Set(f.Name, f.Value); err != nil {
			return c.Errorf(f.Setting, "%v", err)
		}
	}
	current.settings = settings
	return nil
}

// configured returns the directory that names of files in the settings are
// relative to: that of the configuration. golangci-lint does not tell where it has
// found it, but looks in the working directory and those above; where there is
// none, the working directory counts.
func configured() (string, error) {
	wd, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("the working directory is gone: %w", err)
	}
	for dir := wd; ; dir = filepath.Dir(dir) {
		for _, ext := range []string{".yml", ".yaml", ".toml", ".json"} {
			if info, err := os.Stat(filepath.Join(dir, ".golangci"+ext)); err == nil && info.Mode().IsRegular() {
				return dir, nil
			}
		}
		if dir == filepath.Dir(dir) {
			return wd, nil
		}
	}
}
