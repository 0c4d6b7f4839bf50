package app

import (
	"os"
	"path/filepath"
	"runtime"
	"time"

	"zhibu/ops"
	"zhibu/store"
)

// Metrics are figures of the process for Prometheus: no names, no texts, no chats.
func (a *App) Metrics() []ops.Metric {
	s, c := a.Store.Stats(), a.courier.Stats()
	list := []ops.Metric{
		{Name: "zhibu_commits_total", About: "Transactions made durable.", Value: float64(s.Commits)},
		{Name: "zhibu_deeds_total", About: "Deeds that wrote something; many share a commit.", Value: float64(s.Deeds)},
		{Name: "zhibu_commit_seconds_total", About: "Time spent in commits.", Value: s.Committing.Seconds()},
		{Name: "zhibu_commit_seconds_max", About: "The longest commit.", Value: s.Longest.Seconds()},
		{Name: "zhibu_readers", About: "Readers of the store under way.", Value: float64(s.Readers)},
		{Name: "zhibu_file_pending_pages", About: "Pages that readers keep from being reused.", Value: float64(s.Pending)},
		{Name: "zhibu_chats_waiting", About: "Chats with something under way or waiting for its turn.", Value: float64(c.Lanes)},
		{Name: "zhibu_bulk_per_second", About: "How many messages a second may go out at present.", Value: c.Rate},
	}
	for _, class := range c.Results {
		list = append(list, ops.Metric{Name: `zhibu_requests_total{result="` + class.Name + `"}`, About: "Requests to the platform by what came of them; of answers to presses and what is shown in passing only those that failed.", Value: float64(class.N)})
	}
	var up store.Upkeep
	var overdue time.Duration
	dead := 0
	now := a.config.Clock.Now()
	_ = a.Store.View(func(tx *store.Tx) error {
		up, _ = store.Upkeeps.Get(tx, store.K(1))
		for range store.Deads.Scan(tx, nil) {
			dead++
		}
		for due := range store.DuesByAt.Scan(tx, nil) {
			overdue = max(now.Sub(due.At), 0)
			break
		}
		return nil
	})
	list = append(list, ops.Metric{Name: "zhibu_undelivered", About: "Messages that were given up and can be sent again.", Value: float64(dead)},
		ops.Metric{Name: "zhibu_overdue_seconds", About: "For how long the next push has been due.", Value: overdue.Seconds()},
		ops.Metric{Name: "zhibu_platform_silent_seconds", About: "Since the platform last answered.", Value: a.telegram.Silent().Seconds()},
		ops.Metric{Name: "zhibu_disk_free_bytes", About: "Left on the data folder's disk.", Value: float64(ops.FreeSpace(a.config.Data))})
	if a.config.Nightly.Folder != "" {
		failed := 0.0
		if up.Failed != "" {
			failed = 1
		}
		list = append(list, ops.Metric{Name: "zhibu_backup_failed", About: "1 if the latest nightly backup could not be made.", Value: failed})
	}
	if !up.Backup.IsZero() {
		list = append(list, ops.Metric{Name: "zhibu_backup_age_seconds", About: "Since the latest nightly backup.", Value: max(now.Sub(up.Backup), 0).Seconds()})
	}
	if info, err := os.Stat(filepath.Join(a.config.Data, "zhibu.db")); err == nil {
		list = append(list, ops.Metric{Name: "zhibu_file_bytes", About: "Size of the store's file.", Value: float64(info.Size())})
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return append(list, ops.Metric{Name: "go_goroutines", About: "Goroutines.", Value: float64(runtime.NumGoroutine())},
		ops.Metric{Name: "go_memstats_heap_alloc_bytes", About: "Bytes of the heap in use.", Value: float64(m.HeapAlloc)},
		ops.Metric{Name: "go_memstats_sys_bytes", About: "Bytes taken from the system.", Value: float64(m.Sys)})
}
