package limitations

import (
	"context"
	"io"
	"text/template"

	"github.com/parvet/parvet/runtime/par"
)

var funcs = template.FuncMap{"nap": func() string { nap(); return "" }}

// The text of a template says what it calls.
func templates(ctx context.Context, p *par.Pool) {
	t := template.Must(template.New("").Funcs(funcs).Parse(`{{nap}}`))
	p.Go(ctx, func(context.Context) {
		t.Execute(io.Discard, nil) // not reported
	})
	p.Go(ctx, func(context.Context) {
		funcs["nap"].(func() string)() // want `sleeps, so its worker idles: init.func\d+ → nap → time.Sleep`
	})
}
