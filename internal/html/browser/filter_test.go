package browser_test

import (
	"strconv"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

const (
	number = `document.getElementById('count').textContent`
	hash   = `decodeURIComponent(location.hash)`
	focus  = `document.activeElement.id`
)

func bar(facet, value string) string {
	return `.option[data-facet="` + facet + `"][data-value="` + value + `"]`
}

func (p *tab) pressed(selector string) string {
	p.Helper()
	return p.eval(`document.querySelector('` + selector + `').getAttribute('aria-pressed')`)
}

// TestFilters: a click on a bar of a chart filters, several of one chart add up,
// and those of several charts must all be met.
func TestFilters(t *testing.T) {
	p := open(t, sample(t, 60), 1440, 900, "")
	p.want(number, "60 findings")
	p.want(text(bar("rule", "mutex")+" .number"), "15")
	p.click(bar("rule", "mutex"))
	p.want(number, "15 of 60 findings")
	p.want(hash, "#rule=mutex")
	if p.pressed(bar("rule", "mutex")) != "true" || p.pressed(bar("rule", "sleep")) != "false" {
		t.Error("the bar that was clicked is not the pressed one")
	}
	p.want(`[...document.querySelectorAll('.row b')].every((b) => b.textContent === 'mutex')`, "true")
	// The chart itself goes on to show what else there is.
	p.want(text(bar("rule", "sleep")+" .number"), "15")
	p.want(text(bar("severity", "error")+" .number"), "5")
	p.click(bar("rule", "sleep"))
	p.want(number, "30 of 60 findings")
	p.click(bar("severity", "error"))
	p.want(number, "10 of 60 findings")
	p.click(bar("tier", "definite"))
	p.want(number, "5 of 60 findings") // the first of each 12
	p.click(bar("package", "example.org/m/p0"))
	p.want(number, "1 of 60 findings")
	p.want(hash, "#severity=error&tier=definite&rule=mutex&rule=sleep&package=example.org/m/p0")
	p.click(`[data-reset="rule"]`)
	p.want(hash, "#severity=error&tier=definite&package=example.org/m/p0")
	p.click("#clear")
	p.want(number, "60 findings")
	p.want(hash, "")
	p.want(focus, "search")
}

// TestFilterKeys: the bars are buttons, and keep the focus.
func TestFilterKeys(t *testing.T) {
	p := open(t, sample(t, 60), 1440, 900, "")
	p.eval(`document.querySelector('` + bar("rule", "syncio") + `').focus()`)
	p.keys(kb.Enter)
	p.want(number, "15 of 60 findings")
	p.want(`document.activeElement.dataset.value`, "syncio")
	p.keys(" ")
	p.want(number, "60 findings")
	p.keys(kb.Enter, "x")
	p.want(number, "60 findings")
}

func TestSearch(t *testing.T) {
	p := open(t, sample(t, 60), 1440, 900, "")
	p.keys("/")
	p.want(focus, "search")
	p.keys("NUMBER 17 mutex")
	p.want(text("#empty"), "No finding passes the filters\n\nClear filters")
	p.keys(kb.Backspace, kb.Backspace, kb.Backspace, kb.Backspace, kb.Backspace)
	p.want(number, "1 of 60 findings")
	p.want(text(".row-message"), "task passed to par.ForEach may wait long for a lock: finding number 17")
	p.want(text(".message"), "task passed to par.ForEach may wait long for a lock: finding number 17")
	p.want(hash, "#q=NUMBER+17")
	p.keys(kb.Escape)
	p.want(number, "60 findings")
	p.want(focus, "search")
	p.keys("p3/f0.go:24") // a place
	p.want(number, "1 of 60 findings")
	p.keys(kb.Enter)
	p.want(focus, "list")
	p.keys("/", "nothing")
	p.want(count("#empty button"), "1")
	p.click("#empty button")
	p.want(number, "60 findings")
}

// TestFragment: the address restores what was seen.
func TestFragment(t *testing.T) {
	r := sample(t, 60)
	p := open(t, r, 1440, 900, "#rule=sleep&tier=probable&rule=gone&q=number")
	p.want(number, "5 of 60 findings") // of each 12 those whose number leaves 1 of 4, and 2 or 3 of 6
	p.want(`document.getElementById('search').value`, "number")
	p.keys("j", "n", "n")
	p.want(`location.hash.includes('step=2')`, "true")
	message, at := p.eval(text(".message")), p.eval("location.hash")

	again := openFile(t, p.file, 1440, 900, at)
	again.want(text(".message"), message)
	again.want(text(".step[aria-current] h3 b"), "sync.(Locker).Lock")
	again.want(number, "5 of 60 findings")
	if again.pressed(bar("rule", "sleep")) != "true" {
		t.Error("the filter is not shown")
	}
	again.eval(`location.hash = 'rule=mutex'`)
	again.want(number, "15 of 60 findings")

	// The link to a finding is without filters; one to a finding that is gone
	// says so.
	p.click("#share")
	p.want(number, "60 findings")
	p.want(text(".message"), message)
	p.eval(`location.hash = 'finding=0123:1'`)
	p.want(text("#detail .note"), "The finding that this address names is not in this report: it may have been mended.")
	p.keys("j")
	p.want(count(".message"), "1")
}

// TestManyPackages: a chart with many bars shows the longest first, and the rest
// on request.
func TestManyPackages(t *testing.T) {
	r := sample(t, 200)
	for i := range r.Findings {
		r.Findings[i].Package = "example.org/m/" + strconv.Itoa(i%50)
	}
	p := open(t, r, 1440, 900, "#package=example.org/m/49")
	p.want(count(`.facet[data-facet="package"] .option`), "9") // eight, and the chosen one
	p.click(`[data-more="package"]`)
	p.want(count(`.facet[data-facet="package"] .option`), "50")
	p.click(`[data-more="package"]`)
	p.want(count(`.facet[data-facet="package"] .option`), "9")
}
