// Package rules embeds the pages of the rules.
package rules

import "embed"

//go:generate go run ../../internal/docsgen ..

// Pages holds RULE.md for each rule, and the index README.md. Their prose is
// written by hand, the facts and options of a rule and the table are generated.
//
//go:embed *.md
var Pages embed.FS
