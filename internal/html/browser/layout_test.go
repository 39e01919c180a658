package browser_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/parvet/parvet/internal/driver"
	"github.com/parvet/parvet/internal/html"
)

// fits is true if nothing is wider than the window.
const fits = `document.documentElement.scrollWidth <= innerWidth && [...document.querySelectorAll('button, input, .row, .step, .message')].every((el) => el.closest('.route, .skip') || el.getBoundingClientRect().right <= innerWidth + 1)`

func (p *tab) visible(id string) string {
	return `document.getElementById('` + id + `').checkVisibility()`
}

// TestPhone: the list and the finding take turns, and Back leads back.
func TestPhone(t *testing.T) {
	p := open(t, sample(t, 60), 390, 844, "")
	p.want(p.visible("list"), "true")
	p.want(p.visible("detail"), "false")
	p.want(fits, "true")
	p.click(`.row[data-place="3"]`)
	p.want(p.visible("list"), "false")
	p.want(p.visible("detail"), "true")
	p.want(focus, "detail")
	p.want(fits, "true")
	p.click("#step-on")
	p.want(current, "step-1")
	p.click("#finding-on")
	p.want(`document.querySelector('.message').textContent.endsWith('number 4')`, "true")
	p.eval("history.back()")
	p.want(p.visible("list"), "true")
	p.keys("j")
	p.want(p.visible("detail"), "true")
	p.click("#back")
	p.want(p.visible("list"), "true")
	p.want(focus, "list")
	p.click("#filters")
	p.want(p.visible("facets"), "true")
	p.want(fits, "true")
	p.click(bar("rule", "mutex"))
	p.want(`document.getElementById('filters').textContent`, "Filters (1)")
	p.keys(kb.Escape)
	p.want(p.visible("facets"), "false")
	p.want(number, "15 of 60 findings")
}

// TestMiddle: with less room the filters are behind a button.
func TestMiddle(t *testing.T) {
	p := open(t, sample(t, 60), 1100, 800, "")
	p.want(p.visible("facets"), "false")
	p.want(p.visible("detail"), "true")
	p.want(fits, "true")
	p.click("#filters")
	p.want(p.visible("facets"), "true")
	p.want(`document.getElementById('filters').getAttribute('aria-expanded')`, "true")
	p.keys("f")
	p.want(p.visible("facets"), "false")
}

// TestMany: of thousands of findings only those in sight are in the page.
func TestMany(t *testing.T) {
	p := open(t, sample(t, 5000), 1440, 900, "")
	p.want(number, "5000 findings")
	few := `document.querySelectorAll('.row').length < 40`
	p.want(few, "true")
	p.eval(`(document.getElementById('list').scrollTop = 1e9)`)
	p.want(`!!document.getElementById('row-4999')`, "true")
	p.want(few, "true")
	p.want(`[...document.querySelectorAll('.row')].map((row) => Number(row.dataset.place)).every((n, i, all) => i === 0 || n === all[i - 1] + 1)`, "true")
	p.click("#row-4999")
	p.want(selected, "5000")
	p.keys(kb.Home, "j")
	p.want(selected, "2")
	p.keys("/", "number 4321")
	p.want(number, "1 of 5000 findings")
	p.want(`document.querySelector('.message').textContent.endsWith('number 4321')`, "true")
	p.want(marked, "par.ForEach")
}

// TestEmpty: without findings the page says so, and what failed.
func TestEmpty(t *testing.T) {
	p := open(t, html.Report{Dir: t.TempDir()}, 1440, 900, "")
	p.want(text("#empty"), "No findings\n\nNo task was found that stalls its pool.")
	p.want(p.visible("problems"), "false")
	p.keys("j", "k", "n", "p", "r", kb.Enter, "x")
	p = open(t, html.Report{Dir: t.TempDir(), Failures: []driver.Failure{{Package: "p", Message: "a\nb", TestsOnly: true}}, Notes: []string{"n"}}, 390, 844, "")
	p.want(text("#empty .empty-title"), "Nothing was found in what could be analysed")
	p.want(text("#problems li"), "p (its tests)\na\nb")
	p.want(text("#problems .notes summary"), "1 note of the go command")
}

// TestPrint: on paper there is what passes the filters, with the source.
func TestPrint(t *testing.T) {
	p := open(t, sample(t, 60), 1440, 900, "#rule=mutex")
	p.eval(`addEventListener('beforeprint', () => { window.printed = document.querySelectorAll('#print article').length; })`)
	pdf, err := chromedp.Run(p.ctx, chromedp.PrintToPDF())
	if err != nil || len(pdf) < 10000 {
		t.Fatalf("the document has %d bytes, %v", len(pdf), err)
	}
	p.want("window.printed", "15")
	p.want(count("#print article"), "0") // it is gone again
	p.eval(`dispatchEvent(new Event('beforeprint'))`)
	p.media("print", "dark")
	p.want(p.visible("panes"), "false")
	p.want(p.visible("print"), "true")
	p.want(count("#print .step .code"), "45")
	p.want(`getComputedStyle(document.querySelector('#print .code')).backgroundColor`, "rgb(255, 255, 255)")
}

// TestNames: everything that one can act on has a name, and the list is one.
func TestNames(t *testing.T) {
	p := open(t, sample(t, 60), 1440, 900, "")
	roles := make(map[string]int)
	for _, n := range call(p, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{}).Nodes {
		if n.Ignored || n.Role == nil {
			continue
		}
		role := fmt.Sprintf("%s", n.Role.Value)
		roles[role]++
		switch role {
		case `"button"`, `"link"`, `"option"`, `"listbox"`, `"searchbox"`, `"region"`, `"article"`, `"complementary"`, `"navigation"`:
			if n.Name == nil || string(n.Name.Value) == `""` {
				t.Errorf("a %s has no name", role)
			}
		}
	}
	for _, role := range []string{`"button"`, `"link"`, `"option"`, `"listbox"`, `"searchbox"`, `"main"`, `"banner"`} {
		if roles[role] == 0 {
			t.Errorf("there is no %s among %v", role, roles)
		}
	}
	p.want(`new Set([...document.querySelectorAll('[id]')].map((el) => el.id)).size === document.querySelectorAll('[id]').length`, "true")
}
