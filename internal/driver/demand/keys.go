package demand

import (
	"crypto/sha256"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/parvet/parvet/internal/driver"
	"github.com/parvet/parvet/internal/self"
)

// A key stands for all that the reports about a package depend on. It is the same
// in all checkouts and on all machines: no directory is in it.
type key [sha256.Size]byte

// keys computes keys.
type keys struct {
	g        *graph
	env      *environment
	modcache string
	settings string // what all keys depend on
	known    map[*listed]key
}

func newKeys(g *graph, env *environment, settings string, req driver.Request) *keys {
	return &keys{
		g:        g,
		env:      env,
		modcache: env.modcache(),
		settings: strings.Join([]string{"parvet", self.ID(), env.text, placeless(settings), req.Tags, placeless(strings.Join(req.ToolFlags, "\x00"))}, "\x01"),
		known:    make(map[*listed]key),
	}
}

// placeless returns settings without the names of the user's files, of which they
// have the contents too, as NAME@sha256:HASH. Reports that name them are not kept.
func placeless(settings string) string { return namesOfFiles.ReplaceAllString(settings, "@sha256:") }

var namesOfFiles = regexp.MustCompile(`[^,=\x00\n]*@sha256:`)

// ofRequest returns the key of the reports about a requested package and its
// tests.
func (ks *keys) ofRequest(r *request) (key, error) {
	h := sha256.New()
	fmt.Fprintf(h, "%s\n", ks.settings)
	for _, p := range r.units {
		k, err := ks.of(p)
		if err != nil {
			return key{}, err
		}
		fmt.Fprintf(h, "%s %x\n", p.ImportPath, k)
	}
	return key(h.Sum(nil)), nil
}

// of returns what stands for the contents of a package and all that it imports.
// A module that other people keep does not change, and neither does the standard
// library of a Go version: for their packages the path and the version stand.
func (ks *keys) of(p *listed) (key, error) {
	if k, ok := ks.known[p]; ok {
		return k, nil
	}
	h := sha256.New()
	fmt.Fprintf(h, "%s\n", p.ImportPath)
	if !p.Standard {
		if p.Module != nil {
			fmt.Fprintf(h, "%s %s %s\n", p.Module.Path, p.Module.Version, p.Module.GoVersion)
		}
		place, fixed := strings.CutPrefix(p.Dir, ks.modcache)
		if fixed {
			fmt.Fprintf(h, "%s\n", filepath.ToSlash(place)) // of a replacement too
		}
		for _, names := range [][]string{p.GoFiles, p.CgoFiles, p.CFiles, p.CXXFiles, p.MFiles, p.HFiles, p.FFiles, p.SFiles, p.SysoFiles} {
			for _, name := range names {
				fmt.Fprintf(h, "%s\n", filepath.Base(name))
				if !fixed {
					if err := hashFile(h, p, name); err != nil {
						return key{}, otherwise("%v", err)
					}
				}
			}
		}
		flags := fmt.Sprintf("%q %q\n", p.CgoCFLAGS, p.CgoCPPFLAGS)
		io.WriteString(h, strings.ReplaceAll(flags, p.Dir, "${SRCDIR}"))
		imports := slices.Collect(ks.g.imports(p))
		slices.SortFunc(imports, func(a, b *listed) int { return strings.Compare(a.ImportPath, b.ImportPath) })
		for _, q := range imports {
			k, err := ks.of(q)
			if err != nil {
				return key{}, err
			}
			fmt.Fprintf(h, "%s %x\n", q.ImportPath, k)
		}
	}
	k := key(h.Sum(nil))
	ks.known[p] = k
	return k, nil
}

func hashFile(w io.Writer, p *listed, name string) error {
	if !filepath.IsAbs(name) {
		name = filepath.Join(p.Dir, name)
	}
	data, err := p.overlay.Read(name)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(data)
	_, err = w.Write(sum[:])
	return err
}
