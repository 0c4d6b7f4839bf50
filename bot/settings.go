package bot

import (
	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

func settings(c *Call) error {
	rooms := c.bot.Office.SettingRooms()
	room := rooms[0]
	if len(c.press.Args) > 1 && c.Arg(1) != 0 {
		var ok bool
		if room, ok = chat.Coded(rooms, c.Arg(1), func(r branch.SettingRoom) string { return r.Name }); !ok {
			return office.Refusal(cards.OldCard)
		}
	}
	c.Show(c.bot.Office.Settings(c.tx, c.me.Branch, room, c.now))
	return nil
}

func (c *Call) settingOf(code int64) (branch.Setting, bool) {
	return chat.Coded(c.bot.Office.SettingRooms().All(), code, func(s branch.Setting) string { return s.Key })
}

func setting(c *Call) error {
	s, ok := c.settingOf(c.Arg(1))
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	return c.Fill("setting", Given("setting", s.Key))
}

// settingForm takes another value of a setting, and asks whether it is meant; one that does not fit is refused at once.
func settingForm(c *Call) ask.Form {
	s, ok := c.settingOf(chat.Code(chat.Get[string](c.form.Answers, "setting")))
	if !ok {
		return ask.Form{Title: "支部设置", May: func() error { return office.Refusal(cards.OldForm) }}
	}
	b, _ := store.Branches.Get(c.tx, store.K(c.me.Branch))
	read := func(text string) (any, error) {
		was, is, err := c.bot.Office.CheckSetting(c.tx, c.me.Branch, s, branch.Query(text), c.now)
		if err == nil && was == is {
			err = office.Refusal(s.Name + "现在就是 " + s.Shown(is) + "，没有改动。")
		}
		return is, err
	}
	return ask.Form{Title: "支部设置", Unasked: true, Up: c.Up(settings, chat.Code(c.bot.Office.SettingRooms().Of(s).Name)),
		Right: branch.KeepSettings,
		Head:  func(ask.Context) []chat.Span { return cards.Bold(s.Name) },
		Fields: []ask.Field{ask.Text("value", cards.SettingAsks(b, s)).As(s.Name).Changed("改成别的").Rewritten().Reads(read).Columns(2).
			Offer(func(ask.Context) (list []ask.Option) {
				for _, v := range s.Offer {
					list = append(list, ask.Option{Label: s.Shown(v), Value: chat.Code(v)})
				}
				return list
			}).
			Takes(func(o ask.Option) any {
				v, _ := chat.Coded(s.Offer, o.Value, chat.Word)
				return v
			}).
			Check(func(x ask.Context) error { _, err := read(chat.Get[string](x.Answers, "value")); return err })},
		Filled: func(x ask.Context) ([]chat.Span, error) {
			return cards.SettingFilled(s, s.Get(b.Settings), chat.Get[string](x.Answers, "value")), nil
		},
		Done: func(a chat.Answers) error {
			is := chat.Get[string](a, "value")
			if err := c.bot.Office.ConfigureOne(c.tx, c.me, s, is, c.now); err != nil {
				return err
			}
			c.Show(cards.SettingDone(c.me.Branch, c.bot.Office.SettingRooms().Of(s), s, is))
			return nil
		}}
}

func holidays(c *Call) error {
	return c.Fill("holidays", Given("year", c.bot.Office.WantedYear(c.me.Branch, c.now)))
}

// longestNotice is how much of a pasted notice is read, in bytes: a message of the platform holds no more.
const longestNotice = 16 << 10

// holidaysForm takes the notice of a year.
func holidaysForm(c *Call) ask.Form {
	year := chat.Get[int](c.form.Answers, "year")
	read := func(text string) (n branch.HolidayNotice, err error) {
		if len(text) > longestNotice {
			return n, office.Refusal("内容太长，请只粘贴“一、元旦”到“七、国庆节”的各条。")
		}
		if n, err = branch.ReadHolidays(text, year); err != nil {
			return n, office.Refusal(err.Error())
		}
		return n, c.bot.Office.MayLoad(c.me.Branch, n, c.now)
	}
	return ask.Form{Title: "节假日安排", Right: branch.KeepSettings, Up: c.Up(settings, 0),
		Head: func(ask.Context) []chat.Span { return cards.Bold("节假日") },
		Fields: []ask.Field{ask.Text("notice", cards.HolidaysAsk(year)).As("通知").Changed("重新粘贴").Rewritten().OrFile().
			Reads(func(text string) (any, error) { _, err := read(text); return text, err }).Shows(func(ask.Context) string { return "" })},
		Filled: func(x ask.Context) ([]chat.Span, error) {
			n, err := read(chat.Get[string](x.Answers, "notice"))
			return cards.HolidaysFilled(n), err
		},
		Done: func(a chat.Answers) error {
			n, err := read(chat.Get[string](a, "notice"))
			if err != nil {
				return err
			}
			note, err := c.bot.Office.LoadHolidays(c.tx, c.me, n, c.now)
			if err != nil {
				return err
			}
			c.Show(cards.HolidaysLoaded(c.me.Branch, n.Year, note))
			return nil
		}}
}
