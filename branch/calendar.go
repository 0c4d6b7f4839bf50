package branch

import (
	"bytes"
	"embed"
	"encoding/json"
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

// Calendar knows which days are worked. With makes another; Learn, for the one in use, takes a year over while others
// read it. The zero Calendar knows no year.
type Calendar struct {
	tables atomic.Pointer[years]
}

// years is by the year in the notice's title: is that day off. It never changes once it is in a Calendar.
type years map[int]map[Date]bool

func (c *Calendar) years() years {
	if t := c.tables.Load(); t != nil {
		return *t
	}
	return nil
}

// Learn takes over a year's table, as With does, while the calendar is in use.
func (c *Calendar) Learn(year int, table []byte) error {
	other, err := c.With(year, table)
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
		if c, err = c.With(year, b); err != nil {
			break
		}
	}
	if err != nil {
		panic(err) // built in, so it is the build that is wrong
	}
	return c
}

// With gives a copy of c with the table of a year, in place of a former one: holiday-cn's list of days, or its whole
// file. The error is a sentence for the person who loads it. A year's notice may also move days of the December
// before. An empty list is refused: holiday-cn publishes one while the notice is still to come.
func (c *Calendar) With(year int, table []byte) (*Calendar, error) {
	type day struct {
		Date     Date  `json:"date"`
		IsOffDay *bool `json:"isOffDay"` // a missing one must not read as a day to work
	}
	var file struct {
		Days []day `json:"days"`
	}
	var err error
	if bytes.HasPrefix(bytes.TrimSpace(table), []byte("[")) {
		err = json.Unmarshal(table, &file.Days)
	} else {
		err = json.Unmarshal(table, &file)
	}
	if err != nil || len(file.Days) == 0 {
		return nil, fmt.Errorf("这不是%d年的放假安排：应为 holiday-cn 格式的 JSON 文件，并列有放假和调休上班的日期。", year)
	}
	off := make(map[Date]bool, len(file.Days))
	for _, d := range file.Days {
		if d.Date < On(year-1, time.December, 1) || d.Date > On(year, time.December, 31) {
			return nil, fmt.Errorf("放假安排中的日期“%s”不属于%d年。", d.Date, year)
		}
		if was, twice := off[d.Date]; d.IsOffDay == nil || twice && was != *d.IsOffDay {
			return nil, fmt.Errorf("放假安排中%s是放假还是上班，没有写清。", d.Date.Chinese())
		}
		off[d.Date] = *d.IsOffDay
	}
	all := years{}
	maps.Copy(all, c.years())
	all[year] = off
	other := new(Calendar)
	other.tables.Store(&all)
	return other, nil
}

// Known tells whether the year's table is there. In other years every weekday counts as worked, so the secretary
// is to be warned in time.
func (c *Calendar) Known(year int) bool { return c.years()[year] != nil }

// Working tells whether the day is worked, 调休 included.
func (c *Calendar) Working(d Date) bool {
	for _, year := range []int{d.Year() + 1, d.Year()} { // the later notice has the last word on a December
		if off, ok := c.years()[year][d]; ok {
			return !off
		}
	}
	return d.Weekday() != time.Saturday && d.Weekday() != time.Sunday
}

// Add gives the n-th working day after d, or before it for n < 0. The day d itself need not be worked, nor is it for n = 0.
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

// OnOrAfter gives d or, if it is not worked, the next working day.
func (c *Calendar) OnOrAfter(d Date) Date { return c.Add(d-1, 1) }

// OnOrBefore gives d or, if it is not worked, the working day before it.
func (c *Calendar) OnOrBefore(d Date) Date { return c.Add(d+1, -1) }
