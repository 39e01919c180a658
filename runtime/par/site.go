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
func Label(name string) CallOption {
	return CallOption{func(c *callConfig) error {
		if name == "" {
			return invalid("Label: the name is empty")
		}
		c.label = name
		return nil
	}}
}

// origin is where a task comes from.
type origin struct {
	label string
	entry uintptr // of the function
	pcs   *[8]uintptr
}

// originOf is called by the functions that submit, with the number of their frames below the caller. f is the task's function.
func (p *Pool) originOf(label string, f any, skip int) origin {
	o := origin{label: label, entry: reflect.ValueOf(f).Pointer()}
	if p.cfg.sites {
		o.pcs = new([8]uintptr)
		runtime.Callers(skip+2, o.pcs[:])
	}
	return o
}

// name is the label, else the name of the function: "resize.fetch.func1".
func (o *origin) name() string {
	if o.label != "" || o.entry == 0 {
		return o.label
	}
	if f := runtime.FuncForPC(o.entry); f != nil {
		return path.Base(f.Name())
	}
	return ""
}

// rename labels the seat of a caller from outside.
func (st *seat) rename(label string) {
	if label == "" || st.kin != nil || st.kind != kindLoop {
		return
	}
	st.pool.mu.Lock()
	defer st.pool.mu.Unlock()
	if st.origin == nil {
		st.origin = &origin{label: label}
	}
}

const packageDot = "github.com/parvet/parvet/runtime/par."

// site prints where the task was submitted: the first frame outside of this package.
func (o *origin) site() string {
	if o.pcs == nil {
		return ""
	}
	frames := runtime.CallersFrames(o.pcs[:])
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
