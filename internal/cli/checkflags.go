package cli

// given is what flags say that needs a look before it is an option.
type given struct {
	tier, enable, disable, dir, format, shard string
	config, baseline                          string
}

// checkFlags returns the flags of a check, which set o and in.
func checkFlags(o *options, in *given) []flagGroup {
	return []flagGroup{
		{"What to check", []option{
			{name: "C", arg: "dir", kind: aDir, bind: stringVar(&in.dir, ""),
				text: "change to dir before anything else, as go -C does; packages and printed positions are relative to it"},
			{name: "config", arg: "file", kind: aFile, bind: stringVar(&in.config, ""),
				text: "settings of the project, or off for none; by default .parvet.yaml in the directory of the packages or above it (docs/configuration.md)"},
			{name: "tags", arg: "list", bind: stringVar(&o.request.Tags, ""),
				text: "build tags, separated by commas"},
			{name: "tests", off: true, bind: boolVar(&o.tests, true),
				text: "leave out findings in _test.go files"},
			{name: "shard", arg: "i/n", bind: stringVar(&in.shard, ""),
				text: "check the i-th of n parts of the packages, for the jobs of a CI matrix; parvet merge joins what they find"},
			{name: "enable", arg: "list", kind: rules, bind: stringVar(&in.enable, ""),
				text: "report these rules only; the word default stands for the rules that are on by default"},
			{name: "disable", arg: "list", kind: rules, bind: stringVar(&in.disable, ""),
				text: "do not report these rules"},
			{name: "cpupools", arg: "list",
				text: "import paths of pool libraries whose pools are for CPU work, or all: their tasks are checked as well",
				more: "`golang.org/x/sync/errgroup` and `github.com/panjf2000/ants/v2` are modelled as pools of any kind, whose tasks may wait: they are checked only if this flag names them"},
			{name: "max-wait", arg: "d",
				text: "longest wait of a constant duration that is not reported (default 10ms); one in a loop is, as its turns add up",
				more: "One whose duration is computed is reported however short, and `-max-wait=0` reports all"},
			{name: "models", arg: "files", kind: aFile,
				text: "say what functions of yours do, and which packages are pools, in files separated by commas (docs/models.md)"},
			{name: "mutex.short",
				text: "also report locks with short critical sections in tasks that run once"},
		}},
		{"What to change", []option{
			{name: "fix", bind: boolVar(&o.fix, false),
				text: "apply the fixes of the findings, then print what is left; go vet -vettool=PARVET -fix and go fix -fixtool=PARVET do so as well"},
			{name: "diff", bind: boolVar(&o.diff, false),
				text: "print what -fix would change, as a unified diff for patch -p1, and nothing else"},
		}},
		{"What to print", []option{
			{name: "baseline", arg: "file", kind: aFile, bind: stringVar(&in.baseline, ""),
				text: "leave out known findings, those that parvet baseline has written to the file (docs/baseline.md); off for none"},
			{name: "new-from", arg: "REV", bind: stringVar(&o.newFrom, ""),
				text: "show findings only with lines that have changed since REV and HEAD were one, a revision of git; what is not committed counts (docs/baseline.md)"},
			{name: Tier, arg: "T", values: tierNames(), bind: stringVar(&in.tier, string(defaultTier)),
				text: "show findings that are at least this sure: definite, probable (a call on the path may go elsewhere; the default) or possible"},
			{name: "format", arg: "F", values: formatNames(), bind: stringVar(&in.format, "text"),
				text: formatHelp()},
			{name: "o", arg: "file", kind: aFile, bind: stringVar(&o.output, ""),
				text: "write it to file, at once and only if the run comes to its end, instead of to stdout"},
			{name: "version", bind: boolVar(&o.version, false), text: "print the version"},
			{name: "h", bind: boolVar(&o.help, false), text: "print this text"},
		}},
	}
}
