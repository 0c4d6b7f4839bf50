package office_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"zhibu/app"
	"zhibu/branch"
	"zhibu/office"
	"zhibu/store"
)

// wholeYear is a notice with every holiday, on days that may be wrong.
func wholeYear(year int) branch.HolidayNotice {
	day := func(m time.Month, d int) []branch.Date { return []branch.Date{branch.On(year, m, d)} }
	span := func(m time.Month, n int) (list []branch.Date) {
		for d := range n {
			list = append(list, branch.On(year, m, d+1))
		}
		return list
	}
	return branch.HolidayNotice{Year: year, Holidays: []branch.Holiday{{Name: "元旦", Off: day(1, 1)}, {Name: "春节", Off: day(2, 8), Work: day(2, 20)}, {Name: "清明节", Off: day(4, 5)},
		{Name: "劳动节", Off: span(5, 5)}, {Name: "端午节", Off: day(6, 9)}, {Name: "中秋节", Off: day(9, 15)}, {Name: "国庆节", Off: span(10, 7)}}}
}

// TestOneCalendarPerBranch: what an officer loads holds for the own branch alone, never for a year that is known, until the
// operator takes it over; and every deed asks for the calendar of a branch.
func TestOneCalendarPerBranch(t *testing.T) {
	s, err := store.Open(t.TempDir(), store.Options{Secret: make([]byte, 32)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	o := &office.Office{Matters: app.OfficeMatters(), Calendar: branch.ChinaCalendar(), When: nine}
	s.Subscribe(func(c store.Commit) {
		for _, h := range c.Learned {
			whose := h.From
			if !h.Own {
				whose = 0
			}
			if err := o.Calendar.Learn(whose, h.Year, []byte(h.Table)); err != nil {
				t.Error(err)
			}
		}
	})
	now := branch.On(2026, 12, 1).At(10, 0)
	officer := func(b branch.BranchID) branch.Member { return branch.Member{Branch: b, ID: 1, Post: branch.Secretary} }
	load := func(me branch.Member, n branch.HolidayNotice) error {
		_, err := s.Update(func(tx *store.Tx) error {
			return tx.Try(func() error { _, err := o.LoadHolidays(tx, me, n, now); return err })
		})
		return err
	}
	if _, err := s.Update(func(tx *store.Tx) error {
		for b := branch.BranchID(1); b <= 2; b++ {
			store.Branches.Put(tx, branch.Branch{ID: b, Name: "支部", Imported: branch.On(2026, 1, 1)})
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	first, second := wholeYear(2027), wholeYear(2027)
	second.Holidays[1].Off = []branch.Date{branch.On(2027, 2, 9)}
	monday := branch.On(2027, 2, 8)
	works := func(what string, one, two, all bool) {
		t.Helper()
		if got := [3]bool{o.CalendarOf(1).Working(monday), o.CalendarOf(2).Working(monday), o.Calendar.Working(monday)}; got != [3]bool{one, two, all} {
			t.Errorf("%s: %s is worked by 1, 2 and the rest: %v", what, monday, got)
		}
	}
	works("nothing loaded", true, true, true)
	if err := load(officer(1), first); err != nil {
		t.Fatal(err)
	}
	works("loaded by 1", false, true, true)
	if o.Calendar.Known(2027) || o.CalendarOf(2).Known(2027) || !o.CalendarOf(1).Known(2027) {
		t.Error("another branch knows the year, too")
	}
	if err := load(officer(1), second); err == nil {
		t.Error("an officer has changed a year that is known")
	}
	if err := load(officer(2), second); err != nil {
		t.Fatal(err)
	}
	works("loaded by 2, otherwise", false, true, true)
	if err := load(branch.Member{}, second); err != nil {
		t.Fatal(err)
	}
	works("taken over for all", true, true, true)
	if err := load(officer(1), first); err == nil {
		t.Error("an officer has changed a year that all have")
	}
	_ = s.View(func(tx *store.Tx) error {
		if left := office.OwnHolidays(tx, 0); len(left) > 0 {
			t.Errorf("%d tables of branches are left beside that of all", len(left))
		}
		return nil
	})
	one := branch.HolidayNotice{Year: 2027, Holidays: first.Holidays[:1]}
	if err := load(branch.Member{}, one); err == nil {
		t.Error("one holiday has taken the place of a year")
	}

	own, err := filepath.Glob("*.go")
	matters, err2 := filepath.Glob("../topic/*/*.go")
	if err = errors.Join(err, err2); err != nil || len(own) == 0 || len(matters) == 0 {
		t.Fatal(err)
	}
	for _, f := range slices.Concat(own, matters) {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			if !strings.HasSuffix(f, "_test.go") && strings.Contains(line, "o.Calendar") && !strings.Contains(line, "o.CalendarOf(") && !strings.Contains(line, "o.Calendar.With(") && !strings.Contains(line, "o.Calendar.For(b)") {
				t.Errorf("%s:%d asks the calendar of all, not the branch's: o.CalendarOf(b)", f, i+1)
			}
		}
	}
}
