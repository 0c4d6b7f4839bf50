package scheduler

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"zhibu/branch"
	"zhibu/office"
	"zhibu/store"
)

func TestWhen(t *testing.T) {
	at := func(s string) time.Time {
		parsed, err := time.ParseInLocation("2006-01-02 15:04:05", s, branch.Shanghai)
		if err != nil {
			t.Fatal(err)
		}
		return parsed
	}
	for _, c := range []struct{ spec, from, want string }{
		{"0 9 * * *", "2026-03-02 09:00:00", "2026-03-02 09:00:00"}, // at or after
		{"0 9 * * *", "2026-03-02 09:00:01", "2026-03-03 09:00:00"},
		{"0 9 * * *", "2026-03-02 08:59:59", "2026-03-02 09:00:00"},
		{"30 8 * * 1", "2026-12-29 00:00:00", "2027-01-04 08:30:00"},
		{"0 9 29 2 *", "2026-01-01 00:00:00", "2028-02-29 09:00:00"},
		{"0 0 1 1 *", "2026-01-01 00:00:00", "2026-01-01 00:00:00"},
		// Refused: a zone of its own, what is no time of day, what never comes, four or six fields.
		{"TZ=UTC 0 9 * * *", "2026-03-02 09:00:00", ""}, {"CRON_TZ=UTC 0 9 * * *", "2026-03-02 09:00:00", ""},
		{"@every 5s", "2026-03-02 09:00:00", ""}, {"@every -5s", "2026-03-02 09:00:00", ""}, {"@daily", "2026-03-02 09:00:00", ""},
		{"0 9 30 2 *", "2026-03-02 09:00:00", ""}, {"0 9 * *", "2026-03-02 09:00:00", ""}, {"0 0 9 * * *", "2026-03-02 09:00:00", ""},
		{"", "2026-03-02 09:00:00", ""}, {"60 9 * * *", "2026-03-02 09:00:00", ""}, {"*/0 9 * * *", "2026-03-02 09:00:00", ""},
		{"TZ= ", "2026-03-02 09:00:00", ""}, {"5-1 9 * * *", "2026-03-02 09:00:00", ""},
	} {
		// The zone of the machine, or of the instant, makes no difference.
		for _, zone := range []*time.Location{branch.Shanghai, time.UTC, time.FixedZone("west", -11*3600)} {
			got := When(c.spec, at(c.from).In(zone))
			if c.want == "" && !got.IsZero() || c.want != "" && !got.Equal(at(c.want)) {
				t.Errorf("When(%q, %s) = %s, want %q", c.spec, c.from, got.In(branch.Shanghai), c.want)
			}
		}
	}
}

func TestTurned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := branch.On(2026, time.March, 2).At(9, 0)
		c := NewTurned(start)
		begun := time.Now()
		waits := func(d time.Duration) time.Duration { // how long After(d) takes in real time
			fire, stop := c.After(d)
			defer stop()
			from := time.Now()
			<-fire
			return time.Since(from)
		}
		if got := waits(time.Minute); got != time.Minute {
			t.Errorf("a minute took %s", got)
		}
		time.AfterFunc(time.Second, func() { c.Set(start.AddDate(0, 0, 9)) })
		if got := waits(time.Hour); got != time.Second {
			t.Errorf("a clock that is turned fires after %s, not at once", got)
		}
		c.Set(start) // backwards: ignored
		if got, want := c.Now(), start.AddDate(0, 0, 9); !got.Equal(want) {
			t.Errorf("the clock shows %s, want %s", got, want)
		}
		if time.Since(begun) > time.Hour {
			t.Error("the bubble's time has run away")
		}
		_, stop := c.After(time.Hour)
		stop()
		stop() // twice is once
	})
}

// push is what a push of a test does.
type push func(o *office.Office, tx *store.Tx, due store.Due, now time.Time)

// agenda is a store with nothing but an agenda, and pushes of the test's own.
func agenda(t *testing.T, own map[string]push) *Scheduler {
	t.Helper()
	s, err := store.Open(t.TempDir(), store.Options{Secret: make([]byte, 32)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if faults := s.Check(); len(faults) > 0 {
			t.Error(faults)
		}
		s.Close()
	})
	matter := office.Matter{}
	for name, do := range own {
		matter.Pushes = append(matter.Pushes, office.Push{Name: name, Do: do})
	}
	return New(s, &office.Office{Calendar: branch.ChinaCalendar(), When: When, Matters: []office.Matter{matter}}, NewTurned(branch.On(2026, time.March, 2).At(9, 0)), slog.New(slog.DiscardHandler))
}

func (s *Scheduler) plan(t *testing.T, push string, subject int64, at time.Time) {
	t.Helper()
	if _, err := s.Store.Update(func(tx *store.Tx) error { tx.Plan(push, 1, subject, at); return nil }); err != nil {
		t.Fatal(err)
	}
}

