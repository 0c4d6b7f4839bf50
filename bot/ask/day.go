package ask

import (
	"fmt"
	"regexp"
	"strings"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

// Day asks for a day: today and yesterday by button, any by typing. The answer is a branch.Date.
func Day(name, question string) Field {
	return Field{Name: name, Question: question, columns: 2, options: recent(2),
		read: func(_ Field, x Context, text string) (any, error) {
			day, ok := ReadDay(text, x.Today())
			if !ok {
				return nil, Wrong(cards.DayUnread)
			}
			return day, nil
		},
		take: func(_ Field, _ Context, o Option) any { return branch.Date(o.Value) },
		show: func(f Field, x Context) string { return chat.Get[branch.Date](x.Answers, f.Name).ChineseWeekday() }}
}

// Past refuses days to come, and offers the last eight.
func (f Field) Past() Field {
	f.options = recent(8)
	return f.Check(func(x Context) error {
		if chat.Get[branch.Date](x.Answers, f.Name) > x.Today() {
			return Wrong(cards.DayAhead)
		}
		return nil
	})
}

func recent(n branch.Date) func(Context) []Option {
	return func(x Context) (list []Option) {
		for i := range n {
			label := (x.Today() - i).MonthDay()
			switch i {
			case 0:
				label = "今天"
			case 1:
				label = "昨天"
			}
			list = append(list, Option{label, int64(x.Today() - i)})
		}
		return list
	}
}

// ReadDay reads a day. Without a year it is the nearest such day: 12月30日, written in January, is last year's.
func ReadDay(text string, today branch.Date) (day branch.Date, ok bool) {
	for i, word := range []string{"今天", "昨天", "前天"} {
		if strings.TrimSpace(text) == word {
			return today - branch.Date(i), true
		}
	}
	far := func(d branch.Date) branch.Date { return max(d-today, today-d) }
	for _, d := range yearly(text, today) {
		if !ok || far(d) < far(day) {
			day, ok = d, true
		}
	}
	return day, ok
}

// ReadAhead reads a day to come, today among them. Without a year it is the next such day.
func ReadAhead(text string, today branch.Date) (day branch.Date, ok bool) {
	for i, word := range []string{"今天", "明天", "后天"} {
		if strings.TrimSpace(text) == word {
			return today + branch.Date(i), true
		}
	}
	for _, d := range yearly(text, today) {
		if d >= today {
			return d, true
		}
	}
	return 0, false
}

// monthDay is 11月27日, 11.27, 11-27 or 11/27.
var monthDay = regexp.MustCompile(`^([0-9]{1,2})(?:月|[./-])([0-9]{1,2})[日号]?$`)

// yearly returns the days that a text may mean: the one, or without a year that of last year, this year and the next.
func yearly(text string, today branch.Date) (list []branch.Date) {
	text = strings.ReplaceAll(branch.HalfWidth(text), " ", "")
	if m := monthDay.FindStringSubmatch(text); m != nil {
		text = m[1] + "月" + m[2] + "日"
	} else if day, ok := branch.ReadDate(text); ok {
		return []branch.Date{day}
	}
	if !strings.Contains(text, "月") || strings.Contains(text, "年") {
		return nil
	}
	for year := today.Year() - 1; year <= today.Year()+1; year++ {
		if day, ok := branch.ReadDate(fmt.Sprintf("%d年%s", year, text)); ok {
			list = append(list, day)
		}
	}
	return list
}
