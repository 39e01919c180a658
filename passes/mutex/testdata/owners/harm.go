package owners

import (
	"context"
	"os"
	"sync"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// Where it is not known whose mutex a task waits for, the worst that is done under
// any of them is named, of many and in whatever order they come.

type first struct{ mu sync.Mutex }

var first1, first2, first3, first4 first

func firstAs1() {
	first1.mu.Lock()
	time.Sleep(time.Second)
	first1.mu.Unlock()
}

func firstAs2() {
	first2.mu.Lock()
	os.ReadFile("a")
	first2.mu.Unlock()
}

func firstAs3(c chan int) {
	first3.mu.Lock()
	<-c
	first3.mu.Unlock()
}

func firstAs4() {
	first4.mu.Lock()
	time.Sleep(time.Minute)
	first4.mu.Unlock()
}

type second struct{ mu sync.Mutex }

var second1, second2, second3, second4 second

func secondAs1(c chan int) {
	second1.mu.Lock()
	c <- 1
	second1.mu.Unlock()
}

func secondAs2() {
	second2.mu.Lock()
	time.Sleep(time.Second)
	second2.mu.Unlock()
}

func secondAs3() {
	second3.mu.Lock()
	os.ReadFile("a")
	second3.mu.Unlock()
}

func secondAs4() {
	second4.mu.Lock()
	os.ReadDir("a")
	second4.mu.Unlock()
}

// Of those that are as bad, the first in the source.
type third struct{ mu sync.Mutex }

var third1, third2, third3, third4 third

func thirdAs1() {
	third1.mu.Lock()
	time.Sleep(time.Second)
	third1.mu.Unlock()
}

func thirdAs2() {
	third2.mu.Lock()
	os.ReadFile("a")
	third2.mu.Unlock()
}

func thirdAs3() {
	third3.mu.Lock()
	os.Remove("a")
	third3.mu.Unlock()
}

func thirdAs4() {
	third4.mu.Lock()
	os.ReadDir("a")
	third4.mu.Unlock()
}

// What is nearer is shown rather than what is further away.
type fourth struct{ mu sync.Mutex }

var fourth1, fourth2, fourth3, fourth4 fourth

func fourthAs1() {
	fourth1.mu.Lock()
	far()
	fourth1.mu.Unlock()
}

func fourthAs2() {
	fourth2.mu.Lock()
	further()
	fourth2.mu.Unlock()
}

func fourthAs3() {
	fourth3.mu.Lock()
	os.Remove("a")
	fourth3.mu.Unlock()
}

func fourthAs4() {
	fourth4.mu.Lock()
	far()
	fourth4.mu.Unlock()
}

func far() { os.ReadFile("a") }

func further() { far() }

func worst(ctx context.Context, p *par.Pool, a *first, b *second, c *third, d *fourth) {
	p.Go(ctx, func(context.Context) {
		a.mu.Lock() // want `which is held across receive from channel c at harm.go:\d+`
		a.mu.Unlock()
		b.mu.Lock() // want `which is held across send to channel c at harm.go:\d+`
		b.mu.Unlock()
		c.mu.Lock() // want `which is held across os.ReadFile at harm.go:\d+`
		c.mu.Unlock()
		d.mu.Lock() // want `which is held across os.Remove at harm.go:\d+`
		d.mu.Unlock()
	})
}
