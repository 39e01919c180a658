package par

import "testing"

// Whoever asks for the channel of a latch, before or while it closes or afterwards, gets one that is closed then, and the same one each time.
func TestLatchClosesWhatIsAskedForMeanwhile(t *testing.T) {
	for i := range 20_000 {
		var l latch
		if l.closed() {
			t.Fatal("a new latch is closed")
		}
		if i%3 == 0 {
			l.done()
		}
		if i%3 == 1 {
			l.close()
		} else {
			go l.close()
		}
		c := l.done()
		<-c
		if !l.closed() || l.done() != c {
			t.Fatal("a latch whose channel is closed is open, or has another one by now")
		}
	}
}
