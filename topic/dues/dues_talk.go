package dues

import (
	"zhibu/bot"
	"zhibu/bot/ask"
	"zhibu/cards"
	"zhibu/chat"
)

// formDues is the form in which a base is typed. It never holds one.
const formDues = "dues"

// begin asks for a base. One that was typed with the command is answered, or what is wrong with it said.
func begin(c *bot.Call) error {
	if c.Rest() == "" {
		if err := c.HomeOr(!c.Stands()); err != nil { // an answer has its button, too
			return err
		}
		return c.Fill(formDues, chat.Answers{})
	}
	base, err := ReadBase(c.Rest())
	if err != nil {
		return bot.Refused(err)
	}
	card := answer(base)
	card.Rows = append([][]chat.Button{cards.Row(cards.Button("再算一个", ActDues, c.Me().Branch))}, card.Rows...)
	say(c, card)
	return nil
}

// say answers in passing.
func say(c *bot.Call, card chat.Card) {
	c.Tell(card)
}

// unsays: in the form whatever holds a number goes from the screen, also what cannot be read; elsewhere what is nothing but a base,
// since the form may have been left a moment ago. Other words stay: they were meant for somebody else.
func unsays(form, text string) bool {
	if rest, asked := Asked(text); asked {
		text, form = rest, formDues
	}
	return form == formDues && Numeral(text) || form == "" && Lone(text)
}

// form answers each number in passing: neither the number nor the answer is in any row, log or file.
func form(c *bot.Call) ask.Form {
	return ask.Form{Title: "党费计算", Leave: "返回", AtOnce: true, Passing: true,
		Fields: []ask.Field{ask.Text("base", question).Reads(func(text string) (any, error) {
			base, err := ReadBase(text)
			if err != nil {
				return nil, ask.Wrong(err.Error())
			}
			return base, nil
		})},
		Done: func(a chat.Answers) error {
			card := answer(chat.Get[Fen](a, "base"))
			card.Text = append(card.Text, cards.Say("\n还可以接着输入另一个数。")...)
			say(c, card)
			return nil
		}}
}
