package drills

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
	"zhibu/office"
	"zhibu/scheduler"
	"zhibu/store"
	"zhibu/topic/birthday"
)

// throng returns the founding of a branch of n people in groups of 40, with two officers.
func throng(name string, n int) (f branch.Founding) {
	f.Branch.Name, f.Branch.Settings = name, branch.DefaultSettings()
	for i := range n {
		m := branch.Member{ID: branch.MemberID(i + 1), Name: fmt.Sprint("党员", i+1), Group: branch.GroupID(i/40 + 1), Joined: branch.On(1990+i%30, time.Month(i%12+1), i%28+1), Status: branch.Active,
			Section: fmt.Sprintf("第%d科（机关服务中心）", i/40+1), Title: "一级主任科员", Note: "由街道党工委转入，组织关系介绍信已核对，档案在县委组织部。"}
		m.Full = m.Joined + 366
		switch i {
		case 0:
			m.Post = branch.Secretary
		case 1:
			m.Post = branch.OrganisationPost
		}
		if i%40 == 0 {
			f.Groups = append(f.Groups, branch.Group{ID: m.Group, Name: fmt.Sprintf("第%d党小组", m.Group), Leader: m.ID})
		}
		f.Members = append(f.Members, m)
	}
	return f
}

// TestLargeBranch founds a branch of many, plans what is due of them and takes over a roster with 3,000 more, while people of
// another branch press. ZHIBU_LARGE says how many; make full has 10,000. Planning holds the writer for moments only.
func TestLargeBranch(t *testing.T) {
	people, more := 1000, 3000
	if v := os.Getenv("ZHIBU_LARGE"); v != "" {
		fmt.Sscan(v, &people)
	}
	folder := t.TempDir()
	s, v, err := app.OpenData(filepath.Join(folder, "data"), filepath.Join(folder, "keys"), "large", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	o, err := app.NewOffice(v, s)
	if err != nil {
		t.Fatal(err)
	}
	now := branch.On(2026, time.March, 3).At(10, 0)
	look := scheduler.New(s, o, scheduler.NewTurned(now), slog.New(slog.DiscardHandler))
	longest := time.Duration(0)
	update := func(deed func(*store.Tx) error) {
		t.Helper()
		if _, err := s.Update(func(tx *store.Tx) error {
			from := time.Now()
			defer func() { longest = max(longest, time.Since(from)) }()
			return deed(tx)
		}); err != nil {
			t.Fatal(err)
		}
	}
	var small, large branch.BranchID
	found := func(f branch.Founding) (id branch.BranchID) {
		update(func(tx *store.Tx) (err error) { id, err = o.Found(tx, f, now); return err })
		return id
	}
	small = found(throng("小支部", 32))
	// during does something large while somebody of the small branch presses every two milliseconds.
	during := func(what string, do func()) {
		var waits []time.Duration
		over, ended := make(chan bool), make(chan bool)
		go func() {
			defer close(ended)
			for {
				from := time.Now()
				if _, err := s.Update(func(tx *store.Tx) error {
					me, _ := office.Member(tx, small, 1)
					tx.Show("tg:1", o.Home(tx, me, now))
					return nil
				}); err != nil {
					t.Error(err)
				}
				waits = append(waits, time.Since(from))
				select {
				case <-over:
					return
				case <-time.After(2 * time.Millisecond):
				}
			}
		}()
		longest = 0
		from := time.Now()
		do()
		took := time.Since(from)
		close(over)
		<-ended
		slices.Sort(waits)
		p99 := waits[len(waits)*99/100]
		t.Logf("%s: %v, longest deed of its own %v; %d presses of another branch p50 %v p99 %v worst %v", what, took.Round(time.Millisecond),
			longest.Round(time.Millisecond), len(waits), waits[len(waits)/2].Round(10*time.Microsecond), p99.Round(10*time.Microsecond), waits[len(waits)-1].Round(time.Millisecond))
	}
	during(fmt.Sprint("founding ", people), func() { large = found(throng("大支部", people)) })
	planned := func() (n int) {
		_ = s.View(func(tx *store.Tx) error {
			for range store.Dues.Scan(tx, store.K[int64]().Str(birthday.PushGreeting).Int(int64(large))) {
				n++
			}
			return nil
		})
		return n
	}
	if n := planned(); n > 100 {
		t.Errorf("the deed that founds the branch plans for %d people", n)
	}
	during("planning them", func() {
		for pending := true; pending; {
			if err := look.Look(now); err != nil {
				t.Fatal(err)
			}
			pending = false
			_ = s.View(func(tx *store.Tx) error {
				for range store.Dues.Scan(tx, store.K[int64]().Str(office.PushPlan)) {
					pending = true
				}
				return nil
			})
		}
	})
	if n := planned(); n != people {
		t.Errorf("of %d people %d are to be greeted", people, n)
	}
	during(fmt.Sprint("a roster with ", more, " more"), func() {
		update(func(tx *store.Tx) error {
			after := office.People(tx, large)
			for _, m := range throng("", people+more).Members[people:] {
				m.Branch, m.Group = large, 1
				after.Members = append(after.Members, m)
			}
			_, err := o.Rewrite(tx, large, 1, "名册.xlsx", after, now)
			return err
		})
	})
	during("planning those", func() {
		for range (people+more)/25 + 1 {
			if err := look.Look(now); err != nil {
				t.Fatal(err)
			}
		}
	})
	if n := planned(); n != people+more {
		t.Errorf("of %d people %d are to be greeted", people+more, n)
	}
	_ = s.View(func(tx *store.Tx) error {
		last, _ := office.Member(tx, large, branch.MemberID(people+more))
		if got := office.ChangesOf(tx, branch.Member{Branch: large, ID: 1, Post: branch.Secretary}, last.ID); last.Name == "" || len(got) == 0 {
			t.Errorf("%+v has come, and the history knows of %d entries", last, len(got))
		}
		return nil
	})
	for _, fault := range s.Check() {
		t.Error(fault)
	}
}
