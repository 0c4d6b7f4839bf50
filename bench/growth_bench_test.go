package bench_test

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"zhibu/app"
	"zhibu/branch"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/ops"
	"zhibu/scheduler"
	"zhibu/store"
	"zhibu/topic/points"
)

// BenchmarkGrowth fills a store with so many people, in branches of 32, each with ten visits on record and a 政治生日 on the
// agenda, and measures what a person and the clock notice of it: the start, a deed that writes, a look at one's own page,
// a look of the clock with nothing due, and one with a single greeting due. ZHIBU_GROWTH is the largest number of people.
func BenchmarkGrowth(b *testing.B) {
	most := 100_000
	if v := os.Getenv("ZHIBU_GROWTH"); v != "" {
		fmt.Sscan(v, &most)
	}
	for n := 100; n <= most; n *= 10 {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				grow(b, n)
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

func grow(b *testing.B, people int) {
	b.StopTimer()
	defer b.StartTimer()
	folder := b.TempDir()
	data, keys := filepath.Join(folder, "data"), filepath.Join(folder, "keys")
	now := branch.On(2026, time.March, 3).At(10, 0)
	filled := time.Now()
	rows := fillBranches(b, data, keys, people, now)
	took := time.Since(filled)

	opened := time.Now()
	s, v, err := app.OpenData(data, keys, "growth", store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	clock := scheduler.NewTurned(now)
	o, err := app.NewOffice(v, s)
	if err != nil {
		b.Fatal(err)
	}
	look := scheduler.New(s, o, clock, slog.New(slog.DiscardHandler))
	if err := look.Resume(); err != nil {
		b.Fatal(err)
	}
	open := time.Since(opened)
	median := func(times int, do func(i int) error) float64 {
		var all []time.Duration
		for i := range times {
			from := time.Now()
			if err := do(i); err != nil {
				b.Fatal(err)
			}
			all = append(all, time.Since(from))
		}
		slices.Sort(all)
		return float64(all[len(all)/2].Nanoseconds()) / 1000
	}
	if err := look.Look(now); err != nil {
		b.Fatal(err)
	}
	nothing := median(200, func(int) error { return look.Look(now) })
	branches := (people + 31) / 32
	visit := median(200, func(i int) error {
		_, err := s.Update(func(tx *store.Tx) error {
			me, _ := office.Member(tx, branch.BranchID(i%branches+1), 1)
			_, err := points.Log(o, tx, me, points.Entry{Contact: 1, Activities: []branch.Activity{branch.Visit}, Day: branch.DateOf(now), Went: []branch.MemberID{me.ID}, Text: "走访企业，了解情况。"}, now)
			return err
		})
		return err
	})
	page := median(200, func(i int) error {
		return s.View(func(tx *store.Tx) error {
			me, _ := office.Member(tx, branch.BranchID(i*31%branches+1), 1)
			_ = office.Me(tx, me, now)
			return nil
		})
	})
	one := median(50, func(i int) error {
		if _, err := s.Update(func(tx *store.Tx) error {
			tx.Plan(office.PushCalendar, branch.BranchID(i%branches+1), 0, now.Add(-time.Second))
			return nil
		}); err != nil {
			return err
		}
		return look.Look(now)
	})
	info, err := os.Stat(filepath.Join(data, "zhibu.db"))
	if err != nil {
		b.Fatal(err)
	}
	backed := time.Now()
	if _, err := ops.WriteBackup(s, filepath.Join(folder, "x.backup"), "", true, now); err != nil {
		b.Fatal(err)
	}
	b.Logf("%d people in %d branches, %d rows and what belongs to them (filled in %.1f s), file %d MB: start %.1f ms, visit logged %.0f us, own page %.0f us, look with nothing due %.0f us, with one due %.0f us; backup with its check %.2f s",
		people, branches, rows, took.Seconds(), info.Size()>>20, float64(open.Microseconds())/1000, visit, page, nothing, one, time.Since(backed).Seconds())
	b.ReportMetric(float64(open.Microseconds())/1000, "ms-start")
	b.ReportMetric(visit, "us-visit")
	b.ReportMetric(page, "us-page")
	b.ReportMetric(nothing, "us-look")
	b.ReportMetric(one, "us-due")
}

// fillBranches makes a folder of so many people as BenchmarkGrowth says, and gives how many rows it wrote. Member m of branch n
// has the account tg:n*100+m.
func fillBranches(b *testing.B, data, keys string, people int, now time.Time) (rows int) {
	s, v, err := app.OpenData(data, keys, "growth", store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	o, err := app.NewOffice(v, s)
	if err != nil {
		b.Fatal(err)
	}
	var waits []func() (store.Outcome, error)
	for first := 0; first < people; first += 32 {
		f := branch.Founding{Branch: branch.Branch{Name: fmt.Sprint("第", first/32+1, "支部"), Settings: branch.DefaultSettings()},
			Groups:   []branch.Group{{ID: 1, Name: "第一党小组", Leader: 1}},
			Contacts: []branch.Contact{{ID: 1, Name: "企业", Point: true, Group: 1, Leader: 1}}}
		for i := range min(32, people-first) {
			joined := branch.On(2000, time.March, 4) + branch.Date((first+i)*7%300) // none today, one tomorrow in some branches
			f.Members = append(f.Members, branch.Member{ID: branch.MemberID(i + 1), Name: fmt.Sprint("同志", first+i), Group: 1, Joined: joined, Full: joined + 366})
		}
		waits = append(waits, s.Submit(func(tx *store.Tx) error {
			id, err := o.Found(tx, f, now)
			if err != nil {
				return err
			}
			for _, m := range f.Members {
				to := chat.Chat(fmt.Sprint("tg:", int64(id)*100+int64(m.ID)))
				store.Bindings.Put(tx, store.Binding{Branch: id, Member: m.ID, Account: chat.Account(to), Chat: to, At: now})
				for k := range 10 {
					points.Records.Put(tx, branch.Record{Branch: id, ID: branch.RecordID(tx.Next(store.K(id).Str("record"))), Contact: 1,
						Activities: []branch.Activity{branch.Visit}, Day: branch.DateOf(now) - branch.Date(100*k+int(m.ID)), By: m.ID, Text: "走访企业，了解情况。", LoggedBy: m.ID, LoggedAt: now})
				}
			}
			rows += len(f.Members) * 12
			return nil
		}))
		if len(waits) > 200 {
			if _, err := waits[0](); err != nil {
				b.Fatal(err)
			}
			waits = waits[1:]
		}
	}
	for _, wait := range waits {
		if _, err := wait(); err != nil {
			b.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	return rows
}
