package sarif

// The names of the format and of its schema.
const (
	version = "2.1.0"
	schema  = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)

// A Log is a SARIF file.
type Log struct {
	Schema  string `json:"$schema"`
	Version string `json:"version"`
	Runs    []Run  `json:"runs"`
}

// A Run is one run of parvet.
type Run struct {
	Tool        Tool                        `json:"tool"`
	Invocations []Invocation                `json:"invocations"`
	Bases       map[string]ArtifactLocation `json:"originalUriBaseIds"`
	Language    string                      `json:"defaultSourceLanguage"`
	Encoding    string                      `json:"defaultEncoding"`
	ColumnKind  string                      `json:"columnKind"`
	Taxonomies  []Component                 `json:"taxonomies,omitempty"`
	Results     []Result                    `json:"results"`
}

// Tool is the program and its rules.
type Tool struct {
	Driver Component `json:"driver"`
}

// A Component is a program, or a taxonomy.
type Component struct {
	Name             string         `json:"name"`
	Organization     string         `json:"organization,omitempty"`
	Version          string         `json:"version,omitempty"`
	SemanticVersion  string         `json:"semanticVersion,omitempty"`
	InformationURI   string         `json:"informationUri"`
	ShortDescription *Message       `json:"shortDescription,omitempty"`
	Taxonomies       []ComponentRef `json:"supportedTaxonomies,omitempty"`
	Rules            []Descriptor   `json:"rules,omitempty"`
	Taxa             []Descriptor   `json:"taxa,omitempty"`
}

// A ComponentRef refers to one of the run's taxonomies.
type ComponentRef struct {
	Name  string `json:"name"`
	Index int    `json:"index"`
}

// A Descriptor is a rule, or a weakness of a taxonomy.
type Descriptor struct {
	ID               string         `json:"id"`
	Name             string         `json:"name,omitempty"`
	ShortDescription *Message       `json:"shortDescription,omitempty"`
	FullDescription  *Message       `json:"fullDescription,omitempty"`
	Help             *Message       `json:"help,omitempty"`
	HelpURI          string         `json:"helpUri,omitempty"`
	Configuration    *Configuration `json:"defaultConfiguration,omitempty"`
	Relationships    []Relationship `json:"relationships,omitempty"`
	Properties       *RuleBag       `json:"properties,omitempty"`
}

// A Configuration says how a rule is reported unless something else is asked for.
type Configuration struct {
	Enabled bool   `json:"enabled"`
	Level   string `json:"level"`
}

// A Relationship leads from a rule to a weakness.
type Relationship struct {
	Target DescriptorRef `json:"target"`
	Kinds  []string      `json:"kinds"`
}

// A DescriptorRef refers to a weakness.
type DescriptorRef struct {
	ID        string       `json:"id"`
	Index     int          `json:"index"`
	Component ComponentRef `json:"toolComponent"`
}

// A RuleBag is what GitHub reads besides.
type RuleBag struct {
	Tags             []string `json:"tags"`
	Precision        string   `json:"precision"`
	ProblemSeverity  string   `json:"problem.severity"`
	SecuritySeverity string   `json:"security-severity,omitempty"`
}

// A Message is text.
type Message struct {
	Text     string `json:"text"`
	Markdown string `json:"markdown,omitempty"`
}

// An Invocation is what became of the run.
type Invocation struct {
	Successful    bool           `json:"executionSuccessful"`
	ExitCode      int            `json:"exitCode"`
	Notifications []Notification `json:"toolExecutionNotifications,omitempty"`
	Warnings      []Notification `json:"toolConfigurationNotifications,omitempty"`
}

// A Notification tells of a failure, or of a likely mistake of the user.
type Notification struct {
	Level     string     `json:"level"`
	Message   Message    `json:"message"`
	Locations []Location `json:"locations,omitempty"`
}
