package gopls

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/parvet/parvet/analyzer"
	"github.com/parvet/parvet/internal/config"
	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/internal/rule"
	"github.com/parvet/parvet/passes/effects"
)

// The environment variables: ConfigVar names the file with the settings, or is off,
// and ModelsVar names files with models, separated by commas.
const (
	ConfigVar = "PARVET_CONFIG"
	ModelsVar = "PARVET_MODELS"
)

// settings are what holds for a process of gopls, which passes no flags to
// analyzers and tells them nothing of its own settings.
type settings struct {
	*config.Config
	on map[string]bool // by rule
}

// load reads the settings: the file that the environment names, or else that of
// the directory in which gopls was started, which is the root of the workspace;
// and the files with models that the environment names besides, as for the vet tool.
func load() (*settings, error) {
	rules := analyzer.Rules()
	s := &settings{new(config.Config), rule.Select(rules, nil, nil)}
	c, err := read(rule.IDs(rules))
	if err != nil {
		return s, err
	}
	for file := range strings.SplitSeq(os.Getenv(ModelsVar), ",") {
		if file = strings.TrimSpace(file); file == "" {
			continue
		}
		if !filepath.IsAbs(file) {
			return s, fmt.Errorf("%s: want an absolute path, have %s", ModelsVar, file)
		}
		c.Models = append(c.Models, file)
	}
	return &settings{c, rule.Select(rules, c.Enable, c.Disable)}, nil
}

func read(rules []string) (*config.Config, error) {
	none := new(config.Config)
	file := os.Getenv(ConfigVar)
	switch {
	case file == "off":
		return none, nil
	case file == "":
		dir, err := os.Getwd()
		if err != nil {
			return nil, err
		}
		if file, err = config.Find(dir); err != nil || file == "" {
			return none, err
		}
	case !filepath.IsAbs(file):
		return nil, fmt.Errorf("%s: want an absolute path or off, have %s", ConfigVar, file)
	}
	return config.Load(file, file, rules)
}

// apply sets the flags of the engine and of the rules.
func (s *settings) apply() error {
	flags := s.Flags()
	if s.Tier != "" {
		flags = append(flags, config.Flag{Analyzer: "effects", Name: "tier", Setting: "tier", Value: string(s.Tier)})
	}
	all := analyzer.All()
	for _, f := range flags {
		a := effects.Analyzer // whose name changes
		if i := slices.IndexFunc(all, func(a *analysis.Analyzer) bool { return a.Name == f.Analyzer }); i >= 0 {
			a = all[i]
		}
		if err := a.Flags.Set(f.Name, f.Value); err != nil {
			return s.Errorf(f.Setting, "%v", err)
		}
	}
	return nil
}

// hash returns a text that is another one if the settings are, or the files which
// they name, or what is wrong with them. What gopls has found it keeps by the names
// of analyzers, across processes, so this has to be part of a name.
func (s *settings) hash(wrong error) string {
	h := sha256.New()
	data, err := json.Marshal(s.Config)
	fmt.Fprintf(h, "%s %v %v\n", data, err, wrong)
	for _, file := range s.Models {
		data, err := os.ReadFile(file)
		fmt.Fprintf(h, "%d %v\n%s", len(data), err, data)
	}
	return fmt.Sprintf("%x", h.Sum(nil)[:8])
}

// shows reports whether a finding of a rule in a file is shown.
func (s *settings) shows(file, id string) bool {
	if s.Tests != nil && !*s.Tests && strings.HasSuffix(file, "_test.go") {
		return false
	}
	return !s.Excluded(file, id)
}

// severity returns that of a rule as the Language Server Protocol has it. Unless
// the settings say otherwise it is a warning: editors show as errors what does
// not compile.
func (s *settings) severity(id string) int {
	switch s.Severity[id] {
	case finding.Error:
		return 1
	case finding.Info:
		return 3
	}
	return 2
}

const page = "https://github.com/parvet/parvet/blob/main/docs/gopls.md#settings"

// checker returns an analyzer that shows what is wrong with the settings where
// people look, since gopls has no other place for it than its log; and what does
// not fit in the models that they name.
func checker(wrong error) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name:             Prefix + "settings",
		Doc:              "report settings of parvet that cannot be used",
		URL:              page,
		RunDespiteErrors: true,
		Run: func(pass *analysis.Pass) (any, error) {
			p := *pass
			p.Report = func(d analysis.Diagnostic) {
				d.URL = page
				pass.Report(d)
			}
			if wrong == nil {
				effects.CheckModels(&p)
			} else if len(pass.Files) > 0 {
				name := pass.Files[0].Name
				p.Report(analysis.Diagnostic{Pos: name.Pos(), End: name.End(), Category: "settings",
					Message: fmt.Sprintf("parvet cannot use its settings, and does without: %v; mend them and restart gopls", wrong)})
			}
			return nil, nil
		},
	}
}

// rename gives the engine a name with a hash. Its facts are kept by that name in
// all packages, and with them what the rules report.
func rename(hash string) { effects.Analyzer.Name = Prefix + "effects_" + hash }
