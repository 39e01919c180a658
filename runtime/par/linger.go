package par

import (
	"runtime"
	"time"
)

// A worker that finds nothing to do lingers before it retires: it looks out for work, without a token, for about as long as starting
// another worker would take. So calls that follow each other closely find a worker that reacts in a tenth of a microsecond.
// This is the rent-or-buy rule of Karlin et al., "Competitive randomized algorithms for nonuniform problems" (1990): it burns at most
// as much as the start that it may save.
const lingerFor = 50 * time.Microsecond

// lookouts is how often who lingers looks before it lets others have its processor, which takes longer than all of these, and meanwhile it sees nothing.
const lookouts = 64

// lingerers caps how many workers linger at the same time. All but one processor at most: the one who brings work needs one.
func (p *Pool) lingerers() int {
	return min(p.width()/2, runtime.GOMAXPROCS(0)-1)
}

// served says that a worker is about to look for work, so that nobody needs to be started for what is there now: it will start the next one
// itself if there is more. Nobody from outside may work in a bubble, so in a bubble those who linger are sent home. The caller holds mu.
func (p *Pool) served() bool {
	if p.lingering.Load() == 0 {
		return false
	}
	if inBubble(now()) {
		p.dismiss()
		return false
	}
	return true
}

// dismiss sends those who linger home. They do not look at the lists any more. The caller holds mu.
func (p *Pool) dismiss() {
	p.lingering.Store(0)
	p.dismissed.Add(1)
}

// mayLinger says whether a worker that has found none is to linger, and counts it then. The caller holds mu.
func (p *Pool) mayLinger() bool {
	if p.closed || int(p.lingering.Load()) >= p.lingerers() || inBubble(now()) {
		return false // in a bubble time would stand still, and the next call may come from outside
	}
	p.lingering.Add(1)
	return true
}

// linger looks out for work after mayLinger, when p.dismissed was shift. It returns nil when the worker is to retire.
func (p *Pool) linger(shift uint64) (job, *seat) {
	began := now()
	for t := began; t-began < int64(lingerFor); t = now() {
		for range lookouts {
			if p.dismissed.Load() != shift {
				return nil, nil
			}
			if p.claimable.Load() > 0 {
				if j, st, stay := p.pick(shift, true); !stay {
					return j, st
				}
			}
			spin()
		}
		runtime.Gosched()
	}
	j, st, _ := p.pick(shift, false)
	return j, st
}

// pick takes work for one who lingers. When there is none it may stay or has to go. Work that came before it leaves is not missed, as
// it leaves in the section in which it has looked.
func (p *Pool) pick(shift uint64, mayStay bool) (j job, st *seat, stay bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.dismissed.Load() != shift {
		return nil, nil, false
	}
	var l *Lane
	if p.free() {
		j, l = p.take()
	}
	if j == nil && mayStay {
		p.note()
		return nil, nil, true
	}
	p.lingering.Add(-1)
	if j != nil {
		st = p.employ(j, l)
	}
	p.dispatch()
	return j, st, false
}

// spin lets some tens of nanoseconds go by, so that those who look out leave the memory bus, and what their processor shares with another one, to those who work.
func spin() { pause() }

// kick makes the goroutine that was started last begin now. Go keeps it for the processor of its starter, which takes it up when the
// starter stops, or which gives it away after 50 to 100 µs; when another one takes that place it is free for all at once, and begins after 10 to 20.
func kick() {
	if runtime.GOMAXPROCS(0) > 1 {
		go func() {}()
	}
}

var birth = time.Now()

// now is the time since the program began, in nanoseconds. In a bubble of testing/synctest it is that of the bubble.
func now() int64 { return int64(time.Since(birth)) }

// forever is what longer durations of options are cut to, so that a time and a few of them can be added.
const forever = 50 * 365 * 24 * time.Hour

// inBubble says whether t, as now returned it, is that of a bubble. The clock of bubbles starts at midnight UTC 2000-01-01, long before birth, and has
// no monotonic reading. One that sleeps for decades gets beyond birth, but hardly to less than the age of a process.
func inBubble(t int64) bool { return t < 0 || t > int64(10*365*24*time.Hour) }
