package bench_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"zhibu/bench"
	"zhibu/branch"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/scheduler"
	"zhibu/store"
	"zhibu/topic/points"
	"zhibu/topic/policy"
)

// What BenchmarkPoints founds.
const branches, people, firms, records = 3125, 32, 10_000, 1_000_000

// foundMany founds the branches, each with its groups, people, enterprises and bound accounts, and returns how many enterprises there are.
func foundMany(b *testing.B, o *office.Office, update func(func(*store.Tx))) (firm int) {
	imported := branch.On(2016, time.January, 4).At(9, 0)
	for n := 1; n <= branches; n++ {
		f := branch.Founding{Branch: branch.Branch{Name: fmt.Sprint("支部", n), Settings: branch.DefaultSettings()}}
		for g := range 5 {
			f.Groups = append(f.Groups, branch.Group{ID: branch.GroupID(g + 1), Name: fmt.Sprint("第", g+1, "党小组"), Leader: branch.MemberID(g + 1)})
		}
		for i := range people {
			m := branch.Member{ID: branch.MemberID(i + 1), Name: fmt.Sprint("同志", i+1), Group: branch.GroupID(i%5 + 1)}
			if i == 5 {
				m.Post = branch.OrganisationPost
			}
			f.Members = append(f.Members, m)
		}
		for len(f.Contacts) < 4 && firm < firms*n/branches {
			id := branch.ContactID(len(f.Contacts) + 1)
			f.Contacts = append(f.Contacts, branch.Contact{ID: id, Name: fmt.Sprint("企业", firm), Point: true, Leader: 20, Group: branch.GroupID(id)})
			firm++
		}
		update(func(tx *store.Tx) {
			id, err := o.Found(tx, f, imported)
			if err != nil {
				b.Fatal(err)
			}
			for m := range branch.MemberID(6) {
				to := fmt.Sprintf("tg:%d", int64(id)*100+int64(m))
				store.Bindings.Put(tx, store.Binding{Branch: id, Member: m + 1, Account: chat.Account(to), Chat: chat.Chat(to), At: imported})
				store.Digests.Put(tx, store.Digest{Branch: id, Member: m + 1, From: branch.On(2026, 3, 2), Asked: true})
			}
		})
	}
	return firm
}

