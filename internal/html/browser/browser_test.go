// Package browser_test uses the page of a report as a reader does, in a
// headless Chromium.
//
// It is a module of its own, so that the driver of the browser is no
// dependency of parvet. The browser is Debian's; without one the tests are
// skipped, unless CI=true says that they must run.
package browser_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/parvet/parvet/internal/html"
)

var errMissing = errors.New("no Chromium: install the package chromium, or name one with CHROMIUM=PATH")

// chromium returns the browser to use.
func chromium() (string, error) {
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); name != "" && err == nil {
			return path, nil
		}
	}
	return "", errMissing
}

// A tab is a page in a profile of its own.
type tab struct {
	*testing.T
	ctx  context.Context
	file string

	mu       sync.Mutex
	said     []string // what came to the console, errors included
	requests []string
}

// open writes the report and opens it in a window of the given size.
func open(t *testing.T, r html.Report, width, height int, fragment string) *tab {
	t.Helper()
	var page bytes.Buffer
	if err := html.Write(&page, r); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(file, page.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	return openFile(t, file, width, height, fragment)
}

// browser returns the browser that all tests share: it takes seconds to start.
var browser = sync.OnceValues(func() (context.Context, error) {
	path, err := chromium()
	if err != nil {
		return nil, err
	}
	options := append([]chromedp.ExecAllocatorOption{}, chromedp.DefaultExecAllocatorOptions[:]...)
	options = append(options, chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU)
	for _, flag := range []string{"disable-quic", "disable-component-update"} {
		options = append(options, chromedp.Flag(flag, true))
	}
	// It ends with the process, or by TestMain.
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, _ = chromedp.NewContext(ctx)
	stopBrowser = stop
	return ctx, chromedp.Do(ctx)
})

var stopBrowser = func() {}

func TestMain(m *testing.M) {
	status := m.Run()
	stopBrowser()
	os.Exit(status)
}

// openFile opens a page in a window of the given size, in a profile of its own.
func openFile(t *testing.T, file string, width, height int, fragment string) *tab {
	t.Helper()
	ctx, err := browser()
	switch {
	case errors.Is(err, errMissing) && os.Getenv("CI") != "true":
		t.Skip(err)
	case err != nil:
		t.Fatal(err)
	}
	ctx, stop := chromedp.NewContext(ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(stop)
	ctx, stop = context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(stop)
	p := &tab{T: t, ctx: ctx, file: file}
	if err := chromedp.Listen(ctx, p.event); err != nil {
		t.Fatal(err)
	}
	p.run(chromedp.EmulateViewport(int64(width), int64(height)),
		chromedp.Navigate(p.address(fragment)), chromedp.WaitVisible(chromedp.CSS("#panes")))
	t.Cleanup(p.quiet)
	return p
}

func (p *tab) address(fragment string) string {
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(p.file)}).String() + fragment
}

func (p *tab) event(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		p.said = append(p.said, fmt.Sprintf("console.%s", e.Type))
	case *runtime.EventExceptionThrown:
		p.said = append(p.said, fmt.Sprintf("%s at %d:%d: %+v", e.ExceptionDetails.Text, e.ExceptionDetails.LineNumber, e.ExceptionDetails.ColumnNumber, e.ExceptionDetails.Exception))
	case *log.EventEntryAdded:
		p.said = append(p.said, e.Entry.Text)
	case *network.EventRequestWillBeSent:
		p.requests = append(p.requests, e.Request.URL)
	}
}

// quiet checks that there was no message on the console, and no request but
// that of the page itself.
func (p *tab) quiet() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, line := range p.said {
		p.Errorf("on the console: %s", line)
	}
	for _, u := range p.requests {
		if !strings.HasPrefix(u, p.address("")) {
			p.Errorf("the page requested %s", u)
		}
	}
	if len(p.requests) == 0 {
		p.Error("not even the page was requested")
	}
}

func (p *tab) run(actions ...chromedp.Action[chromedp.Void]) {
	p.Helper()
	if err := chromedp.Do(p.ctx, actions...); err != nil {
		p.Fatal(err)
	}
}

// eval returns the value of an expression, as text.
func (p *tab) eval(expression string) string {
	p.Helper()
	value, err := chromedp.Run(p.ctx, chromedp.Evaluate[string]("String("+expression+")"))
	if err != nil {
		p.Fatal(err)
	}
	return value
}

// want waits until an expression has a value.
func (p *tab) want(expression, value string) {
	p.Helper()
	got := ""
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if got = p.eval(expression); got == value {
			return
		}
	}
	p.Errorf("%s is %q, want %q", expression, got, value)
}

// text returns an expression for the text of the first element of a selector.
func text(selector string) string {
	return fmt.Sprintf("document.querySelector(%q)?.innerText", selector)
}

// count returns an expression for the number of elements of a selector.
func count(selector string) string {
	return fmt.Sprintf("document.querySelectorAll(%q).length", selector)
}

func (p *tab) click(selector string) {
	p.Helper()
	p.run(chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

// keys types keys where the focus is, as a keyboard does: a key whose press the
// page takes for itself writes nothing.
func (p *tab) keys(keys ...string) {
	p.Helper()
	for _, r := range strings.Join(keys, "") {
		key := kb.Keys[r]
		if key == nil {
			p.Fatalf("no key for %q", r)
		}
		event := input.DispatchKeyEventParams{
			Type: input.DispatchKeyEventTypeRawKeyDown, Key: key.Key, Code: key.Code, WindowsVirtualKeyCode: key.Windows,
		}
		if key.Print {
			event.Type, event.Text, event.UnmodifiedText = input.DispatchKeyEventTypeKeyDown, key.Text, key.Unmodified
		}
		if key.Shift {
			event.Modifiers = int64(kb.ModifierShift)
		}
		call(p, input.DispatchKeyEvent, event)
		event.Type, event.Text, event.UnmodifiedText = input.DispatchKeyEventTypeKeyUp, "", ""
		call(p, input.DispatchKeyEvent, event)
	}
}

// call sends a command of the protocol.
func call[P, R any](p *tab, cmd cdp.Command[P, R], params P) R {
	p.Helper()
	result, err := chromedp.Call(p.ctx, cmd, params)
	if err != nil {
		p.Fatal(err)
	}
	return result
}

// media makes the browser one of a reader who prefers a colour scheme.
func (p *tab) media(media, scheme string) {
	p.Helper()
	call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Media: media, Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	})
}