// TestLook has more due at once than goes into a transaction, one of which fails and one of which nobody knows.
func TestLook(t *testing.T) {
	var order []int64
	fails := true
	done := func(_ *office.Office, tx *store.Tx, due store.Due, now time.Time) {
		order = append(order, due.Subject)
		tx.Plan(due.Push, due.Branch, due.Subject, time.Time{})
	}
	s := agenda(t, map[string]push{
		"test.done": done,
		"test.fail": func(o *office.Office, tx *store.Tx, due store.Due, now time.Time) {
			if tx.Plan(due.Push, due.Branch, due.Subject, time.Time{}); fails {
				panic("as it happens")
			}
			done(o, tx, due, now)
		},
	})
	now := branch.On(2026, time.March, 2).At(9, 0)
	const many = 3*batch + 5
	for i := range int64(many) {
		s.plan(t, "test.done", many-i, now.Add(-time.Duration(i)*time.Minute))
	}
	s.plan(t, "test.fail", 0, now.AddDate(0, 0, -9))
	s.plan(t, "test.forgotten", 0, now.AddDate(0, 0, -9)) // of an older program
	s.plan(t, "test.done", many+1, now.Add(time.Second))  // not yet
	for range 2 {                                         // the second time there is nothing left
		if err := s.Look(now); err != nil {
			t.Fatal(err)
		}
	}
	if len(order) != many || !slices.IsSorted(order) {
		t.Errorf("%d of %d were carried out, in the order %v", len(order), many, order)
	}
	if at, ok := s.NextAt(); !ok || !at.Equal(now.Add(time.Second)) {
		t.Errorf("next is %s, %v", at, ok)
	}
	fails = false
	if err := s.Look(now.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if len(order) != many+2 || order[many] != many+1 || order[many+1] != 0 {
		t.Errorf("an hour later: %v", order[many:])
	}
	if _, ok := s.NextAt(); ok {
		t.Error("something is still due")
	}
}

// TestHold has much fall due at one moment: what people press passes in between.
func TestHold(t *testing.T) {
	const many = batch - 4
	done, begun := 0, make(chan struct{}, many)
	s := agenda(t, map[string]push{"test.slow": func(_ *office.Office, tx *store.Tx, due store.Due, _ time.Time) {
		begun <- struct{}{}
		time.Sleep(hold / 4)
		done++
		tx.Plan(due.Push, due.Branch, due.Subject, time.Time{})
	}})
	now := branch.On(2026, time.May, 20).At(9, 0)
	for i := range int64(many) {
		s.plan(t, "test.slow", i, now)
	}
	ended := make(chan error, 1)
	go func() { ended <- s.Look(now) }()
	<-begun
	before := 0
	if _, err := s.Store.Update(func(*store.Tx) error { before = done; return nil }); err != nil {
		t.Fatal(err)
	}
	if before >= many/2 {
		t.Errorf("a press waited until %d of %d were carried out", before, many)
	}
	if err := <-ended; err != nil || done != many {
		t.Errorf("%d of %d were carried out: %v", done, many, err)
	}
}

// TestRun wakes when the agenda changes, and at its times, not before.
func TestRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var said []string
		s := agenda(t, map[string]push{"test.say": func(_ *office.Office, tx *store.Tx, due store.Due, now time.Time) {
			said = append(said, now.In(branch.Shanghai).Format("15:04:05"))
			tx.Plan(due.Push, due.Branch, due.Subject, time.Time{})
		}})
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- s.Run(ctx) }()
		start := s.Clock.Now()
		synctest.Wait()
		s.plan(t, "test.say", 1, start.Add(50*time.Minute))
		s.plan(t, "test.say", 2, start.Add(10*time.Minute))
		time.Sleep(20 * time.Minute)
		s.plan(t, "test.say", 3, start.Add(15*time.Minute)) // late already
		time.Sleep(2 * time.Hour)
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if got := strings.Join(said, " "); got != "09:10:00 09:20:00 09:50:00" {
			t.Errorf("said at %s", got)
		}
	})
}

// TestPutOffMeanwhile: what a deed of the same look has put off is not carried out before its time.
func TestPutOffMeanwhile(t *testing.T) {
	now := branch.On(2026, time.March, 2).At(9, 0)
	var did []int64
	s := agenda(t, map[string]push{"test.first": func(_ *office.Office, tx *store.Tx, due store.Due, now time.Time) {
		did = append(did, due.Subject)
		tx.Plan(due.Push, due.Branch, due.Subject, time.Time{})
		tx.Plan(due.Push, due.Branch, 2, now.Add(24*time.Hour))
	}})
	s.plan(t, "test.first", 1, now.Add(-2*time.Hour))
	s.plan(t, "test.first", 2, now.Add(-time.Hour))
	if err := s.Look(now); err != nil || len(did) != 1 {
		t.Errorf("carried out %v, %v", did, err)
	}
}
