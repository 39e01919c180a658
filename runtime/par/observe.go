package par

import (
	"context"
	"encoding/json"
	"runtime/pprof"
	"runtime/trace"
)

// ProfileLabels makes workers carry labels for CPU and goroutine profiles while they work: par.pool, if [Name] was given, par.call, the call that made the work, par.lane, and par.task,
// the [Label] or else the function. Those of the context with which the call was made come with them, also where a worker helps with a loop. It costs about a microsecond each time that a worker begins
// something. In a callback [pprof.Do] replaces the labels, for the rest of the callback as well. Callers from outside that take part in their own call keep theirs.
func ProfileLabels() Option {
	return Option{func(c *config) error {
		c.labels = true
		return nil
	}}
}

// String is a picture of the pool in JSON: the fields of [Stats], and those of each lane. So a pool is a variable for package expvar, which this one does not import: it would bring net/http into each program.
//
//	expvar.Publish("thumbs", pool)
func (p *Pool) String() string {
	picture := struct {
		Name string `json:",omitempty"`
		Stats
		Lanes []LaneStats `json:",omitempty"`
	}{Stats: p.Stats()}
	if p.usable() {
		picture.Name = p.cfg.name
		p.mu.Lock()
		lanes := p.lanes
		p.mu.Unlock()
		for _, l := range lanes[min(1, len(lanes)):] {
			picture.Lanes = append(picture.Lanes, l.Stats())
		}
	}
	text, err := json.Marshal(picture)
	if err != nil {
		return "{}" // cannot be: there is nothing in it but numbers and strings
	}
	return string(text)
}

// observed says whether somebody wants to know what a worker does.
func (st *seat) observed() bool { return st.pool.cfg.labels || trace.IsEnabled() }

// contextual is a job that belongs to a context.
type contextual interface {
	within() context.Context
}

var regions = func() (names [numKinds]string) {
	for k, name := range kindNames {
		names[k] = "par." + name
	}
	return names
}()

// observe runs a job as carry does, as a region of a trace and with labels.
func (st *seat) observe(j job) {
	ctx := context.Background()
	if c, ok := j.(contextual); ok {
		ctx = c.within()
	}
	if trace.IsEnabled() {
		defer trace.StartRegion(ctx, regions[st.kind]).End()
	}
	if c := &st.pool.cfg; c.labels {
		labels := []string{"par.call", kindNames[st.kind]}
		add := func(key, value string) {
			if value != "" {
				labels = append(labels, key, value)
			}
		}
		add("par.pool", c.name)
		add("par.lane", st.lane.name)
		if st.origin != nil {
			add("par.task", st.origin.name())
		}
		if c.checked != nil {
			ctx = st.pool.tag(ctx)
		}
		pprof.SetGoroutineLabels(pprof.WithLabels(ctx, pprof.Labels(labels...)))
		defer pprof.SetGoroutineLabels(context.Background())
	}
	j.run(st)
}

// blockedRegion makes the time in Blocking and Sleep a region of a trace.
func blockedRegion(ctx context.Context) (end func()) {
	if !trace.IsEnabled() {
		return func() {}
	}
	return trace.StartRegion(ctx, "par.Blocking").End
}
