package ask

import (
	"fmt"
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

// ReadDay reads a day. Without a year it is the last such day: 12月30日, written in January, is last year's.
func ReadDay(text string, today branch.Date) (day branch.Date, ok bool) {
	switch strings.TrimSpace(text) {
	case "今天":
		return today, true
	case "昨天":
		return today - 1, true
	case "前天":
		return today - 2, true
	}
	if day, ok = branch.ReadDate(text); ok || !strings.Contains(text, "月") || strings.Contains(text, "年") {
		return day, ok
	}
	if day, ok = branch.ReadDate(fmt.Sprintf("%d年%s", today.Year(), text)); ok && day > today {
		return branch.ReadDate(fmt.Sprintf("%d年%s", today.Year()-1, text))
	}
	return day, ok
}
