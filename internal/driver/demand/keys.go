package demand

import (
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/parvet/parvet/internal/driver"
)

// A key stands for all that the reports about a package depend on.
type key [sha256.Size]byte

// keys computes keys.
type keys struct {
	g        *graph
	modcache string
	settings string // what all keys depend on
	known    map[*listed]key
}

func newKeys(g *graph, env *environment, settings string, req driver.Request) *keys {
	return &keys{
		g:        g,
		modcache: env.modcache(),
		settings: strings.Join([]string{programHash(), env.text, settings, req.Tags, strings.Join(req.ToolFlags, "\x00")}, "\x01"),
		known:    make(map[*listed]key),
	}
}

// programHash returns a hash of this program. Another one may report something
// else.
var programHash = sync.OnceValue(func() string {
	h := sha256.New()
	exe, err := os.Executable()
	if err != nil {
		return err.Error()
	}
	f, err := os.Open(exe)
	if err != nil {
		return err.Error()
	}
	defer f.Close()
	if _, err := io.Copy(h, f); err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%x", h.Sum(nil))
})

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
// library of a Go version: for their packages the place stands.
func (ks *keys) of(p *listed) (key, error) {
	if k, ok := ks.known[p]; ok {
		return k, nil
	}
	h := sha256.New()
	fmt.Fprintf(h, "%s %s\n", p.ImportPath, p.Dir)
	if !p.Standard {
		if p.Module != nil {
			fmt.Fprintf(h, "%s %s %s\n", p.Module.Path, p.Module.Version, p.Module.GoVersion)
		}
		fixed := strings.HasPrefix(p.Dir, ks.modcache)
		for _, names := range [][]string{p.GoFiles, p.CgoFiles, p.CFiles, p.CXXFiles, p.MFiles, p.HFiles, p.FFiles, p.SFiles, p.SysoFiles} {
			for _, name := range names {
				fmt.Fprintf(h, "%s\n", name)
				if !fixed {
					if err := hashFile(h, p, name); err != nil {
						return key{}, otherwise("%v", err)
					}
				}
			}
		}
		fmt.Fprintf(h, "%q %q\n", p.CgoCFLAGS, p.CgoCPPFLAGS)
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
