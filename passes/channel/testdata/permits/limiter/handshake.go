package limiter

// A Bell has no buffer: who has rung waits for somebody to answer.
type Bell struct{ c chan struct{} }

func NewBell() *Bell { return &Bell{c: make(chan struct{})} }

func (b *Bell) Ring() { b.c <- struct{}{} }

func (b *Bell) Await() { <-b.c }
