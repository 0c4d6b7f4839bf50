package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/office"
	"zhibu/ops"
	"zhibu/scheduler"
	"zhibu/store"
)

// Nightly says where backups are made every night; no Folder: nowhere.
type Nightly struct {
	Folder    string
	Recipient string // "": in the clear
	At        string // cron spec
	Keep      ops.Rule
}

// nightlyOf reads the settings of nightly backups from the environment. They are checked at the start: a backup that can
// never be made must not be found out at night.
func nightlyOf(getenv func(string) string) (n Nightly, err error) {
	if n.Folder = getenv("ZHIBU_BACKUP_DIR"); n.Folder == "" {
		return n, nil
	}
	to := getenv("ZHIBU_BACKUP_TO")
	if n.Recipient, err = backupRecipient(to, false); err != nil && to != "" {
		return n, inputError{"ZHIBU_BACKUP_TO 的公钥不对或没有写全，应是 zhibu backup key 显示的 age1… 一整行，或者 plaintext 表示不加密。"}
	}
	if err != nil {
		return n, inputError{"设置了 ZHIBU_BACKUP_DIR，还须设置 ZHIBU_BACKUP_TO：公钥（age1…，用 zhibu backup key 生成），或 plaintext 表示不加密。"}
	}
	at, keep := getenv("ZHIBU_BACKUP_AT"), getenv("ZHIBU_BACKUP_KEEP")
	if at == "" {
		at = "03:30"
	}
	spec, ok := branch.DailyAt(at)
	if n.Keep = ops.DefaultRule; keep != "" {
		var rule bool
		n.Keep, rule = ops.ParseRule(keep)
		ok = ok && rule
	}
	if n.At = spec; !ok {
		return n, inputError{"ZHIBU_BACKUP_AT 请写成 03:30 的样子，ZHIBU_BACKUP_KEEP 请写成 7,4,12 的样子（天、周、月）。"}
	}
	if err := os.MkdirAll(n.Folder, 0o700); err != nil {
		return n, inputError{"备份文件夹 " + n.Folder + " 不能使用。"}
	}
	if info, err := os.Stat(n.Folder); err == nil && info.Mode().Perm()&0o022 != 0 { // they could put another file in a backup's place
		return n, inputError{"备份文件夹 " + n.Folder + " 其他用户也能写入。请先执行 chmod go-w " + n.Folder + "。"}
	}
	return n, nil
}

// The names of nightly backups; nothing else in the folder is ever removed.
const (
	nightlyName = "zhibu-20060102-150405.backup"
	careEvery   = 10 * time.Minute
	sweepAtOnce = 1000 // rows of a kind; a folder of years is swept in some hours, without holding anybody up
)

// care makes the nightly backups and has the 书记 told what is wrong, until ctx ends.
func (a *App) care(ctx context.Context) error {
	for {
		now := a.config.Clock.Now()
		if err := a.careNow(now); err != nil {
			return err
		}
		fire, stop := a.config.Clock.After(min(careEvery, a.untilBackup(now)))
		select {
		case <-fire:
			stop()
		case <-ctx.Done():
			stop()
			return nil
		}
	}
}

// careNow does what is to be done now. Only a store that no longer takes anything is an error.
func (a *App) careNow(now time.Time) error {
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

// untilBackup gives how long it is to the next backup. After one that failed it is an hour.
func (a *App) untilBackup(now time.Time) time.Duration {
	if a.config.Nightly.Folder == "" {
		return careEvery
	}
	var up store.Upkeep
	_ = a.Store.View(func(tx *store.Tx) error { up, _ = store.Upkeeps.Get(tx, store.K(1)); return nil })
	next := now // the first one in a folder is made at once: whoever sets this up sees that it works
	made, err := nightlies(a.config.Nightly.Folder, "")
	if !up.Backup.IsZero() && (err != nil || len(made) > 0) {
		next = scheduler.When(a.config.Nightly.At, up.Backup.Add(time.Second))
	}
	if up.Failed != "" && next.Before(up.FailedAt.Add(time.Hour)) {
		next = up.FailedAt.Add(time.Hour)
	}
	return max(next.Sub(now), 0)
}

// backUp makes a nightly backup, writes down how that went, and removes those that the rule does not keep. Nothing is
// removed when it failed.
func (a *App) backUp(now time.Time) error {
	n := a.config.Nightly
	path := filepath.Join(n.Folder, now.In(branch.Shanghai).Format(nightlyName))
	began := time.Now()
	_, err := writeBackup(a.Store, path, n.Recipient, false, now)
	if err == nil {
		a.config.Log.Info("backed up", "file", path, "took", time.Since(began).Round(time.Millisecond))
		if err := sweepBackups(n); err != nil {
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

// nightlies gives when the nightly backups of a folder were made, by their names; with the suffix part, those that were
// never finished.
func nightlies(folder, suffix string) (made []time.Time, err error) {
	list, err := os.ReadDir(folder)
	for _, f := range list {
		name, ok := strings.CutSuffix(f.Name(), suffix)
		if t, err := time.ParseInLocation(nightlyName, name, branch.Shanghai); ok && err == nil && t.Format(nightlyName) == name {
			made = append(made, t)
		}
	}
	return made, err
}

// sweepBackups removes the nightly backups that the rule spares, and what a process that was killed has left of one.
func sweepBackups(n Nightly) (err error) {
	made, err := nightlies(n.Folder, "")
	left, e := nightlies(n.Folder, part)
	if err = errors.Join(err, e); err != nil {
		return err
	}
	for _, t := range n.Keep.Spare(made) {
		err = errors.Join(err, os.Remove(filepath.Join(n.Folder, t.Format(nightlyName))))
	}
	for _, t := range left {
		err = errors.Join(err, os.Remove(filepath.Join(n.Folder, t.Format(nightlyName)+part)))
	}
	return err
}

// health is what the process knows of itself.
func (a *App) health() office.Health {
	looked, failed := a.scheduler.Looked()
	return office.Health{Looked: looked, Failed: failed, Nightly: a.config.Nightly.Folder != "", Free: ops.FreeSpace(a.config.Data)}
}

// faults says what is wrong, for /healthz.
func (a *App) faults() (list []string) {
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
	return list
}
