package many

// Feeds returns what four goroutines compute.
func Feeds(n int) (<-chan int, <-chan int, <-chan int, <-chan int) {
	a, b, c, d := make(chan int), make(chan int), make(chan int), make(chan int)
	go func() {
		defer close(a)
		a <- n
	}()
	go func() {
		defer close(b)
		b <- n
	}()
	go func() {
		defer close(c)
		c <- n
	}()
	go func() {
		defer close(d)
		d <- n
	}()
	return a, b, c, d
}
