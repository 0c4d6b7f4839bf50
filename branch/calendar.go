package branch

import (
	"embed"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// Each file is a year's table in holiday-cn's form. Sources: the State Council's notices of 2024-11-12 (for 2025)
// and of 2025-11-04 (for 2026).
//
//go:embed calendar/*.json
var tables embed.FS

// Calendar knows which days are worked, by the tables of all branches and by those that a branch has loaded for itself.
// With makes another; Learn, for the one in use, takes a year over while others read it. The zero Calendar knows no year.
type Calendar struct {
	tables atomic.Pointer[known]
}

// known is what a Calendar knows. It never changes once it is in one.
type known struct {
	all years
	own map[BranchID]years
	of  map[BranchID]*Calendar // all, and what a branch has of its own beside: never in place of a year that all have
}

// years is by the year in the notice's title: is that day off.
type years map[int]map[Date]bool

func (c *Calendar) years() years {
	if t := c.tables.Load(); t != nil {
		return t.all
	}
	return nil
}

// For returns the calendar that a branch goes by.
func (c *Calendar) For(b BranchID) *Calendar {
	if t := c.tables.Load(); t != nil && t.of[b] != nil {
		return t.of[b]
	}
	return c
}

// Learn takes over a year's table, as With does, while the calendar is in use.
func (c *Calendar) Learn(b BranchID, year int, table []byte) error {
	other, err := c.With(b, year, table)
	if err == nil {
		c.tables.Store(other.tables.Load())
	}
	return err
}

// ChinaCalendar is the calendar of the years whose notices are built in.
func ChinaCalendar() *Calendar {
	c := new(Calendar)
	files, err := tables.ReadDir("calendar")
	for _, f := range files {
		var year int
		var b []byte
		if year, err = strconv.Atoi(strings.TrimSuffix(f.Name(), ".json")); err != nil {
			break
		}
		if b, err = tables.ReadFile("calendar/" + f.Name()); err != nil {
			break
		}
		if c, err = c.With(0, year, b); err != nil {
			break
		}
	}
	if err != nil {
		panic(err) // built in, so it is the build that is wrong
	}
	return c
}

// With returns a copy of c with the table of a year, in place of a former one: holiday-cn's list of days, or its whole
// file. It holds for one branch, or for all if b is 0; a year that all have is theirs for each branch. The error is a
// sentence for the person who loads it. A year's notice may also move days of the December before. An empty list is
// refused: holiday-cn publishes one while the notice is still to come.
func (c *Calendar) With(b BranchID, year int, table []byte) (*Calendar, error) {
	days, _, err := readTable(table)
	if err != nil || len(days) == 0 {
		return nil, fmt.Errorf("这不是%d年的放假安排：应为 holiday-cn 格式的 JSON 文件，并列有放假和调休上班的日期。", year)
	}
	off := make(map[Date]bool, len(days))
	for _, d := range days {
		if d.Date < On(year-1, time.December, 1) || d.Date > On(year, time.December, 31) {
			return nil, fmt.Errorf("放假安排中的日期“%s”不属于%d年。", d.Date, year)
		}
		if was, twice := off[d.Date]; d.IsOffDay == nil || twice && was != *d.IsOffDay {
			return nil, fmt.Errorf("放假安排中%s是放假还是上班，没有写清。", d.Date.Chinese())
		}
		off[d.Date] = *d.IsOffDay
	}
	t := known{all: years{}, own: map[BranchID]years{}, of: map[BranchID]*Calendar{}}
	maps.Copy(t.all, c.years())
	if was := c.tables.Load(); was != nil {
		for b, own := range was.own {
			t.own[b] = maps.Clone(own)
		}
	}
	if b == 0 {
		t.all[year] = off
	} else {
		if t.own[b] == nil {
			t.own[b] = years{}
		}
		t.own[b][year] = off
	}
	for b, own := range t.own {
		whole := maps.Clone(own)
		maps.Copy(whole, t.all)
		t.of[b] = new(Calendar)
		t.of[b].tables.Store(&known{all: whole})
	}
	other := new(Calendar)
	other.tables.Store(&t)
	return other, nil
}

// Known reports whether the year's table is there. In other years only weekends and the fixed holidays count as off, so
// the secretary is to be warned in time.
func (c *Calendar) Known(year int) bool { return c.years()[year] != nil }

// fixed reports whether a day is off in every year, by the State Council's 《全国年节及纪念日放假办法》. Those of the moon's
// calendar are known by a year's table only.
func fixed(d Date) bool {
	switch _, month, day := d.YMD(); month {
	case time.January:
		return day == 1
	case time.May:
		return day <= 2
	case time.October:
		return day <= 3
	}
	return false
}

// Working reports whether the day is worked, 调休 included.
func (c *Calendar) Working(d Date) bool {
	for _, year := range []int{d.Year() + 1, d.Year()} { // the later notice has the last word on a December
		if off, ok := c.years()[year][d]; ok {
			return !off
		}
	}
	if !c.Known(d.Year()) && fixed(d) {
		return false
	}
	return workday(d)
}

// Add returns the n-th working day after d, or before it for n < 0. The day d itself need not be worked, nor is it for n = 0.
func (c *Calendar) Add(d Date, n int) Date {
	step := Date(1)
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		d += step
		if c.Working(d) {
			n--
		}
	}
	return d
}

// OnOrAfter returns d or, if it is not worked, the next working day.
func (c *Calendar) OnOrAfter(d Date) Date { return c.Add(d-1, 1) }

// OnOrBefore returns d or, if it is not worked, the working day before it.
func (c *Calendar) OnOrBefore(d Date) Date { return c.Add(d+1, -1) }
