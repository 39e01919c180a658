package browser_test

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// selected is the number of the finding that is selected in the list.
const selected = `document.querySelector('.row[aria-selected=true]')?.getAttribute('aria-posinset')`

func TestKeys(t *testing.T) {
	p := open(t, sample(t, 60), 1440, 900, "")
	p.want(selected, "1")
	p.keys("j", "j")
	p.want(selected, "3")
	p.want(`document.querySelector('.message').textContent.endsWith('number 2')`, "true")
	p.keys("k", kb.ArrowDown, kb.ArrowDown, kb.ArrowUp)
	p.want(selected, "3")
	p.keys(kb.End)
	p.want(selected, "60")
	p.keys("j") // there is no other
	p.want(selected, "60")
	p.keys(kb.Home)
	p.want(selected, "1")
	p.keys(kb.PageDown)
	p.want(selected, "11")
	p.eval(`document.getElementById('skip').focus()`)
	p.want(`document.getElementById('skip').getBoundingClientRect().left >= 0`, "true")
	p.keys(kb.Enter)
	p.want(focus, "list")
	p.want(`document.getElementById('list').getAttribute('aria-activedescendant')`, "row-10")
	p.keys(kb.Enter)
	p.want(focus, "detail")
	p.keys(kb.Escape)
	p.want(focus, "list")
	p.keys("?")
	p.want(`document.getElementById('help').open`, "true")
	p.keys(kb.Escape)
	p.want(`document.getElementById('help').open`, "false")
	p.click("#keys")
	p.want(`document.getElementById('help').open`, "true")
	p.keys("?", kb.Escape)
	p.click("#finding-on")
	p.want(selected, "12")
	p.click("#finding-back")
	p.want(selected, "11")
	p.click(`.row[data-place="12"]`)
	p.want(selected, "13")
	// What has the focus is outlined.
	p.keys(kb.Tab)
	p.want(`getComputedStyle(document.activeElement).outlineStyle`, "solid")
}

// TestTheme: the page follows the system until the reader chooses, and keeps
// the choice.
func TestTheme(t *testing.T) {
	const (
		background = `getComputedStyle(document.body).backgroundColor`
		light      = "rgb(246, 247, 249)"
		dark       = "rgb(20, 22, 26)"
		pressed    = `document.getElementById('theme').getAttribute('aria-pressed')`
	)
	p := open(t, sample(t, 12), 1440, 900, "")
	p.media("", "light")
	p.want(background, light)
	p.want(pressed, "false")
	p.media("", "dark")
	p.want(background, dark)
	p.want(pressed, "true")
	p.click("#theme")
	p.want(background, light)
	p.want(pressed, "false")
	p.keys("t")
	p.want(background, dark)
	p.keys("t")
	p.run(chromedp.Reload())
	p.want(background, light)
	p.want(pressed, "false")
}
