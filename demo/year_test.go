package demo_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/demo"
	"zhibu/office"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/world"
)

// TestRehearsalYear turns a rehearsal's clock through a whole year by the sandbox's own steps: every push at its time,
// once. make full runs it; it reports the seconds that the year took.
func TestRehearsalYear(t *testing.T) {
	if os.Getenv("ZHIBU_YEAR") == "" {
		t.Skip("a year of a branch; make full runs it")
	}
	start := branch.On(2026, time.February, 2).At(8, 55)
	r, err := demo.New(demo.Beginning{Start: start})
	if err != nil {
		t.Fatal(err)
	}
	api := &http.Server{Handler: r.Server().Handler()}
	go api.Serve(r.Mem())
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- r.App().Run(ctx) }()
	if err := r.Server().WaitDrained(ctx); err != nil {
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
	t.Logf("a year in %.1f s: %d moments, %d messages", time.Since(began).Seconds(), steps, len(r.Server().Log()))
	sent := r.Server().Log()
	w := &world.World{T: t, Server: r.Server(), App: r.App(), Phones: map[branch.MemberID]*sandbox.Client{}}
	_ = r.App().Store.View(func(tx *store.Tx) error {
		for m := range store.Members.Scan(tx, nil) {
			w.Phones[m.ID] = r.Server().Client(demo.FirstID + int64(m.ID))
		}
		return nil
	})
	w.PressAll(100)
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	defer func() {
		if err := errors.Join(r.Close(), api.Close()); err != nil {
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
	people := map[int64]branch.Member{}
	roles := map[int64]string{}
	_ = r.App().Store.View(func(tx *store.Tx) error {
		for m := range store.Members.Scan(tx, nil) {
			g := office.Group(tx, m.Branch, m.Group)
			people[demo.FirstID+int64(m.ID)], roles[demo.FirstID+int64(m.ID)] = m, cmp.Or(demo.RoleOf(m, g), "党员")
		}
		return nil
	})
	t.Log("messages in the year, by role: one person's, and on the worst day\n" + tally(sent, people, roles))
	for what, n := range said {
		if n > 1 { // nobody acts here, and still no card comes twice as it was
			t.Errorf("%d times: %.60q", n, what)
		}
	}
	_ = r.App().Store.View(func(tx *store.Tx) error {
		for m := range store.Members.Scan(tx, nil) {
			for day := branch.DateOf(start) + 1; day <= last; day++ {
				want := 0
				if m.Joined.Anniversary(day.Year(), false) == day && m.Joined < day && !demo.UnboundAtFirst(tx, m) {
					want = 1
				}
				if got := greeted[fmt.Sprint(demo.FirstID+int64(m.ID), " ", day)]; got != want {
					t.Errorf("%s got %d greetings on %s, want %d", m.Name, got, day, want)
				}
			}
		}
		return nil
	})
}

// tally returns for each role the messages of whoever of it got most, and that person's worst day.
func tally(sent []sandbox.Sent, people map[int64]branch.Member, roles map[int64]string) string {
	total, daily := map[int64]int{}, map[int64]map[branch.Date]int{}
	for _, s := range sent {
		if daily[s.Chat] == nil {
			daily[s.Chat] = map[branch.Date]int{}
		}
		total[s.Chat]++
		daily[s.Chat][branch.DateOf(s.Time)]++
	}
	most := map[string]int64{}
	for _, id := range slices.Sorted(maps.Keys(total)) {
		if role := roles[id]; most[role] == 0 || total[id] > total[most[role]] {
			most[role] = id
		}
	}
	var b strings.Builder
	for _, role := range slices.Sorted(maps.Keys(most)) {
		id := most[role]
		var worst branch.Date
		for day, n := range daily[id] {
			if n > daily[id][worst] || n == daily[id][worst] && day < worst {
				worst = day
			}
		}
		fmt.Fprintf(&b, "%s %s: %d, %d on %s\n", role, people[id].Name, total[id], daily[id][worst], worst)
	}
	return b.String()
}
