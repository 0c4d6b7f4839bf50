package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"zhibu/office"
	"zhibu/ops"
	"zhibu/scheduler"
	"zhibu/store"
)

const (
	CareEvery   = 10 * time.Minute
	sweepAtOnce = 1000 // rows of a kind; a folder of years is swept in some hours, without holding anybody up
)

// care makes the nightly backups and has the 书记 told what is wrong, until ctx ends.
func (a *App) care(ctx context.Context) error {
	for {
		now := a.config.Clock.Now()
		if err := a.CareNow(now); err != nil {
			return err
		}
		fire, stop := a.config.Clock.After(min(CareEvery, a.untilBackup(now)))
		select {
		case <-fire:
			stop()
		case <-ctx.Done():
			stop()
			return nil
		}
	}
}

// CareNow does what is to be done now. Only a store that no longer takes anything is an error.
func (a *App) CareNow(now time.Time) error {
	if err := a.settle(now); err != nil {
		return err
	}
	if a.config.Nightly.Folder != "" && a.untilBackup(now) <= 0 {
		if err := a.backUp(now); err != nil {
			return err
		}
	}
	h := a.health()
	_, err := a.Store.Update(func(tx *store.Tx) error {
		a.Office.Watch(tx, h, now)
		tx.Sweep(now, sweepAtOnce)
		return nil
	})
	if errors.Is(err, store.ErrStopped) {
		return nil // said elsewhere
	}
	if err != nil {
		a.config.Log.Error("the watch failed", "error", err)
	}
	return nil
}

// settle has what the store says of times ahead of the clock count as now. Only a store that no longer takes anything
// is an error.
func (a *App) settle(now time.Time) error {
	moved := 0
	_, err := a.Store.Update(func(tx *store.Tx) error { moved = tx.Settle(now); return nil })
	if errors.Is(err, store.ErrStopped) {
		return nil
	}
	if moved > 0 {
		a.config.Log.Warn("the clock was ahead and has been set back; what it had dated counts as of now", "rows", moved)
	}
	return err
}

// untilBackup returns how long it is to the next backup. After one that failed it is an hour.
func (a *App) untilBackup(now time.Time) time.Duration {
	if a.config.Nightly.Folder == "" {
		return CareEvery
	}
	var up store.Upkeep
	_ = a.Store.View(func(tx *store.Tx) error { up, _ = store.Upkeeps.Get(tx, store.K(1)); return nil })
	next := now // the first one in a folder is made at once: whoever sets this up sees that it works
	made, err := a.config.Nightly.Made()
	last := up.Backup
	if err == nil { // what a clock that was ahead has dated is no backup of the last night
		made = slices.DeleteFunc(made, func(t time.Time) bool { return t.After(now) || t.After(last) })
		last = time.Time{}
		if len(made) > 0 {
			last = slices.MaxFunc(made, time.Time.Compare)
		}
	}
	if !last.IsZero() {
		next = scheduler.When(a.config.Nightly.At, last.Add(time.Second))
	}
	if up.Failed != "" {
		next = up.FailedAt.Add(time.Hour)
	}
	return max(next.Sub(now), 0)
}

// backUp makes a nightly backup, writes down how that went, and removes those that the rule does not keep. Nothing is
// removed when it failed.
func (a *App) backUp(now time.Time) error {
	n := a.config.Nightly
	path := n.Path(now)
	began := time.Now()
	_, err := ops.WriteBackup(a.Store, path, n.Recipient, false, now)
	if err == nil {
		a.config.Log.Info("backed up", "file", path, "took", time.Since(began).Round(time.Millisecond))
		if err := n.Sweep(now); err != nil {
			a.config.Log.Warn("old backups were not removed", "error", err)
		}
	} else {
		a.config.Log.Error("no backup could be made; it is tried again in an hour", "error", err)
	}
	_, stored := a.Store.Update(func(tx *store.Tx) error {
		up, _ := store.Upkeeps.Get(tx, store.K(1))
		if err != nil {
			up.Failed, up.FailedAt = err.Error(), now
		} else {
			up = store.Upkeep{Backup: now}
		}
		store.Upkeeps.Put(tx, up)
		return nil
	})
	if errors.Is(stored, store.ErrStopped) {
		return nil
	}
	return stored
}

// health is what the process knows of itself.
func (a *App) health() office.Health {
	looked, failed := a.scheduler.Looked()
	return office.Health{Looked: looked, Failed: failed, Nightly: a.config.Nightly.Folder != "", Free: ops.FreeSpace(a.config.Data), Full: a.Store.Room(0) != nil}
}

// Faults says what is wrong, for /healthz.
func (a *App) Faults() (list []string) {
	select {
	case <-a.Store.Failed():
		return []string{"store: a write has failed"}
	default:
	}
	if a.refused.Load() {
		list = append(list, "telegram: the token is not accepted")
	}
	if fault := a.telegram.Fault(); fault != "" {
		list = append(list, "telegram: "+fault)
	}
	now := a.config.Clock.Now()
	_ = a.Store.View(func(tx *store.Tx) error {
		for due := range store.DuesByAt.Scan(tx, nil) {
			if late := now.Sub(due.At); late > office.Overdue {
				list = append(list, fmt.Sprintf("scheduler: overdue by %v", late.Round(time.Minute)))
			}
			break
		}
		if up, _ := store.Upkeeps.Get(tx, store.K(1)); up.Failed != "" {
			list = append(list, "backup: the latest has failed")
		}
		return nil
	})
	if free := ops.FreeSpace(a.config.Data); free >= 0 && free < 100<<20 {
		list = append(list, "disk: nearly full")
	}
	if a.Store.Room(0) != nil {
		list = append(list, "files: no room, none are taken")
	}
	return list
}
