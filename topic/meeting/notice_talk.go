package meeting

import (
	"slices"
	"strings"

	"zhibu/bot"
	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
)

// The names of the forms of notices in the store.
const (
	formNotice = "meeting.notice"
	formLeave  = "meeting.leave"
)

// moving is what the form of a notice holds beside its answers: the notice that it changes.
const moving = "notice"

// plan begins a notice; of a kind, if the button names one.
func plan(c *bot.Call) error {
	me, known := c.Me(), chat.Answers{}
	k, named := chat.Coded(Kinds, c.Arg(1), func(k Kind) string { return k.Name })
	switch {
	case !me.May(branch.KeepMeetings):
		known.Put("kinds", ask.Codes(GroupMeet))
		known.Put("groups", []branch.GroupID{me.Group})
	case named:
		known.Put("kinds", ask.Codes(k.Name))
	}
	return c.Fill(formNotice, known)
}

func move(c *bot.Call) error {
	n, err := toChange(c.Tx(), c.Me(), c.Arg(1), c.Now())
	if err != nil {
		return err
	}
	known := bot.Given("kinds", ask.Codes(n.Kinds...), "groups", n.Groups, "day", n.Day(), "clock", n.At.In(branch.Shanghai).Format("15:04"),
		"place", n.Place, "topics", n.Topics, moving, n.ID)
	if n.Bring != "" {
		known.Put("bring", n.Bring)
	}
	return c.Fill(formNotice, known)
}

// noticeOf is what the answers of a form say.
func noticeOf(a chat.Answers) Notice {
	c := contentOf(a)
	return Notice{ID: chat.Get[int64](a, moving), Kinds: c.Kinds, Groups: c.Groups, At: at(c.Day, chat.Get[string](a, "clock")),
		Place: chat.Get[string](a, "place"), Topics: c.Topics, Bring: chat.Get[string](a, "bring")}
}

// clocks are the times that are offered.
var clocks = []string{"09:00", "10:00", "14:30", "15:00", "15:30", "16:00"}

// aheadDays are the days that are offered: the fixed day first, where it is a 主题党日 and still to come, then the next working days.
func aheadDays(c *bot.Call, fixed branch.Date) func(ask.Context) []ask.Option {
	return func(x ask.Context) (list []ask.Option) {
		if fixed != 0 {
			list = append(list, ask.Option{Label: fixed.MonthDay() + "（固定日）", Value: int64(fixed)})
		}
		calendar := c.Office().CalendarOf(c.Me().Branch)
		for day := calendar.OnOrAfter(x.Today()); len(list) < 8; day = calendar.Add(day, 1) {
			if day != fixed {
				list = append(list, ask.Option{Label: day.MonthDay() + "（" + weekdayOf(day) + "）", Value: int64(day)})
			}
		}
		return list
	}
}

// nextFixed returns the fixed day of the 主题党日 that is to be called next: this month's while it is owed, 0 once that has passed; else
// the next month's.
func nextFixed(c *bot.Call) branch.Date {
	b, today := office.GetBranch(c.Tx(), c.Me().Branch), branch.DateOf(c.Now())
	calendar, month := c.Office().CalendarOf(b.ID), branch.PeriodOf(branch.Month, today)
	fixed := FixedDay(b.Settings, calendar, today)
	held := slices.ContainsFunc(Owed(c.Tx(), b, today), func(w Owing) bool {
		return w.Duty.Name == PartyDay && (w.Owed() == 0 || w.Reason != "" || w.Called >= today)
	})
	switch {
	case held:
		return FixedDay(b.Settings, calendar, month.To+1)
	case fixed < today: // owed still: which day it is to be nobody has said
		return 0
	}
	return fixed
}

