package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/store"
)

// TestRehearsalYear turns a rehearsal's clock through a whole year by the sandbox's own steps: every push at its time,
// once. make full runs it; it reports the seconds that the year took.
func TestRehearsalYear(t *testing.T) {
	if os.Getenv("ZHIBU_YEAR") == "" {
		t.Skip("a year of a branch; make full runs it")
	}
	start := branch.On(2026, time.February, 2).At(8, 55)
	r, err := newRehearsal(beginning{start: start})
	if err != nil {
		t.Fatal(err)
	}
	api := &http.Server{Handler: r.server.Handler()}
	go api.Serve(r.mem)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- r.app.Run(ctx) }()
	if err := r.server.WaitDrained(ctx); err != nil {
		t.Fatal(err)
	}
	began, steps := time.Now(), 0
	last := branch.On(2026, time.December, 31)
	for end := last.At(20, 0); ; steps++ {
		at, _, due := r.NextDue()
		if !due || at.After(end) {
			break
		}
		if err := r.Turn(ctx, at); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("a year in %.1f s: %d moments, %d messages", time.Since(began).Seconds(), steps, len(r.server.Log()))
	sent := r.server.Log()
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	defer func() {
		if err := errors.Join(r.close(), api.Close()); err != nil {
			t.Error(err)
		}
	}()

	calendar := branch.ChinaCalendar()
	greeted, said := map[string]int{}, map[string]int{}
	for _, s := range sent {
		local := s.Time.In(branch.Shanghai)
		day := branch.DateOf(local)
		if local.Sub(start) < time.Hour {
			continue // the first home cards, and what was due when the branch was taken over
		}
		said[fmt.Sprint(s.Chat, " ", s.Text)]++
		switch {
		case strings.Contains(s.Text, "今天是您的政治生日"):
			greeted[fmt.Sprint(s.Chat, " ", day)]++
			if local.Hour() != 9 || local.Minute() > 5 {
				t.Errorf("a greeting at %s", local)
			}
		case !calendar.Working(day) || local.Before(day.At(8, 30)) || local.After(day.At(18, 5)):
			t.Errorf("at %s, out of hours: %.40q", local.Format("2006-01-02 15:04"), s.Text)
		}
	}
	for what, n := range said {
		// Said again in the same words while nobody acts: at the opening and on three days that groups have not nominated,
		// every third working day of the last fifteen of a quarter that its 党员大会 has no date.
		again := n <= 4 && (strings.Contains(what, "提醒：推荐") || strings.Contains(what, "已推荐 0 组")) ||
			n <= 6 && strings.Contains(what, "请确定本季度党员大会的日期")
		if n > 1 && !again {
			t.Errorf("%d times: %.60q", n, what)
		}
	}
	_ = r.app.Store.View(func(tx *store.Tx) error {
		for m := range store.Members.Scan(tx, nil) {
			for day := branch.DateOf(start) + 1; day <= last; day++ {
				want := 0
				if m.Joined.Anniversary(day.Year(), false) == day && m.Joined < day && !unboundAtFirst(tx, m) {
					want = 1
				}
				if got := greeted[fmt.Sprint(firstID+int64(m.ID), " ", day)]; got != want {
					t.Errorf("%s got %d greetings on %s, want %d", m.Name, got, day, want)
				}
			}
		}
		return nil
	})
}
