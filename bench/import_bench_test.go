package bench_test

import (
	"fmt"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"testing"
	"time"

	"zhibu/app"
	"zhibu/branch"
	"zhibu/files"
	"zhibu/office"
	"zhibu/store"
	"zhibu/world"
)

// BenchmarkImport founds 100 branches of 100 people from .xlsx files, then takes a further list of each over: what is
// reported is the time of each and the highest the heap stood, garbage included.
func BenchmarkImport(b *testing.B) {
	list := func(n int, title string) []byte {
		r := branch.Roster{Branch: fmt.Sprintf("中共虚构县第%d机关党支部", n), ContactColumns: []branch.Column{branch.ColFirm}}
		for i := range 100 {
			joined := branch.On(1990, 1, 1) + branch.Date(97*i+n)
			r.People = append(r.People, branch.RosterPerson{Name: "王" + string(rune('一'+100*n+i)), Group: fmt.Sprintf("第%d党小组", i/20+1),
				GroupLeader: i%20 == 0, Title: title, Joined: joined, Full: joined + 366})
		}
		data, err := files.WriteRoster(r, branch.On(2026, 6, 1))
		if err != nil {
			b.Fatal(err)
		}
		return data
	}
	var first, second [][]byte
	for n := range 100 {
		first, second = append(first, list(n, "科员")), append(second, list(n, "四级主任科员"))
	}
	now := branch.On(2026, 6, 1).At(10, 0)
	for b.Loop() {
		folder := b.TempDir()
		s, v, err := app.OpenData(filepath.Join(folder, "data"), filepath.Join(folder, "keys"), "test", store.Options{})
		if err != nil {
			b.Fatal(err)
		}
		o, err := app.NewOffice(v, s)
		if err != nil {
			b.Fatal(err)
		}
		runtime.GC()
		peak := watchHeap()
		start := time.Now()
		for _, data := range first {
			f := world.Founded(b, "名册.xlsx", data, "", now)
			if _, err := s.Update(func(tx *store.Tx) error { _, err := o.Found(tx, f, now); return err }); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(time.Since(start).Seconds(), "s/founding")
		start = time.Now()
		for n, data := range second {
			r, _, err := files.ReadRoster("名册.xlsx", data)
			if err != nil {
				b.Fatal(err)
			}
			_, err = s.Update(func(tx *store.Tx) error {
				id := branch.BranchID(n + 1)
				if _, _, err := o.Propose(tx, id, 0, "名册.xlsx", "", r, now); err != nil {
					return err
				}
				p, _ := office.GetProposal(tx, id, 0)
				v, _, err := o.ConfirmImport(tx, p, now)
				if _, changed := v.Difference.Count(); changed != 100 {
					b.Fatalf("%d people changed", changed)
				}
				return err
			})
			if err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(time.Since(start).Seconds(), "s/further")
		b.ReportMetric(float64(peak())/(1<<20), "MiB-peak")
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// watchHeap returns what tells the highest the heap stood since.
func watchHeap() (peak func() uint64) {
	stop, highest := make(chan struct{}), make(chan uint64)
	go func() {
		sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		var top uint64
		for {
			metrics.Read(sample)
			top = max(top, sample[0].Value.Uint64())
			select {
			case <-stop:
				highest <- top
				return
			case <-time.After(time.Millisecond):
			}
		}
	}()
	return func() uint64 { close(stop); return <-highest }
}