// noticeForm asks for a notice, or for what is to change in one. What the branch did last time is proposed.
func noticeForm(c *bot.Call) ask.Form {
	id := chat.Get[int64](c.Form().Answers, moving)
	kinds, groups := kindFields(c, askPlanned)
	isPartyDay := func(x ask.Context) bool { return slices.Contains(contentOf(x.Answers).Kinds, PartyDay) }
	fixed := branch.Date(0)
	if id == 0 {
		fixed = nextFixed(c)
	} else {
		kinds, groups = kinds.Fixed(), groups.Fixed()
	}
	known := func(which func(place, clock string) string) func(ask.Context) any {
		return func(x ask.Context) any {
			like := contentOf(x.Answers)
			like.Kinds = Ordered(like.Kinds)
			if value := which(lastPlace(c.Tx(), c.Me().Branch, like)); value != "" {
				return value
			}
			return nil
		}
	}
	draft := func(a chat.Answers) (Notice, error) {
		n := noticeOf(a)
		if old, ok := GetNotice(c.Tx(), c.Me().Branch, id); ok {
			n.Moved = old.Moved
		}
		n.Branch, n.By = c.Me().Branch, c.Me().ID
		return n, checkNotice(c.Tx(), c.Me(), &n, c.Now())
	}
	f := ask.Form{Title: "会议通知", May: entitledHere(c), Yes: "发通知",
		Head: func(x ask.Context) []chat.Span {
			head := cards.Bold("会议通知")
			if day := chat.Get[branch.Date](x.Answers, "day"); day != 0 {
				head = append(head, cards.Say("\n", strings.Join(contentOf(x.Answers).Kinds, "、"), "，", day.ChineseWeekday())...)
			}
			return head
		},
		Fields: []ask.Field{kinds, groups,
			ask.Day("day", askAhead).As("日期").Offer(func(x ask.Context) []ask.Option {
				if isPartyDay(x) {
					return aheadDays(c, fixed)(x)
				}
				return aheadDays(c, 0)(x)
			}).Known(func(x ask.Context) any {
				if fixed != 0 && isPartyDay(x) {
					return fixed
				}
				return nil
			}).Reads(func(text string) (any, error) {
				today := branch.DateOf(c.Now())
				day, ok := ask.ReadAhead(text, today)
				nearest, read := ask.ReadDay(text, today)
				switch {
				case read && nearest < today: // not the same day a year later
					return nil, ask.Wrong(nearest.Chinese() + "已经过了，请发送今天以后的日期。")
				case !ok:
					return nil, ask.Wrong("没有看懂这个日期。请发送今天以后的日期，例如 3月5日。")
				case day > today+farthest:
					return nil, ask.Wrong(tooFar)
				}
				return day, nil
			}),
			ask.Text("clock", askClock).As("时间").Columns(3).Known(known(func(_, clock string) string { return clock })).
				Offer(func(ask.Context) (list []ask.Option) {
					for _, t := range clocks {
						list = append(list, ask.Option{Label: t, Value: chat.Code(t)})
					}
					return list
				}).
				Takes(func(o ask.Option) any { return o.Label }).
				Reads(func(text string) (any, error) {
					t, err := readClock(text)
					if err != nil {
						return nil, ask.Wrong(err.Error())
					}
					return t, nil
				}).
				Check(func(x ask.Context) error {
					if n := noticeOf(x.Answers); n.Day() == branch.DateOf(c.Now()) && !n.At.After(c.Now()) {
						return ask.Wrong(passed)
					}
					return nil
				}),
			ask.Text("place", askPlace).As("地点").Most(40).Known(known(func(place, _ string) string { return place })),
			ask.Text("topics", askAgenda).As("议题").Most(200).Loose(),
			ask.Text("bring", askBring).As("携带").Most(60).Offered(),
		},
		Up: func(chat.Answers) error {
			if id != 0 {
				return showNotice(c, id)
			}
			return c.With(showOwed)
		},
		Filled: func(x ask.Context) ([]chat.Span, error) {
			n, err := draft(x.Answers)
			if err != nil {
				return nil, err
			}
			return filledNotice(viewNotice(c.Tx(), n, c.Me()), len(invited(c.Tx(), n)), id != 0, !c.Office().CalendarOf(n.Branch).Working(n.Day()), c.Now()), nil
		},
		Done: func(a chat.Answers) error {
			n, err := Notice{}, error(nil)
			if id == 0 {
				n, err = Call(c.Office(), c.Tx(), c.Me(), noticeOf(a), c.Now())
			} else {
				n, err = Move(c.Office(), c.Tx(), c.Me(), id, noticeOf(a), c.Now())
			}
			if err != nil {
				return err
			}
			return showNotice(c, n.ID)
		}}
	if id != 0 {
		f.Title, f.Yes = "改会议通知", "确认改动"
	}
	return f
}

func seeNotice(c *bot.Call) error { return showNotice(c, c.Arg(1)) }