// BenchmarkPoints measures a store of 3,125 branches with 32 people each (100,000), 10,000 enterprises and 1,000,000
// records: the daily look when 0, 100 and 10,000 digests are due, a board, an enterprise's card and a log. It runs once,
// whatever -benchtime says; making the store takes a minute.
func BenchmarkPoints(b *testing.B) {
	s, err := store.Open(b.TempDir(), store.Options{Holder: "bench", Secret: make([]byte, 32)})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	o := &office.Office{Calendar: branch.ChinaCalendar(), When: scheduler.When}
	update := func(deed func(tx *store.Tx)) {
		if _, err := s.Update(func(tx *store.Tx) error { deed(tx); return nil }); err != nil {
			b.Fatal(err)
		}
	}
	firm := foundMany(b, o, update)
	text := strings.Repeat("了解企业生产经营情况，商定下月共同开展主题党日。", 2)
	per := records / firm
	for n := branch.BranchID(1); n <= branches; n++ {
		update(func(tx *store.Tx) {
			id := branch.RecordID(0)
			for c := range store.Contacts.Scan(tx, store.K(n)) {
				for i := range per { // over ten years; nothing in the first quarter of 2026
					id++
					day := branch.On(2016, 1, 4) + branch.Date(i*3640/per)
					points.Records.Put(tx, branch.Record{Branch: n, ID: id, Contact: c.ID, Activities: branch.AtEnterprise, Day: day, By: 1, Text: text, LoggedBy: 1, LoggedAt: day.At(10, 0)})
				}
			}
			tx.Next(store.K(n).Str("record"))
		})
	}
	b.Logf("%d branches, %d people, %d enterprises, %d records", branches, branches*people, firm, per*firm)
	// Only what the test plans is due: all else waits for later.
	clear := func() {
		var all []store.Due
		_ = s.View(func(tx *store.Tx) error {
			for d := range store.Dues.Scan(tx, nil) {
				all = append(all, d)
			}
			return nil
		})
		for part := range slices.Chunk(all, 1000) {
			update(func(tx *store.Tx) {
				for _, d := range part {
					tx.Plan(d.Push, d.Branch, d.Subject, time.Time{})
				}
			})
		}
	}
	clear()
	look := func(due int, now time.Time) time.Duration {
		left := due
		for n := branch.BranchID(1); n <= branches && left > 0; n++ {
			update(func(tx *store.Tx) {
				for m := range min(left, 4) {
					tx.Plan(office.PushDigest, n, int64(m+1), now)
				}
			})
			left -= min(left, 4)
		}
		sch := scheduler.New(s, o, scheduler.NewTurned(now), nil)
		from := time.Now()
		if err := sch.Look(now); err != nil {
			b.Fatal(err)
		}
		return time.Since(from)
	}
	for i, due := range []int{0, 100, 10_000} {
		now := branch.On(2026, time.March, 17+i).At(9, 0)
		took := look(due, now)
		shown := 0
		_ = s.View(func(tx *store.Tx) error {
			for d := range store.Digests.Scan(tx, nil) {
				if d.Day == branch.DateOf(now) {
					shown++
				}
			}
			return nil
		})
		b.Logf("the look with %6d due: %9.2f ms, %d cards", due, took.Seconds()*1e3, shown)
		clear()
	}
	measure := func(name string, n int, do func(i int)) {
		var all []float64
		for i := range n {
			from := time.Now()
			do(i)
			all = append(all, time.Since(from).Seconds()*1e3)
		}
		slices.Sort(all)
		b.Logf("%-28s p50 %7.2f ms  p99 %7.2f ms", name, bench.Median(all), all[len(all)*99/100])
	}
	today, now := branch.On(2026, 3, 20), branch.On(2026, time.March, 20).At(10, 0)
	view := func(n int, do func(tx *store.Tx, me branch.Member)) {
		_ = s.View(func(tx *store.Tx) error {
			me, _ := office.Member(tx, branch.BranchID(n*7%branches+1), 1)
			do(tx, me)
			return nil
		})
	}
	measure("board", 500, func(i int) {
		view(i, func(tx *store.Tx, me branch.Member) { points.BoardCard(points.BoardOf(tx, me, false, today), 0) })
	})
	measure("enterprise's card", 500, func(i int) {
		view(i, func(tx *store.Tx, me branch.Member) {
			c, _ := office.Enterprise(tx, me.Branch, 1)
			points.FirmCard(points.FirmOf(o, tx, me, c, today))
		})
	})
	measure("one row (durable)", 500, func(i int) {
		update(func(tx *store.Tx) {
			store.Saids.Put(tx, store.Said{Push: "bench", Branch: branch.BranchID(i + 1), At: now})
		})
	})
	var inside []float64
	measure("a visit logged (durable)", 500, func(i int) {
		update(func(tx *store.Tx) {
			from := time.Now()
			me, _ := office.Member(tx, branch.BranchID(i+1), 1)
			_, err := points.Log(o, tx, me, points.Entry{Contact: 1, Activities: []branch.Activity{branch.Visit}, Day: today, Went: []branch.MemberID{1}, Text: text}, now)
			if err != nil {
				b.Fatal(err)
			}
			inside = append(inside, time.Since(from).Seconds()*1e3)
		})
	})
	slices.Sort(inside)
	b.Logf("%-28s p50 %7.2f ms  p99 %7.2f ms", "of it the deed", bench.Median(inside), inside[len(inside)*99/100])
	var list []branch.Article
	for i := range 10_000 {
		a := branch.Article{No: fmt.Sprintf("第%d条", i+1), Text: strings.Repeat("支持台资企业在本市投资兴业，依法享受同等待遇。", 8) + fmt.Sprint(i)}
		if i%100 == 0 {
			a.Text += "给予贷款贴息。"
		}
		list = append(list, a)
	}
	update(func(tx *store.Tx) {
		if _, err := policy.Add(o, tx, 1, 0, "惠台措施", list, now); err != nil {
			b.Fatal(err)
		}
	})
	measure("10,000 articles searched", 200, func(i int) {
		_ = s.View(func(tx *store.Tx) error {
			if _, n := policy.FindArticles(tx, 1, "贷款", 4); n != 100 {
				b.Fatal(n)
			}
			return nil
		})
	})
	b.ReportMetric(0, "ns/op")
}
