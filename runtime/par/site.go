package par

import (
	"fmt"
	"path"
	"reflect"
	"runtime"
	"strings"
)

// SubmitSites makes the pool note where each task of [Submit], [TrySubmit] and [Pool.Go] was submitted, for [Event.Site]. It costs about half a
// microsecond a task. Without it an event names the function of the task only.
func SubmitSites() Option {
	return Option{func(c *config) error {
		c.sites = true
		return nil
	}}
}

// Label names the task or loop in events. Without it a task has the name of its function. Labels are meant for people: a constant each, not one for
// each request.
func Label(name string) CallOption { return named(optLabel, "Label", name) }

func named(kind callOption, call, name string) CallOption {
	o := CallOption{kind: kind, name: name}
	if name == "" {
		o.err = invalid("%s: the name is empty", call)
	}
	return o
}

// origin is where a task comes from.
type origin struct {
	entry uintptr // of the function
	asked *asked  // nil if nothing was
}

// asked is what is noted only where somebody asks for it.
type asked struct {
	label string
	pcs   []uintptr // of SubmitSites
}

// originOf is called by the functions that submit, with the number of their frames below the caller. f is the task's function.
func (p *Pool) originOf(label string, f any, skip int) origin {
	o := origin{entry: reflect.ValueOf(f).Pointer()}
	if label != "" {
		o.asked = &asked{label: label}
	}
	if p.cfg.sites {
		if o.asked == nil {
			o.asked = &asked{}
		}
		o.asked.pcs = make([]uintptr, 8)
		o.asked.pcs = o.asked.pcs[:runtime.Callers(skip+2, o.asked.pcs)]
	}
	return o
}

func (o *origin) label() string {
	if o.asked == nil {
		return ""
	}
	return o.asked.label
}

// name is the label, else the name of the function: "resize.fetch.func1".
func (o *origin) name() string {
	if l := o.label(); l != "" {
		return l
	}
	if f := runtime.FuncForPC(o.entry); f != nil {
		return path.Base(f.Name())
	}
	return ""
}

// rename labels the seat of a caller from outside.
func (st *seat) rename(o *origin) {
	if o == nil || st.owner != nil || st.kind != kindLoop && st.kind != kindRec && st.kind != kindRun {
		return
	}
	st.pool.mu.Lock()
	defer st.pool.mu.Unlock()
	if st.origin == nil {
		st.origin = o
	}
}

const packageDot = "github.com/parvet/parvet/runtime/par."

// site prints where the task was submitted: the first frame outside of this package.
func (o *origin) site() string {
	if o.asked == nil || len(o.asked.pcs) == 0 {
		return ""
	}
	frames := runtime.CallersFrames(o.asked.pcs)
	for {
		f, more := frames.Next()
		if f.Function != "" && !strings.HasPrefix(f.Function, packageDot) {
			return fmt.Sprintf("%s (%s:%d)", path.Base(f.Function), f.File, f.Line)
		}
		if !more {
			return ""
		}
	}
}