// showNotice shows a notice as a page of home, to who belongs to the meeting or calls it.
func showNotice(c *bot.Call, id int64) error {
	n, ok := GetNotice(c.Tx(), c.Me().Branch, id)
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	v := viewNotice(c.Tx(), n, c.Me())
	if !v.Invited && !v.Keeps {
		return office.Refusal(cards.OldCard)
	}
	if convener(c.Tx(), n).ID == c.Me().ID {
		for _, l := range leavesOf(c.Tx(), n) {
			v.Away = append(v.Away, l.Name)
		}
	}
	if v.Keeps {
		for _, m := range unreached(c.Tx(), n) {
			v.Missed = append(v.Missed, office.Called(c.Tx(), m))
		}
	}
	if v.Keeps && slices.Contains(n.Kinds, Assembly) {
		v.Due = office.MeetingDue(c.Tx(), n.Branch, branch.Assembly, n.Day())
	}
	c.Show(noticeCard(v, true))
	return nil
}

func askCallOff(c *bot.Call) error {
	n, err := toChange(c.Tx(), c.Me(), c.Arg(1), c.Now())
	if err != nil {
		return err
	}
	c.Show(callOffCard(viewNotice(c.Tx(), n, c.Me())))
	return nil
}

func callOff(c *bot.Call) error {
	if err := CallOff(c.Office(), c.Tx(), c.Me(), c.Arg(1), c.Now()); err != nil {
		return err
	}
	return showNotice(c, c.Arg(1))
}

// leave asks for the reason, which nobody has to give.
func leave(c *bot.Call) error {
	n, ok := GetNotice(c.Tx(), c.Me().Branch, c.Arg(1))
	switch {
	case !ok || !n.Invites(c.Me()):
		return office.Refusal(cards.NotYours)
	case !n.Stands(c.Now()):
		return office.Refusal(noticeOver)
	}
	return c.Fill(formLeave, bot.Given(moving, n.ID))
}

// leaveForm takes the reason at once: one press, or one sentence.
func leaveForm(c *bot.Call) ask.Form {
	id := chat.Get[int64](c.Form().Answers, moving)
	n, ok := GetNotice(c.Tx(), c.Me().Branch, id)
	return ask.Form{Title: "请假", AtOnce: true, Up: func(chat.Answers) error { return c.Home() },
		May: func() error {
			if !ok || !n.Invites(c.Me()) {
				return office.Refusal(cards.NotYours)
			}
			return nil
		},
		Head: func(ask.Context) []chat.Span {
			return cards.Say(cards.Strong("请假"), "\n", viewNotice(c.Tx(), n, c.Me()).title(), "，", shortly(n.At))
		},
		Fields: []ask.Field{ask.Text("why", askLeave).Most(leaveMost).Empty(noReason)},
		Done: func(a chat.Answers) error {
			c.Drop() // first: its message is not to say that it was left
			if err := TakeLeave(c.Tx(), c.Me(), id, chat.Get[string](a, "why"), c.Now()); err != nil {
				return err
			}
			c.Note(leaveNoted(viewNotice(c.Tx(), n, c.Me()).Told))
			return c.Home()
		}}
}

func come(c *bot.Call) error {
	n, _ := GetNotice(c.Tx(), c.Me().Branch, c.Arg(1))
	had := Leaves.Has(c.Tx(), leaveKey(n.Branch, n.ID, c.Me().ID))
	if err := Come(c.Tx(), c.Me(), c.Arg(1), c.Now()); err != nil {
		return err
	}
	if !had {
		c.Note("您没有请假。")
		return nil
	}
	c.Note("已告知召集人，您可以参加。")
	return nil
}

// logCalled begins the record of a meeting that was called, as it was called.
func logCalled(c *bot.Call) error {
	n, ok := GetNotice(c.Tx(), c.Me().Branch, c.Arg(1))
	if !ok || n.Off != nil || n.Held != 0 || n.At.After(c.Now()) {
		return office.Refusal(cards.OldCard)
	}
	if err := mayEnter(c.Tx(), c.Me(), n.Content()); err != nil {
		return err
	}
	return c.Fill(formGathering, bot.Given("kinds", ask.Codes(n.Kinds...), "groups", n.Groups, "day", n.Day(), "topics", n.Topics))
}
