package effects

import (
	"go/constant"
	"net/netip"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// What looks up a name has nothing to wait for if it is given an address instead. So a
// constant one is recognised, and what says where a connection goes.

// mayBeName says of an effect whose name it looks up, and reports whether v may be a name.
// Of what the caller itself has from a parameter its callers know more.
func (e *engine) mayBeName(eff *Effect, v ssa.Value) bool {
	eff.AddrArg = 0
	if v == nil {
		return true
	}
	if p := e.parameter(v); p != nil && p.Parent() == v.Parent() {
		eff.AddrArg = paramIndex(p) + firstArg
		return true
	}
	return !e.isAddress(v)
}

// isAddress reports whether a value is an IP address in all cases, with a port or without, or a
// port only.
func (e *engine) isAddress(v ssa.Value) bool {
	srcs := e.sources(v)
	return len(srcs) > 0 && !slices.ContainsFunc(srcs, func(s source) bool {
		if m := e.modelOfValue(s.value); m != nil {
			return !m.Address
		}
		c, ok := s.value.(*ssa.Const)
		return !ok || !isConstAddress(c)
	})
}

// isConstAddress reports whether a constant is an address.
func isConstAddress(c *ssa.Const) bool {
	if c.Value == nil || c.Value.Kind() != constant.String {
		return false
	}
	text := constant.StringVal(c.Value)
	if host, port, ok := strings.Cut(text, ":"); ok && host == "" && !strings.Contains(port, ":") {
		return true
	}
	if _, err := netip.ParseAddrPort(text); err == nil {
		return true
	}
	_, err := netip.ParseAddr(text)
	return err == nil
}
