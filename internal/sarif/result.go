package sarif

// A Result is a finding.
type Result struct {
	RuleID       string            `json:"ruleId"`
	RuleIndex    *int              `json:"ruleIndex,omitempty"`
	Level        string            `json:"level"`
	Message      Message           `json:"message"`
	Locations    []Location        `json:"locations"`
	Fingerprints map[string]string `json:"partialFingerprints,omitempty"`
	CodeFlows    []CodeFlow        `json:"codeFlows,omitempty"`
	Related      []Location        `json:"relatedLocations,omitempty"`
	Fixes        []Fix             `json:"fixes,omitempty"`
	Properties   ResultBag         `json:"properties"`
}

// A ResultBag is what SARIF has no name for.
type ResultBag struct {
	Package string `json:"package"`
	Pool    string `json:"pool,omitempty"`
	Tier    string `json:"tier"`
	More    int    `json:"more,omitempty"`
}

// A Location is a place, and what is there.
type Location struct {
	Physical *PhysicalLocation `json:"physicalLocation,omitempty"`
	Logical  []LogicalLocation `json:"logicalLocations,omitempty"`
	Message  *Message          `json:"message,omitempty"`
}

// A PhysicalLocation is a part of a file.
type PhysicalLocation struct {
	Artifact ArtifactLocation `json:"artifactLocation"`
	Region   *Region          `json:"region,omitempty"`
}

// A LogicalLocation is a package.
type LogicalLocation struct {
	Name string `json:"fullyQualifiedName"`
	Kind string `json:"kind"`
}

// An ArtifactLocation is the name of a file, or, without it, what names of files
// are relative to.
type ArtifactLocation struct {
	URI         string   `json:"uri,omitempty"`
	Base        string   `json:"uriBaseId,omitempty"`
	Description *Message `json:"description,omitempty"`
}

// A Region is a part of a text. Lines and columns count from 1, columns in
// UTF-16 code units; the end is exclusive.
type Region struct {
	StartLine   int      `json:"startLine"`
	StartColumn int      `json:"startColumn,omitempty"`
	EndLine     int      `json:"endLine,omitempty"`
	EndColumn   int      `json:"endColumn,omitempty"`
	Snippet     *Message `json:"snippet,omitempty"`
}

// A CodeFlow is the way from the task to the operation.
type CodeFlow struct {
	Threads []ThreadFlow `json:"threadFlows"`
}

// A ThreadFlow is a way within one goroutine.
type ThreadFlow struct {
	Locations []Step `json:"locations"`
}

// A Step is a place on a way.
type Step struct {
	Location   Location `json:"location"`
	Nesting    int      `json:"nestingLevel"`
	Importance string   `json:"importance"`
}

// A Fix is a suggested change.
type Fix struct {
	Description Message          `json:"description"`
	Changes     []ArtifactChange `json:"artifactChanges"`
}

// An ArtifactChange is a change of one file.
type ArtifactChange struct {
	Artifact     ArtifactLocation `json:"artifactLocation"`
	Replacements []Replacement    `json:"replacements"`
}

// A Replacement puts text where a region is.
type Replacement struct {
	Deleted  Region   `json:"deletedRegion"`
	Inserted *Message `json:"insertedContent,omitempty"`
}
