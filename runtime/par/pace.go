package par

import "time"

// pace is how fast a participant of a loop is, and so how much it takes at a time: a chunk should take long enough to be worth its claim, and no longer, since a slow item holds back
// those that share its chunk.
type pace struct {
	size        int // of a chunk that takes about as long as it should
	short       int // of one that is just worth its claim; zero if nobody knows
	least, most int
}

const (
	chunkTime = 20 * time.Microsecond
	claimTime = time.Microsecond
)

// paceOf is the pace with which to begin n items that are expected to take so long, zero if nobody knows. What has been learnt may be out of date, so the first chunk is
// a quarter of what it could be.
func paceOf(n int, expected int64, least, most int) pace {
	pc := pace{size: least, least: least, most: most}
	if expected > 0 {
		fit := float64(n) * float64(chunkTime) / float64(expected)
		pc.size = int(min(max(fit/4, float64(least)), float64(most)))
		pc.short = int(min(fit*float64(claimTime)/float64(chunkTime), float64(most)))
	}
	return pc
}

// next is how much to take when share would be a fair one.
func (pc *pace) next(share int) int {
	return min(max(min(pc.size, max(share, pc.short)), pc.least), pc.most)
}

// learn notes that n items have taken so long. What is expected of them grows with care: the next ones may be slower.
func (pc *pace) learn(n int, took time.Duration) {
	took = max(took, 1)
	if n < pc.size && took < chunkTime { // a last chunk
		return
	}
	fit := float64(n) * float64(chunkTime) / float64(took)
	if fit = min(max(fit, float64(n)/2), float64(n)*16); fit < float64(pc.most) { // which may be more than the greatest int, and none for a conversion
		pc.size = max(int(fit), pc.least)
	} else {
		pc.size = pc.most
	}
	pc.short = int(float64(pc.size) * float64(claimTime) / float64(chunkTime))
}
