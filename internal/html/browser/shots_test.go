package browser_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestScreenshots takes pictures of the page into the folder SCREENSHOTS, for
// people to look at; of the report REPORT, or of one that is made up.
func TestScreenshots(t *testing.T) {
	dir := os.Getenv("SCREENSHOTS")
	if dir == "" {
		t.Skip("SCREENSHOTS names no folder")
	}
	for _, shot := range []struct {
		name          string
		width, height int
		fragment      string
		theme         string
		click         string
	}{
		{"wide", 1440, 900, "", "light", ""},
		{"wide-dark", 1440, 900, "#step=2", "dark", ""},
		{"medium", 1100, 800, "", "light", "#filters"},
		{"rule", 1440, 900, "", "light", "[data-rule]"},
		{"help", 1000, 700, "", "dark", "#keys"},
		{"phone", 390, 844, "", "light", ""},
		{"phone-finding", 390, 844, "", "dark", ".row"},
		{"problems", 1440, 900, "", "light", "#problems .warnings summary"},
		{"phone-filters", 390, 844, "", "light", "#filters"},
	} {
		t.Run(shot.name, func(t *testing.T) {
			var p *tab
			if file := os.Getenv("REPORT"); file != "" {
				p = openFile(t, file, shot.width, shot.height, shot.fragment)
			} else {
				p = open(t, sample(t, 5000), shot.width, shot.height, shot.fragment)
			}
			if shot.theme == "dark" {
				p.keys("t")
			}
			if shot.click != "" {
				p.click(shot.click)
			}
			picture, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, shot.name+".png"), picture, 0o666); err != nil {
				t.Fatal(err)
			}
		})
	}
}
