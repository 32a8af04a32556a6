package rights

import (
	"context"
	"errors"
	"fmt"
)

// Worker does the tasks of granted requests in the host's systems.
type Worker interface {
	// Do does one task of the request and returns a reference to the proof. It may be called again for a task that it has done, after a
	// crash: that is no error. What was told or handed out twice then must do no harm.
	Do(ctx context.Context, r Request, t Task) (ref string, err error)
}

// Work does the tasks of a request that are not done, in their order, and enters each. It goes on after one that failed, or panicked: the
// error joins those of the tasks, and the next Work tries them again. A request without open tasks is returned as it is.
func (d *Desk) Work(ctx context.Context, id string, w Worker) (Request, error) {
	r, err := d.Get(ctx, id)
	if err != nil {
		return Request{}, err
	}
	var failed []error
	for _, t := range r.Tasks {
		if !t.Done.IsZero() {
			continue
		}
		if err := ctx.Err(); err != nil {
			return r, errors.Join(append(failed, err)...)
		}
		ref, err := do(ctx, w, r, t.Task)
		if err != nil {
			failed = append(failed, fmt.Errorf("rights: task %s: %w", t.Kind, err))
			continue
		}
		if r, err = d.Done(ctx, id, t.Task, ref); err != nil {
			return r, errors.Join(append(failed, err)...)
		}
	}
	return r, errors.Join(failed...)
}

var errPanic = errors.New("the worker panicked")

// do calls the worker. What it panicked with is not kept: it might show somebody's information.
func do(ctx context.Context, w Worker, r Request, t Task) (ref string, err error) {
	defer func() {
		if recover() != nil {
			ref, err = "", errPanic
		}
	}()
	return w.Do(ctx, r, t)
}
