package browser_test

import (
	"testing"

	"github.com/chromedp/chromedp/kb"
)

const (
	current = `document.querySelector('.step[aria-current]')?.id`
	marked  = `document.querySelector('.step[aria-current] mark.current')?.textContent`
)

// TestSteps: one goes along the path by clicks and by keys, and sees the source.
func TestSteps(t *testing.T) {
	p := open(t, sample(t, 60), 1440, 900, "")
	p.want(count(".step"), "3")
	p.want(current, "step-0")
	p.want(marked, "par.ForEach")
	p.want(`document.getElementById('step-back').disabled`, "true")
	p.click("#step-on")
	p.want(current, "step-1")
	p.want(marked, "step0(ctx, *x)")
	p.want(text(".step[aria-current] .edge"), "static")
	p.want(text(".step[aria-current] .where"), "p0/f0.go:6 in work0")
	p.keys("n")
	p.want(current, "step-2")
	p.want(marked, "mu.Lock()")
	p.want(text(".step[aria-current] .edge"), "interface (dynamic)")
	p.want(`document.querySelector('.step[aria-current]').classList.contains('dynamic')`, "true")
	p.want(`document.querySelector('.route li:last-child').classList.contains('dynamic')`, "true")
	p.want(`document.getElementById('step-on').disabled`, "true")
	p.want(text("#step-status"), "Step 3 of 3: sync.(Locker).Lock")
	p.want(`(() => { const r = document.querySelector('.step[aria-current]').getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight; })()`, "true")
	p.keys("n", "p")
	p.want(current, "step-1")
	p.click(`.route [data-step="0"]`)
	p.want(current, "step-0")
	p.click("#step-2 h3")
	p.want(current, "step-2")
	// The other steps in sight are marked as such, with their numbers.
	p.want(`[...document.querySelectorAll('#step-0 .steps i')].map((i) => i.textContent).join()`, "1,2")
	p.want(count("#step-0 mark.other"), "1")
	p.want(text("#step-1 .steps .now"), "2")
	// Code is coloured as Go.
	p.want(text("#step-0 .keyword"), "package")
	p.want(text("#step-2 .comment"), `// "held" for long`)
}

// TestSource: the head of a function that is out of sight is shown above.
func TestSource(t *testing.T) {
	r := sample(t, 1)
	r.Findings[0].Trace[1].Line += 7 // return nap(x)
	p := open(t, r, 1440, 900, "")
	p.want(`[...document.querySelectorAll('#step-2 .gutter')].map((g) => g.dataset.number).join()`, "10,14,15,16,17,18,19,20,21,22")
	p.want(count("#step-2 .skipped"), "1")
}

// TestFix: the fix is shown as a diff, and what else there is to say.
func TestFix(t *testing.T) {
	p := open(t, sample(t, 12), 1440, 900, "")
	p.want(text(".row .fix"), "fix")
	p.want(text(".fixes h3"), "Fix: use TryLock (parvet -fix)")
	p.want(text(".diff .minus"), "-\tmu.Lock() // \"held\" for long")
	p.want(text(".diff .plus"), "+\tmu.TryLock() // \"held\" for long")
	p.want(text(".also li"), "task sent to jobs at p0/f0.go:3")
	p.want(text("#detail > .note"), "Stands for 3 others of the same kind on the same line.")
}

// TestRule: the rule's page opens beside the finding, and leads to others.
func TestRule(t *testing.T) {
	p := open(t, sample(t, 12), 1440, 900, "")
	p.click("[data-rule]")
	p.want(`document.getElementById('panel').open`, "true")
	p.want(text("#panel-title"), "mutex")
	p.want(text("#panel-body pre"), "mu.Lock()\n")
	p.click(`#panel-body a[href$="/sleep.md"]`)
	p.want(text("#panel-title"), "sleep")
	p.keys(kb.Escape)
	p.want(`document.getElementById('panel').open`, "false")
	p.keys("r")
	p.want(text("#panel-title"), "mutex")
	p.keys("j") // which is not for the list while the panel is open
	p.click("#panel [data-close]")
	p.want(`document.getElementById('panel').open`, "false")
	p.want(text(".row[aria-selected=true] b"), "mutex")
	p.want(`document.querySelector('a.badge').href`, "https://cwe.mitre.org/data/definitions/833.html")
}

func TestHostile(t *testing.T) {
	p := open(t, sample(t, 3), 1440, 900, "")
	p.want(`document.querySelector('.message').textContent.endsWith(`+"`"+`</script><script>window.owned=1</script><img src=x onerror="window.owned=2">`+"`"+`)`, "true")
	p.want(text("#problems b"), "example.org/m/broken")
	p.want(`window.owned`, "undefined")
	p.want(count("img"), "0")
}
