package birthday

import (
	"zhibu/bot"
	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/chat"
)

// write begins, or goes on with, what a member writes on a year's 政治生日: from the greeting, or on the home card.
func write(c *bot.Call) error {
	year := int(c.Arg(1))
	if err := MayReflect(c.Tx(), c.Me(), year, branch.DateOf(c.Now())); err != nil {
		return err
	}
	known := chat.Answers{}
	known.Put("year", year)
	f := c.Start(formReflect, known)
	c.ShowThere(writing(c.Tx(), c.Me(), f.Number, year))
	return nil
}

// reflectionForm keeps each message at once: nothing that was sent can be lost.
func reflectionForm(c *bot.Call) ask.Form {
	year := writingYear(c)
	return ask.Form{Title: "心得体会", AtOnce: true, Passing: true, Left: reflectionKept,
		Fields: []ask.Field{ask.Text("text", "").OrFile().Reads(func(text string) (any, error) { return text, nil })},
		Done: func(a chat.Answers) error {
			if _, err := Reflect(c.Office(), c.Tx(), c.Me(), year, chat.Get[string](a, "text"), c.Now()); err != nil {
				return err
			}
			c.Keep()
			c.Show(writing(c.Tx(), c.Me(), c.Form().Number, year))
			return nil
		}}
}

// writingYear is the year about which is written.
func writingYear(c *bot.Call) int { return chat.Get[int](c.Form().Answers, "year") }

func unwrite(c *bot.Call) error {
	year := writingYear(c)
	if _, err := Unwrite(c.Office(), c.Tx(), c.Me(), year, bot.Page(c.Arg(1)), c.Now()); err != nil {
		return err
	}
	c.Keep()
	c.Show(writing(c.Tx(), c.Me(), c.Form().Number, year))
	return nil
}

// endWriting shows what there is, with the buttons to share it or not.
func endWriting(c *bot.Call) error {
	c.Drop()
	return wrote(c, writingYear(c))
}

func wrote(c *bot.Call, year int) error {
	card, err := readReflection(c.Tx(), c.Me(), c.Me().ID, year, 0)
	if err != nil { // nothing was written
		card = birthdayOf(c.Tx(), c.Me(), c.Now())
	}
	c.Show(card)
	return nil
}

func showOwn(c *bot.Call) error {
	c.Show(reflectionList(c.Tx(), c.Me(), int(c.Arg(1))))
	return nil
}

func showOne(c *bot.Call) error {
	card, err := readReflection(c.Tx(), c.Me(), branch.MemberID(c.Arg(1)), int(c.Arg(2)), int(c.Arg(3)))
	if err != nil {
		return err
	}
	c.Show(card)
	return nil
}

func share(c *bot.Call) error { return setShared(c, true) }

func setShared(c *bot.Call, shared bool) error {
	r, err := ShareReflection(c.Office(), c.Tx(), c.Me(), int(c.Arg(1)), shared, c.Now())
	if err != nil {
		return err
	}
	return wrote(c, r.Year)
}

func unshare(c *bot.Call) error { return setShared(c, false) }

func showShared(c *bot.Call) error {
	c.Show(sharedList(c.Tx(), c.Me(), int(c.Arg(1))))
	return nil
}

// formReflect is the form in which a 心得 is written: each message is kept at once, so that nothing is lost with it.
const formReflect = "reflect"
