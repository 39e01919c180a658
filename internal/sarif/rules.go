package sarif

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/internal/page"
	"github.com/parvet/parvet/internal/rule"
)

// weaknesses are the names of the weaknesses that rules find, by their number.
var weaknesses = map[int]string{
	400: "Uncontrolled Resource Consumption",
	410: "Insufficient Resource Pool",
	662: "Improper Synchronization",
	667: "Improper Locking",
	770: "Allocation of Resources Without Limits or Throttling",
	772: "Missing Release of Resource after Effective Lifetime",
	833: "Deadlock",
	834: "Excessive Iteration",
	835: "Loop with Unreachable Exit Condition ('Infinite Loop')",
}

// taxonomy returns the weaknesses of the rules, by their number.
func taxonomy(rules []rule.Rule) (Component, []int) {
	var numbers []int
	for _, r := range rules {
		numbers = append(numbers, r.CWE...)
	}
	slices.Sort(numbers)
	numbers = slices.Compact(numbers)
	c := Component{
		Name:             "CWE",
		Organization:     "MITRE",
		InformationURI:   "https://cwe.mitre.org/",
		ShortDescription: &Message{Text: "The Common Weakness Enumeration."},
	}
	for _, n := range numbers {
		d := Descriptor{ID: strconv.Itoa(n), HelpURI: fmt.Sprintf("https://cwe.mitre.org/data/definitions/%d.html", n)}
		if name := weaknesses[n]; name != "" {
			d.Name, d.ShortDescription = name, &Message{Text: name + "."}
		}
		c.Taxa = append(c.Taxa, d)
	}
	return c, numbers
}

// descriptor returns what there is to say of a rule: its title, if it has no
// page. The numbers are those of
// the taxonomy.
func descriptor(r rule.Rule, pages fs.FS, numbers []int) (Descriptor, error) {
	data, err := fs.ReadFile(pages, r.ID+".md")
	if errors.Is(err, fs.ErrNotExist) {
		data, err = []byte(capital(r.Title)+".\n"), nil
	}
	if err != nil {
		return Descriptor{}, err
	}
	markdown := absolute(string(data), r.URL)
	var text strings.Builder
	if err := page.Render(&text, markdown, false); err != nil {
		return Descriptor{}, err
	}
	d := Descriptor{
		ID:               r.ID,
		Name:             "Parvet" + capital(r.ID), // it must not be the id
		ShortDescription: &Message{Text: capital(r.Title) + "."},
		FullDescription:  &Message{Text: summary(text.String())},
		Help:             &Message{Text: text.String(), Markdown: markdown},
		HelpURI:          r.URL,
		Configuration:    &Configuration{Enabled: r.Default, Level: level(r.Severity)},
		Properties:       bag(r),
	}
	if d.FullDescription.Text == "" {
		d.FullDescription = d.ShortDescription
	}
	for _, n := range r.CWE {
		d.Relationships = append(d.Relationships, Relationship{
			Target: DescriptorRef{ID: strconv.Itoa(n), Index: slices.Index(numbers, n), Component: ComponentRef{Name: "CWE"}},
			Kinds:  []string{"relevant"},
		})
	}
	return d, nil
}

// bag returns what GitHub wants to know of a rule. The one that finds no
// weakness is of no concern for security.
func bag(r rule.Rule) *RuleBag {
	b := &RuleBag{
		Tags:            []string{"concurrency"},
		Precision:       map[finding.Tier]string{finding.Definite: "very-high", finding.Probable: "high"}[r.Tier],
		ProblemSeverity: map[string]string{"error": "error", "warning": "warning", "note": "recommendation"}[level(r.Severity)],
	}
	if b.Precision == "" {
		b.Precision = "medium"
	}
	if len(r.CWE) == 0 {
		return b
	}
	b.Tags = append(b.Tags, "reliability", "security")
	for _, n := range r.CWE {
		b.Tags = append(b.Tags, fmt.Sprintf("external/cwe/cwe-%03d", n))
	}
	// The base scores of CVSS 3.1 for what is reached over the network under
	// conditions that the linter cannot see (AC:H), and costs availability:
	// much of it (A:H), or some (A:L).
	b.SecuritySeverity = "3.7"
	if r.Severity == finding.Error {
		b.SecuritySeverity = "5.9"
	}
	return b
}

// level returns what SARIF calls a severity.
func level(s finding.Severity) string {
	switch s {
	case finding.Error:
		return "error"
	case finding.Info:
		return "note"
	}
	return "warning"
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// maxSummary is what GitHub shows of a full description.
const maxSummary = 1024

// summary returns the first paragraph of what a page says the rule does.
func summary(text string) string {
	_, text, _ = strings.Cut(text, "What it does\n")
	text, _, _ = strings.Cut(strings.TrimLeft(text, "\n"), "\n\n")
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > maxSummary {
		text = strings.ToValidUTF8(text[:maxSummary-len("…")], "") + "…"
	}
	return text
}

var link = regexp.MustCompile(`\]\(([^)\s]+)\)`)

// absolute makes the links of a page lead from anywhere to where they lead from
// the page itself.
func absolute(markdown, from string) string {
	base, err := url.Parse(from)
	if err != nil {
		return markdown
	}
	var b strings.Builder
	fenced := false
	for line := range strings.Lines(markdown) {
		if strings.HasPrefix(line, "```") {
			fenced = !fenced
		}
		if !fenced {
			line = link.ReplaceAllStringFunc(line, func(s string) string {
				to, err := base.Parse(s[2 : len(s)-1])
				if err != nil {
					return s
				}
				return "](" + to.String() + ")"
			})
		}
		b.WriteString(line)
	}
	return b.String()
}
