// Package wrap uses jobs, so that its users need not.
package wrap

import (
	"context"

	"example.com/effects/annotated/jobs"
)

// Queue adds to a queue.
type Queue struct{ jobs.Queue }

// Enqueue adds a task.
func Enqueue(q *jobs.Queue, f func()) { q.Add(f) }

// Compute has f run by a worker.
func Compute(f func()) { new(jobs.Workers).Compute(f) }

// Crunch has f run by a worker.
func Crunch(f func()) { jobs.Crunch(f) }

// Workers returns workers.
func Workers() *jobs.Workers { return nil }

// Job makes a job.
func Job(f, done func()) jobs.Job { return jobs.Job{Run: f, Done: done} }

// NewJob returns an empty job.
func NewJob() *jobs.Job { return new(jobs.Job) }

// Do takes a task.
func Do(t jobs.Task) {}

// Do1 takes a value that is one.
func Do1(s jobs.Step) {}

// Pool returns a pool.
func Pool() jobs.Pool { return nil }

// Client returns a client.
func Client() *jobs.Client { return nil }

// Load asks the store.
func Load(s jobs.Store) string { return s.Load("") }

// Len asks the store, too.
func Len(s jobs.Store) int { return s.Len() }

// Get asks a server.
func Get(ctx context.Context) { jobs.Get("") }

// Ask asks a server.
func Ask(ctx context.Context) { jobs.Ask(ctx, "") }

// Fast does not.
func Fast() { jobs.Fast(nil) }

// Send hands over by a channel.
func Send(f func()) { jobs.Tasks <- f }
