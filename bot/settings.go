package bot

import (
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
	"zhibu/store"
)

func settings(c *call) error {
	room := 0
	if len(c.press.Args) > 1 {
		room = int(c.arg(1))
	}
	c.show(c.bot.Office.Settings(c.tx, c.me.Branch, room, c.now))
	return nil
}

func settingAt(i int64) (branch.Setting, bool) {
	if i < 0 || i >= int64(len(branch.SettingList)) {
		return branch.Setting{}, false
	}
	return branch.SettingList[i], true
}

func setting(c *call) error {
	s, ok := settingAt(c.arg(1))
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	b, _ := store.Branches.Get(c.tx, store.K(c.me.Branch))
	f := c.begin("setting", stepText, map[string]int64{"setting": c.arg(1)})
	c.show(cards.Setting(f.Number, b, s))
	return nil
}

func settingPick(c *call) error {
	s, ok := settingAt(c.form.Numbers["setting"])
	if !ok || c.arg(1) < 0 || c.arg(1) >= int64(len(s.Offer)) {
		return office.Refusal(cards.OldForm)
	}
	return settingTyped(c, s.Offer[c.arg(1)])
}

// settingTyped takes a value, and asks whether it is meant; one that does not fit is refused here already.
func settingTyped(c *call, text string) error {
	s, ok := settingAt(c.form.Numbers["setting"])
	if !ok || !c.me.Officer() {
		return office.Refusal(cards.NotYours)
	}
	was, is, err := c.bot.Office.CheckSetting(c.tx, c.me.Branch, s, office.Visible(text), c.now)
	if err != nil {
		return err
	}
	if was == is {
		return office.Refusal(s.Name + "现在就是 " + is + "，没有改动。")
	}
	c.form.Text, c.form.Step = is, stepConfirm
	c.keep()
	c.show(cards.SettingConfirm(c.form.Number, s, was, is))
	return nil
}

func settingOK(c *call) error {
	s, ok := settingAt(c.form.Numbers["setting"])
	if !ok || c.form.Step != stepConfirm {
		return office.Refusal(cards.OldForm)
	}
	if err := c.bot.Office.ConfigureOne(c.tx, c.me, s, c.form.Text, c.now); err != nil {
		return err
	}
	c.drop()
	c.show(cards.SettingDone(c.me.Branch, branch.SettingRoomOf(int(c.form.Numbers["setting"])), s, c.form.Text))
	return nil
}

func holidays(c *call) error {
	f := c.begin("holidays", stepText, nil)
	c.show(cards.HolidaysAsk(f.Number, c.bot.Office.WantedYear(c.now)))
	return nil
}

// longestNotice is how much of a pasted notice is read, in bytes: a message of the platform holds no more.
const longestNotice = 16 << 10

func holidaysTyped(c *call, text string) error {
	if !c.me.Officer() {
		return office.Refusal(cards.NotYours)
	}
	if len(text) > longestNotice {
		return office.Refusal("内容太长，请只粘贴“一、元旦”到“七、国庆节”的各条。")
	}
	n, err := branch.ReadHolidays(text, c.bot.Office.WantedYear(c.now))
	if err != nil {
		return office.Refusal(err.Error())
	}
	if err := c.bot.Office.MayLoad(n.Year, n.Table(), c.now); err != nil {
		return err
	}
	c.form.Text, c.form.Step = text, stepConfirm
	c.set("year", int64(n.Year))
	c.keep()
	c.show(cards.HolidaysConfirm(c.form.Number, n))
	return nil
}

func holidaysOK(c *call) error {
	n, err := branch.ReadHolidays(c.form.Text, int(c.form.Numbers["year"]))
	if err != nil || c.form.Step != stepConfirm {
		return office.Refusal(cards.OldForm)
	}
	note, err := c.bot.Office.LoadHolidays(c.tx, c.me, n.Year, n.Table(), c.now)
	if err != nil {
		return err
	}
	c.drop()
	c.show(cards.HolidaysLoaded(c.me.Branch, n.Year, note))
	return nil
}
