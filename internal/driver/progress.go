package driver

// Progress is how far a run has come.
type Progress struct {
	Phase Phase
	Done  int // packages
	Total int // 0 if it is not known, and an upper bound while compiling
}

// A Phase is what a run is busy with.
type Phase uint8

// The phases, in their order.
const (
	Listing   Phase = iota // the go command finds packages
	Compiling              // the go command compiles what packages import
	Analysing              // the analyzers run
)

// Report tells whoever asked for it how far the run has come. It may be called
// concurrently, then what it calls is.
func (r *Request) Report(phase Phase, done, total int) {
	if r.Progress != nil {
		r.Progress(Progress{phase, done, total})
	}
}
