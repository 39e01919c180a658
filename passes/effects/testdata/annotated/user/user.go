// Package user knows wrap only.
package user

import (
	"context"
	"os"
	"time"

	"github.com/parvet/parvet/runtime/par"

	"example.com/effects/annotated/wrap"
)

func read() { os.ReadFile("") } // want `^stored in jobs.Job.Run: read → os.ReadFile$`

type reader struct{}

func (reader) Run()  { os.ReadFile("") } // want `^passed to jobs.\(\*Queue\).Run: reader.Run → os.ReadFile$`
func (reader) Step() { os.ReadFile("") } // want `^converted to jobs.Step: reader.Step → os.ReadFile$`

func tasks(q *wrap.Queue) {
	q.Add(func() { read() })                             // want `^passed to jobs.\(\*Queue\).Add: read → os.ReadFile$`
	wrap.Enqueue(&q.Queue, func() { read() })            // want `^passed to wrap.Enqueue \(jobs.\(\*Queue\).Add\): read → os.ReadFile$`
	q.Two(func() { read() }, func() { os.ReadFile("") }) // want `^passed to jobs.\(\*Queue\).Two: read`
	q.Later(func() { read() })                           // want `^passed to jobs.\(\*Queue\).Later \(jobs.Queue.later\): read`
	q.Run(reader{})
	wrap.Pool().Submit(func() { read() })          // want `^passed to jobs.Pool.Submit: read`
	wrap.Pool().Each(1, func(int) { read() })      // want `^passed to jobs.Pool.Each \[each\]: read`
	wrap.Job(func() { read() }, func() { read() }) // want `^passed to wrap.Job \(jobs.Job.Run\): read`
	wrap.Send(func() { read() })                   // want `^passed to wrap.Send \(jobs.Tasks\): read`
	wrap.Do(func() { read() })                     // want `^converted to jobs.Task: read`
	wrap.Do1(reader{})
	q.All(func() { read() }, func() { os.ReadFile("") })               // want `^passed to jobs.\(\*Queue\).All: read → os.ReadFile$` `^passed to jobs.\(\*Queue\).All: os.ReadFile$`
	q.Grouped(func() { read() }, func() { read() }, func() { read() }) // want `Grouped: read` `Grouped: read`
	wrap.Compute(func() { read() })                                    // want `^passed to wrap.Compute \(jobs.Workers.Tasks\) \[cpu\]: read`
	wrap.Crunch(func() { read() })                                     // want `^passed to wrap.Crunch \(jobs.Crunch\) \[cpu\]: read`
	wrap.Workers().Compute(func() { read() })                          // want `^passed to jobs.\(\*Workers\).Compute \(jobs.Workers.Tasks\) \[cpu\]: read`
	wrap.Workers().Wrap(func() { read() })                             // want `^passed to jobs.\(\*Workers\).Wrap \(jobs.\(\*Queue\).Add\) \[cpu\]: read`
	wrap.Workers().Tasks <- func() { read() }                          // want `^sent to jobs.Workers.Tasks \[cpu\]: read`
	j := wrap.NewJob()
	j.Run = func() { read() } // want `^stored in jobs.Job.Run: read`
	j.Done = func() { read() }
	j.Run = read
}

func waits(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(ctx context.Context) {
		wrap.Get(ctx)           // want `wrap.Get → jobs.Get$`
		wrap.Ask(ctx)           // want `wrap.Ask → jobs.Ask \[ctx\]$`
		wrap.Fast()             // jobs says so
		wrap.Load(nil)          // want `wrap.Load → jobs.Store.Load$`
		wrap.Len(nil)           // jobs says so
		wrap.Client().Remote()  // want `jobs.\(\*Client\).Remote$`
		wrap.Client().Load("")  // want `jobs.Store.Load$`
		wrap.Client().Len()     // jobs says so
		wrap.Client().Name()    // and of this nothing
		wrap.Client().Fetch()   // want `jobs.Client.Fetch$`
		wrap.Client().Peek()    // jobs says so
		wrap.Client().Call()    // and of this nothing
		time.Sleep(time.Second) // want `time.Sleep \[timed\]$`
	})
}
