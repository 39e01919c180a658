// Package rules embeds the pages of the rules.
package rules

import "embed"

// Pages holds RULE.md for each rule, and the index README.md.
//
//go:embed *.md
var Pages embed.FS
